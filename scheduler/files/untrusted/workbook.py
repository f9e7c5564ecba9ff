"""A workbook of the Office Open XML family (.xlsx, .xlsm, .xltx): its sheets in order. Macros are never looked at."""

from collections.abc import Iterator
from typing import NamedTuple

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.number_formats import BUILT_IN, Shape, shape_of
from scheduler.files.untrusted.package import Package, beside, relations_of
from scheduler.files.untrusted.report import Refused, Report
from scheduler.files.untrusted.shared_texts import shared_texts
from scheduler.files.untrusted.sheet import Book, read_sheet
from scheduler.files.untrusted.xml_parts import Attributes, elements

BOOK = "xl/workbook.xml"
"""Where the workbook is if the archive does not say."""

YES = ("1", "true", "on")


class Relation(NamedTuple):
    kind: str
    """The last word of its type: worksheet, styles, sharedStrings …"""
    target: str


def main_part(package: Package) -> str | None:
    """The part that an office archive begins with, or None if it is no office archive."""
    top = relations(package, "")
    named = [relation.target for relation in top.values() if relation.kind == "officeDocument"]
    found = named[0] if named else BOOK
    return found if found in package else None


def read_workbook(package: Package, part: str, report: Report) -> None:
    """Tells all worksheets; charts and macro sheets are left out. Raises Refused."""
    wanted = frozenset(("workbook", "workbookPr", "calcPr", "sheet"))
    found = elements(package.open(part), part, wanted)
    if not any(name == "workbook" for _, name, _ in found):
        raise Refused("is an office document, but no workbook")
    settings: Attributes = {}
    for _, name, attributes in found:
        if name in ("workbookPr", "calcPr"):
            settings |= attributes
    listed = [attributes for around, name, attributes in found if name == "sheet" and around == "sheets"]
    if len(listed) > limits.SHEETS:
        raise Refused(f"has {len(listed):,} sheets; at most {limits.SHEETS} are read")
    related = relations(package, part)
    book = _book(package, list(related.values()), settings)
    for sheet in listed:
        relation = related.get(sheet.get("id", ""))
        if relation is None:
            raise Refused("has a sheet that is missing in its archive", sheet.get("name", ""))
        if relation.kind == "worksheet":
            report.sheet(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
            read_sheet(package.open(relation.target), relation.target, book, report)


def relations(package: Package, part: str) -> dict[str, Relation]:
    """What a part ("" is the archive itself) refers to inside the archive, by id; places outside it are no part."""
    name = relations_of(part)
    if name not in package:
        return {}
    found = elements(package.open(name), name, frozenset(("Relationship",)))
    return {
        attributes.get("Id", ""): Relation(
            attributes.get("Type", "").rpartition("/")[2], beside(part, attributes.get("Target", ""))
        )
        for _, _, attributes in found
        if attributes.get("TargetMode") != "External"
    }


def _book(package: Package, related: list[Relation], settings: Attributes) -> Book:
    texts: dict[str, str | None] = {}
    shapes: dict[str, Shape] = {}
    for kind, target in related:
        if kind == "sharedStrings" and target in package:
            texts = shared_texts(package, target)
        elif kind == "styles" and target in package:
            shapes = dict(_shapes(package, target))
    return Book(texts, shapes, settings.get("date1904") in YES, settings.get("fullCalcOnLoad") in YES)


def _shapes(package: Package, part: str) -> Iterator[tuple[str, Shape]]:
    """(style number, what its numbers show) of the styles that show no ordinary numbers."""
    found = elements(package.open(part), part, frozenset(("numFmt", "xf")))
    own = {
        attributes.get("numFmtId"): shape_of(attributes.get("formatCode", ""))
        for around, name, attributes in found
        if name == "numFmt" and around == "numFmts"
    }
    styles = [
        attributes.get("numFmtId", "0") for around, name, attributes in found if name == "xf" and around == "cellXfs"
    ]
    for number, format_id in enumerate(styles):
        if format_id in own:
            shape = own[format_id]
        else:
            shape = BUILT_IN.get(int(format_id)) if format_id.isdecimal() and len(format_id) < 6 else None
        if shape is not None:
            yield str(number), shape
