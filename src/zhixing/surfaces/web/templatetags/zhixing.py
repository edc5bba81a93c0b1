"""Words for templates: two languages side by side, states, deadlines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.translation import get_language

from zhixing.surfaces.reports import NONE, figure

register = template.Library()


def english() -> bool:
    """Whether the reader asked for English."""
    return (get_language() or "").startswith("en")


@register.simple_tag
def t(zh: str, en: str) -> str:
    """The sentence in the reader's language."""
    return en if english() else zh


@register.filter
def title(item: object) -> str:
    """An object of the plan by its title, in English where it has one and the reader asked for it."""
    zh, en = getattr(item, "title", ""), getattr(item, "title_en", "")
    return str(en or zh) if english() else str(zh)


@register.filter
def said(issue: object) -> str:
    """An issue in the reader's language."""
    return str(getattr(issue, "en" if english() else "zh"))


@register.filter
def n(value: object) -> str:
    """A number as reports print it; a dash for none; a date as ISO text; anything else as it is."""
    if value is None:
        return NONE
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return figure(value, 4)
    return value.isoformat() if isinstance(value, date) else str(value)
