"""The tables of how things are made: products, their routings, steps, modes, materials and made parts."""

from scheduler.domain.operation import TaskKind
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.files.tables.plant_forms import (
    AMOUNT,
    CHOICE,
    COMPANY_ALSO,
    ID,
    ITEM_ALSO,
    MATERIAL_ALSO,
    MINUTES,
    MOMENT,
    MONEY,
    PRODUCT_ALSO,
    QUANTITY_ALSO,
    SUPPLIER_ALSO,
    WHOLE,
    YES_NO,
    approval,
    names,
    owner,
    refers,
)

OPTIONS = (
    Column("with_options", "With options", "须有选项", Kind.NAMES,
           help_en="Only for lines ordered with every one of these.", help_zh="仅用于含全部这些选项的订单行。"),
    Column("without_options", "Without options", "不含选项", Kind.NAMES,
           help_en="Not for lines ordered with any of these.", help_zh="含其中任一选项的订单行不用。"),
)  # fmt: skip
ROUTING = Column(
    "routing", "Routing", "工艺路线", ID, also=("Routing id", "工艺路线编号", "路线"),
    help_en="Blank: the product's ordinary routing.", help_zh="空白：产品的常规工艺路线。",
)  # fmt: skip
KIND = Column("kind", "Kind", "类别", CHOICE, choices=TaskKind, also=("Task kind", "Type", "任务类别"))
RESUMABLE = Column(
    "resumable", "Resumable", "可中断", YES_NO,
    help_en="No: it must lie in one stretch (an oven).", help_zh="否：必须一次连续完成（如烘炉）。",
)  # fmt: skip
SET_UP = Column(
    "set_up_minutes", "Set-up", "准备用时", MINUTES, also=("Set-up time", "Setup", "Setup time", "准备时间")
)
FIRST_PASS_YIELD = Column(
    "first_pass_yield_percent", "First-pass yield %", "一次合格率%", WHOLE, quiet=True,
    also=("First-pass yield", "Yield %", "一次合格率", "合格率"),
    help_en="The rest of the pieces goes through it again, until all pass.", help_zh="其余各件重做，直至全部合格。",
)  # fmt: skip
PER_UNIT_ALSO = ("Time per unit", "Run time", "单件工时", "单件用时", "单件时间")
MODE = (
    Column("id", "Mode", "方式", ID, required=True, also=("Mode id", "方式编号")),
    Column("uses", "Resources", "占用资源", Kind.USES, refers="resources", also=("Resource", "Machine", "资源", "设备"),
           help_en="press; welders (2); crew (3, released): released ones are free for others in a pause.",
           help_zh="press; welders (2); crew (3, 释放)：“释放”表示停顿期间可供他用。"),
    SET_UP,
    Column("minutes_per_unit", "Minutes per unit", "单件分钟", AMOUNT, also=PER_UNIT_ALSO),
    Column("cost", "Extra cost", "额外费用", MONEY, also=("Cost", "费用"),
           help_en="For the whole operation.", help_zh="整道工序的费用。"),
    refers("outsourcing.supplier", "Outsourced to", "外协供应商", "suppliers",
           help_en="Blank: done inside.", help_zh="空白：自制。"),
    Column("outsourcing.lead_minutes", "Outsourcing takes", "外协周期", MINUTES, also=("外协用时",),
           help_en="Elapsed, beside the ways there and back. Blank: it is done on a resource of the supplier.",
           help_zh="自然时间，不含另填的去程、回程。空白：占用供应商的资源加工。"),
    approval("outsourcing.approval", required=False),
    Column("outsourcing.there_minutes", "Way there", "外协去程", MINUTES, quiet=True, also=("Transport there", "去程"),
           help_en="Elapsed, to the supplier.", help_zh="运往供应商的自然时间。"),
    Column("outsourcing.back_minutes", "Way back", "外协回程", MINUTES, quiet=True, also=("Transport back", "回程"),
           help_en="Elapsed, from the supplier.", help_zh="自供应商运回的自然时间。"),
    Column("waiting.party", "Waits for", "等待对方", also=("Answer of", "等待方"),
           help_en="Whose answer is waited for: the customer. It takes no resources.",
           help_zh="等待谁答复，如客户；不占用资源。"),
    Column("waiting.minutes", "Answer takes", "答复用时", MINUTES, also=("Waiting time", "等待用时"),
           help_en="Elapsed.", help_zh="自然时间。"),
    Column("skills", "Skills", "所需技能", Kind.SKILLS, also=("Skill", "技能"),
           help_en="Of people of any group: welding; crane (2, level 3, held). Held ones stay in a pause.",
           help_zh="由任一具备该技能的班组出人：焊接; 起重 (2, 3级, 占用)：“占用”表示停顿期间不放人。"),
    refers("crew.resource", "Crew", "班组", "resources", also=("Crew of", "可增员班组"),
           help_en="The resource of which more people make it shorter. Blank: none.",
           help_zh="可增加人手以缩短用时的资源。空白：无。"),
    Column("crew.people", "Crew from", "班组人数从", WHOLE, quiet=True,
           help_en="The people for whom the minutes are given, as under Resources.",
           help_zh="单件分钟所对应的人数，与“占用资源”一致。"),
    Column("crew.most", "Crew up to", "班组人数至", WHOLE, help_en="The most that can work on it.",
           help_zh="最多可同时参加的人数。"),
    Column("crew.loss_percent", "Loss % per extra person", "每增一人损失%", WHOLE, quiet=True, also=("Loss %", "损失%"),
           help_en="By so much of the work they hinder each other.", help_zh="因相互干扰而增加的工作量。"),
    Column("states", "Set up for", "工位状态", Kind.STATES, also=("State", "States", "换型状态"),
           help_en="colour=RAL7035; film=80: what the first resource must be set up for, see Set-ups.",
           help_zh="colour=RAL7035; film=80：首个资源须换到的状态，见“换型”表。"),
    Column("programme", "Programme", "程序", ID, also=("Program", "Oven programme", "炉次程序", "工艺程序"),
           help_en="Of the first resource, see Programmes: its minutes count, whatever the quantity.",
           help_zh="首个资源的程序，见“设备程序”表：按程序用时，与数量无关。"),
    Column("load", "Load", "装载量", AMOUNT, quiet=True,
           help_en="What the whole operation takes of an oven or bath …", help_zh="整道工序占炉、槽的装载量……"),
    Column("load_per_unit", "Load per unit", "单件装载量", AMOUNT, quiet=True,
           help_en="… and what each piece takes.", help_zh="……以及每件的装载量。"),
    Column("starts_from", "Starts from", "可开始自", MOMENT, also=("Available from", "启用时间"),
           help_en="The mode is there for work that starts then or later.", help_zh="该方式自此时起可用。"),
    Column("starts_before", "Starts before", "须早于此开始", MOMENT, also=("Available until", "停用时间"),
           help_en="A day counts as its beginning, 00:00.", help_zh="只填日期按当日 0:00 计。"),
    Column("ends_by", "Ends by", "须在此前完成", MOMENT, day_is_its_end=True,
           help_en="A day counts as its end, 24:00.", help_zh="只填日期按当日 24:00 计。"),
    Column("crew_size", "People in crew", "班组人数", WHOLE,
           help_en="Written by the system; leave it blank.", help_zh="由系统填写，请留空。"),
    Column("efficiency_percent", "Efficiency %", "效率%", WHOLE,
           help_en="Written by the system; leave it blank.", help_zh="由系统填写，请留空。"),
)  # fmt: skip
PRODUCT = owner("product", "Product", "产品", "products", *PRODUCT_ALSO)
STEP = Column("step", "Step", "工步", ID, required=True, also=("Step id", "工步编号", "工序", "工序号"))
MATERIAL = refers("material", "Material", "物料", "materials", True, also=MATERIAL_ALSO)

PRODUCTS = Form(
    "products", "Products", "产品",
    (Column("id", "Product", "产品编号", ID, required=True,
            also=(*ITEM_ALSO, *PRODUCT_ALSO, "产品")),
     *names("产品名称", "品名")),
    identity=("id",),
)  # fmt: skip

ROUTINGS = Form(
    "routings", "Alternative routings", "备选工艺路线",
    (
        PRODUCT, Column("id", "Routing", "工艺路线", ID, required=True, also=("Routing id", "工艺路线编号", "路线")),
        *names("工艺路线名称"), *OPTIONS,
        Column("from_quantity", "From quantity", "数量从", WHOLE, also=("Minimum quantity", "起始数量")),
        Column("to_quantity", "To quantity", "数量至", WHOLE, also=("Maximum quantity", "截止数量"),
               help_en="Blank: any.", help_zh="空白：不限。"),
        Column("companies", "Companies", "适用公司", Kind.NAMES, refers="companies", also=("Company", "公司"),
               help_en="Blank: every one.", help_zh="空白：全部公司。"),
    ),
    identity=("product", "id"), parent="products", ordered=True,
    help_en="A line takes the one it names, else the first that is meant for it, else the product's ordinary routing.",
    help_zh="订单行取其指定的路线，否则取第一条适用的路线，再否则取产品的常规路线。",
)  # fmt: skip

ROUTING_STEPS = Form(
    "routing_steps", "Routing steps", "工艺工步",
    (
        PRODUCT, ROUTING, Column("id", "Step", "工步", ID, required=True,
                                 also=("Step id", "工步编号", "工序", "工序号")),
        *names("工步名称", "工序名称"), KIND,
        Column("after", "After", "前道工步", Kind.NAMES, also=("Predecessors", "前道工序", "紧前工步")),
        Column("minimum_minutes_after", "Waits at least", "至少间隔", MINUTES,
               help_en="Elapsed, after the end of every predecessor.", help_zh="每道前道工步结束后的自然时间。"),
        Column("maximum_minutes_after", "Waits at most", "至多间隔", MINUTES,
               help_en="Elapsed, the way included. Blank: any time.", help_zh="自然时间，含运输。空白：不限。"),
        RESUMABLE, Column("non_standard_only", "Only non-standard", "仅非常规订单", YES_NO), *OPTIONS,
        FIRST_PASS_YIELD,
        Column("lots.least", "Lots of at least", "最小批量", WHOLE, also=("Least lot", "Minimum lot", "分批最小量"),
               help_en="The step may be split, so that the next can begin with the first lot. Blank: never.",
               help_zh="可分批，使后道工步随首批开始。空白：不分批。"),
        Column("lots.most", "Lots at most", "最多批数", WHOLE, also=("Most lots", "最大批数"),
               help_en="In how many lots.", help_zh="最多分成几批。"),
    ),
    identity=("product", "routing", "id"), parent="products", ordered=True,
    help_en="Predecessors are listed before the steps that follow them.", help_zh="前道工步须列在后道工步之前。",
)  # fmt: skip

ROUTING_MODES = Form(
    "routing_modes", "Routing modes", "工步方式",
    (PRODUCT, ROUTING, STEP, *MODE),
    identity=("product", "routing", "step", "id"), parent="routing_steps", ordered=True, repeats=True,
)  # fmt: skip

QUANTITY_BREAKS = Form(
    "quantity_breaks", "Times by quantity", "批量用时",
    (
        PRODUCT, ROUTING, STEP, Column("mode", "Mode", "方式", ID, required=True, also=("Mode id", "方式编号")),
        Column("from_quantity", "From quantity", "数量从", WHOLE, required=True, also=("Minimum quantity", "起始数量")),
        SET_UP,
        Column("minutes_per_unit", "Minutes per unit", "单件分钟", AMOUNT, required=True, also=PER_UNIT_ALSO),
    ),
    identity=("product", "routing", "step", "mode", "from_quantity"), parent="routing_modes",
    help_en="From this quantity on, for the whole quantity.", help_zh="自该数量起，整批按此用时。",
)  # fmt: skip

STEP_NEEDS = Form(
    "step_needs", "Materials of steps", "工步用料",
    (
        PRODUCT, ROUTING, STEP, MATERIAL,
        Column("quantity", "Quantity", "固定数量", AMOUNT, also=(*QUANTITY_ALSO, "Fixed quantity", "数量")),
        Column("quantity_per_unit", "Quantity per unit", "单件数量", AMOUNT,
               also=("Qty per unit", "Usage", "单件用量", "单台用量", "用量")),
        *OPTIONS,
    ),
    identity=("product", "routing", "step", "material"), parent="routing_steps", repeats=True,
)  # fmt: skip

STEP_PARTS = Form(
    "step_parts", "Made parts of steps", "工步自制件",
    (
        PRODUCT, ROUTING, STEP,
        refers("part", "Part", "自制件", "products", True, must_exist=True, also=("Made part", "自制件编号", "子件")),
        Column("quantity", "Quantity", "固定数量", WHOLE, also=(*QUANTITY_ALSO, "Fixed quantity", "数量")),
        Column("quantity_per_unit", "Quantity per unit", "单件数量", WHOLE,
               also=("Qty per unit", "Usage", "单件用量", "单台用量", "用量")),
        *OPTIONS,
    ),
    identity=("product", "routing", "step", "part"), parent="routing_steps", repeats=True,
    help_en="Products with a routing of their own, made for the step.", help_zh="有自己工艺路线、为该工步制造的产品。",
)  # fmt: skip

PRODUCT_STOCKS = Form(
    "product_stocks", "Finished goods", "成品库存",
    (
        refers("product", "Product", "产品", "products", True, also=(*ITEM_ALSO, *PRODUCT_ALSO)),
        refers("company", "Company", "公司", "companies", True, also=COMPANY_ALSO),
        Column("quantity", "Quantity", "数量", WHOLE, required=True,
               also=(*QUANTITY_ALSO, "Stock", "On hand", "库存数量", "现存量")),
    ),
    identity=("product", "company"), repeats=True,
)  # fmt: skip

PRODUCT_FORMS = (
    PRODUCTS, ROUTINGS, ROUTING_STEPS, ROUTING_MODES, QUANTITY_BREAKS, STEP_NEEDS, STEP_PARTS, PRODUCT_STOCKS,
)  # fmt: skip

__all__ = ["FIRST_PASS_YIELD", "KIND", "MODE", "PRODUCT_FORMS", "RESUMABLE", "ROUTING", "SUPPLIER_ALSO"]
