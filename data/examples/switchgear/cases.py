"""The sixty orders of the group, as their planner would tell them.

Days count from as-of. An order starts when its drawings are released (tasks known, work may begin) and is due at the
end of its last day. `story` says what is special; the orders late for a reason of their own stand first.
"""

from enum import StrEnum
from typing import NamedTuple


class Story(StrEnum):
    """Why an order is in the group."""

    EVERYDAY = "everyday"
    OVEN = "oven"
    """Wants the coating oven in one week with others: together more than it has hours."""
    TESTERS = "testers"
    """Wants the two high-voltage testers before the end of the quarter, with others."""
    DESIGN = "design"
    """Not standard: waits for designers, with others."""
    LATE_PART = "late_part"
    """Its protection relays are confirmed, but for after they are needed."""
    OVERDUE_PART = "overdue_part"
    """Its arc monitors were due last week and nobody knows when they come: only a new purchase is certain."""
    TOO_SOON = "too_soon"
    """Promised before the work could be done in an empty shop."""
    HOLIDAY = "holiday"
    """The customer's witness comes the day before a festival: lorries and site stand still behind it."""
    FAULTY = "faulty"
    """Decomposed by hand with a machine that does not exist."""
    TIGHT = "tight"
    """On time with little in hand: its breakers arrive in two parts, the second just early enough."""
    INSTALMENTS = "instalments"
    """Delivered in two parts, with the customer's consent; each part has its own tasks, and spare parts may follow."""
    TO_THE_DAY = "to_the_day"
    """The site takes nothing early: it is built late, or costs storage."""
    CONFIRMATION = "confirmation"
    """Its drawings are with the customer, who named the day of the answer; one of two such days has passed."""
    PINNED = "pinned"
    """Cut on the newer laser, because a person said so."""


class Case(NamedTuple):
    """One order: what, how many, from which day on, due on which day, and what is special."""

    customer: str
    product: str
    quantity: int
    starts: int
    due: int
    weight: int = 2
    story: Story = Story.EVERYDAY
    options: str = ""
    site: str = ""
    stage: str = ""
    """The step that is under way at as-of; everything before it is done."""
    status: str = "effective"
    terms: str = ""
    """Words of `TERMS`, with a space between."""


TERMS = frozenset(
    (
        "penalty", "waived", "untradeable", "non-standard", "overdue-answer", "by-noon", "flat-pack",
        "paid", "pays-later", "pays-some-day",
    )
)  # fmt: skip
"""What the contract says: a penalty and whether it is waived, no trading of its lateness, delivery by noon, a routing
by name, where the payment before dispatch stands; or that the customer's answer is overdue."""


CONFIRM = "frame>ENC-LV/confirm"
"""The customer has the drawings."""

OVEN, TESTERS, DESIGN = Story.OVEN, Story.TESTERS, Story.DESIGN

LATE = (
    Case("steel", "SPRAY", 80, 19, 25, 1, OVEN),
    Case("grid", "KYN28A", 10, 4, 29, 1, TESTERS),
    Case("hospital", "MNS", 6, -2, 21, 1, DESIGN),
    Case("cloud", "KYN28A", 5, -4, 32, 5, Story.LATE_PART, "insulated", "chengdu", terms="penalty waived"),
    Case("solar", "MNS", 4, -3, 30, 3, Story.OVERDUE_PART, "arc-protection"),
    Case("steel", "GGD", 7, -2, 7, 6, Story.TOO_SOON),
    Case("metro", "MNS", 5, 48, 60, 6, Story.HOLIDAY, "witness-test", "suzhou"),
)
"""These seven can't be met, each for a reason of its own."""

RIVALS = (
    Case("metro", "MNS", 11, 15, 39, 20, OVEN, "thick-film"),
    Case("grid", "GGD", 12, 16, 39, 20, OVEN, "thick-film"),
    Case("port", "GGD", 13, 16, 39, 20, OVEN, "thick-film"),
    Case("solar", "GGD", 13, 15, 39, 20, OVEN, "thick-film"),
    Case("grid", "KYN28A", 5, 10, 29, 20, TESTERS),
    Case("steel", "KYN28A", 6, 9, 29, 20, TESTERS, "earthing-switch"),
    Case("port", "KYN28A", 5, 10, 29, 20, TESTERS),
    Case("solar", "MNS", 5, -2, 22, 20, DESIGN),
    Case("metro", "GGD", 6, -2, 21, 20, DESIGN),
    Case("airport", "MNS", 6, 14, 44, 3, DESIGN, "stainless"),
)
"""On time, but only because they go first where the late ones wait."""

UNDER_WAY = (
    Case("paper", "KYN28A", 6, -30, 7, 4, stage="test"),
    Case("grid", "MNS", 5, -28, 11, 4, stage="wire"),
    Case("solar", "GGD", 8, -24, 14, 3, stage="mount"),
    Case("port", "MNS", 7, -22, 17, 3, stage="frame>ENC-LV/accept"),
    Case("hospital", "XL21", 12, -14, 9, 2, stage="fit"),
    Case("cloud", "KYN28A", 7, -16, 24, 4, stage="frame>ENC-MV/coat#1", site="chengdu", terms="pays-some-day"),
    Case("steel", "GGD", 6, -12, 21, 2, stage="frame>ENC-LV/weld"),
    Case("grid", "VS1-12", 20, -14, 11, 2, stage="drive"),
)

OTHERS = (
    Case("grid", "KYN28A", 5, -4, 23, 4, Story.TIGHT, site="suzhou", terms="by-noon"),
    Case("airport", "KYN28A", 4, 12, 46, 4, Story.TIGHT, "colour", "guangzhou", terms="pays-later"),
    Case("solar", "VS1-12", 10, 5, 28, 1, Story.FAULTY),
    Case("port", "MNS", 10, 14, 56, 3, Story.INSTALMENTS, "sea-freight", "tianjin"),
    Case("solar", "GGD", 5, 3, 30, 2, Story.PINNED),
    Case("cloud", "MNS", 8, 20, 52, 6, site="chengdu", terms="penalty untradeable"),
    Case("metro", "KYN28A", 6, 24, 66, 5, Story.TO_THE_DAY, "witness-test earthing-switch", "wuhan", terms="penalty"),
    Case("grid", "GGD", 7, 17, 44, 5, site="suzhou", terms="untradeable paid"),
    Case("paper", "XL21", 3, 4, 21, 1),
    Case("hospital", "XL21", 2, 18, 35, 1, options="surge-protection"),
    Case("steel", "JN15", 24, 2, 22, 1),
    Case("port", "ENC-LV", 6, 8, 28, 1, options="stainless", terms="flat-pack"),
    Case("cloud", "KYN28A", 5, 30, 72, 2, status="signed"),
    Case("paper", "GGD", 6, 22, 58, 2, status="signed"),
    Case("metro", "MNS", 5, 33, 70, 4, status="reserved", site="wuhan"),
    Case("airport", "GGD", 6, 28, 62, 3, status="reserved", site="guangzhou"),
    Case("hospital", "GGD", 4, 30, 60, 1, status="inquiry"),
    Case("steel", "KYN28A", 6, 35, 75, 1, status="inquiry"),
    Case("solar", "MNS", 5, 10, 45, 2, status="on_hold"),
    Case("paper", "XL21", 8, 10, 32, 1, status="cancelled"),
    Case("airport", "GGD", 5, -6, 36, 3, Story.CONFIRMATION, stage=CONFIRM, terms="non-standard"),
    Case("hospital", "MNS", 4, -9, 38, 3, Story.CONFIRMATION, stage=CONFIRM, terms="non-standard overdue-answer"),
)

SPECIAL = (*LATE, *RIVALS, *UNDER_WAY, *OTHERS)

ORDERS = 60
"""In one round of ten weeks; those that are not in the tables above are everyday ones, drawn by the seed."""

ROUND_DAYS = 70

CUSTOMERS = {
    "grid": ("State Grid Suzhou", "苏州供电公司"),
    "metro": ("Wuhan Metro", "武汉地铁集团"),
    "cloud": ("Tianfu Cloud Data", "天府云数据公司"),
    "port": ("Tianjin Port Power", "天津港电力公司"),
    "paper": ("Huatai Paper", "华泰纸业"),
    "steel": ("Shagang Steel", "沙钢集团"),
    "hospital": ("Jinling Hospital", "金陵医院"),
    "solar": ("Sunway Solar", "晟威光伏"),
    "airport": ("Baiyun Airport Works", "白云机场建设公司"),
}
