"""Plans as plotly figures and as HTML that works offline. The only package that imports plotly."""

from scheduler.charts.gantt import resource_gantt
from scheduler.charts.load import load_chart
from scheduler.charts.orders import order_gantt
from scheduler.charts.page import html, write_html

__all__ = ["html", "load_chart", "order_gantt", "resource_gantt", "write_html"]
