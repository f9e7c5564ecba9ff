"""Charts as HTML that opens by double click and loads nothing: plotly.js and all else are inside."""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from scheduler.texts import Language, text

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'unsafe-inline' 'unsafe-eval'",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
    )
)
"""Forbids the browser to load anything from anywhere.

plotly.js compiles its WebGL programs with eval and exports images as blobs.
"""


def html(figures: go.Figure | Mapping[str, go.Figure], language: Language = Language.EN, title: str = "") -> str:
    """A whole page with one chart, or with a tab per chart under its title."""
    language = Language(language)
    charts = figures if isinstance(figures, Mapping) else {"": figures}
    if not charts:
        raise ValueError("a page of charts needs at least one chart")
    return Template(static("page.html")).substitute(
        language=language.value,
        policy=POLICY,
        title=escape(title or text("page.title", language)),
        style=static("page.css") + static("chart.css"),
        tabs="".join(f'<button type="button" role="tab">{escape(name)}</button>' for name in charts if len(charts) > 1),
        sections='<section role="tabpanel" hidden></section>' * len(charts),
        words=embedded(control_texts(language)),
        figures="\n".join(
            f'<script type="application/json" id="figure-{index}">{_in_script(figure.to_json())}</script>'
            for index, figure in enumerate(charts.values())
        ),
        plotly=plotly_script(),
        chart_script=static("chart.js"),
        page_script=static("page.js"),
    )


def write_html(
    figures: go.Figure | Mapping[str, go.Figure],
    path: Path,
    language: Language = Language.EN,
    title: str = "",
) -> None:
    """Writes the page; the folder must exist."""
    path.write_text(html(figures, language, title), encoding="utf-8")


def control_texts(language: Language) -> dict[str, str]:
    """The `words` that `planCharts.mount` of chart.js wants."""
    return {"hint": text("chart.hint", language), "image": text("chart.image", language)}


def embedded(value: Mapping[str, str]) -> str:
    """JSON that may stand inside a script element."""
    return _in_script(json.dumps(value, ensure_ascii=False))


def _in_script(json_text: str) -> str:
    """No string of it can end the script element or open a comment: JSON reads the escapes back."""
    return json_text.replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def static(name: str) -> str:
    """One of the files of `static/`: chart.css and chart.js for pages of other packages too."""
    return (files("scheduler.charts") / "static" / name).read_text(encoding="utf-8")


@cache
def plotly_script() -> str:
    """The plotly.js that belongs to the installed plotly, minified, about 5 MB."""
    script: str = get_plotlyjs()
    return script
