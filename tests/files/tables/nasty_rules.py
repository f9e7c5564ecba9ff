"""What only some shops have, as nasty as the rest: periods, limits, skills, set-ups, ovens, lendings, rework."""

from datetime import date
from decimal import Decimal
from typing import Any

from scheduler.domain.calendar import Break, CalendarPeriod, Shift
from scheduler.domain.goal import Approval
from scheduler.domain.material import GroupTransfer, Substitute
from scheduler.domain.operation import Mode, Outsourcing, Rework, Use, Waiting
from scheduler.domain.order import Payment
from scheduler.domain.people import (
    CapPeriod,
    Crew,
    EfficiencyPeriod,
    Lending,
    Limit,
    OvertimeCap,
    ShiftLimit,
    Skill,
    SkillNeed,
)
from scheduler.domain.product import Lots
from scheduler.domain.record import ModeId
from scheduler.domain.resource import Maintenance, Resource, ResourceKind
from scheduler.domain.station import InitialState, Programme, SetUp, StateValue
from tests.files.tables.nasty_values import LOOSE, WORDS, NastyValues

IDS = [word for word in WORDS if word.strip() == word] + ["=", "a=b", "＝", "colour"]
"""What an id may be, with the signs that part states."""


class NastyRules(NastyValues):
    """Parts of calendars, resources, modes and materials, and the tables beside them."""

    def word(self) -> Any:
        return self.rng.choice(IDS)

    def some_minutes(self) -> int:
        return max(1, self.minutes())

    def approval(self) -> Approval:
        return self.rng.choice(list(Approval))

    def several(self, make: Any, most: int = 2) -> tuple[Any, ...]:
        return tuple(make() for _ in range(self.rng.randint(0, most)))

    # --- calendars and resources -----------------------------------------------------------------

    def shift(self, day: int) -> Shift:
        breaks = self.several(lambda: Break(start=self.clock(), end=self.clock()))
        return Shift(weekday=day, start=self.clock(), end=self.clock(), breaks=breaks)

    def periods(self) -> tuple[CalendarPeriod, ...]:
        """Some without shifts, some of equal hours on several days."""
        found = []
        for first in self.rng.sample((date.min, date(1900, 2, 28), date(2026, 3, 5)), self.rng.randint(0, 3)):
            last = self.rng.choice((date(2026, 3, 5), date.max))
            same = self.shift(1)
            weekly = [same.model_copy(update={"weekday": day}) for day in self.some(range(1, 8))]
            found.append(CalendarPeriod(first=first, last=last, weekly=(*weekly, *self.several(lambda: self.shift(3)))))
        return tuple(found)

    def parts_of_resource(self, kind: ResourceKind, units: int) -> dict[str, Any]:
        """What stations remember, of machines and pools; periods, limits and skills, of every resource."""
        parts: dict[str, Any] = {
            "efficiencies": self.several(lambda: EfficiencyPeriod(**self.span(), percent=self.rng.choice((1, 1000)))),
            "limits": self.several(lambda: Limit(**self.span(), units=self.rng.choice((0, 12)), why=self.text())),
            "shift_limits": tuple(
                ShiftLimit(weekday=day, start=self.clock(), end=self.clock(), units=self.rng.choice((0, 4)))
                for day in self.some(range(1, 8))
            ),
            "skills": self.several(lambda: Skill(name=self.word(), level=self.rng.choice((1, 9)))),
            "overtime_caps": self.several(
                lambda: OvertimeCap(per=self.rng.choice(list(CapPeriod)), minutes=self.minutes())
            ),
            "maintenance": tuple(self.maintenance(id_) for id_ in self.rng.sample(IDS, self.rng.randint(0, 2))),
        }
        return parts | (self.memory(units) if kind in (ResourceKind.MACHINE, ResourceKind.POOL) else {})

    def memory(self, units: int) -> dict[str, Any]:
        return {
            "set_ups": self.several(self.set_up, 3),
            "set_ups_in_shifts": self.yes(),
            "initial_states": self.several(
                lambda: InitialState(unit=self.rng.choice((0, units - 1)), attribute=self.word(), value=self.word())
            ),
            "most_load": self.maybe(self.amount()),
            "load_unit": self.text(),
            "programmes": tuple(
                Programme(id=id_, names=self.names(), minutes=self.some_minutes())
                for id_ in self.rng.sample(IDS, self.rng.randint(0, 2))
            ),
        }

    def set_up(self) -> SetUp:
        before, after = self.maybe(self.word()), self.maybe(self.word())
        return SetUp(
            attribute=self.word(), from_value=before, to_value=after, minutes=self.minutes(), cost=self.money()
        )

    def maintenance(self, id_: Any) -> Maintenance:
        span = self.span()
        minutes = self.some_minutes()
        return Maintenance(id=id_, minutes=minutes, earliest=span["start"], latest=span["end"], why=self.text())

    def lendings(self, resources: tuple[Resource, ...]) -> tuple[Lending, ...]:
        groups = [resource.id for resource in resources if not resource.named_units]
        if len(groups) < 2:
            return ()
        found = []
        for id_ in self.ids("lendings", 3, 0):
            giver, taker = self.rng.sample(groups, 2)
            found.append(
                Lending(
                    id=id_,
                    from_resource=giver,
                    to_resource=taker,
                    units=self.rng.choice((1, 12)),
                    **self.span(),
                    price_per_hour=self.money(),
                    approval=self.approval(),
                    by_choice=self.yes(),
                )
            )
        return tuple(found)

    # --- modes -----------------------------------------------------------------------------------

    def mode(self) -> Mode:
        ways = (self.inside, self.inside, self.skilled, self.outside, self.at_the_supplier, self.waiting)
        windows = {"starts_from": self.maybe(self.moment()), "starts_before": self.maybe(self.moment())}
        return Mode(
            id=ModeId(self.rng.choice(WORDS[:20])),
            cost=self.money(),
            ends_by=self.maybe(self.moment()),
            efficiency_percent=self.maybe(85),
            **windows,
            **self.rng.choice(ways)(),
        )

    def inside(self) -> dict[str, Any]:
        names = self.some(LOOSE) or ("saw",)
        uses = tuple(Use(resource=name, units=self.rng.choice((1, 1, 12)), held=self.yes()) for name in names)
        attributes = self.rng.sample(IDS, self.rng.randint(0, 3))
        return {
            "uses": uses,
            "set_up_minutes": self.minutes(),
            "minutes_per_unit": self.amount(),
            "skills": self.several(self.skill_need),
            "states": tuple(StateValue(attribute=attribute, value=self.word()) for attribute in attributes),
            "programme": self.maybe(self.word()),
            "load": self.amount(),
            "load_per_unit": self.amount(),
        } | (self.crew(uses[-1]) if self.yes() else {})

    def crew(self, use: Use) -> dict[str, Any]:
        """As a person writes it, and as the expansion writes one of its modes."""
        made = self.yes()
        people = 1 if made else use.units
        crew = Crew(
            resource=use.resource, people=people, most=self.rng.choice((2, 50)), loss_percent=self.rng.choice((0, 7))
        )
        return {"crew": crew, "crew_size": use.units if made else None}

    def skill_need(self) -> SkillNeed:
        level, units = self.rng.choice((1, 1, 9)), self.rng.choice((1, 1, 12))
        return SkillNeed(skill=self.word(), level=level, units=units, held=self.yes())

    def skilled(self) -> dict[str, Any]:
        return {"skills": (self.skill_need(),), "minutes_per_unit": self.amount()}

    def outside(self) -> dict[str, Any]:
        return {"outsourcing": Outsourcing(supplier=self.loose(), lead_minutes=7, approval=self.approval())}

    def at_the_supplier(self) -> dict[str, Any]:
        ways = {"there_minutes": self.minutes(), "back_minutes": self.minutes()}
        return self.inside() | {"outsourcing": Outsourcing(supplier=self.loose(), **ways, approval=self.approval())}

    def waiting(self) -> dict[str, Any]:
        return {"waiting": Waiting(party=self.text(), minutes=self.some_minutes())}

    # --- orders and supply -----------------------------------------------------------------------

    def lots(self) -> Lots | None:
        return Lots(least=self.rng.choice((1, 7)), most=self.rng.choice((2, 100))) if self.yes() else None

    def payment(self) -> Payment | None:
        return Payment(expected=self.maybe(self.moment()), received=self.yes()) if self.yes() else None

    def substitute(self, material: Any) -> Substitute:
        ratio = self.amount() or Decimal(1)
        return Substitute(material=material, ratio=ratio, cost_per_unit=self.money(), approval=self.approval())

    def group_transfer(self, giver: Any, taker: Any) -> GroupTransfer:
        minutes, cost = self.minutes(), self.money()
        return GroupTransfer(from_company=giver, to_company=taker, minutes=minutes, cost=cost, approval=self.approval())

    def rework(self, id_: Any) -> Rework:
        return Rework(
            id=id_,
            operation=self.loose(),
            modes=self.several(self.mode),
            quantity=self.amount(),
            reported_at=self.moment(),
            why=self.text(),
        )
