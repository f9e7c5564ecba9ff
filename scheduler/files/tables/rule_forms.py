"""The tables of rules that only some shops have: what resources remember and when fewer are there, who helps whom.

They stand behind the others, so that whoever does not need them never meets them.
"""

from scheduler.domain.people import CapPeriod
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.files.tables.order_forms import OPERATION
from scheduler.files.tables.plant_forms import (
    AMOUNT,
    BY_CHOICE,
    CALENDAR,
    CHOICE,
    CLOCK,
    DAY,
    END,
    ID,
    MATERIAL_ALSO,
    MINUTES,
    MOMENT,
    MONEY,
    QUANTITY_ALSO,
    START,
    WHOLE,
    WHY,
    approval,
    names,
    owner,
    refers,
)
from scheduler.files.tables.product_forms import MODE

RESOURCE = owner("resource", "Resource", "资源", "resources", "Machine", "资源编号", "设备", "设备编号")
WEEKDAYS = ("weekday", "Weekdays", "星期")
WEEKDAYS_ALSO = ("Weekday", "Days", "工作日")
ATTRIBUTE = Column(
    "attribute", "Attribute", "属性", ID, required=True, also=("What", "换型属性"),
    help_en="colour, film, tool …; `programme` is an oven's programme.",
    help_zh="颜色、膜厚、模具等；programme 指炉槽的程序。",
)  # fmt: skip

# --- times ---------------------------------------------------------------------------------------

CALENDAR_PERIODS = Form(
    "calendar_periods", "Shifts by period", "分期班次",
    (
        CALENDAR,
        Column("first", "First day", "起始日期", DAY, required=True, also=("From day", "起始日", "开始日期")),
        Column("last", "Last day", "截止日期", DAY, required=True, also=("To day", "截止日", "结束日期"),
               help_en="Included.", help_zh="含当日。"),
        Column(*WEEKDAYS, Kind.WEEKDAYS, also=WEEKDAYS_ALSO,
               help_en="Mon-Fri; Sat, Sun. Blank, with start and end: no shifts in the period.",
               help_zh="周一至周五；周六、周日。与上班、下班均空：该期间不上班。"),
        Column("start", "Start", "上班", CLOCK, also=("From", "上班时间", "开始时间", "开始")),
        Column("end", "End", "下班", CLOCK, day_is_its_end=True, also=("To", "下班时间", "结束时间", "结束"),
               help_en="Not after the start: on the next day.", help_zh="不晚于上班时间表示次日。"),
        Column("breaks", "Breaks", "休息", Kind.PAUSES, also=("Pauses", "休息时间"),
               help_en="12:00-13:00; 18:00-18:30", help_zh="12:00-13:00; 18:00-18:30"),
    ),
    identity=("calendar", "first", "last", "weekday", "start"), parent="calendars", ordered=True, repeats=True,
    help_en="Instead of the weekly shifts. Rows of one calendar, first and last day are one period; of periods that "
            "overlap the one listed first counts.",
    help_zh="在该期间代替每周班次。日历、起止日期相同的各行为同一期间；期间重叠时以先列者为准。",
)  # fmt: skip

EFFICIENCIES = Form(
    "efficiencies", "Efficiency periods", "分期效率",
    (
        RESOURCE, START, END,
        Column("percent", "Efficiency %", "效率%", WHOLE, required=True, also=("Efficiency", "效率")),
    ),
    identity=("resource", "start", "end"), parent="resources", ordered=True, repeats=True,
    help_en="For what starts in the period, instead of the resource's own; of periods that overlap the first counts.",
    help_zh="期间内开始的工作按此效率；期间重叠时以先列者为准。",
)  # fmt: skip

LIMITS = Form(
    "limits", "Limits", "限量期间",
    (
        RESOURCE, START, END,
        Column("units", "Units", "可用数量", WHOLE, required=True, also=("Qty", "数量", "台数", "人数"),
               help_en="So many of the resource's are there meanwhile.", help_zh="期间内可用的台数或人数。"),
        WHY,
    ),
    identity=("resource", "start", "end"), parent="resources", repeats=True,
)  # fmt: skip

SHIFT_LIMITS = Form(
    "shift_limits", "Limits by shift", "班次限量",
    (
        RESOURCE,
        Column(*WEEKDAYS, Kind.WEEKDAYS, required=True, also=WEEKDAYS_ALSO,
               help_en="On which it starts: Mon-Fri; Sat, Sun.", help_zh="开始之日：周一至周五；周六、周日。"),
        Column("start", "Start", "开始", CLOCK, required=True, also=("From", "开始时间", "上班")),
        Column("end", "End", "结束", CLOCK, required=True, day_is_its_end=True, also=("To", "结束时间", "下班"),
               help_en="Not after the start: on the next day.", help_zh="不晚于开始时间表示次日。"),
        Column("units", "Units", "可用数量", WHOLE, required=True, also=("Qty", "数量", "台数", "人数"),
               help_en="So many of the resource's are there meanwhile.", help_zh="该时段可用的台数或人数。"),
    ),
    identity=("resource", "weekday", "start"), parent="resources", repeats=True,
    help_en="Every week between two times of day: four people at night.", help_zh="每周固定时段：如夜班四人。",
)  # fmt: skip

OVERTIME_CAPS = Form(
    "overtime_caps", "Overtime caps", "加班上限",
    (
        RESOURCE, Column("per", "Per", "周期", CHOICE, True, CapPeriod, also=("Each", "每")),
        Column("minutes", "At most", "上限", MINUTES, required=True, also=("Cap", "Maximum", "最多"),
               help_en="Of overtime by choice, for each unit: 3 h, 36 h.",
               help_zh="每台或每人按需加班的上限：3小时、36小时。"),
    ),
    identity=("resource", "per"), parent="resources", repeats=True,
)  # fmt: skip

# --- people --------------------------------------------------------------------------------------

SKILLS = Form(
    "skills", "Skills", "技能",
    (
        RESOURCE, Column("name", "Skill", "技能", ID, required=True, also=("Skill name", "技能名称")),
        Column("level", "Level", "等级", WHOLE, also=("Skill level", "技能等级"),
               help_en="1 is the least, 9 the most.", help_zh="1 最低，9 最高。"),
    ),
    identity=("resource", "name"), parent="resources", repeats=True,
    help_en="What everybody in a group can do.", help_zh="班组中人人具备的技能。",
)  # fmt: skip

LENDINGS = Form(
    "lendings", "Lendings", "人员借调",
    (
        Column("id", "Lending", "借调编号", ID, required=True, also=("Lending id", "借调单号", "借调")),
        refers("from_resource", "From group", "借出班组", "resources", True, must_exist=True,
               also=("Lent by", "调出班组")),
        refers("to_resource", "To group", "借入班组", "resources", True, must_exist=True,
               also=("Lent to", "调入班组")),
        Column("units", "People", "人数", WHOLE, also=("Units", "Qty", "数量", "借调人数")), START, END,
        Column("price_per_hour", "Price per hour and person", "每人每小时费用", MONEY,
               also=("Price per hour", "每小时费用")),
        approval(), BY_CHOICE,
    ),
    identity=("id",),
    help_en="People of one group help in another for a while.", help_zh="一个班组的人员临时支援另一个班组。",
)  # fmt: skip

# --- stations that remember ----------------------------------------------------------------------

SET_UPS = Form(
    "set_ups", "Set-ups", "换型",
    (
        RESOURCE, ATTRIBUTE,
        Column("from_value", "From", "换型前", ID, also=("From value", "Before", "原值"),
               help_en="Blank: any that has no row of its own.", help_zh="空白：未另行列出的任何值。"),
        Column("to_value", "To", "换型后", ID, also=("To value", "After", "新值"),
               help_en="Blank: any that has no row of its own.", help_zh="空白：未另行列出的任何值。"),
        Column("minutes", "Takes", "换型用时", MINUTES, required=True, also=("Time", "Set-up time", "用时")),
        Column("cost", "Cost", "换型费用", MONEY, also=("费用",), help_en="Each time.", help_zh="每次。"),
    ),
    identity=("resource", "attribute", "from_value", "to_value"), parent="resources", repeats=True,
    help_en="What a change between operations takes. Without a row a change takes nothing.",
    help_zh="前后工序状态不同时换型所需；未列出的变化不需换型。",
)  # fmt: skip

INITIAL_STATES = Form(
    "initial_states", "Initial states", "初始状态",
    (
        RESOURCE,
        Column("unit", "Station", "工位序号", WHOLE, counted_from_one=True,
               also=("Unit", "Station no.", "工位", "序号"),
               help_en="1 is the first station of a pool.", help_zh="1 为工位组的首个工位。"),
        ATTRIBUTE, Column("value", "Value", "取值", ID, required=True, also=("值", "当前值")),
    ),
    identity=("resource", "unit", "attribute"), parent="resources", repeats=True,
    help_en="What stations are set up for at as-of.", help_zh="计划时点各工位所处的状态。",
)  # fmt: skip

PROGRAMMES = Form(
    "programmes", "Programmes", "设备程序",
    (
        RESOURCE,
        Column("id", "Programme", "程序编号", ID, required=True, also=("Program", "Programme id", "程序", "程序代码")),
        *names("程序名称"),
        Column("minutes", "Takes", "程序用时", MINUTES, required=True, also=("Time", "用时"),
               help_en="However much is in it.", help_zh="与装载多少无关。"),
    ),
    identity=("resource", "id"), parent="resources",
    help_en="Ways to run an oven or bath.", help_zh="烘炉、槽液等的运行程序。",
)  # fmt: skip

MAINTENANCE = Form(
    "maintenance", "Maintenance", "维护保养",
    (
        RESOURCE,
        Column("id", "Maintenance", "保养编号", ID, required=True, also=("Maintenance id", "维护编号", "保养单号")),
        Column("minutes", "Takes", "保养用时", MINUTES, required=True, also=("Time", "用时"),
               help_en="Open minutes of the resource.", help_zh="资源的开工时间。"),
        Column("earliest", "Earliest start", "最早开始", MOMENT, required=True, also=("Earliest", "From", "最早")),
        Column("latest", "Latest end", "最晚完成", MOMENT, required=True, day_is_its_end=True,
               also=("Latest", "Until", "最晚"),
               help_en="A day without a time counts as its end, 24:00.", help_zh="只填日期按当日 24:00 计。"),
        WHY,
    ),
    identity=("resource", "id"), parent="resources",
    help_en="Work on the resource itself, placed by the plan.", help_zh="由计划在期间内安排的设备保养。",
)  # fmt: skip

# --- supply --------------------------------------------------------------------------------------

SUBSTITUTES = Form(
    "substitutes", "Substitutes", "替代料",
    (
        owner("material", "Material", "物料", "materials", *MATERIAL_ALSO),
        refers("substitute", "Substitute", "替代物料", "materials", True, must_exist=True,
               also=("Instead", "替代料编号", "替代料")),
        Column("ratio", "Ratio", "替代比例", AMOUNT, also=("比例",),
               help_en="Units of it for one unit of the material.", help_zh="每单位原物料所需的替代料数量。"),
        Column("cost_per_unit", "Extra cost per unit", "单位加价", MONEY, also=("Extra cost", "加价"),
               help_en="More than the material, for each unit of the need.", help_zh="每单位需求比原物料多出的费用。"),
        approval(),
    ),
    identity=("material", "substitute"), parent="materials", ordered=True, repeats=True,
    help_en="Another material for a whole need, the preferred one first.", help_zh="可整笔替代的物料，优先者在前。",
)  # fmt: skip

GROUP_TRANSFERS = Form(
    "group_transfers", "Group transfers", "集团调拨",
    (
        refers("from_company", "From company", "调出公司", "companies", True, must_exist=True,
               also=("From", "Lender", "发出公司", "自")),
        refers("to_company", "To company", "调入公司", "companies", True, must_exist=True,
               also=("To", "Borrower", "接收公司", "至")),
        Column("minutes", "Takes", "调拨用时", MINUTES, required=True, also=("Time", "用时")),
        Column("cost", "Cost", "调拨费用", MONEY, also=("费用",), help_en="For each need.", help_zh="每笔需求。"),
        approval(required=False),
    ),
    identity=("from_company", "to_company"), repeats=True,
    help_en="Free stock and arrivals of one company that another may take, in this direction.",
    help_zh="一家公司可取用另一家公司的自由库存与到货，仅指该方向。",
)  # fmt: skip

# --- what inspection found -----------------------------------------------------------------------

REWORKS = Form(
    "reworks", "Rework", "返工",
    (
        Column("id", "Rework", "返工编号", ID, required=True, also=("Rework id", "返工单号", "返工")), OPERATION,
        Column("quantity", "Quantity", "数量", AMOUNT, also=(*QUANTITY_ALSO, "返工数量")),
        Column("reported_at", "Reported", "报告时间", MOMENT, required=True, also=("Reported at", "发现时间")), WHY,
    ),
    identity=("id",), recorded=True,
    help_en="Done after its operation and before what follows.", help_zh="在所属工序之后、后道工序之前进行。",
)  # fmt: skip

REWORK_MODES = Form(
    "rework_modes", "Rework modes", "返工方式",
    (owner("rework", "Rework", "返工", "reworks", "Rework id", "返工编号", "返工单号"), *MODE),
    identity=("rework", "id"), parent="reworks", ordered=True, repeats=True, recorded=True,
)  # fmt: skip

RULE_FORMS = (
    CALENDAR_PERIODS, EFFICIENCIES, LIMITS, SHIFT_LIMITS, OVERTIME_CAPS, SKILLS, LENDINGS,
    SET_UPS, INITIAL_STATES, PROGRAMMES, MAINTENANCE, SUBSTITUTES, GROUP_TRANSFERS, REWORKS, REWORK_MODES,
)  # fmt: skip
