"""The report of an imported work log, in words."""

from collections.abc import Iterator

from scheduler.files.log_shop import ImportReport

LINES_SHOWN = 8


def report_lines(report: ImportReport) -> Iterator[str]:
    """What was read, what was touched and why with line numbers, and what the shop really did."""
    yield (
        f"{report.source}: {report.rows} rows, {report.events} usable events of {report.orders} orders, "
        f"{report.activities} activities and {report.workers} workers: {report.operations} operations, "
        f"{report.working_minutes:,} working minutes."
    )
    for finding in report.findings:
        shown = ", ".join(str(line) for line in finding.lines[:LINES_SHOWN])
        more = f" … and {len(finding.lines) - LINES_SHOWN} more" if len(finding.lines) > LINES_SHOWN else ""
        minutes = "" if finding.minutes is None else f" ({finding.minutes:,} minutes counted once)"
        kind = finding.dirt.value.replace("_", " ")
        yield (
            f"  {len(finding.lines):5} {kind}, {finding.treatment.value}: {finding.why}{minutes}; lines {shown}{more}"
        )
    if report.lost_orders:
        yield f"  orders without any usable row: {', '.join(report.lost_orders)}"
    did = report.baseline
    orders = len(did.orders)
    yield (
        f"What the shop did: mean flow time {did.flow_minutes / orders / 1440:.1f} days an order, "
        f"makespan {did.makespan_minutes / 1440:.1f} days."
    )
    yield (
        "A plan of this log has hindsight: all orders, lengths and hours of presence are known beforehand, "
        "as nobody in the shop knew them."
    )
