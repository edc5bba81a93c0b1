"""What every page of this room shares: the template environment and the style."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zhixing.surfaces.reports.numerals import numeral


def page_environment() -> Environment:
    """Templates of this room; a name nobody gave is an error, text is always escaped."""
    environment = Environment(
        loader=PackageLoader("zhixing.surfaces.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["numeral"] = numeral
    return environment


@cache
def page_style() -> Markup:
    """The style sheet, to stand inside the page."""
    return Markup((files("zhixing.surfaces.reports") / "style.css").read_text(encoding="utf-8"))
