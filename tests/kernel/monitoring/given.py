"""Short ways to write targets and readings in tests."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import Assessment, Reading, assess
from zhixing.kernel.plan import LightRule, Target

SCOPE = "全省"
RULE = LightRule()


def number(value: str | int | Fraction | None) -> Fraction | None:
    """An exact number from what a test writes; None stays None."""
    return None if value is None else Fraction(value)


def target(kind: str, **fields: Any) -> Target:
    """A target of `kind` over 2018..2022 with what a test does not care about filled in."""
    plain = {
        "id": "some-target",
        "title": "某目标",
        "clause": "1.3",
        "kind": kind,
        "scope": SCOPE,
        "period": "2018..2022",
        "lead_units": ["economy"],
    }
    return Target.model_validate(plain | fields)


def reading(period: str | int, value: str | int | Fraction | None = None, **fields: Any) -> Reading:
    """A reading of the target's scope."""
    growth = number(fields.pop("growth", None))
    scope = fields.pop("scope", SCOPE)
    return Reading(Period.parse(str(period)), number(value), scope, growth, **fields)


def yearly(first: int, *values: str | int | Fraction | None) -> list[Reading]:
    """Readings of consecutive years from `first` on."""
    return [reading(first + i, value) for i, value in enumerate(values)]


def stand(aim: Target, readings: list[Reading], as_of: str, **fields: Any) -> Assessment:
    """The assessment on a day, with 2017 as the plan's base year."""
    fields.setdefault("base_year", 2017)
    lights = fields.pop("lights", RULE)
    return assess(aim, readings, date.fromisoformat(as_of), lights, **fields)
