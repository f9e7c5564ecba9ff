"""Sheets and order pages as one HTML file for screen and paper: no scripts, nothing loaded, every text escaped."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduler.sheets.sheet import NUMERIC, Cell, Column, Group, Kind, Mark, Page, Row, Sheet
from scheduler.texts import (
    Language,
    day_text,
    duration_text,
    moment_text,
    short_day_text,
    text,
)

ONE_PAGE_EACH = frozenset({"workshops", "resources"})
"""Sheets whose groups are handed to different people: each begins on paper of its own."""

Stack = tuple[int, ...]
"""Numbers of the columns that share one cell."""


def html(
    sheets: Sequence[Sheet], pages: Sequence[Page], title: str, as_of: datetime, zone: ZoneInfo, language: Language
) -> bytes:
    """A whole document in UTF-8. The order column links to the order's page."""
    writer = _Writer(as_of, zone, language, {page.key: f"order-{number}" for number, page in enumerate(pages)})
    return "\n".join(writer.document(sheets, pages, title)).encode()


class _Writer:
    """What every cell needs to know."""

    def __init__(self, as_of: datetime, zone: ZoneInfo, language: Language, anchors: Mapping[str, str]) -> None:
        self.as_of = as_of
        self.year = as_of.astimezone(zone).year
        self.zone = zone
        self.language = language
        self.anchors = anchors
        self.moment = cache(self._moment)
        self.day = cache(self._day)

    def document(self, sheets: Sequence[Sheet], pages: Sequence[Page], title: str) -> Iterator[str]:
        subtitle = text("sheet.plan_of", self.language, moment=moment_text(self.as_of, self.zone, self.language))
        yield f'<!doctype html>\n<html lang="{self.language.value}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        yield f"<title>{escape(title)}</title>\n<style>{_style()}{_page_foot(title, subtitle)}</style>\n</head>\n<body>"
        yield f"<header>\n<h1>{escape(title)}</h1>\n<p>{escape(subtitle)}</p>"
        yield from self.contents(sheets, pages)
        yield "</header>\n<main>"
        for sheet in sheets:
            yield from self.sheet(sheet)
        for page in pages:
            yield from self.page(page)
        yield "</main>\n</body>\n</html>\n"

    def contents(self, sheets: Sequence[Sheet], pages: Sequence[Page]) -> Iterator[str]:
        yield f'<nav aria-label="{escape(text("sheet.contents", self.language))}">\n<ul>'
        for sheet in sheets:
            yield f'<li><a href="#{sheet.key}">{escape(sheet.title)}</a></li>'
        yield "</ul>\n<ul class=orders>"
        for page in pages:
            yield f'<li class="{page.mark.value}"><a href="#{self.anchors[page.key]}">{escape(page.key)}</a></li>'
        yield "</ul>\n</nav>"

    def sheet(self, sheet: Sheet) -> Iterator[str]:
        split = " split" if sheet.key in ONE_PAGE_EACH else ""
        yield f'<section class="sheet{split}" id="{sheet.key}">\n<h2>{escape(sheet.title)}</h2>'
        yield from (f"<p class=note>{escape(note)}</p>" for note in sheet.notes)
        if not sheet.rows:
            yield f"<p>{escape(text('sheet.nothing', self.language))}</p>"
        for group in sheet.groups:
            yield from self.table(sheet.columns, group)
        yield "</section>"

    def page(self, page: Page) -> Iterator[str]:
        yield f'<article class="{page.mark.value}" id="{self.anchors[page.key]}">\n<h2>{escape(page.title)}</h2>\n<dl>'
        yield from (f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in page.facts)
        yield "</dl>"
        for number, sentence in enumerate(page.sentences):
            yield f"<p class={'because' if number else 'verdict'}>{escape(sentence)}</p>"
        for table in page.tables:
            yield f"<h3>{escape(table.title)}</h3>"
            for group in table.groups:
                yield from self.table(table.columns, group)
        yield "</article>"

    def table(self, columns: Sequence[Column], group: Group) -> Iterator[str]:
        if not group.rows:
            return
        stacks = _stacks(columns)
        yield "<div class=group>"
        if group.title:
            yield f"<h3>{escape(group.title)}</h3>"
        yield "<div class=wide><table>\n<thead><tr>"
        for stack in stacks:
            numeric = " class=number" if columns[stack[0]].kind in NUMERIC else ""
            yield f"<th scope=col{numeric}>{_stacked([escape(columns[i].label) for i in stack])}</th>"
        yield "</tr></thead>\n<tbody>"
        yield from (self.row(columns, stacks, row) for row in group.rows)
        yield "</tbody>\n</table></div>\n</div>"

    def row(self, columns: Sequence[Column], stacks: Sequence[Stack], row: Row) -> str:
        cells = []
        for stack in stacks:
            values = [self.value(columns[i], row.cells[i], columns[i].key in row.flagged) for i in stack]
            numeric = " class=number" if columns[stack[0]].kind in NUMERIC else ""
            cells.append(f"<td{numeric}>{_stacked(values)}</td>")
        mark = "" if row.mark is Mark.PLAIN else f" class={row.mark.value}"
        return f"<tr{mark}>{''.join(cells)}</tr>"

    def value(self, column: Column, value: Cell, flagged: bool) -> str:
        shown = self.markup(column.kind, value)
        if column.key == "order" and isinstance(value, str) and value in self.anchors:
            shown = f'<a href="#{self.anchors[value]}">{shown}</a>'
        return f"<b>{shown}</b>" if flagged and shown else shown

    def markup(self, kind: Kind, value: Cell) -> str:
        """A value as a reader expects it, escaped."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self.moment(value, kind is Kind.DEADLINE)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, str):
            return escape(value)
        if kind is Kind.MINUTES:
            return escape(duration_text(int(value), self.language))
        shown = f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"
        return f"{shown} %" if kind is Kind.PERCENT else shown

    def _moment(self, moment: datetime, deadline: bool) -> str:
        """Day and time, breakable between them; a deadline at midnight is 24:00 of the day before."""
        if deadline and (moment.hour, moment.minute) == (0, 0):
            day, time = moment.date() - timedelta(days=1), "24:00"
        else:
            day, time = moment.date(), f"{moment:%H:%M}"
        return text("moment.short", self.language, day=self.day(day), time=time)

    def _day(self, day: date) -> str:
        """Without the year where it is the plan's own."""
        words = (short_day_text if day.year == self.year else day_text)(day, self.language)
        return f"<span>{escape(words)}</span>"


def _stacks(columns: Sequence[Column]) -> list[Stack]:
    """Neighbours that share a cell; a column without a stack has one of its own."""
    keyed = groupby(range(len(columns)), key=lambda i: columns[i].stack or str(i))
    return [tuple(numbers) for _, numbers in keyed]


def _stacked(values: Sequence[str]) -> str:
    """The first value, and the others small beneath it."""
    first, *others = values
    return first + "".join(f"<small>{value}</small>" for value in others if value)


def _page_foot(title: str, subtitle: str) -> str:
    """Title and date at the foot of every printed page: a workshop must see which plan it holds in its hands."""
    literal = "".join(c if c.isalnum() and c.isascii() else f"\\{ord(c):x} " for c in f"{title} · {subtitle}")
    return f'@page {{ @bottom-left {{ content: "{literal}"; font-size: 8pt; }} }}'


@cache
def _style() -> str:
    return (files("scheduler.files") / "sheet_html.css").read_text(encoding="utf-8")
