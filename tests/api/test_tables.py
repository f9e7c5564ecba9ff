"""Tables that come in: as JSON, workbook or zip, checked, compared, refused with their cells; and what goes out."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from starlette.exceptions import HTTPException

from api import intake
from api.check_up import CheckUp, ProblemFacts
from api.service import Service
from api.store.tables import Table
from api.work.desk import TakenIn
from scheduler.domain.schema import load_problem
from tests.api.process import ServiceProcess
from tests.api.requests import Json, done, problem, stored
from tests.api.tables import XLSX, ZIP, csv_files, workbook, zipped

JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024


def rows(client: TestClient) -> dict[str, int]:
    """How many rows every table has."""
    service = service_of(client)
    with service.database.read() as session:
        counts = {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Table.metadata.tables.items()
        }
    return {name: count or 0 for name, count in counts.items()}


def service_of(client: TestClient) -> Service:
    return cast(Service, cast(FastAPI, client.app).state.service)


def refused(client: TestClient, body: bytes, headers: dict[str, str], status: int = 422, query: str = "") -> Json:
    """The refusal; nothing was stored."""
    before = rows(client)
    answer = client.post(f"/problems{query}", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert rows(client) == before
    found: Json = answer.json()
    return found


# --- three forms of the same -------------------------------------------------------------------------


def test_json_workbook_and_csv_files_are_the_same_problem(client: TestClient, tmp_path: Path) -> None:
    document = problem("three forms")
    first = client.post("/problems", json=document)
    book = client.post("/problems", content=workbook(tmp_path, document), headers=XLSX)
    archive = client.post("/problems", content=zipped(csv_files(tmp_path, document)), headers=ZIP)
    assert (first.status_code, book.status_code, archive.status_code) == (201, 200, 200)
    assert first.json()["id"] == book.json()["id"] == archive.json()["id"]
    assert book.headers["location"] == f"/problems/{first.json()['id']}"
    # Two orders, decomposed by a routing of one step each.
    assert [first.json()[name] for name in ("orders", "operations", "in_all")] == [2, 0, 2]


def test_a_stored_problem_is_downloaded_as_a_workbook_and_sent_back(client: TestClient) -> None:
    sent = stored(client, "there and back")
    for language in ("en", "zh-CN"):
        book = client.get(f"/problems/{sent}/workbook", params={"lang": language})
        assert book.headers["content-type"] == XLSX["Content-Type"]
        assert book.headers["content-disposition"] == f'attachment; filename="problem-{sent}.xlsx"'
        again = client.post("/problems", content=book.content, headers=XLSX)
        assert (again.status_code, again.json()["id"]) == (200, sent)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("application/vnd.plant+json", 200),
        ("application/vnd.ms-excel", 415),
        ("text/csv", 415),
        ("application/octet-stream", 415),
        ("", 415),
    ],
)
def test_the_content_type_says_what_it_is(client: TestClient, content_type: str, status: int) -> None:
    body = client.get(f"/problems/{stored(client, 'typed')}/document").content
    assert client.post("/problems", content=body, headers={"Content-Type": content_type}).status_code == status


# --- what is said of it ------------------------------------------------------------------------------


def test_a_finding_names_the_cell_of_a_workbook_and_the_path_of_a_document(client: TestClient, tmp_path: Path) -> None:
    book = client.post("/problems", content=workbook(tmp_path, problem("ill in a workbook")), headers=XLSX).json()
    (finding,) = book["findings"]
    assert finding["place"] == "sheet Order lines, row 2, column H (Committed)"
    assert (finding["severity"], finding["id"], finding["orders"]) == ("warning", "SO-1", ["SO-1"])
    assert finding["key"] == "due_passed"
    assert finding["sentence"].startswith("Order SO-1 was due on Fri 2 Jan 2026, 24:00, 1 h ago")
    assert finding["suggestion"]
    in_document = client.get(f"/problems/{book['id']}/findings").json()
    assert in_document == [{**finding, "place": "orders[0].lines[0].instalments[0].committed"}]
    assert client.post("/problems", json=problem("ill in a workbook")).json()["findings"] == in_document
    chinese = client.get(f"/problems/{book['id']}/findings", params={"lang": "zh"}).json()
    assert "2026年1月2日" in chinese[0]["sentence"]
    assert client.get(f"/problems/{stored(client, 'healthy')}/findings").json() == []


def test_what_was_passed_over_is_said(client: TestClient, tmp_path: Path) -> None:
    files = csv_files(tmp_path, problem("with a colour"))
    orders = next(name for name in files if b"SO-1" in files[name] and b"North Grid" in files[name])
    head, _, rest = files[orders].partition(b"\r\n")
    files[orders] = head + b",Colour\r\n" + rest
    answer = client.post("/problems", content=zipped(files), headers=ZIP).json()
    (note,) = answer["notes"]
    assert note["key"] == "column_passed_over"
    assert "Colour" in note["sentence"]


def test_wrong_cells_are_refused_with_sheet_row_and_column(client: TestClient, tmp_path: Path) -> None:
    body = workbook(tmp_path, problem("wrong cells"), lambda text: text.replace(">effective<", ">efective<"))
    refusal = refused(client, body, XLSX)
    assert [error["path"] for error in refusal["errors"]] == [
        f"sheet Orders, row {row}, column F (Status)" for row in (2, 3)
    ]
    assert 'found "efective"' in refusal["errors"][0]["message"]
    assert refusal["detail"].startswith("2 things are wrong")


# --- merging into a stored problem -------------------------------------------------------------------


def test_a_dry_run_says_what_would_change_and_stores_nothing(client: TestClient, tmp_path: Path) -> None:
    base = stored(client, "before", orders=3)
    document = problem("before", orders=4)
    document["orders"][0]["customer"] = "East Rail"
    del document["orders"][1]
    body = workbook(tmp_path, document)
    before = rows(client)
    dry = client.post("/problems", params={"base": base, "dry_run": True}, content=body, headers=XLSX)
    assert dry.status_code == 200
    assert rows(client) == before
    assert "id" not in dry.json()
    changes = {(c["table"], *c["identity"]): c for c in dry.json()["changes"] if c["table"] == "orders"}
    assert {key: change["kind"] for key, change in changes.items()} == {
        ("orders", "SO-1"): "changed",
        ("orders", "SO-2"): "gone",
        ("orders", "SO-4"): "added",
    }
    assert changes["orders", "SO-1"]["title"] == "Orders"
    assert changes["orders", "SO-1"]["fields"] == [
        {"field": "customer", "heading": "Customer", "before": "North Grid", "after": "East Rail"}
    ]
    stored_now = client.post("/problems", params={"base": base}, content=body, headers=XLSX)
    assert stored_now.status_code == 201
    assert stored_now.json()["content_hash"] == dry.json()["content_hash"]
    assert stored_now.json()["changes"] == dry.json()["changes"]
    assert rows(client) == {**before, "problems": before["problems"] + 1}


def test_what_an_update_does_not_mention_stays(client: TestClient, tmp_path: Path) -> None:
    """Only the table of resources is sent: orders, products and calendars stay."""
    base = stored(client, "only resources", orders=3)
    files = csv_files(tmp_path, problem("only resources", orders=3))
    resources = {name: text.replace(b"Press", b"New press") for name, text in files.items() if name == "resources.csv"}
    answer = client.post("/problems", params={"base": base}, content=zipped(resources), headers=ZIP)
    assert answer.status_code == 201, answer.text
    assert answer.json()["orders"] == 3
    (change,) = answer.json()["changes"]
    assert (change["table"], change["identity"], change["kind"]) == ("resources", ["press"], "changed")
    again = client.post("/problems", params={"base": answer.json()["id"]}, content=zipped(resources), headers=ZIP)
    assert (again.status_code, again.json()["changes"]) == (200, [])
    # Without a base the same file lacks the other tables.
    assert "missing" in refused(client, zipped(resources), ZIP)["detail"]


def test_a_base_that_is_not_there_is_refused(client: TestClient) -> None:
    body = client.get(f"/problems/{stored(client, 'baseless')}/document").content
    refusal = refused(client, body, JSON, query="?base=none")
    assert refusal["errors"] == [{"path": "base", "message": "there is no problem 'none'"}]


def test_nothing_is_stored_for_somebody_who_has_left(client: TestClient) -> None:
    document = load_problem(client.get(f"/problems/{stored(client, 'left')}/document").content, "problem")
    other = document.model_copy(update={"name": "left for good"})
    taken = TakenIn(ProblemFacts.of_problem(other), b"", CheckUp())
    before = rows(client)
    with pytest.raises(HTTPException):
        intake.store(service_of(client).database, taken, lambda: False)
    assert rows(client) == before


def test_whoever_hangs_up_leaves_nothing_behind(tmp_path: Path) -> None:
    """On a real line, with a body so large (over 64 KiB) that the server pauses listening after it."""
    service = ServiceProcess(tmp_path, "tests.api.fakes", {"SCHEDULER_SOLVER_SLOTS": "0"})
    try:
        service.start()
        service.client.post("/problems", json=problem("heard"))  # the child is there
        body = json.dumps(problem("slow in intake")).encode() + b" " * 200_000
        with pytest.raises(httpx.ReadTimeout):
            service.client.post("/problems", content=body, headers=JSON, timeout=0.3)
        # The only child takes the next upload when it is done with this one.
        service.client.post("/problems", json=problem("heard after it"))
        time.sleep(0.3)
        names = [row["name"] for row in service.client.get("/problems").json()]
        assert names == ["heard after it", "heard"]
    finally:
        service.end()


# --- hostile and broken files ------------------------------------------------------------------------

HOSTILE_NAMES = (
    "../evil.csv",
    "/tmp/evil.csv",
    "..\\evil.csv",
    "C:\\evil.csv",
    "C:evil.csv",
    "tables/orders.csv",
    "orders.exe",
    ".csv",
    "or\nders.csv",
    "a" * 300 + ".csv",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_zip_chooses_no_path(client: TestClient, tmp_path: Path, name: str) -> None:
    body = zipped({**csv_files(tmp_path, problem("hostile zip")), name: b"id\r\n"})
    refusal = refused(client, body, ZIP)
    assert "expected" in refusal["detail"]
    assert refusal["errors"][0]["path"] == name[:120]


def twice(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, b"id\r\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(name, b"id\r\n")
    return content.getvalue()


def encrypted() -> bytes:
    """The mark of encryption in both headers of the only file."""
    content = bytearray(zipped({"orders.csv": b"id\r\n"}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    return bytes(content)


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"orders", "no zip archive"),
    "nothing": (lambda: b"", "no zip archive"),
    "cut off": (lambda: zipped({"orders.csv": b"id\r\n" * 999})[:-40], "no zip archive"),
    "encrypted": (encrypted, "encrypted"),
    "no file in it": (lambda: zipped({}), "no .csv file"),
    "only the Finder's files": (lambda: zipped({"__MACOSX/._orders.csv": b"x"}), "no .csv file"),
    "the same file twice": (lambda: twice("orders.csv"), "twice"),
    "too many files": (lambda: zipped({f"{n}.csv": b"" for n in range(201)}), "at most 200"),
    "a bomb": (lambda: zipped({"orders.csv": b" " * (33 * MIB)}), "at most 32 MB"),
    "a workbook in it": (lambda: zipped({"orders.csv": zipped({"a": b""})}), "workbook"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_zip_is_refused_in_words(client: TestClient, what: str) -> None:
    body, words = BROKEN[what]
    refusal = refused(client, body(), ZIP)
    assert words in refusal["detail"]
    if what == "a workbook in it":
        assert refusal["errors"][0]["path"] == "orders.csv"


class NamedInChinese(zipfile.ZipInfo):
    """Names in GB18030 without the mark of UTF-8, as Windows in China packs them."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits


def test_names_as_chinese_windows_writes_them_are_read(client: TestClient, tmp_path: Path) -> None:
    titles = {"orders.csv": "订单.csv", "resources.csv": "资源.csv"}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in csv_files(tmp_path, problem("chinese names")).items():
            archive.writestr(NamedInChinese(titles.get(name, name)), text)
    assert "订单".encode("gb18030") in content.getvalue()
    answer = client.post("/problems", content=content.getvalue(), headers=ZIP)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == stored(client, "chinese names")


@pytest.mark.parametrize(
    "body",
    [b"", b"PK\x03\x04 and then nothing", b'{"zone": "UTC"}', zipped({"xl/workbook.xml": b"<x/>"})],
    ids=["nothing", "cut off", "JSON", "another zip"],
)
def test_what_is_no_workbook_is_refused(client: TestClient, body: bytes) -> None:
    refusal = refused(client, body, XLSX)
    assert refusal["detail"]
    assert "/" not in refusal["detail"]  # no path of the service's machine


def test_json_is_no_workbook_and_a_workbook_no_json(client: TestClient, tmp_path: Path) -> None:
    assert "UTF-8" in refused(client, workbook(tmp_path, problem("confused")), JSON)["detail"]


def test_a_workbook_beyond_the_limit_is_not_read(client: TestClient) -> None:
    answer = client.post("/problems", content=b"P" * (MIB + 1), headers=XLSX)  # SCHEDULER_MAX_BODY_MB=1 here
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [("die in intake", 500, "died twice"), ("greedy in intake", 500, "MiB of memory")],
)
def test_a_file_that_ends_the_child_harms_nobody(client: TestClient, name: str, status: int, words: str) -> None:
    body = client.get(f"/problems/{stored(client, 'harmless')}/document").content.replace(b"harmless", name.encode())
    assert words in refused(client, body, JSON, status)["detail"]
    assert client.post("/problems", json=problem("harmless")).status_code == 200


# --- what goes out -----------------------------------------------------------------------------------


def test_the_decomposition_tells_every_line(client: TestClient) -> None:
    """4 panels of 30 minutes on the press, of which one is in stock for the first order."""
    document = problem("decomposed")
    document["product_stocks"] = [{"product": "panel", "company": "C1", "quantity": 1}]
    sent = client.post("/problems", json=document).json()["id"]
    orders = client.get(f"/problems/{sent}/decomposition").json()
    assert [order["order"] for order in orders] == ["SO-1", "SO-2"]
    lines = [line for order in orders for line in order["lines"]]
    told = [(m["from_stock"], m["to_make"], m["routing"], m["omitted"]) for m in (line["making"] for line in lines)]
    assert told == [(1, 3, None, []), (0, 4, None, [])]
    (operation,) = lines[0]["making"]["operations"]
    assert operation["id"] == "SO-1/1/punch"
    assert operation["ways"] == [{"mode": "press", "uses": ["press"], "supplier": None, "minutes": 90}]
    chinese = client.get(f"/problems/{sent}/decomposition", params={"lang": "zh"}).json()
    assert chinese[0]["lines"][0]["making"]["operations"][0]["name"] == "冲孔"


def test_an_empty_workbook_is_given_out(client: TestClient) -> None:
    plain = client.get("/template", params={"lang": "zh-CN"})
    filled = client.get("/template", params={"lang": "zh-CN", "holidays": "CN", "year": [2026, 2027]})
    for answer in (plain, filled):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == XLSX["Content-Type"]
        assert answer.headers["content-disposition"] == 'attachment; filename="template-zh-CN.xlsx"'
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert len(filled.content) > len(plain.content)
    for query in ("holidays=XX&year=2026", "holidays=china", "holidays=CN&year=1", "year=x"):
        assert client.get(f"/template?{query}").status_code == 422, query


def test_the_sheets_of_a_plan_have_their_types(client: TestClient) -> None:
    plan = done(client, "printed")["plan"]
    types = {"xlsx": XLSX["Content-Type"], "csv": ZIP["Content-Type"], "html": "text/html; charset=utf-8"}
    for form, media_type in types.items():
        answer = client.get(f"/plans/{plan}/sheets", params={"format": form, "lang": "zh"})
        assert (answer.status_code, answer.text) == (200, f"{form} zh-CN")
        assert answer.headers["content-type"] == media_type
    assert answer.headers["content-security-policy"].startswith("sandbox allow-modals;")
    assert client.get(f"/plans/{plan}/sheets", params={"format": "pdf"}).status_code == 422
    assert client.get("/plans/none/sheets").status_code == 404


def test_every_workshop_has_a_calendar(client: TestClient) -> None:
    plan = done(client, "in calendars")["plan"]
    answer = client.get(f"/plans/{plan}/workshops/W1/calendar.ics")
    assert (answer.status_code, answer.text) == (200, "calendar of W1")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    for path in (f"/plans/{plan}/workshops/W2/calendar.ics", "/plans/none/workshops/W1/calendar.ics"):
        assert client.get(path).status_code == 404
