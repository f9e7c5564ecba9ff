"""A problem as tables: one workbook, a folder of CSV files, or one JSON file, all with the same rows."""

from scheduler.files.tables.order_forms import ORDER_FORMS
from scheduler.files.tables.plant_forms import PLANT_FORMS
from scheduler.files.tables.product_forms import PRODUCT_FORMS
from scheduler.files.tables.rule_forms import RULE_FORMS

FORMS = (*PLANT_FORMS, *PRODUCT_FORMS, *ORDER_FORMS, *RULE_FORMS)
"""Every table, in the order in which a planner fills them; what only some shops need comes last."""

FORM = {form.key: form for form in FORMS}
"""The same by key."""

__all__ = ["FORM", "FORMS"]
