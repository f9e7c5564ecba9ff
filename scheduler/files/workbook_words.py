"""What the workbook says beside its tables: what each kind of column accepts, and the first sheet of the template."""

from scheduler.files.tables.form import Column, Kind
from scheduler.texts import Language

ACCEPTS: dict[Kind, tuple[str, str]] = {
    Kind.ID: (
        "An id, up to 120 characters, written the same wherever it is used.",
        "编号，最多 120 个字符，各处写法须一致。",
    ),
    Kind.TEXT: ("Free text.", "任意文字。"),
    Kind.WHOLE: ("A whole number.", "整数。"),
    Kind.AMOUNT: ("A number, at most three decimals.", "数字，最多三位小数。"),
    Kind.MINUTES: (
        "Minutes, or with a unit: 90, 1.5 h, 2 d (24 hours each).",
        "分钟数，或带单位：90、1.5小时、2天（每天 24 小时）。",
    ),
    Kind.MONEY: ("Money, whole units.", "金额，取整数。"),
    Kind.DAY: ("A day: 2026-05-31.", "日期：2026-05-31。"),
    Kind.MOMENT: ("Day and time at the plant: 2026-05-31 08:00.", "工厂当地的日期和时间：2026-05-31 08:00。"),
    Kind.CLOCK: ("A time of day: 08:00.", "时刻：08:00。"),
    Kind.YES_NO: ("Yes or no.", "是或否。"),
    Kind.CHOICE: ("One of the list.", "从列表中选择一项。"),
    Kind.WEEKDAYS: ("Weekdays: Mon-Fri, or 1-5.", "星期：周一至周五，或 1-5。"),
    Kind.PAUSES: ("Pauses: 12:00-13:00; 18:00-18:30.", "休息时段：12:00-13:00; 18:00-18:30。"),
    Kind.NAMES: ("Several, with semicolons between them: A; B.", "可填多项，用分号隔开：A; B。"),
    Kind.USES: ("Resources: press; welders (2).", "资源：press; welders (2)。"),
    Kind.LINKS: ("Predecessors: cut; weld (+240).", "前道工序：cut; weld (+240)。"),
    Kind.SKILLS: ("Skills: welding; crane (2, level 3).", "技能：焊接; 起重 (2, 3级)。"),
    Kind.STATES: ("States: colour=RAL7035; film=80.", "状态：colour=RAL7035; film=80。"),
    Kind.CHOICES: (
        "Several of the list, with semicolons between them, the first counts most.",
        "可填多项，用分号隔开，靠前者优先。",
    ),
}
REQUIRED = ("Must be filled.", "必填。")
OPTIONAL = ("May stay blank.", "可空白。")


def in_language(pair: tuple[str, str], language: Language) -> str:
    return pair[language is Language.ZH]


def column_help(column: Column, language: Language) -> str:
    """What stands in the note of a heading: the column's own help, what it accepts, whether it must be filled."""
    lines = [
        column.help(language),
        in_language(ACCEPTS[column.kind], language),
        in_language(REQUIRED if column.required else OPTIONAL, language),
    ]
    return "\n".join(filter(None, lines))


# --- the template ------------------------------------------------------------------------------------

READ_ME = ("Read me", "说明")
EXAMPLE = ("Example", "示例")
READ_ME_TITLE = ("From this workbook to a plan", "从本工作簿到生产计划")
READ_ME_LINES = (
    (
        "Rule 1: headings on dark blue must be filled in every row that you use; every other cell may stay "
        "blank and then "
        "takes the usual value. Point at a heading to read what it accepts.",
        "规则一：深蓝色表头为必填项，凡使用的行都须填写；其余单元格可以空白，空白即取默认值。"
        "鼠标停在表头上可查看填写要求。",
    ),
    (
        "Rule 2: an id (of an order, product, resource …) is written in exactly the same way wherever it is "
        "used. Sheets that "
        "you don't need stay empty; sheets with a blue tab are the least that a plan needs.",
        "规则二：同一编号（订单、产品、资源等）在各处的写法必须完全一致。用不到的工作表留空即可；"
        "蓝色标签的工作表是排产所需的最少内容。",
    ),
    (
        "1. Plant: the time zone, and “As of”: the moment from which is planned.",
        "1. 工厂：填写时区和“计划时点”，即从何时起排产。",
    ),
    (
        "2. Companies and workshops: who makes the orders, and where.",
        "2. 公司、车间：由谁生产、在哪里生产。",
    ),
    (
        "3. Calendars and shifts: one row for equal days, such as Mon-Fri 08:00 to 17:00; holidays and "
        "make-up days below them.",
        "3. 日历、班次：时间相同的各天填一行，如周一至周五 08:00 至 17:00；节假日与调休日另表填写。",
    ),
    (
        "4. Resources: machines, pools of equal stations, groups of workers, each with its workshop and calendar.",
        "4. 资源：机床、工位组、人员组，各自指定车间和日历。",
    ),
    (
        "5. Products, routing steps and routing modes: how each product is made, on which resources, how long "
        "it takes.",
        "5. 产品、工艺工步、工步方式：每种产品如何制造、占用哪些资源、用时多少。",
    ),
    (
        "6. Materials, stock and arrivals: only if a plan is to wait for purchased parts.",
        "6. 物料、库存、到货：仅当计划需要等待外购件时填写。",
    ),
    (
        "7. Orders and order lines: what was ordered, how many, and the committed date.",
        "7. 订单、订单行：订了什么、数量多少、交货期是哪天。",
    ),
    (
        "8. Behind the published plan: rules that only some shops have, such as shifts by period, skills, set-ups and "
        "the programmes of ovens, maintenance, substitutes, rework. Leave them empty until you need one.",
        "8. “已发布计划”之后：仅部分工厂需要的规则，如分期班次、技能、换型与炉槽程序、维护保养、替代料、返工等；"
        "需要时再填。",
    ),
    (
        "9. Import the file. Whatever can't be understood is named with its sheet and cell, and nothing is "
        "changed until "
        "all of it is right.",
        "9. 导入文件。无法理解之处会指出所在工作表和单元格；在全部正确之前，系统不会作任何更改。",
    ),
)
EXAMPLE_SAYS = (
    "This sheet is only to look at: it is not imported. Each block belongs into the sheet of its name.",
    "本表仅供参考，不会导入。每一块内容应填在同名的工作表中。",
)
HOLIDAYS_SAY = (
    "Calendar “{calendar}” holds the public holidays of {country} for {years}. Years not yet announced are "
    "estimates: compare "
    "them with the official list.",
    "日历“{calendar}”已填入 {country} {years} 年的法定节假日与调休日。尚未公布的年份为推算值，请与官方通知核对。",
)
