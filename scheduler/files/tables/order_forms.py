"""The tables of what was ordered: orders, their lines and operations, and what was recorded of them."""

from scheduler.domain.operation import ProgressStatus
from scheduler.domain.order import DeliveryTerms, OrderClass, OrderStatus, ProductType
from scheduler.domain.pin import PinKind
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.files.tables.plant_forms import (
    AMOUNT,
    CHOICE,
    CLOCK,
    COMPANY_ALSO,
    DAY,
    ID,
    ITEM_ALSO,
    MINUTES,
    MOMENT,
    MONEY,
    PRODUCT_ALSO,
    QUANTITY_ALSO,
    WHOLE,
    YES_NO,
    names,
    owner,
    refers,
)
from scheduler.files.tables.product_forms import FIRST_PASS_YIELD, KIND, MATERIAL, MODE, RESUMABLE, ROUTING

ORDER_ALSO = (
    "Order no.", "Order number", "Order id", "Sales order", "SO no.", "订单编号", "订单号码", "销售订单号", "合同号",
    "合同编号", "单号", "单据编号",
)  # fmt: skip

ORDERS = Form(
    "orders", "Orders", "订单",
    (
        Column("id", "Order", "订单号", ID, required=True,
               also=(*ORDER_ALSO, "订单")), *names("订单名称", "项目名称", "合同名称"),
        Column("customer", "Customer", "客户", also=("Customer name", "Client", "客户名称", "购货单位", "客户单位")),
        refers("company", "Company", "公司", "companies", True, must_exist=True, also=COMPANY_ALSO),
        Column("status", "Status", "状态", CHOICE, True, OrderStatus, also=("Order status", "订单状态")),
        Column("order_class", "Class", "订单类别", CHOICE, choices=OrderClass,
               generated=(OrderClass.MAINTENANCE.value,), also=("Order class", "订单类型")),
        Column("product_type", "Product type", "产品类型", CHOICE, choices=ProductType, also=("产品类别",)),
        Column("signed_at", "Signed", "签订时间", MOMENT,
               also=("Signed at", "Signed on", "签订日期", "合同签订日期", "签约日期")),
        Column("effective_at", "Effective", "生效时间", MOMENT,
               also=("Effective at", "Effective from", "生效日期", "合同生效日期"),
               help_en="Required for the status effective.", help_zh="状态为“已生效”时必填。"),
        Column("decomposed_at", "Decomposed", "任务分解时间", MOMENT, also=("Decomposed at", "任务分解日期"),
               help_en="Blank: effective + instruction + decomposition time.",
               help_zh="空白：生效 + 下达指令 + 任务分解用时。"),
        Column("weight", "Weight", "权重", WHOLE, also=("Priority weight", "优先权重"),
               help_en="Cost of one minute late.", help_zh="每延误一分钟的代价。"),
        Column("penalty.fixed", "Penalty, once", "一次性违约金", MONEY, also=("Fixed penalty", "固定违约金")),
        Column("penalty.per_day", "Penalty per day", "每日违约金", MONEY, also=("Daily penalty", "违约金/天"),
               help_en="For every started day.", help_zh="每开始一天计一次。"),
        Column("penalty.cap", "Penalty cap", "违约金上限", MONEY, also=("Maximum penalty", "违约金封顶"),
               help_en="Of the daily part. Blank: none.", help_zh="指每日部分。空白：无上限。"),
        Column("penalty.waived", "Penalty waived", "违约金豁免", YES_NO, decided=True, also=("Waived", "豁免违约金"),
               help_en="Yes: penalties run from the current commitment.", help_zh="是：违约金自当前承诺交货期起计。"),
        Column("untradeable", "Never traded for money", "不可权衡", YES_NO, decided=True,
               also=("Untradeable", "不可交换"),
               help_en="Its lateness is never accepted to save money.", help_zh="不得为节省费用而使其延期。"),
        Column("part_delivery_consent.by", "Part delivery agreed by", "同意分批交货人", decided=True,
               also=("Part delivery consent", "同意分批交货"),
               help_en="Both blank: the order leaves as a whole.", help_zh="两项均空：整单一次交货。"),
        Column("part_delivery_consent.at", "Part delivery agreed at", "同意分批交货时间", MOMENT, decided=True),
        Column("delivery", "Delivery", "交货方式", CHOICE, choices=DeliveryTerms,
               also=("Delivery terms", "交货条件", "发货方式")),
        refers("destination", "Destination", "收货地", "destinations",
               also=("Site", "Ship to", "收货地编号", "交货地点"),
               help_en="For deliveries to site only.", help_zh="仅用于送货到现场。"),
        Column("packing_minutes", "Packing takes", "包装用时", MINUTES, also=("Packing time", "包装时间"),
               help_en="Elapsed, after the last operation.", help_zh="末道工序之后的自然时间。"),
        Column("reservation.until", "Reserved until", "预留至", MOMENT,
               decided=True, day_is_its_end=True, midnight_is_no_time=True,
               help_en="For the status reserved only. A day counts as its end, 24:00.",
               help_zh="仅用于“已预留”。只填日期按当日 24:00 计。"),
        Column("reservation.quote", "Quote", "报价单号", decided=True, also=("Quote no.", "Quotation", "报价编号")),
        Column("value", "Value", "金额", MONEY,
               also=("Order value", "Amount", "Total", "订单金额", "合同金额", "总价")),
        Column("payment.expected", "Payment expected", "预计付款", MOMENT, day_is_its_end=True,
               midnight_is_no_time=True, also=("Payment due", "预计付款日期", "预计到款"),
               help_en="Nothing leaves before it. Paid blank too: nothing has to be paid. A day is its end, 24:00.",
               help_zh="付款前不发货。与“已付款”均空：无须先付款。只填日期按当日 24:00 计。"),
        Column("payment.received", "Paid", "已付款", YES_NO, also=("Payment received", "已收款", "是否付款"),
               help_en="No, without an expected payment: it has to be paid, and nobody knows when.",
               help_zh="填“否”而无预计付款：须先付款，时间未知。"),
        Column("accepts_early", "Accepts early delivery", "接受提前交货", YES_NO, quiet=True,
               also=("Early delivery", "可提前交货"),
               help_en="No: nothing arrives before the committed day.", help_zh="否：不得早于交货期当日到达。"),
        Column("storage_cost_per_day", "Storage cost per day", "每日仓储费", MONEY, quiet=True,
               also=("Storage per day", "仓储费/天"),
               help_en="For every started day between packed and leaving.",
               help_zh="自包装入库至发出，每开始一天计一次。"),
    ),
    identity=("id",),
)  # fmt: skip

ORDER_LINES = Form(
    "order_lines", "Order lines", "订单行",
    (
        owner("order", "Order", "订单", "orders", *ORDER_ALSO, "订单号"),
        Column("number", "Line", "行号", WHOLE, also=("Line no.", "Line number", "Item number", "订单行号", "序号")),
        refers("product", "Product", "产品", "products", required=True,
               also=(*ITEM_ALSO, *PRODUCT_ALSO, "物料编码", "物料编号", "物料代码", "型号")),
        Column("instalment", "Instalment", "批次", WHOLE, also=("Instalment no.", "Delivery no.", "交货批次")),
        Column("quantity", "Quantity", "数量", WHOLE, required=True,
               also=(*QUANTITY_ALSO, "Order quantity", "订单数量", "订货数量", "台数"),
               help_en="Of this instalment; a line's quantity is their sum.", help_zh="本批数量；行数量为各批之和。"),
        Column("requested", "Requested", "客户要求日期", DAY, decided=True,
               also=("Requested date", "Wanted", "客户要求交期", "要求交期", "要求日期", "需求日期", "客户需求日期"),
               help_en="Blank: as committed.", help_zh="空白：同交货期。"),
        Column("first_committed", "First committed", "首次承诺交货期", DAY, decided=True,
               also=("Original due date", "首次承诺日期", "原交期", "原交货期"),
               help_en="Blank: as committed.", help_zh="空白：同交货期。"),
        Column("committed", "Committed", "交货期", DAY, required=True,
               also=("Committed date", "Due", "Due date", "Delivery date", "Promised", "Promised date",
                     "合同交期", "合同交货期", "合同交货日期", "交货日期", "交期", "承诺交期", "承诺日期")),
        Column("committed_hour", "Hour", "交货时刻", CLOCK, also=("Due time", "交货时间"),
               help_en="Blank: the end of the day.", help_zh="空白：当日 24:00。"),
        Column("options", "Options", "选项", Kind.NAMES, also=("Configuration", "配置", "选配")), ROUTING,
    ),
    identity=("order", "number", "instalment"), parent="orders", ordered=True,
    help_en="One row per instalment.", help_zh="每批一行。",
)  # fmt: skip

OPERATIONS = Form(
    "operations", "Operations", "工序",
    (
        Column("id", "Operation", "工序编号", ID, required=True,
               also=("Operation id", "Operation no.", "工序号", "工序")),
        refers("order", "Order", "订单", "orders", required=True, also=(*ORDER_ALSO, "订单号")),
        Column("line", "Line", "行号", WHOLE, also=("Line no.", "订单行号"),
               help_en="Blank: the whole order.", help_zh="空白：整个订单。"),
        Column("instalment", "Instalment", "批次", WHOLE, also=("交货批次",),
               help_en="Blank: all of the line's.", help_zh="空白：该行全部批次。"),
        *names("工序名称"), KIND,
        Column("quantity", "Quantity", "数量", AMOUNT, also=(*QUANTITY_ALSO, "加工数量")),
        Column("after", "After", "前道工序", Kind.LINKS, refers="operations", also=("Predecessors", "紧前工序"),
               help_en="cut; weld (+240): 240 elapsed minutes later at the earliest; rough (same station).",
               help_zh="cut; weld (+240)：至少间隔 240 分钟；rough (同一工位)。"),
        RESUMABLE,
        Column("not_before", "Not before", "最早开始", MOMENT, also=("Earliest start", "最早开始时间", "不早于")),
        FIRST_PASS_YIELD,
    ),
    identity=("id",),
    help_en="Only for lines that no routing template decomposes.", help_zh="仅用于不按工艺路线模板分解的订单行。",
)  # fmt: skip

OPERATION_MODES = Form(
    "operation_modes", "Operation modes", "工序方式",
    (owner("operation", "Operation", "工序", "operations", "Operation id", "Operation no.", "工序编号",
           "工序号"), *MODE),
    identity=("operation", "id"), parent="operations", ordered=True, repeats=True,
)  # fmt: skip

OPERATION_NEEDS = Form(
    "operation_needs", "Materials of operations", "工序用料",
    (
        owner("operation", "Operation", "工序", "operations", "Operation id", "Operation no.", "工序编号",
              "工序号"), MATERIAL,
        Column("quantity", "Quantity", "数量", AMOUNT, required=True, also=(*QUANTITY_ALSO, "需求数量", "用量")),
        Column("may_follow", "May follow", "可后补", YES_NO, quiet=True, also=("May be sent later", "缺件可后补"),
               help_en="Yes: may be sent after the delivery, where parts are agreed to; no start waits for it.",
               help_zh="是：在客户同意分批交货时可缺件先发、随后补发，开工不必等它。"),
    ),
    identity=("operation", "material"), parent="operations", repeats=True,
)  # fmt: skip

# Progress, pins and published starts may name operations that only the routing templates make: no drop-down.
OPERATION = Column(
    "operation", "Operation", "工序", ID, required=True, also=("Operation id", "Operation no.", "工序编号", "工序号")
)
PIECE = Column("piece", "Piece", "件号", WHOLE)
MODE_ID = Column("mode", "Mode", "方式", ID, required=True, also=("Mode id", "方式编号"))

PROGRESS = Form(
    "progress", "Progress", "进度",
    (
        OPERATION, PIECE, Column("status", "Status", "状态", CHOICE, True, ProgressStatus, also=("报工状态",)), MODE_ID,
        Column("started_at", "Started", "开始时间", MOMENT, required=True,
               also=("Start", "Started at", "实际开始", "开工时间")),
        Column("finished_at", "Finished", "完成时间", MOMENT, also=("End", "Finished at", "实际完成", "完工时间"),
               help_en="For finished ones only.", help_zh="仅用于已完工的。"),
        Column("remaining_minutes", "Still to do", "剩余用时", MINUTES,
               also=("Remaining", "Remaining minutes", "剩余工时"),
               help_en="Working time; for started ones only.", help_zh="工作时间；仅用于已开工的。"),
        Column("expected_at", "Answer expected", "预计答复", MOMENT, day_is_its_end=True, midnight_is_no_time=True,
               also=("Expected", "预计答复时间"),
               help_en="Of a started wait for somebody outside. A day counts as its end, 24:00.",
               help_zh="仅用于已开始的外部等待。只填日期按当日 24:00 计。"),
    ),
    identity=("operation", "piece"), recorded=True,
)  # fmt: skip

PINS = Form(
    "pins", "Pins", "锁定",
    (
        Column("id", "Pin", "锁定编号", ID, required=True, also=("Pin id", "锁定")), OPERATION, PIECE,
        Column("kind", "Kind", "类型", CHOICE, True, PinKind, also=("Type", "锁定类型")),
        refers("resource", "Resource", "资源", "resources", also=("资源编号", "设备")),
        Column("at", "At", "时刻", MOMENT, also=("Time", "时间"), help_en="A day counts as its beginning, 00:00.",
               help_zh="只填日期按当日 0:00 计。"),
        Column("other", "Other operation", "另一工序", ID, also=("Before operation", "后工序"),
               help_en="The one that comes later.", help_zh="指在后的工序。"),
        Column("who", "Who", "操作人", required=True, also=("By", "锁定人")),
        Column("why", "Why", "原因", also=("Reason", "备注")),
        Column("until", "Holds until", "有效至", MOMENT, day_is_its_end=True, also=("Until", "有效期至"),
               help_en="Blank: until it is removed. A day counts as its end, 24:00.",
               help_zh="空白：直至解除。只填日期按当日 24:00 计。"),
    ),
    identity=("id",), recorded=True,
)  # fmt: skip

PUBLISHED = Form(
    "published", "Published plan", "已发布计划",
    (OPERATION, PIECE, MODE_ID, Column("start", "Start", "开始", MOMENT, required=True,
                                       also=("Start time", "开始时间", "计划开始"))),
    identity=("operation", "piece"), recorded=True,
)  # fmt: skip

ORDER_FORMS = (
    ORDERS, ORDER_LINES, OPERATIONS, OPERATION_MODES, OPERATION_NEEDS, PROGRESS, PINS, PUBLISHED,
)  # fmt: skip
