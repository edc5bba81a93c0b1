"""Lights as people see them: a shape, a word and a colour, never a colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhixing.kernel.monitoring import Light


@dataclass(frozen=True)
class Lamp:
    """One light: `mark` is its shape, `style` the class that colours it."""

    light: str
    mark: str
    word: str
    word_en: str
    style: str

    def __str__(self) -> str:
        return f"{self.mark} {self.word}"


LAMPS = {
    Light.RED: Lamp("red", "■", "告警", "red", "is-bad"),
    Light.YELLOW: Lamp("yellow", "▲", "预警", "yellow", "is-warn"),
    Light.GREEN: Lamp("green", "●", "正常", "green", "is-ok"),
    Light.REACHED: Lamp("reached", "✓", "已达成", "reached", "is-done"),
    Light.NONE: Lamp("none", "○", "缺数", "no figure", "is-none"),
}
"""One for each light, worst first."""

# Without a light for another reason than a missing figure: the word says so, the shape stays.
_NO_LIGHT = {
    "not-judged": ("待判断", "not judged yet"),
    "not-begun": ("未开始", "not begun"),
    "figure-in-force": ("规则用数", "a rule's figure"),
    "figure-not-in-force": ("规则用数", "a rule's figure"),
}


def lamp_of(light: str, reason: str = "") -> Lamp:
    """The lamp of a light; one without light says what is missing."""
    lamp = LAMPS[Light(light)]
    if lamp.light == "none" and reason in _NO_LIGHT:
        word, english = _NO_LIGHT[reason]
        return Lamp(lamp.light, lamp.mark, word, english, lamp.style)
    return lamp


def worst_first(lamps: Iterable[Lamp]) -> list[Lamp]:
    """Lamps in the order of `LAMPS`."""
    order = [lamp.light for lamp in LAMPS.values()]
    return sorted(lamps, key=lambda lamp: order.index(lamp.light))
