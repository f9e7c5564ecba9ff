"""What a child writes for people: workbooks, templates, the sheets of a plan, calendars.

Files go into `folder`, which the service made and takes away again, whatever happens to the child.
"""

import io
import zipfile
from pathlib import Path

from api.work.child import Report
from api.work.records import stored_plan, stored_problem
from api.work.wire import Message
from scheduler.domain.errors import refuse
from scheduler.texts import Language

STAMP = (2026, 1, 1, 0, 0, 0)
"""Every file in an archive bears this time, so that equal plans give equal archives."""


def workbook(job: Message, report: Report) -> Message:
    """Documents: problem. Answers with it as a workbook."""
    from scheduler.files.any_form import write_any

    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    path = _folder(job) / "problem.xlsx"
    write_any(problem, path, Language(str(job.header["language"])))
    return Message("done", {}, (path.read_bytes(),))


def template(job: Message, report: Report) -> Message:
    """Answers with an empty workbook. Header: `language`, `holidays` (a country or nothing), `years` (1999,2000)."""
    from scheduler.files.template import write_template

    years = tuple(int(year) for year in str(job.header["years"]).split(",") if year)
    path = _folder(job) / "template.xlsx"
    write_template(path, Language(str(job.header["language"])), str(job.header["holidays"]) or None, years)
    return Message("done", {}, (path.read_bytes(),))


def sheets(job: Message, report: Report) -> Message:
    """Documents: problem, plan. Answers with a workbook, a page, or a zip of CSV files: `format` xlsx, html or csv."""
    from scheduler.files.sheet_folder import Format, write_sheets

    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    plan = stored_plan(str(job.header["plan"]), job.documents[1])
    wanted = Format(str(job.header["format"]))
    paths = write_sheets(problem, plan, _folder(job), Language(str(job.header["language"])), {wanted})
    return Message("done", {}, (_zipped(paths) if wanted is Format.CSV else paths[0].read_bytes(),))


def calendar(job: Message, report: Report) -> Message:
    """Documents: problem, plan. Answers with the iCalendar file of `workshop`; InputError if there is none."""
    from scheduler.files.ical import ics
    from scheduler.sheets import Facts, workshop_calendars

    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    plan = stored_plan(str(job.header["plan"]), job.documents[1])
    facts = Facts(problem, plan, Language(str(job.header["language"])))
    for found in workshop_calendars(facts):
        if found.workshop == job.header["workshop"]:
            return Message("done", {}, (ics(found),))
    raise refuse("plan", "there is no such workshop in this plan", "workshop")


def _folder(job: Message) -> Path:
    return Path(str(job.header["folder"]))


def _zipped(paths: list[Path]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name, STAMP), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()
