"""The data doctor: looks at a problem before it is planned and says what is wrong with it, worst first.

    from scheduler.doctor import examine

    for finding in examine(problem):
        print(finding.severity, place(finding.path), finding.key)

`scheduler.texts.findings` puts findings into words. `examine` is loaded on its first use, because it needs the kernel:
who only reads stored findings (a web page) starts no engine.
"""

from typing import TYPE_CHECKING

from scheduler.doctor.finding import Finding, Severity

if TYPE_CHECKING:
    from scheduler.doctor.examination import examine

__all__ = ["Finding", "Severity", "examine"]


def __getattr__(name: str) -> object:
    if name != "examine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scheduler.doctor import examination

    return examination.examine
