"""From a chart to SVG that can stand inside a page: laid out without network, script or outside address."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup, escape
from pylopdf_fonts_zh_cn import sans_path

FONTS = "Noto Sans SC, Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif"
INK, INK_2, INK_3 = "#1b2430", "#46525f", "#5c6773"
LINE, LINE_STRONG, PAPER = "#d9dfe6", "#7a8591", "#ffffff"
BLUE, BLUE_DEEP, BLUE_MID, BLUE_SOFT = "#14539a", "#0d3b70", "#6d9bcd", "#cfe0f3"
_NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')
_NOISE = re.compile(
    r' (role|aria-\w+|aria-hidden|pointer-events|class|stroke-miterlimit|font-family)="[^"]*"'
    r'|<path[^>]* d=""[^>]*/>|<path[^>]*class="background"[^>]*d="M0,0h0v0h0Z"[^>]*/>'
)


@cache
def fonts_known() -> bool:
    """Let the renderer know the font that travels along."""
    vl_convert.register_font_directory(str(sans_path().parent))
    return True


def configured(chart: Any) -> Any:
    """The chart with the house's type and lines; without marks for screen readers, who get title and desc."""
    axis = {
        "labelColor": INK_3, "titleColor": INK_3, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
        "gridColor": LINE, "domainColor": LINE_STRONG, "tickColor": LINE, "tickSize": 3,
    }  # fmt: skip
    return chart.configure(
        font=FONTS, background=PAPER, padding=2, aria=False, axis=axis, view={"stroke": None},
        text={"color": INK_2, "fontSize": 11},
    )  # fmt: skip


def svg(chart: Any, name: str, title: str, desc: str) -> Markup:
    """The chart as inline SVG; `name` keeps its ids apart from those of other charts on the page.

    `title` and `desc` are read by screen readers; the same figures stand in a table beside it.
    """
    fonts_known()
    with debug_mode(arg=False):  # the shapes of charts are checked by their tests, not again on every page
        spec = configured(chart).to_dict()
    text = vl_convert.vegalite_to_svg(spec, show_warnings=False)
    box = re.search(r'viewBox="([^"]+)"', text)
    body = text[text.index(">") + 1 : text.rindex("</svg>")]
    body = _NOISE.sub("", _NAMESPACES.sub("", body))
    body = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", body)
    width = box.group(1).split()[2] if box else "0"
    return Markup(
        f'<svg class="plot" role="img" aria-labelledby="{name}-t {name}-d" viewBox="{box.group(1) if box else ""}"'
        f' width="{width}" font-family="{FONTS}"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(desc)}</desc>{body}</svg>'
    )


def data(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows that travel inside the chart."""
    return alt.InlineData(values=rows)
