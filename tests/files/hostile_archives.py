"""Hostile workbooks: archives, XML and structures that were made to break a reader."""

import gzip
import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

from tests.files.hostile import CANARY, Bench, Made, kind
from tests.files.hostile_parts import HEAD, MAIN, RELATIONS, STYLES, pack, packed, parts, relations, sheet

SHEET = "xl/worksheets/sheet1.xml"
"""Of the plant, which is the first table."""
LAST = "xl/worksheets/sheet11.xml"
"""Of the order lines, the last one."""
MEGA = 2**20


def spoiled(bench: Bench, **changes: bytes) -> Path:
    """The good workbook with some of its parts replaced or added."""
    names = {"sheet": SHEET, "last": LAST, "book": "xl/workbook.xml", "styles": "xl/styles.xml"}
    content = parts(bench.shop.sheets) | {names[key]: data for key, data in changes.items()}
    return pack(content, bench.path("shop.xlsx"))


def changed(bench: Bench, name: str, old: str, new: str) -> Path:
    content = parts(bench.shop.sheets)
    text = content[name].decode()
    assert old in text
    content[name] = text.replace(old, new, 1).encode()
    return pack(content, bench.path("shop.xlsx"))


# --- archives ---


@kind
def zip_bomb(bench: Bench) -> Made:
    size = bench.random.choice((40, 200, 400)) * MEGA
    text = sheet([["x"]]).replace("<sheetData>", "<sheetData>" + " " * size).encode()
    return bench.refused(spoiled(bench, sheet=text), "unpacks to")


@kind
def zip_of_zips(bench: Bench) -> Made:
    inside = packed({"a.txt": b"0" * MEGA})
    for _ in range(bench.random.randint(2, 6)):
        inside = packed({f"{i}.zip": inside for i in range(8)})
    bench.path("nested.xlsx").write_bytes(inside)
    return bench.refused(bench.path("nested.xlsx"), "a zip archive, but no workbook")


@kind
def truncated(bench: Bench) -> Made:
    whole = packed(parts(bench.shop.sheets))
    bench.path("cut.xlsx").write_bytes(whole[: bench.random.randint(1, len(whole) - 1)])
    return bench.refused(bench.path("cut.xlsx"), "damaged or cut off|no workbook|text, not a workbook")


@kind
def flipped_bytes(bench: Bench) -> Made:
    whole = bytearray(packed(parts(bench.shop.sheets)))
    for _ in range(bench.random.randint(1, 20)):
        whole[bench.random.randrange(len(whole))] ^= 1 << bench.random.randrange(8)
    bench.path("flipped.xlsx").write_bytes(whole)
    return bench.either(bench.path("flipped.xlsx"))


@kind
def wrong_magic(bench: Bench) -> Made:
    bench.path("noise.xlsx").write_bytes(b"\x01" + bench.random.randbytes(20_000))
    return bench.refused(bench.path("noise.xlsx"), "no workbook")


@kind
def nothing(bench: Bench) -> Made:
    bench.path("empty.xlsx").write_bytes(b"")
    return bench.refused(bench.path("empty.xlsx"), "is empty")


@kind
def encrypted(bench: Bench) -> Made:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    locked = "EncryptedPackage".encode("utf-16-le")
    bench.path("locked.xlsx").write_bytes(head + locked + bench.random.randbytes(5000))
    return bench.refused(bench.path("locked.xlsx"), "protected by a password")


@kind
def broken_old_workbook(bench: Bench) -> Made:
    bench.path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bench.random.randbytes(9000))
    return bench.refused(bench.path("old.xls"), "can't be read|damaged|memory")


@kind
def web_page_named_xls(bench: Bench) -> Made:
    start = bench.random.choice(("<html>", "\ufeff<!DOCTYPE html>", "  <table>", "<meta charset='gb2312'>"))
    bench.path("export.xls").write_text(f"{start}<table><tr><td>SO-1</td></tr></table>", "utf-8")
    return bench.refused(bench.path("export.xls"), "web page")


@kind
def locked_archive(bench: Bench) -> Made:
    whole = bytearray(packed(parts(bench.shop.sheets), stored=True))
    at = 0
    while (at := whole.find(b"PK\x01\x02", at + 1)) > 0:
        whole[at + 8] |= 1
    bench.path("locked.xlsx").write_bytes(whole)
    return bench.refused(bench.path("locked.xlsx"), "password")


@kind
def lying_sizes(bench: Bench) -> Made:
    """The list of contents states other sizes than the parts have."""
    whole = bytearray(packed(parts(bench.shop.sheets)))
    at = whole.find(b"PK\x01\x02")
    size = bench.random.choice((10, 2**31, 2**32 - 2))
    while at > 0:
        whole[at + 24 : at + 28] = size.to_bytes(4, "little")
        at = whole.find(b"PK\x01\x02", at + 1)
    bench.path("lies.xlsx").write_bytes(whole)
    return bench.refused(bench.path("lies.xlsx"), "damaged|unpacks")


@kind
def two_parts_of_one_name(bench: Bench) -> Made:
    memory = io.BytesIO(packed(parts(bench.shop.sheets)))
    with zipfile.ZipFile(memory, "a") as archive:
        archive.writestr(bench.random.choice((SHEET.upper(), SHEET.replace("/", "\\"))), b"<x/>")
    bench.path("twice.xlsx").write_bytes(memory.getvalue())
    return bench.refused(bench.path("twice.xlsx"), "two files of the same name")


@kind
def too_many_parts(bench: Bench) -> Made:
    more = {f"xl/media/{i}.png": b"" for i in range(10_001)}
    return bench.refused(
        pack(parts(bench.shop.sheets) | more, bench.path("many.xlsx"), stored=True), "holds 10,0.. files"
    )


@kind
def letter_named_workbook(bench: Bench) -> Made:
    content = {"_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml")]).encode()}
    content["word/document.xml"] = b"<document/>"
    return bench.refused(pack(content, bench.path("letter.xlsx")), "no workbook")


@kind
def macros(bench: Bench) -> Made:
    content = parts(bench.shop.sheets) | {"xl/vbaProject.bin": bench.random.randbytes(5000)}
    return bench.right(pack(content, bench.path("macros.xlsm")))


# --- XML ---


@kind
def billion_laughs(bench: Bench) -> Made:
    names = [f"a{i}" for i in range(bench.random.randint(8, 30))]
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    text = sheet([["x"]]).replace(HEAD, f"{HEAD}<!DOCTYPE x [{entities}]>").replace(">x<", f">&{names[-1]};<")
    where = bench.random.choice(("sheet", "book", "styles"))
    return bench.refused(spoiled(bench, **{where: text.encode()}), "document type")


@kind
def external_entity(bench: Bench) -> Made:
    target = bench.random.choice((bench.path(CANARY).as_uri(), str(bench.path(CANARY)), CANARY))
    text = sheet([["x"]]).replace(HEAD, f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>').replace(">x<", ">&e;<")
    return bench.refused(spoiled(bench, sheet=text.encode()), "document type")


@kind
def sheet_outside_the_file(bench: Bench) -> Made:
    target = bench.random.choice((bench.path(CANARY).as_uri(), f"../../../../../..{bench.path(CANARY)}", f"/{CANARY}"))
    return bench.refused(changed(bench, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", target), "missing")


@kind
def deep_xml(bench: Bench) -> Made:
    depth = bench.random.choice((10_000, 300_000))
    text = sheet([["x"]]).replace("<sheetData>", "<a>" * depth + "</a>" * depth + "<sheetData>")
    return bench.either(spoiled(bench, last=text.encode()))


@kind
def unclosed_xml(bench: Bench) -> Made:
    text = parts(bench.shop.sheets)[SHEET]
    return bench.refused(spoiled(bench, sheet=text[: len(text) * 2 // 3]), r"sheet1\.xml is damaged")


@kind
def huge_attribute(bench: Bench) -> Made:
    text = sheet([["x"]]).replace("<sheetData>", f'<sheetData a="{"x" * 50 * MEGA}">')
    content = parts({"x": []}) | {SHEET: text.encode()}
    return bench.refused(pack(content, bench.path("attribute.xlsx"), stored=True), "a tag of more than 1 MB")


@kind
def nul_bytes_in_xml(bench: Bench) -> Made:
    return bench.refused(spoiled(bench, sheet=b"\0" * 100 + sheet([["x"]]).encode()), "is damaged")


@kind
def xml_in_utf_16(bench: Bench) -> Made:
    content = parts(bench.shop.sheets)
    content[LAST] = content[LAST].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return bench.right(pack(content, bench.path("wide.xlsx")))


@kind
def prefixed_names(bench: Bench) -> Made:
    """`<x:c>` is `<c>`: some programs write it so."""
    content = parts(bench.shop.sheets)
    text = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", content[LAST].decode())
    content[LAST] = text.replace("xmlns=", "xmlns:x=").encode()
    return bench.right(pack(content, bench.path("prefixed.xlsx")))


# --- structures ---


@kind
def claims_all_cells(bench: Bench) -> Made:
    return bench.right(changed(bench, LAST, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))


@kind
def one_cell_far_out(bench: Bench) -> Made:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return bench.refused(changed(bench, LAST, "</sheetData>", far), "row 1048576, column")


@kind
def a_million_columns(bench: Bench) -> Made:
    cells = "".join(f'<c r="{_letters(i)}99"><v>1</v></c>' for i in range(1_000_000))
    return bench.refused(
        changed(bench, LAST, "</sheetData>", f'<row r="99">{cells}</row></sheetData>'), "no cell is called"
    )


def _letters(number: int) -> str:
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@kind
def too_many_columns(bench: Bench) -> Made:
    cells = "".join(f'<c r="{_letters(i)}99"><v>1</v></c>' for i in range(bench.random.choice((201, 16_384))))
    return bench.refused(changed(bench, LAST, "</sheetData>", f'<row r="99">{cells}</row></sheetData>'), "200 columns")


@kind
def too_many_rows(bench: Bench) -> Made:
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(100, 300_000))
    return bench.refused(changed(bench, LAST, "</sheetData>", f"{rows}</sheetData>"), "200,000 rows")


@kind
def too_many_sheets(bench: Bench) -> Made:
    return bench.refused(pack(parts({f"s{i}": [["x"]] for i in range(300)}), bench.path("many.xlsx")), "300 sheets")


@kind
def shared_texts_bomb(bench: Bench) -> Made:
    """One long text that very many cells show."""
    content = parts(bench.shop.sheets)
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 50_000))
    content[LAST] = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    content["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'.encode()
    link = f'<Relationship Id="rIdT" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    related = "xl/_rels/workbook.xml.rels"
    content[related] = content[related].replace(b"</Relationships>", link.encode())
    return bench.refused(pack(content, bench.path("texts.xlsx")), "texts add up to more than")


@kind
def styles_bomb(bench: Bench) -> Made:
    more = '<xf numFmtId="170"/>' * 200_000
    return bench.right(spoiled(bench, styles=STYLES.replace("</cellXfs>", f"{more}</cellXfs>").encode()))


@kind
def merged_bomb(bench: Bench) -> Made:
    """Ranges that reach over all rows again and again: each would be filled down."""
    if bench.random.random() < 0.5:
        ranges = '<mergeCell ref="A1:A1048576"/>' * 49_000
        rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(50, 5_000))
    else:
        ranges, rows = '<mergeCell ref="A1:B2"/>' * 60_000, ""
    text = f"{rows}</sheetData><mergeCells>{ranges}</mergeCells>"
    return bench.refused(changed(bench, LAST, "</sheetData>", text), "merged")


@kind
def rows_out_of_order(bench: Bench) -> Made:
    row = bench.random.choice((1, 2))
    return bench.refused(changed(bench, LAST, "</sheetData>", f'<row r="{row}"></row></sheetData>'), "out of place")


@kind
def two_cells_of_one_name(bench: Bench) -> Made:
    text = '<row r="9"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row></sheetData>'
    return bench.refused(changed(bench, LAST, "</sheetData>", text), "row 9, column A: a cell stands here twice")


@kind
def names_that_are_no_cells(bench: Bench) -> Made:
    name = bench.random.choice(("A0", "9A", "AAAA9", "A9999999", "", "Ä9", "B7"))
    text = f'<row r="9"><c r="{name}"><v>1</v></c></row></sheetData>'
    return bench.refused(changed(bench, LAST, "</sheetData>", text), "no cell is called|stands in row 9")


@kind
def open_document_of_repeats(bench: Bench) -> Made:
    """A few bytes that stand for a million rows of sixteen thousand cells."""
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    text = (
        f"{HEAD}<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="orders"><table:table-row table:number-rows-repeated="1048576">{cell}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    content = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest.encode(),
        "content.xml": text.encode(),
    }
    return bench.refused(pack(content, bench.path("repeats.ods")), "memory|columns|rows|damaged")


@kind
def gzip_bomb(bench: Bench) -> Made:
    bench.path("shop.json.gz").write_bytes(gzip.compress(b"[" + b" " * 200 * MEGA + b"]", 6))
    return bench.refused(bench.path("shop.json.gz"), "more than 64 MB")
