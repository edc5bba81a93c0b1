"""Lights: the rule is data, and a red that has caught up turns yellow first."""

from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import Light
from zhixing.kernel.plan import LightRule

SUM = target("cumulative", at_least=100, unit="家")


@pytest.mark.parametrize(
    ("green", "yellow", "light"),
    [("1", "9/10", Light.RED), ("1", "4/5", Light.YELLOW), ("4/5", "1/2", Light.GREEN)],
)
def test_rule_of_the_plan(green: str, yellow: str, light: Light) -> None:
    """17 of 20 due is 0.85."""
    rule = LightRule(green_from=Fraction(green), yellow_from=Fraction(yellow))
    assert stand(SUM, [reading(2018, 17)], "2018-12-31", lights=rule).light is light


@pytest.mark.parametrize(
    ("previous", "value", "light"),
    [
        (Light.RED, 20, Light.YELLOW),
        (Light.RED, 100, Light.REACHED),
        (Light.RED, 17, Light.RED),
        (Light.YELLOW, 20, Light.GREEN),
        (Light.NONE, 20, Light.GREEN),
        (None, 20, Light.GREEN),
    ],
)
def test_light_after_the_last_one(previous: Light | None, value: int, light: Light) -> None:
    assert stand(SUM, [reading(2018, value)], "2018-12-31", previous=previous).light is light
