"""Hostile and broken CSV and JSON."""

import csv
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

from scheduler.domain import schema
from scheduler.files.csv_writer import csv_bytes
from scheduler.files.json_file import write_bytes
from scheduler.files.tables.json_tables import tables_json
from tests.files.hostile import Bench, Made, kind
from tests.files.hostile_cells import INJECTIONS, renamed
from tests.files.hostile_parts import Rows, packed, parts


def folder(bench: Bench, sheets: Mapping[str, Rows] | None = None) -> Path:
    """The example shop as a folder of CSV files, each named by its title."""
    path = bench.path("tables")
    path.mkdir()
    for title, rows in (sheets or bench.shop.sheets).items():
        (path / f"{title}.csv").write_bytes(csv_bytes(rows, title))
    return path


def lines_file(bench: Bench, path: Path) -> Path:
    return path / f"{bench.shop.titles['order_lines']}.csv"


def with_lines(bench: Bench, content: bytes) -> Path:
    """The folder with other bytes in the file of order lines."""
    path = folder(bench)
    lines_file(bench, path).write_bytes(content)
    return path


def plain_text(rows: Rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


# --- CSV ---


@kind
def csv_encodings(bench: Bench) -> Made:
    path = folder(bench)
    encoding = bench.random.choice(("utf-16", "utf-8", "utf-8-sig"))
    for file in path.iterdir():
        file.write_bytes(file.read_text("utf-8-sig").encode(encoding))
    return bench.right(path)


@kind
def csv_gb18030(bench: Bench) -> Made:
    """Files with Chinese text in the encoding that Excel in China writes."""
    path = folder(bench)
    for file in path.iterdir():
        file.write_bytes(file.read_text("utf-8-sig").encode("gb18030"))
    return bench.right(path)


@kind
def csv_latin_1(bench: Bench) -> Made:
    bench.shop.put("order_lines", 1, "options", "Größe; Kühlung")
    return bench.refused(
        with_lines(
            bench,
            plain_text(bench.shop.rows("order_lines")).replace("Größe", "Gr\xf6\xdfe").encode("latin-1", "ignore"),
        ),
        "neither UTF-8 nor GB18030",
    )


@kind
def csv_delimiters(bench: Bench) -> Made:
    path = folder(bench)
    for title, rows in bench.shop.sheets.items():
        text = plain_text(rows, bench.random.choice((",", ";", "\t")))
        (path / f"{title}.csv").write_bytes(text.encode("utf-8-sig"))
    return bench.right(path)


@kind
def csv_mixed_delimiters(bench: Bench) -> Made:
    text = plain_text(bench.shop.rows("order_lines")).split("\r\n")
    return bench.refused(with_lines(bench, "\n".join([text[0], text[1].replace(",", ";")]).encode()), "row 2|missing")


@kind
def csv_unclosed_quote(bench: Bench) -> Made:
    text = plain_text(bench.shop.rows("order_lines")) + '"SO-002,1\r\n' + "x" * bench.random.choice((10, 10**6))
    return bench.refused(with_lines(bench, text.encode()), "line 3: .*(never|not) closed")


@kind
def csv_nul_bytes(bench: Bench) -> Made:
    text = plain_text(bench.shop.rows("order_lines")).encode() + b"SO\0-2,1\r\n"
    return bench.refused(with_lines(bench, text), "line 3: holds NUL bytes")


@kind
def csv_utf_16_without_mark(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, plain_text(bench.shop.rows("order_lines")).encode("utf-16-le")), "NUL bytes")


@kind
def csv_binary(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, b"\x89PNG\r\n\x1a\n" + bench.random.randbytes(5000)), "NUL|neither UTF-8")


@kind
def csv_is_a_workbook(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, packed(parts(bench.shop.sheets))), "is a workbook with the name of a CSV")


@kind
def csv_too_many_rows(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, b"Order,Line\r\n" + b"SO-1,1\r\n" * 300_000), "200,000 rows")


@kind
def csv_too_many_columns(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, b"Order,Line\r\n" + b"1," * 1_000_000 + b"1\r\n"), "row 2.* 200 columns")


@kind
def csv_very_long_cell(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, b"Order,Line\r\n" + b"x" * 10 * 2**20 + b",1\r\n"), "131,072 characters")


@kind
def csv_too_large(bench: Bench) -> Made:
    return bench.refused(with_lines(bench, b"Order,Line\r\n" + b"\r\n" * 17 * 2**20), "at most 32 MB")


@kind
def csv_injected_formulas(bench: Bench) -> Made:
    text = bench.random.choice(INJECTIONS).replace("\t", "")
    bench.shop.put("orders", 1, "customer", text)
    return Made(folder(bench), renamed(bench.shop.problem, text))


@kind
def csv_lone_file(bench: Bench) -> Made:
    path = bench.path("orders.csv")
    path.write_bytes(csv_bytes(bench.shop.rows("orders"), "orders"))
    return bench.refused(path, "missing")


@kind
def csv_no_regular_file(bench: Bench) -> Made:
    path = bench.path("orders.csv")
    os.mkfifo(path)
    return bench.refused(path, "expected a file, found something else")


@kind
def folder_without_tables(bench: Bench) -> Made:
    path = bench.path("nothing")
    path.mkdir()
    return bench.refused(path, "expected a folder with .csv files")


@kind
def unknown_ending(bench: Bench) -> Made:
    path = bench.path(bench.random.choice(("shop.pdf", "shop", "shop.xlsx.exe", "shop.txt")))
    path.write_bytes(packed(parts(bench.shop.sheets)))
    return bench.refused(path, r"read are \.xlsx")


# --- JSON ---


def json_file(bench: Bench, content: bytes) -> Path:
    path = bench.path("shop.json")
    write_bytes(content, path)
    return path


def document(bench: Bench) -> str:
    """Either form of the example in JSON."""
    if bench.random.random() < 0.5:
        return schema.dump(bench.shop.problem).decode()
    return tables_json(bench.shop.problem, bench.random.choice(("en", "zh"))).decode()


@kind
def json_both_forms(bench: Bench) -> Made:
    return bench.right(json_file(bench, document(bench).encode()))


@kind
def json_depth_bomb(bench: Bench) -> Made:
    start = bench.random.choice(("", '{"tables": '))
    return bench.refused(json_file(bench, (start + "[" * 1_000_000).encode()), "nested too deeply|not valid JSON")


@kind
def json_too_many_values(bench: Bench) -> Made:
    return bench.refused(json_file(bench, b"[" + b"[]," * 10_000_000 + b"[]]"), "2,000,000 values")


@kind
def json_key_twice(bench: Bench) -> Made:
    text = document(bench).rstrip()
    key = json.dumps(next(iter(json.loads(text))))
    return bench.refused(json_file(bench, f"{text[:-1]},{key}: 1}}".encode()), "given twice")


@kind
def json_not_a_number(bench: Bench) -> Made:
    word = bench.random.choice(("NaN", "Infinity", "-Infinity"))
    text = json.dumps({"tables": {"orders": [{"Order": "A", "Weight": 0}]}}).replace("0", word)
    return bench.refused(json_file(bench, text.encode()), "NaN or Infinity")


@kind
def json_huge_number(bench: Bench) -> Made:
    digits = "9" * bench.random.choice((19, 400, 5000))
    text = tables_json(bench.shop.problem, "en").decode()
    assert '"Weight": 1' in text
    return bench.refused(
        json_file(bench, text.replace('"Weight": 1', f'"Weight": {digits}').encode()), "digits|at most"
    )


@kind
def json_lone_surrogate(bench: Bench) -> Made:
    text = tables_json(bench.shop.problem, "en").decode().replace("East Power", "\\ud800")
    return bench.refused(json_file(bench, text.encode()), ".")


@kind
def json_not_utf_8(bench: Bench) -> Made:
    encoding = bench.random.choice(("utf-16", "gb18030"))
    return bench.refused(json_file(bench, document(bench).encode(encoding)), "UTF-16|not UTF-8")


@kind
def json_of_another_shape(bench: Bench) -> Made:
    text = bench.random.choice(('{"tables": []}', '{"tables": {"orders": [1, 2]}}', "[]", "{}", '"x"', "null", "", "{"))
    return bench.refused(json_file(bench, text.encode()), ".")
