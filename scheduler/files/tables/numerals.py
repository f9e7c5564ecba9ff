"""Numbers and spans of time as people type them: `1,200`, `１２００`, `12 台`, `三十`, `1.5万`, `2 h 30 min`."""

import re
from decimal import Context, Decimal

from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError

LONGEST = 1_000
"""Characters of a number in words; nobody types more, and reading them would take its time."""
EXACT = Context(prec=LONGEST + 20)
"""Decimals are not rounded; ordinarily they would be, to 28 digits."""
SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number; anything beyond is noise of its arithmetic."""

COUNTED = frozenset("台套件个個只隻根块张条支面把片箱批组副对次人名") | frozenset(
    ("pc", "pcs", "ea", "set", "sets", "unit", "units", "piece", "pieces")
)
"""Words for pieces that may follow a number. Units of measure (kg, m) may not: the material's unit may be another."""

CURRENCY_BEFORE = ("¥", "rmb", "cny")
CURRENCY_AFTER = ("元", "圆", "rmb", "cny")
MULTIPLES = {"": 1, "千": 1_000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "亿": 10**8, "億": 10**8}

MINUTES_IN = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分", "分钟", "分鐘"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "时", "小时", "个小时", "小時", "钟头"), 60),
    **dict.fromkeys(("d", "day", "days", "天", "日"), 24 * 60),
    **dict.fromkeys(("w", "week", "weeks", "周", "星期", "个星期"), 7 * 24 * 60),
}
"""Elapsed minutes: a day is 24 hours, a week seven days."""

HALF_HOURS = ("半小时", "半个小时", "半小時")

_NUMERALS = "零〇一二两三四五六七八九十百千"
_NUMBER = re.compile(
    r"([-−]?)([a-z¥]*)\s*"
    rf"((?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?|[{_NUMERALS}万亿]+)\s*"
    r"(千|百?[万萬]|[亿億])?\s*([^0-9\s.,]*)"
)
_SPAN_PART = re.compile(
    rf"\s*([0-9]+(?:\.[0-9]+)?|[{_NUMERALS}]+)\s*([a-z]+|[\u4e00-\u9fff]+?(?=[0-9\s{_NUMERALS}]|$))"
)
_HALF_WIDTH = {
    0x3000: " ",
    0xA0: " ",
    0x202F: " ",
    0xFFE5: "¥",
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
}


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and spaces as ordinary ones, single spaces, and none at the ends.

    Not NFKC, which would read `5²` as 52.
    """
    return " ".join(text.translate(_HALF_WIDTH).split())


def number(cell: Cell, expected: str, units: frozenset[str] | tuple[str, ...] = COUNTED) -> Decimal:
    """The number in a cell, exact; of a float the digits that a spreadsheet shows. Raises CellError."""
    if isinstance(cell, bool):
        raise CellError(expected, cell)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise CellError(expected, cell)
        return Decimal(f"{cell:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(cell, str) and (read := _typed(half_width(cell).lower(), units)) is not None:
        return read
    raise CellError(expected, cell)


def whole(cell: Cell, expected: str, units: frozenset[str] | tuple[str, ...] = COUNTED) -> int:
    """The same, without decimals."""
    if type(cell) is int:
        return cell
    read = number(cell, expected, units)
    if read != read.to_integral_value():
        raise CellError(expected, cell)
    return int(read)


def money(cell: Cell) -> int:
    """Whole money: `12000`, `￥12,000`, `1.2万元`."""
    return whole(
        cell, "whole money such as 12000 (a currency other than ¥ is not read: write the number alone)", CURRENCY_AFTER
    )


def minutes(cell: Cell) -> int:
    """A span in minutes: a plain number, or with units. Raises CellError.

    Also for 1:30, which may be hours or minutes and which a spreadsheet takes for a time of day.
    """
    expected = "whole minutes such as 90, or a span such as 1.5 h, 2 h 30 min, 4小时, 2天 (a day is 24 hours)"
    if type(cell) is int:
        return cell
    if not isinstance(cell, str):
        return whole(cell, expected)
    text = half_width(cell).lower()
    read = _typed(text, ())
    if read is None:
        read = Decimal(30) if text in HALF_HOURS else _span(text)
    if read is None or read != read.to_integral_value():
        raise CellError(expected, cell)
    return int(read)


def chinese_whole(text: str) -> int | None:
    """The number that Chinese numerals write in full (一百零五, not the spoken 一百五), or None."""
    plain = text.replace("两", "二").replace("〇", "零")
    value, section, digit = 0, 0, 0
    for character in plain:
        if (power := "十百千".find(character)) >= 0:
            section += (digit or 1) * 10 ** (power + 1)
            digit = 0
        elif character == "万":
            value += (section + digit) * 10_000
            section = digit = 0
        elif character == "亿":
            value = (value + section + digit) * 10**8
            section = digit = 0
        else:
            digit = "零一二三四五六七八九".index(character)
    value += section + digit
    return value if value < 10**12 and plain == in_chinese(value) else None


def in_chinese(value: int) -> str:
    """The numerals of a whole number from 0 to 10^12, in full: 105 is 一百零五."""
    if value == 0:
        return "零"
    text, gap = "", False
    for power, unit in ((8, "亿"), (4, "万"), (0, "")):
        section, value = divmod(value, 10**power)
        if section:
            text += ("零" if text and (gap or section < 1_000) else "") + _section(section) + unit
        gap = not section
    return text.removeprefix("一") if text.startswith("一十") else text


def _section(section: int) -> str:
    """The numerals of 1 to 9999."""
    text, gap = "", False
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit, section = divmod(section, 10**power)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = True
    return text


def _typed(text: str, units: frozenset[str] | tuple[str, ...]) -> Decimal | None:
    """A number with a currency sign before, a multiple and a unit after it; `text` is half-width and lower case."""
    match = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    sign, before, digits, multiple, unit = match.groups()
    if (unit and unit not in units) or (before and (before not in CURRENCY_BEFORE or units is not CURRENCY_AFTER)):
        return None
    if digits[0] in "0123456789":
        read = EXACT.multiply(Decimal(digits.replace(",", "")), MULTIPLES[multiple or ""])
    else:
        numerals = chinese_whole(digits + (multiple or ""))
        if numerals is None:
            return None
        read = Decimal(numerals)
    return read.copy_negate() if sign else read


def _span(text: str) -> Decimal | None:
    """Minutes of parts with units, the greater units first and each at most once."""
    if len(text) > LONGEST:
        return None
    total, at, last = Decimal(0), 0, 8 * 24 * 60
    while at < len(text):
        match = _SPAN_PART.match(text, at)
        if match is None:
            return None
        digits, unit = match.groups()
        length = MINUTES_IN.get("min" if unit == "m" and at else unit)
        count = Decimal(digits) if digits[0] in "0123456789" else chinese_whole(digits)
        if length is None or count is None or length >= last:
            return None
        total += count * length
        at, last = match.end(), length
    return total
