"""The resource Gantt tells the truth: bars are assignments in plant time, shading is closed time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.charts import bars as bar_drawing
from scheduler.charts import resource_gantt
from scheduler.charts.open_time import drawable
from scheduler.charts.style import BAR_HEIGHT, COLOUR, FADED, Lateness
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Outcome, Verdict
from scheduler.domain.record import Label, OrderId
from scheduler.domain.resource import Company, ResourceKind
from scheduler.texts import Language
from tests.builders import (
    assign,
    at,
    machine,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    shop,
    started,
    use,
    weekly,
    workers,
)
from tests.charts.factory import factory, greedy_plan, moment, plan_of
from tests.charts.reading import Drawn, bars, boxes, hovers, marks, row_at, rows, traces

MONDAY = "2026-01-05"


def drawn(row: str, start: str, end: str, *orders: str) -> Drawn:
    return Drawn(row, moment(f"{MONDAY} {start}"), moment(f"{MONDAY} {end}"), orders)


def test_a_bar_per_segment_and_a_thin_one_per_pause() -> None:
    """A1 works 10:00-12:00 and 13:00-14:00 of Shanghai (02:00 UTC on); the lunch between is a pause."""
    problem = shop(resources=[machine("M1", calendar="day")], orders=[order("A")], operations=[operation("A1")])
    plan = plan_of(problem, assign(problem, "A1", ("10:00", "12:00"), ("13:00", "14:00")))
    figure = resource_gantt(problem, plan)
    assert bars(figure) == [drawn("M1", "10:00", "12:00", "A"), drawn("M1", "13:00", "14:00", "A")]
    assert bars(figure, "pause") == [drawn("M1", "12:00", "13:00", "A")]


def test_every_station_has_a_row_and_a_bar_for_each_unit_an_operation_got() -> None:
    problem = shop(
        resources=[pool("P", 3)],
        orders=[order("A"), order("B")],
        operations=[operation("A1", on=use("P", 2)), operation("B1", on="P")],
    )
    plan = plan_of(
        problem,
        assign(problem, "A1", ("08:00", "09:00"), units={"P": (0, 2)}),
        assign(problem, "B1", ("08:30", "09:30"), units={"P": (1,)}),
    )
    assert bars(resource_gantt(problem, plan)) == [
        drawn("P · 1", "08:00", "09:00", "A"),
        drawn("P · 2", "08:30", "09:30", "B"),
        drawn("P · 3", "08:00", "09:00", "A"),
    ]


def test_of_a_big_pool_only_the_stations_with_work_are_rows() -> None:
    problem = shop(resources=[pool("P", 50)], orders=[order("A")], operations=[operation("A1", on="P")])
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00"), units={"P": (41,)}))
    assert [label for label in rows(resource_gantt(problem, plan)) if label.startswith("P")] == ["P · 42"]


def test_people_are_piled_up_to_the_number_at_work() -> None:
    """Two of four from 8 to 10, one from 9 to 11: 2, 3 and 1 heads. The row is 40 px high, 3 px of them free
    above and below."""
    problem = shop(
        resources=[workers("W", 4)],
        orders=[order("A"), order("B")],
        operations=[operation("A1", on=use("W", 2), minutes=120), operation("B1", on="W", minutes=120)],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "10:00")), assign(problem, "B1", ("09:00", "11:00")))
    figure = resource_gantt(problem, plan)
    (piled,) = [trace for trace in traces(figure, "work") if len(trace.base)]
    per_head = (40 - 2 * 3) / 4
    assert list(piled.base) == [f"{MONDAY} 08:00", f"{MONDAY} 09:00", f"{MONDAY} 10:00"]
    assert list(piled.width) == pytest.approx([2 * per_head, 3 * per_head, 1 * per_head])
    bottoms = [y + width / 2 for y, width in zip(piled.y, piled.width, strict=True)]
    assert bottoms == pytest.approx([bottoms[0]] * 3)
    assert "3 of 4 busy" in piled.hovertext[1]


@pytest.mark.parametrize("held", [True, False])
def test_people_who_are_released_in_a_pause_are_not_drawn_in_it(held: bool) -> None:
    """Held over lunch they are bound for the whole stretch; released they are drawn in two stretches."""
    problem = shop(
        resources=[workers("W", 2)],
        orders=[order("A")],
        operations=[operation("A1", on=use("W", held=held), minutes=180)],
    )
    plan = plan_of(problem, assign(problem, "A1", ("11:00", "12:00"), ("13:00", "15:00")))
    found = bars(resource_gantt(problem, plan))
    spans = [(bar.start.hour, bar.end.hour) for bar in found]
    assert spans == ([(11, 15)] if held else [(11, 12), (13, 15)])


def test_outsourced_work_has_rows_of_its_supplier_side_by_side() -> None:
    """Two jobs overlap, so they take two rows; the third starts when the first ends and shares its row."""
    problem = shop(
        orders=[order("A"), order("B"), order("C")],
        operations=[operation(id_, modes=(outsourced(60),)) for id_ in ("A1", "B1", "C1")],
    )
    plan = plan_of(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "B1", ("08:30", "09:30")),
        assign(problem, "C1", ("09:00", "10:00")),
    )
    figure = resource_gantt(problem, plan)
    assert "<b>Outsourced</b>" in rows(figure)
    (trace,) = [trace for trace in traces(figure, "work") if len(trace.base)]
    first, second, third = trace.y
    assert first == third == rows(figure)["S1"]
    assert second > first


def test_rows_are_grouped_by_company_and_workshop() -> None:
    problem = factory(5)
    labels = list(rows(resource_gantt(problem, greedy_plan(problem))))
    groups = [label[3:-4] for label in labels if label.startswith("<b>")]
    assert groups == ["Switchgear", "Assembly", "Metal works", "Sheet metal", "Surface", "Outsourced"]
    assert labels.index("Coating line") == labels.index("<b>Surface</b>") + 1


def test_one_company_needs_no_heading_of_its_own() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    assert list(rows(resource_gantt(problem, plan_of(problem)))) == ["<b>W1</b>", "M1"]


def test_shading_is_exactly_the_closed_time_of_a_rows_resource() -> None:
    """Monday of the day shift, seen from 7 to 18: closed 7-8, 12-13 (lunch) and 17-18."""
    problem = shop(resources=[machine("M1", calendar="day")], orders=[order("A")], operations=[operation("A1")])
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")))
    figure = resource_gantt(problem, plan, window=(at("07:00"), at("18:00")))
    spans = [(start.hour, end.hour) for start, end, _, _ in boxes(figure, "closed")]
    assert spans == [(7, 8), (12, 13), (17, 18)]
    top, bottom = boxes(figure, "closed")[0][2:]
    centre = rows(figure)["M1"]
    assert top < centre < bottom
    assert (top + bottom) / 2 == pytest.approx(centre)


def test_neighbours_with_the_same_hours_share_a_rectangle_and_others_do_not() -> None:
    problem = shop(
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day"), machine("M3")],
        orders=[order("A")],
        operations=[operation("A1")],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")))
    figure = resource_gantt(problem, plan, window=(at("10:00"), at("14:00")))
    assert len(boxes(figure, "closed")) == 1
    _, _, top, bottom = boxes(figure, "closed")[0]
    place = rows(figure)
    assert top < place["M1"] < place["M2"] < bottom < place["M3"]


def test_a_downtime_is_shaded_apart() -> None:
    problem = shop(
        resources=[resource("M1", down=[("09:00", "10:00")])],
        orders=[order("A")],
        operations=[operation("A1")],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")))
    figure = resource_gantt(problem, plan, window=(at("08:00"), at("12:00")))
    assert [(start.hour, end.hour) for start, end, _, _ in boxes(figure, "downtime")] == [(9, 10)]
    assert [(start.hour, end.hour) for start, end, _, _ in boxes(figure, "closed")] == [(9, 10)]


def test_much_closed_time_is_thinned_from_the_shortest_and_never_dropped_if_it_fits() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    start = at("08:00")
    lunches = tuple((start + day * i, start + day * i + hour) for i in range(10))
    weekend = ((start + 20 * day, start + 22 * day),)
    assert drawable([lunches + weekend], 11) == [lunches + weekend]
    assert drawable([lunches + weekend], 10) == [weekend]


def outcome(id_: str, verdict: Verdict, risk: bool = False) -> Outcome:
    return Outcome(order=OrderId(id_), verdict=verdict, at_risk=risk)


@pytest.mark.parametrize(
    ("told", "lateness"),
    [
        (outcome("A", Verdict.ON_TIME), Lateness.ON_TIME),
        (outcome("A", Verdict.ON_TIME, risk=True), Lateness.AT_RISK),
        (outcome("A", Verdict.LATE_CONTENDED), Lateness.LATE_CONTENDED),
        (outcome("A", Verdict.LATE_IMPOSSIBLE, risk=True), Lateness.LATE_IMPOSSIBLE),
    ],
)
def test_the_colour_is_the_verdict(told: Outcome, lateness: Lateness) -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00"))).model_copy(update={"outcomes": (told,)})
    (trace,) = [trace for trace in traces(resource_gantt(problem, plan), "work") if len(trace.base)]
    assert trace.marker.color == COLOUR[lateness]


def test_highlighted_orders_keep_their_colour_and_the_others_fade() -> None:
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A"), order("B")],
        operations=[operation("A1"), operation("B1", on="M2")],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("08:00", "09:00")))
    figure = resource_gantt(problem, plan, highlight=[OrderId("B")])
    (trace,) = [trace for trace in traces(figure, "work") if len(trace.base)]
    assert dict(zip(trace.customdata, trace.marker.opacity, strict=True)) == {"A": FADED, "B": 1.0}


def test_a_window_is_half_open_and_keeps_bars_whole() -> None:
    problem = shop(
        orders=[order("A"), order("B"), order("C")],
        operations=[operation("A1"), operation("B1"), operation("C1")],
    )
    plan = plan_of(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "B1", ("09:00", "10:00")),
        assign(problem, "C1", ("10:00", "11:00")),
    )
    figure = resource_gantt(problem, plan, window=(at("09:30"), at("10:00")))
    assert bars(figure) == [drawn("M1", "09:00", "10:00", "B")]
    assert list(figure.layout.xaxis.range) == [f"{MONDAY} 09:30", f"{MONDAY} 10:00"]
    with pytest.raises(ValueError, match="a window ends after it starts"):
        resource_gantt(problem, plan, window=(at("10:00"), at("10:00")))


def test_started_and_pinned_work_is_marked_where_it_starts() -> None:
    problem = shop(
        orders=[order("A"), order("B")],
        operations=[operation("A1"), operation("B1")],
        progress=[started("A1", "07:00", 60)],
        pins=[pin("P", "B1", PinKind.NOT_BEFORE, when="09:00")],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("09:00", "10:00")))
    figure = resource_gantt(problem, plan)
    assert marks(figure, "started") == [(moment(f"{MONDAY} 08:00"), "M1")]
    assert marks(figure, "pinned") == [(moment(f"{MONDAY} 09:00"), "M1")]
    assert any("not before · the production manager" in hover for hover in hovers(figure))


@pytest.mark.parametrize(
    ("language", "row", "words"),
    [
        (
            Language.EN,
            "Assembly bay · 1",
            ("Quantity: 2", "Working time: ", "Due: ", "waited 10 h for Coating line"),
        ),
        (
            Language.ZH,
            "装配工位 · 1号",
            ("数量：2", "加工时间：", "交货期：", "喷塑线先做订单SO-1003、SO-1007"),
        ),
    ],
)
def test_labels_and_hovers_speak_the_readers_language(language: Language, row: str, words: tuple[str, ...]) -> None:
    problem = factory(12)
    figure = resource_gantt(problem, greedy_plan(problem), language)
    assert row in rows(figure)
    every = "\n".join(hovers(figure)).replace("<br>", " ")
    for word in words:
        assert word in every


def test_hostile_names_stay_text() -> None:
    """Plotly reads tags in labels and hovers: a link in a customer's name must not become one."""
    hostile = '<a href="https://example.com">x</a><script>alert(1)</script>&lt;b&gt; "q" %{x} $y$'
    named = order("A").model_copy(update={"names": Label(en=hostile), "customer": hostile})
    place = machine("M1").model_copy(update={"names": Label(en=hostile)})
    work = operation("A1").model_copy(update={"names": Label(en=hostile)})
    company = Company(id=order("A").company, names=Label(en=hostile))
    problem = shop(companies=[company], resources=[place], orders=[named], operations=[work])
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")))
    figure = resource_gantt(problem, plan)
    shown = [*hovers(figure), *rows(figure)]
    for words in shown:
        assert "<a" not in words
        assert "<script" not in words
    # what the reader sees is the name as it was written, the entity included
    assert any("&lt;a href=" in words and "&amp;lt;b&amp;gt;" in words for words in shown)


def test_times_follow_the_plants_clock_over_a_daylight_saving_night() -> None:
    """In Berlin 2026-10-25 02:00-03:00 comes twice. Work from 00:30 to 01:30 UTC starts 02:30 (summer) and
    ends 02:30 (winter): on the wall it has no length. Work from 02:50 to 02:10 has no negative one."""
    zone = ZoneInfo("Europe/Berlin")
    always = weekly("always", range(1, 8), "00:00", "00:00")
    problem = shop(
        calendars=[always],
        orders=[order("A")],
        operations=[operation("A1"), operation("A2", after="A1")],
        zone=zone.key,
        as_of=at("2026-10-25 06:00"),
    )
    night = (("2026-10-25 08:30", "2026-10-25 09:30"), ("2026-10-25 08:50", "2026-10-25 09:10"))
    plan = plan_of(problem, assign(problem, "A1", night[0]), assign(problem, "A2", night[1]))
    figure = resource_gantt(problem, plan)
    assert [(bar.start, bar.end) for bar in bars(figure)] == [
        (moment("2026-10-25 02:30"), moment("2026-10-25 02:30")),
        (moment("2026-10-25 02:50"), moment("2026-10-25 02:50")),
    ]


def test_an_empty_plan_is_an_empty_chart() -> None:
    problem = shop()
    figure = resource_gantt(problem, plan_of(problem))
    assert bars(figure) == []
    assert "M1" in rows(figure)


def test_every_assignment_of_the_factory_is_drawn_to_the_minute() -> None:
    """On machines and stations: as many minutes in a resource's rows as are worked there times units."""
    problem = factory(30)
    plan = greedy_plan(problem)
    figure = resource_gantt(problem, plan)
    named = {r.id: r.names.en for r in problem.resources if r.kind is not ResourceKind.WORKERS}
    for id_, name in named.items():
        worked = [
            (s.end - s.start) * len(use.units)
            for a in plan.assignments
            for use in a.uses
            if use.resource == id_
            for s in a.segments
        ]
        shown = [bar.end - bar.start for bar in bars(figure) if bar.row.split(" · ")[0] == name]
        assert sum(shown, timedelta()) == sum(worked, timedelta()) > timedelta()


@pytest.fixture
def most_svg_bars(monkeypatch: pytest.MonkeyPatch) -> int:
    """A tenth of the real limit: so many bars are drawn as SVG, one more makes a huge plan."""
    monkeypatch.setattr(bar_drawing, "MOST_SVG_BARS", bar_drawing.MOST_SVG_BARS // 10)
    return bar_drawing.MOST_SVG_BARS


def test_a_huge_plan_is_drawn_with_webgl_lines(most_svg_bars: int) -> None:
    """Just above the limit; every stretch is two points and a gap, and the facts of each stand there once."""
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    one = assign(problem, "A1", ("08:00", "09:00"))
    small = plan_of(problem, *[one] * (most_svg_bars // 2))
    assert all(trace.type == "bar" for trace in traces(resource_gantt(problem, small), "work"))
    huge = plan_of(problem, *[one] * (most_svg_bars // 2 + 1))
    figure = resource_gantt(problem, huge)
    (trace,) = [trace for trace in traces(figure, "work") if len(trace.x)]
    assert trace.type == "scattergl"
    assert list(trace.x[:3]) == [f"{MONDAY} 08:00", f"{MONDAY} 09:00", None]
    assert len(trace.x) == 3 * (most_svg_bars // 2 + 1)
    assert len(hovers(figure)) == most_svg_bars // 2 + 1
    assert row_at(figure, trace.y[0]) == "M1"


def test_a_huge_plan_keeps_the_heights_of_people_at_work(most_svg_bars: int) -> None:
    """Four heads in a row of 40 px with 3 px free at both ends: one at work is a line of 8 px (8.5)."""
    problem = shop(
        resources=[machine("M1"), workers("W", 4)],
        orders=[order("A")],
        operations=[operation("A1"), operation("A2", on="W")],
    )
    one, people = assign(problem, "A1", ("08:00", "09:00")), assign(problem, "A2", ("08:00", "09:00"))
    figure = resource_gantt(problem, plan_of(problem, people, *[one] * (most_svg_bars // 2)))
    drawn_lines = {trace.line.width: len(trace.x) // 3 for trace in traces(figure, "work") if len(trace.x)}
    assert drawn_lines == {round((40 - 6) / 4): 1, BAR_HEIGHT: most_svg_bars // 2}
    legend = [t for t in traces(figure, "work") if t.showlegend and t.legendgroup == Lateness.ON_TIME.value]
    assert len(legend) == 1


def test_the_axis_of_a_plan_leaves_air_around_everything() -> None:
    problem = factory(6)
    plan = greedy_plan(problem)
    first, last = (datetime.fromisoformat(edge) for edge in resource_gantt(problem, plan).layout.xaxis.range)
    found = bars(resource_gantt(problem, plan))
    assert first < min(bar.start for bar in found)
    assert last > max(bar.end for bar in found)
