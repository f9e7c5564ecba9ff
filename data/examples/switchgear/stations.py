"""Stations that remember what they did: tools and powders that are changed, the oven and the baths with their loads."""

from collections.abc import Mapping
from decimal import Decimal

from scheduler.domain.record import Label
from scheduler.domain.station import PROGRAMME, InitialState, Programme, SetUp

OVEN_AREA, BATH_KILOS, CHAMBER_CASES = Decimal(64), Decimal(600), Decimal(8)

THIN_MINUTES, THICK_MINUTES = 540, 720
"""Hanging, spraying, curing and cooling of one load, at 60 to 80 µm in one coat, at 120 µm in two."""


def _change(attribute: str, minutes: int, cost: int, before: str | None = None, after: str | None = None) -> SetUp:
    return SetUp(attribute=attribute, from_value=before, to_value=after, minutes=minutes, cost=cost)


STATIONS: Mapping[str, Mapping[str, object]] = {
    "oven": {
        "most_load": OVEN_AREA,
        "load_unit": "m²",
        "programmes": (
            Programme(id="thin", names=Label(en="one coat, 60-80 µm", zh="单层60–80µm"), minutes=THIN_MINUTES),
            Programme(id="thick", names=Label(en="two coats, 120 µm", zh="双层120µm"), minutes=THICK_MINUTES),
        ),
        "set_ups": (
            _change("colour", 60, 150),
            _change("colour", 90, 200, after="RAL7035"),
            _change("colour", 45, 120, before="RAL7035"),
            _change("film", 20, 30),
        ),
        "set_ups_in_shifts": False,
        "initial_states": (
            InitialState(attribute="colour", value="RAL7035"),
            InitialState(attribute="film", value="thin"),
        ),
    },
    "plating-bath": {
        "most_load": BATH_KILOS,
        "load_unit": "kg",
        "programmes": (
            Programme(id="tin", names=Label(en="tin plating", zh="镀锡"), minutes=150),
            Programme(id="zinc", names=Label(en="zinc plating", zh="镀锌"), minutes=120),
            Programme(id="silver", names=Label(en="silver plating", zh="镀银"), minutes=90),
        ),
        "set_ups": (_change(PROGRAMME, 30, 0), _change(PROGRAMME, 60, 0, before="zinc", after="silver")),
        "initial_states": (InitialState(attribute=PROGRAMME, value="zinc"),),
    },
    "heat-chamber": {
        "most_load": CHAMBER_CASES,
        "load_unit": "cases",
        "programmes": (
            Programme(id="ispm-15", names=Label(en="56 °C for 30 min, with heating", zh="ISPM15热处理"), minutes=240),
        ),
    },
    "punch": {
        "set_ups": (_change("tools", 30, 40), _change("tools", 45, 60, before="lv-frame", after="mv-frame")),
        "initial_states": (InitialState(attribute="tools", value="lv-frame"),),
    },
    "bending": {
        "set_ups": (_change("die", 20, 0), _change("die", 30, 0, after="frame")),
        "initial_states": (
            InitialState(unit=0, attribute="die", value="frame"),
            InitialState(unit=1, attribute="die", value="door"),
        ),
    },
}
"""What each of them has beside the fields of every resource. Changes are done in shifts unless it says otherwise."""
