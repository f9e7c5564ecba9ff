"""All rules by name: what `verify` runs, in this order."""

from collections.abc import Callable

from scheduler.verify.case import Case
from scheduler.verify.rules.batches import check_batches
from scheduler.verify.rules.capacity import check_capacity
from scheduler.verify.rules.causes import check_causes
from scheduler.verify.rules.completeness import check_completeness
from scheduler.verify.rules.delivery import check_delivery
from scheduler.verify.rules.empty_shop import check_empty_shop
from scheduler.verify.rules.goals import check_goals
from scheduler.verify.rules.input import check_input
from scheduler.verify.rules.lateness import check_lateness
from scheduler.verify.rules.materials import check_materials
from scheduler.verify.rules.mode_windows import check_mode_windows
from scheduler.verify.rules.modes import check_modes
from scheduler.verify.rules.overtime import check_overtime
from scheduler.verify.rules.pins import check_pins
from scheduler.verify.rules.plannability import check_plannability
from scheduler.verify.rules.precedence import check_precedence
from scheduler.verify.rules.progress import check_progress
from scheduler.verify.rules.purchases import check_purchases
from scheduler.verify.rules.release import check_release
from scheduler.verify.rules.same_station import check_same_station
from scheduler.verify.rules.set_ups import check_set_ups
from scheduler.verify.rules.stations import check_stations
from scheduler.verify.rules.working_time import check_working_time
from scheduler.verify.violation import Findings

Rule = Callable[[Case, Findings], None]
"""Adds to the findings what it looked at and what is wrong."""

RULES: dict[str, Rule] = {
    "input": check_input,
    "completeness": check_completeness,
    "plannability": check_plannability,
    "modes": check_modes,
    "mode_windows": check_mode_windows,
    "working_time": check_working_time,
    "overtime": check_overtime,
    "progress": check_progress,
    "capacity": check_capacity,
    "stations": check_stations,
    "batches": check_batches,
    "set_ups": check_set_ups,
    "same_station": check_same_station,
    "precedence": check_precedence,
    "release": check_release,
    "pins": check_pins,
    "materials": check_materials,
    "purchases": check_purchases,
    "delivery": check_delivery,
    "lateness": check_lateness,
    "empty_shop": check_empty_shop,
    "causes": check_causes,
    "goals": check_goals,
}
