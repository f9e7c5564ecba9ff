"""The tables as one JSON file, and what is told of one that is none."""

import json

import pytest

from scheduler.domain.errors import InputError
from scheduler.files.tables import FORMS
from scheduler.files.tables.json_tables import sheets_from_json, tables_json
from tests.builders import machine, order, shop
from tests.files.tables.sheets import only, read, refused

SHOP = shop(resources=[machine("M1")], orders=[order("A", "01-07"), order("B", "01-08")])


def document(language: str = "en") -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(tables_json(SHOP, language))
    return found


def loaded(value: object, *, source: str = "x.json") -> tuple[str, str | None, str]:
    """What is wrong with the document."""
    try:
        return only(refused(sheets_from_json(json.dumps(value).encode(), source)))
    except InputError as error:
        return only(error.problems)


def test_the_file_reads_like_the_workbook() -> None:
    tables = document()["tables"]
    assert list(tables) == [form.en for form in FORMS]
    assert tables["Plant"]["Time zone"] == "Asia/Shanghai"  # type: ignore[index]
    assert tables["Plant"]["As of"] == "2026-01-05 08:00"  # type: ignore[index]
    assert tables["Orders"][0]["Status"] == "effective"  # type: ignore[index]
    assert tables["Order lines"][1] == {  # type: ignore[index]
        "Order": "B", "Line": 1, "Product": "goods", "Instalment": 1, "Quantity": 1,
        "Requested": "2026-01-08", "First committed": "2026-01-08", "Committed": "2026-01-08",
    }  # fmt: skip
    assert tables["Pins"] == []
    chinese = document("zh-CN")["tables"]["班次"][0]  # type: ignore[index]
    assert chinese == {"日历": "always", "星期": "周一至周日", "上班": "00:00", "下班": "00:00"}


def test_places_are_told_as_in_json() -> None:
    found = read(sheets_from_json(tables_json(SHOP, "en"), "x.json"))
    assert found.where(("orders", 1, "weight")) == "tables.Orders[1].Weight"
    assert found.where(("zone",)) == "tables.Plant.Time zone"
    wrong = document()
    wrong["tables"]["Orders"][1]["Weight"] = "heavy"  # type: ignore[index]
    assert loaded(wrong)[0] == "tables.Orders[1].Weight"
    wrong = document()
    wrong["tables"]["Plant"]["As of"] = "yesterday"  # type: ignore[index]
    assert loaded(wrong)[0] == "tables.Plant.As of"


def test_rows_may_leave_out_what_is_blank_and_name_columns_in_any_order() -> None:
    tables = document()
    tables["tables"]["orders"] = [dict(reversed(row.items())) for row in tables["tables"].pop("Orders")]  # type: ignore[attr-defined]
    assert read(sheets_from_json(json.dumps(tables).encode(), "x.json")).problem == SHOP


def test_true_false_and_null_are_cells_and_lists_are_not() -> None:
    tables = document()
    tables["tables"]["Orders"][0] |= {"Never traded for money": True, "Value": None}  # type: ignore[index]
    assert read(sheets_from_json(json.dumps(tables).encode(), "x.json")).problem.orders[0].untradeable
    tables["tables"]["Order lines"][0]["Options"] = ["red"]  # type: ignore[index]
    place, _, message = loaded(tables)
    assert place == "tables.Order lines[0].Options"
    assert message == "expected text, a number, true, false or null: write a list as in a cell"


@pytest.mark.parametrize(
    ("value", "place", "message"),
    [
        ([], "", "expected tables: "),
        ({}, "", "expected tables: "),
        ({"tables": []}, "", "expected tables: "),
        ({"tables": {}, "version": 1}, "version", "unknown field; known is tables"),
        ({"tables": {"Orders": 1}}, "tables.Orders", "expected a list of rows"),
        ({"tables": {"Orders": [1]}}, "tables.Orders[0]", "expected a row"),
    ],
)
def test_what_is_no_file_of_tables_is_refused(value: object, place: str, message: str) -> None:
    found = loaded(value)
    assert found[0] == place
    assert found[2].startswith(message)


def test_a_misspelt_heading_is_told_with_its_table() -> None:
    tables = document()
    tables["tables"]["Orders"][0]["Wieght"] = tables["tables"]["Orders"][0].pop("Weight")  # type: ignore[index]
    tables["tables"]["Orders"][1].pop("Weight")  # type: ignore[index]
    place, _, message = loaded(tables)
    assert place == "tables.Orders"
    assert message == "unknown heading 'Wieght'; did you mean 'Weight' (权重)?"


def test_headings_are_counted_before_they_become_columns() -> None:
    """Rows of one own heading each would be a table as wide as it is long; 200 are as many as a sheet may have."""

    def rows(count: int) -> bytes:
        return json.dumps({"tables": {"orders": [{f"Heading {i}": i} for i in range(count)]}}).encode()

    assert len(sheets_from_json(rows(200), "x.json")[0].rows[0]) == 200
    with pytest.raises(InputError, match="at most 200 different headings are read, and there are 201"):
        sheets_from_json(rows(201), "x.json")
