"""Thresholds of an indicator's card: an alarm makes the light red, excellence makes a yellow one green."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from zhixing.kernel.monitoring.assessment import Assessment, Light
from zhixing.kernel.monitoring.reasons import reason
from zhixing.kernel.plan import Card


def after_card(found: Assessment, card: Card | None) -> Assessment:
    """The assessment after the thresholds of the indicator's card.

    Missing: without the figure a threshold is compared with, nothing changes. A goal that is reached stays reached, and
    a target that has no light for another reason than a missing base gets none from a card.
    """
    if card is None or found.light is Light.REACHED:
        return found
    value = found.observed if card.on == "value" else _growth(found)
    if value is None:
        return found
    line = _alarm(card, value)
    if line is not None:
        why = reason("alarm", value=value, line=line, then=card.on_alarm)
        return replace(found, light=Light.RED, reason=why)
    best = _excellent(card, value)
    if best is not None and found.light is Light.YELLOW:
        return replace(found, light=Light.GREEN, reason=reason("excellent", value=value, line=best))
    return found


def _growth(found: Assessment) -> Fraction | None:
    return found.published_growth if found.published_growth is not None else found.computed_growth


def _alarm(card: Card, value: Fraction) -> Fraction | None:
    """The alarm line that a value is beyond."""
    if card.alarm_below is not None and value < card.alarm_below:
        return card.alarm_below
    if card.alarm_at_most is not None and value <= card.alarm_at_most:
        return card.alarm_at_most
    if card.alarm_above is not None and value > card.alarm_above:
        return card.alarm_above
    return None


def _excellent(card: Card, value: Fraction) -> Fraction | None:
    if card.excellent_from is not None and value >= card.excellent_from:
        return card.excellent_from
    if card.excellent_at_most is not None and value <= card.excellent_at_most:
        return card.excellent_at_most
    return None
