"""The tables of what is there: the plant's settings, calendars, resources, materials and destinations."""

from scheduler.domain.goal import Approval, Goal
from scheduler.domain.problem import TentativeOrders
from scheduler.domain.resource import ResourceKind
from scheduler.files.tables.form import Column, Form, Kind

ID, WHOLE, AMOUNT, MINUTES, MONEY = Kind.ID, Kind.WHOLE, Kind.AMOUNT, Kind.MINUTES, Kind.MONEY
DAY, MOMENT, CLOCK, YES_NO, CHOICE = Kind.DAY, Kind.MOMENT, Kind.CLOCK, Kind.YES_NO, Kind.CHOICE


def names(*also_zh: str) -> tuple[Column, Column]:
    """The two columns of a `Label`; `also_zh` are Chinese headings of this table's names."""
    return (
        Column("names.en", "Name (English)", "英文名称", also=("English name", "Name EN", "Name", "英文名"),
               help_en="Blank: the Chinese name, else the id.", help_zh="空白：用中文名称，否则用编号。"),
        Column("names.zh", "Name (Chinese)", "中文名称", also=("Chinese name", "Name ZH", "名称", "中文名", *also_zh),
               help_en="Blank: the English name, else the id.", help_zh="空白：用英文名称，否则用编号。"),
    )  # fmt: skip


def approval(key: str = "approval", required: bool = True) -> Column:
    return Column(
        key, "Approval", "审批", CHOICE, required, Approval, decided=True, also=("Approved", "审批状态", "批准"),
        help_en="Only standing and approved ones are used by a plan.",
        help_zh="只有“长期批准”和“已批准”的才会被计划采用。",
    )  # fmt: skip


def refers(
    key: str, en: str, zh: str, table: str, required: bool = False, *, must_exist: bool = False,
    also: tuple[str, ...] = (), help_en: str = "", help_zh: str = "",
) -> Column:  # fmt: skip
    """An id of another table."""
    return Column(
        key, en, zh, ID, required, refers=table, must_exist=must_exist, also=also, help_en=help_en, help_zh=help_zh
    )


def owner(key: str, en: str, zh: str, table: str, *also: str) -> Column:
    """The id of the record that a row is part of."""
    return refers(key, en, zh, table, True, must_exist=True, also=also)


WHY = Column("why", "Why", "原因", also=("Reason", "Remark", "备注", "说明"))
START = Column(
    "start", "Start", "开始", MOMENT, required=True, also=("From", "Begin", "Start time", "开始时间", "起始时间", "自")
)
END = Column(
    "end", "End", "结束", MOMENT, required=True, day_is_its_end=True,
    also=("To", "Until", "End time", "结束时间", "截止时间", "至"),
    help_en="A day without a time counts as its end, 24:00.", help_zh="只填日期按当日 24:00 计。",
)  # fmt: skip
BY_CHOICE = Column(
    "by_choice", "By choice", "按需采用", YES_NO, quiet=True, also=("Only where it pays", "按需"),
    help_en="Yes: used, and paid by the minute, only where the plan gains by it. No: all of it takes place.",
    help_zh="是：仅在合算时采用，按实际用时计费；否：全部照办。",
)  # fmt: skip
CALENDAR = owner("calendar", "Calendar", "日历", "calendars", "Calendar id", "日历编号")
COMPANY_ALSO = ("Company id", "Entity", "公司编号", "公司代码", "所属公司", "法人")
MATERIAL_ALSO = (
    "Material no.", "Material number", "Item", "Item no.", "Part no.", "SKU", "物料编号", "物料编码", "物料代码",
    "料号", "存货编码",
)  # fmt: skip
ITEM_ALSO = ("Item", "Item no.", "Part no.", "SKU")
"""Of a product where no material stands beside it."""
PRODUCT_ALSO = ("Product no.", "Product id", "产品编号", "产品编码", "产品代码", "产品型号")
SUPPLIER_ALSO = (
    "Supplier id",
    "Supplier no.",
    "Vendor",
    "Vendor no.",
    "供应商编号",
    "供应商编码",
    "供应商代码",
    "供方",
)
QUANTITY_ALSO = ("Qty", "Amount")

PLANT = Form(
    "plant", "Plant", "工厂",
    (
        Column("name", "Name", "名称", also=("Plant name", "工厂名称")),
        Column("zone", "Time zone", "时区", ID, required=True, also=("Timezone", "Zone"),
               help_en="An IANA name: Asia/Shanghai.", help_zh="IANA 时区名，如 Asia/Shanghai。"),
        Column("as_of", "As of", "计划时点", MOMENT, required=True,
               also=("Planned from", "Now", "计划起点", "排产时点", "当前时间"),
               help_en="The moment from which is planned; nothing new starts before it.",
               help_zh="从该时刻起排产，之前不安排新工作。"),
        Column("settings.goals", "Goals", "目标", Kind.CHOICES, choices=Goal, also=("Objectives", "优化目标"),
               help_en="Compared one after the other, the first decides.", help_zh="依次比较，靠前的优先。"),
        Column("settings.tentative_orders", "Signed, not paid orders",
               "已签未付款订单", CHOICE, choices=TentativeOrders,
               also=("Tentative orders", "暂定订单")),
        Column("settings.use_expected_arrivals", "Use unconfirmed arrivals", "采用未确认到货", YES_NO,
               also=("Use expected arrivals",)),
        Column("settings.overdue_arrivals", "Overdue arrivals come after", "逾期到货预计再等", MINUTES,
               help_en="From as-of. Blank: they can't be used until they are dated anew.",
               help_zh="自计划时点起。空白：重新确认日期前不可用。"),
        Column("settings.overdue_confirmations", "Overdue answers come after", "逾期答复预计再等", MINUTES,
               help_en="From as-of: answers of customers and authorities that were announced and did not come.",
               help_zh="自计划时点起：客户或主管部门已告知时间而逾期未到的答复。"),
        Column("settings.at_risk_minutes", "At risk below", "风险余量低于", MINUTES,
               help_en="An order on time with less slack than this is at risk.",
               help_zh="按期但余量少于此值的订单视为有风险。"),
        Column("settings.default_transport_minutes", "Transport between workshops", "车间之间默认运输", MINUTES,
               help_en="Where the table of transports names no other.", help_zh="未在“车间运输”表中另行规定时。"),
    ),
    identity=(), upright=True, help_en="One setting a row.", help_zh="每行一项设置。",
)  # fmt: skip

COMPANIES = Form(
    "companies", "Companies", "公司",
    (
        Column("id", "Company", "公司编号", ID, required=True, also=("Company id", "Company no.", "公司代码", "公司")),
        *names("公司名称"),
        Column("instruction_minutes", "Instruction takes", "下达生产指令用时", MINUTES, also=("Instruction minutes",),
               help_en="Elapsed, from effectiveness.", help_zh="自订单生效起的自然时间。"),
        Column("decomposition_minutes_complete_set", "Decomposition takes (complete sets)",
               "成套任务分解用时", MINUTES),
        Column("decomposition_minutes_other", "Decomposition takes (others)", "其它任务分解用时", MINUTES),
        refers("dispatch_calendar", "Dispatch calendar", "发货日历", "calendars", must_exist=True,
               help_en="Blank: goods leave at any minute.", help_zh="空白：任何时刻均可发货。"),
    ),
    identity=("id",),
)  # fmt: skip

WORKSHOPS = Form(
    "workshops", "Workshops", "车间",
    (
        Column("id", "Workshop", "车间编号", ID, required=True,
               also=("Workshop id", "Workshop no.", "车间代码", "车间")),
        *names("车间名称"),
        refers("company", "Company", "公司", "companies", True, must_exist=True, also=COMPANY_ALSO),
    ),
    identity=("id",),
)  # fmt: skip

TRANSPORTS = Form(
    "transports", "Transport", "车间运输",
    (
        refers("from_workshop", "From workshop", "起始车间", "workshops", True, must_exist=True,
               also=("From", "自", "发出车间")),
        refers("to_workshop", "To workshop", "到达车间", "workshops", True, must_exist=True,
               also=("To", "至", "接收车间")),
        Column("minutes", "Takes", "运输用时", MINUTES, required=True, also=("Time", "Transport time", "运输时间")),
    ),
    identity=("from_workshop", "to_workshop"), repeats=True, help_en="In this direction only.", help_zh="仅指该方向。",
)  # fmt: skip

CALENDARS = Form(
    "calendars", "Calendars", "日历",
    (Column("id", "Calendar", "日历编号", ID, required=True,
            also=("Calendar id", "日历代码", "日历")), *names("日历名称")),
    identity=("id",),
)  # fmt: skip

SHIFTS = Form(
    "shifts", "Shifts", "班次",
    (
        CALENDAR,
        Column("weekday", "Weekdays", "星期", Kind.WEEKDAYS, required=True, also=("Weekday", "Days", "工作日"),
               help_en="Mon-Fri; Sat, Sun; 1 is Monday.", help_zh="周一至周五；周六、周日；1 表示周一。"),
        Column("start", "Start", "上班", CLOCK, required=True, also=("From", "上班时间", "开始时间", "开始")),
        Column("end", "End", "下班", CLOCK, required=True, day_is_its_end=True,
               also=("To", "下班时间", "结束时间", "结束"),
               help_en="Not after the start: on the next day.", help_zh="不晚于上班时间表示次日。"),
        Column("breaks", "Breaks", "休息", Kind.PAUSES, also=("Pauses", "休息时间"),
               help_en="12:00-13:00; 18:00-18:30", help_zh="12:00-13:00; 18:00-18:30"),
    ),
    identity=("calendar", "weekday", "start"), parent="calendars", repeats=True,
)  # fmt: skip

CALENDAR_DAYS = Form(
    "calendar_days", "Holidays", "节假日与调休",
    (
        CALENDAR,
        Column("day", "Day", "日期", DAY, required=True, also=("Date", "Holiday", "节假日")),
        Column("works_like", "Works like weekday", "按星期几上班", WHOLE,
               help_en="Blank: a holiday. 1 (Monday) to 7: a make-up day worked like that day.",
               help_zh="空白：放假；1（周一）至 7：调休，按该日上班。"),
    ),
    identity=("calendar", "day", "works_like"), parent="calendars", repeats=True,
)  # fmt: skip

CALENDAR_EXCEPTIONS = Form(
    "calendar_exceptions", "Exceptions", "日历例外",
    (CALENDAR, START, END, Column("open", "Open", "是否开工", YES_NO, required=True, also=("Works", "开工")), WHY),
    identity=("calendar", "start", "end"), parent="calendars", ordered=True, repeats=True,
    help_en="Laid over the shifts; a later row wins.", help_zh="覆盖班次；靠后的行优先。",
)  # fmt: skip

OVERTIME = Form(
    "overtime", "Overtime", "加班",
    (
        CALENDAR, START, END,
        Column("price_per_hour", "Price per hour and unit", "每小时每单位费用", MONEY, required=True,
               also=("Price per hour", "每小时费用")),
        approval(), BY_CHOICE,
    ),
    identity=("calendar", "start", "end"), parent="calendars", repeats=True,
)  # fmt: skip

RESOURCES = Form(
    "resources", "Resources", "资源",
    (
        Column("id", "Resource", "资源编号", ID, required=True,
               also=("Resource id", "Machine", "Machine no.", "Work centre", "Work center", "资源代码", "资源",
                     "设备编号", "工作中心")),
        *names("资源名称", "设备名称"),
        Column("kind", "Kind", "类型", CHOICE, True, ResourceKind, also=("Type", "资源类型")),
        refers("workshop", "Workshop", "车间", "workshops", True, must_exist=True,
               also=("Workshop id", "车间编号", "所属车间")),
        refers("calendar", "Calendar", "日历", "calendars", True, must_exist=True,
               also=("Calendar id", "日历编号", "工作日历")),
        Column("units", "Units", "数量", WHOLE, also=("Qty", "Quantity", "台数", "人数"),
               help_en="Stations of a pool, people of a group.", help_zh="机台数或人数。"),
        Column("efficiency_percent", "Efficiency %", "效率%", WHOLE, also=("Efficiency", "效率"),
               help_en="Work takes longer below 100.", help_zh="低于 100 则用时更长。"),
        Column("set_ups_in_shifts", "Set-ups in shifts", "换型占班次", YES_NO, quiet=True,
               help_en="No: a set-up goes on while the station is closed.", help_zh="否：停班期间换型照常进行。"),
        Column("most_load", "Holds at most", "最大装载量", AMOUNT, also=("Capacity", "装载上限", "容量"),
               help_en="Of an oven or bath: the load that goes in together. Blank: one operation at a time.",
               help_zh="烘炉、槽液等可同炉的总装载量。空白：一次一道工序。"),
        Column("load_unit", "Load unit", "装载单位", also=("Unit of load", "装载量单位"),
               help_en="What loads are counted in: m², kg, hooks.", help_zh="装载量的单位：m²、kg、挂。"),
    ),
    identity=("id",),
)  # fmt: skip

DOWNTIMES = Form(
    "downtimes", "Downtimes", "停机",
    (owner("resource", "Resource", "资源", "resources", "Machine", "资源编号", "设备", "设备编号"), START, END, WHY),
    identity=("resource", "start", "end"), parent="resources", repeats=True,
)  # fmt: skip

SUPPLIERS = Form(
    "suppliers", "Suppliers", "供应商",
    (Column("id", "Supplier", "供应商编号", ID, required=True,
            also=(*SUPPLIER_ALSO[:4], "供应商编码", "供应商代码", "供应商")),
     *names("供应商名称"),
     Column("usual_delay_minutes", "Usual delay", "通常延迟", MINUTES, quiet=True, also=("Usually late by", "惯常延迟"),
            help_en="By how much its unconfirmed arrivals usually come later.", help_zh="未确认的到货通常晚到多久。")),
    identity=("id",),
)  # fmt: skip

MATERIALS = Form(
    "materials", "Materials", "物料",
    (
        Column("id", "Material", "物料编号", ID, required=True,
               also=(*MATERIAL_ALSO, "物料")), *names("物料名称", "品名", "存货名称"),
        Column("unit", "Unit", "单位", also=("UoM", "Unit of measure", "计量单位")),
        Column("lead_minutes", "Lead time", "采购周期", MINUTES, required=True,
               also=("Purchase lead time", "采购提前期", "提前期"),
               help_en="Elapsed, from ordering to arrival: 5 d.", help_zh="自下单至到货的自然时间：5天。"),
        Column("inspection_minutes", "Inspection takes", "到货检验用时", MINUTES,
               also=("Inspection time", "检验周期", "检验用时")),
        refers("supplier", "Supplier", "供应商", "suppliers", also=SUPPLIER_ALSO),
    ),
    identity=("id",),
)  # fmt: skip

STOCKS = Form(
    "stocks", "Stock", "库存",
    (
        refers("material", "Material", "物料", "materials", True, must_exist=True, also=MATERIAL_ALSO),
        refers("company", "Company", "公司", "companies", True, must_exist=True, also=COMPANY_ALSO),
        Column("place", "Place", "库位", also=("Location", "Store", "Warehouse", "仓库", "货位")),
        Column("quantity", "Quantity", "数量", AMOUNT, required=True,
               also=(*QUANTITY_ALSO, "Stock", "On hand", "库存数量", "现存量", "可用数量")),
    ),
    identity=("material", "company", "place"), repeats=True,
)  # fmt: skip

ARRIVALS = Form(
    "arrivals", "Arrivals", "到货",
    (
        Column("id", "Purchase line", "采购行号", ID, required=True,
               also=("Purchase order", "PO", "PO no.", "PO line", "采购单号", "采购订单号", "采购行",
                     "到货编号")),
        refers("material", "Material", "物料", "materials", True, must_exist=True, also=MATERIAL_ALSO),
        refers("company", "Company", "公司", "companies", True, must_exist=True, also=COMPANY_ALSO),
        Column("quantity", "Quantity", "数量", AMOUNT, required=True,
               also=(*QUANTITY_ALSO, "到货数量", "采购数量", "未到数量")),
        Column("at", "Arrives", "到货日期", MOMENT, required=True, day_is_its_end=True,
               midnight_is_no_time=True,
               also=("Arrival date", "Arrival", "ETA", "到货日", "到货时间", "预计到货", "预计到货日期",
                     "计划到货日期"),
               help_en="A day without a time counts as its end, 24:00.", help_zh="只填日期按当日 24:00 计。"),
        Column("confirmed", "Confirmed", "已确认", YES_NO, also=("是否确认", "确认")),
        refers("order", "For order", "专用订单", "orders", also=("Order", "Order no.", "订单", "订单号", "订单编号"),
               help_en="Blank: free for every order of the company.", help_zh="空白：该公司所有订单均可用。"),
        refers("supplier", "Supplier", "供应商", "suppliers", also=SUPPLIER_ALSO),
        Column("inspection_minutes", "Inspection takes", "到货检验用时", MINUTES, also=("Inspection time", "检验用时"),
               help_en="Blank: the material's own.", help_zh="空白：按物料规定。"),
    ),
    identity=("id",),
)  # fmt: skip

DESTINATIONS = Form(
    "destinations", "Destinations", "收货地",
    (
        Column("id", "Destination", "收货地编号", ID, required=True,
               also=("Destination id", "Site", "收货地代码", "收货地")),
        *names("收货地名称"),
        Column("transit_minutes", "Transit takes", "在途用时", MINUTES, required=True,
               also=("Transit time", "运输周期", "在途时间")),
        refers("receiving_calendar", "Receiving calendar", "收货日历", "calendars", must_exist=True,
               help_en="Blank: goods are received at any minute.", help_zh="空白：任何时刻均可收货。"),
    ),
    identity=("id",),
)  # fmt: skip

PLANT_FORMS = (
    PLANT, COMPANIES, WORKSHOPS, TRANSPORTS, CALENDARS, SHIFTS, CALENDAR_DAYS, CALENDAR_EXCEPTIONS, OVERTIME,
    RESOURCES, DOWNTIMES, SUPPLIERS, MATERIALS, STOCKS, ARRIVALS, DESTINATIONS,
)  # fmt: skip
