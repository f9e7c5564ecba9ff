"""Values that a spreadsheet likes to spoil: texts, numbers, days and moments."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.record import Label

ZONES = ("Europe/Berlin", "Asia/Shanghai", "America/Havana", "Australia/Lord_Howe", "UTC")
WORDS = (
    "007", "1e5", "TRUE", "=1+1", "+1", "-1", "@x", "'a", "_x0041_", "a;b", "a；b", "a,b", "a、b", "press (old)",
    "crew (3, released)", "weld (+240)", 'the "big" one', '"', '""', '"quoted"', "(", "a  b", "😀 emoji", "订单（一）",
    "2026-03-05", "12:30", "1-5", "Mon-Fri", "yes", "NaN", "null", "合计", "Total", "a" * 120, "\u00a0x\u00a0", "5²",
)  # fmt: skip
TEXTS = (*WORDS, "", " ", "  lead", "trail  ", "two\nlines", "\n", " \n ", "tab-free", "a" * 2000, '" "', "''")
LOOSE = (*WORDS, "", " x ", "nowhere")
"""For references that may name nothing: nobody restricts what they hold."""


class NastyValues:
    """Draws everything from one generator; the zone follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.zone = ZONES[seed % len(ZONES)]
        self.used: dict[str, int] = {}

    def id(self, table: str) -> Any:
        """An id that the table does not have yet."""
        number = self.used[table] = self.used.get(table, -1) + 1
        words = [word for word in WORDS if word.strip() == word]
        start = sum(map(ord, table))
        return words[(start + number) % len(words)][:110] + ("" if number < len(words) else f" {number}")

    def ids(self, table: str, most: int = 4, least: int = 1) -> list[Any]:
        return [self.id(table) for _ in range(self.rng.randint(least, most))]

    def some(self, choices: Any, most: int = 3) -> tuple[Any, ...]:
        found = list(choices)
        return tuple(self.rng.sample(found, min(len(found), self.rng.randint(0, most))))

    def maybe(self, value: Any) -> Any:
        return value if self.rng.random() < 0.5 else None

    def at_least(self, minutes: int) -> int | None:
        """A maximum that goes with a minimum, or none."""
        return max(minutes, self.minutes()) if self.yes() else None

    def yes(self) -> bool:
        return self.rng.random() < 0.5

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def loose(self) -> Any:
        return self.rng.choice(LOOSE)

    def names(self) -> Label:
        return Label(en=self.text(), zh=self.text()) if self.yes() else Label()

    def minutes(self) -> int:
        return self.rng.choice((0, 1, 59, 1440, 10_000, 5_270_400))

    def amount(self) -> Decimal:
        return Decimal(
            self.rng.choice(("0", "0.001", "1", "7.125", "2.50", "999999999999", "123456789012.345", "1E+3"))
        )

    def money(self) -> int:
        return self.rng.choice((0, 1, 12_000, 10**12))

    def day(self) -> date:
        return self.rng.choice(
            (
                date(2026, 3, 5),
                date(1900, 2, 28),
                date(1900, 3, 1),
                date(1899, 12, 31),
                date.min,
                date.max,
                date(2024, 2, 29),
            )
        )

    def clock(self) -> time:
        return time(self.rng.randrange(24), self.rng.choice((0, 1, 30, 59)))

    def moment(self) -> datetime:
        """Often where the clocks change, at midnight, or outside what Excel calls a date."""
        rng = self.rng
        local = datetime(2026, rng.choice((1, 3, 4, 10, 11)), rng.choice((1, 5, 8, 25, 29)), tzinfo=ZoneInfo(self.zone))
        usual = local.astimezone(UTC) + timedelta(minutes=15 * rng.randrange(-8, 32))
        odd = (
            datetime(1, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
            datetime(1900, 1, 1, tzinfo=UTC),
        )
        return rng.choice((usual,) * 6 + (local.astimezone(UTC),) * 2 + odd[: 1 + 2 * self.yes()])

    def span(self) -> dict[str, datetime]:
        start = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=15 * self.rng.randrange(200))
        return {"start": start, "end": start + timedelta(minutes=self.rng.randint(1, 3000))}
