"""A province of two cities and a few districts that changed, and short ways to split a target over them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.kernel.monitoring.given import SCOPE, target
from tests.kernel.monitoring.test_plan import PlanInHand, plan_of

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import Reading, Split
from zhixing.kernel.plan import Place, Target

CHANGED = date(2021, 4, 9)


def _place(code: str, level: str, parent: str | None = None, **more: object) -> Place:
    return Place.model_validate(
        {"id": code, "title": code, "clause": "4.1", "level": level, "parent": parent, **more}
    )


PLACES = (
    _place("330000", "province"),
    _place("330100", "prefecture", "330000"),
    _place("330200", "prefecture", "330000"),
    _place("330102", "county", "330100"),
    _place("330103", "county", "330100", valid={"to": "2021-04-08"}, successors=[{"id": "330105"}]),
    _place(
        "330104", "county", "330100", valid={"to": "2021-04-08"},
        successors=[{"id": "330102", "extent": "part", "share": "8/10"}, {"id": "330114", "extent": "part", "share": "2/10"}],
    ),
    _place("330105", "county", "330100"),
    _place("330109", "county", "330100", successors=[{"id": "330114", "extent": "part", "share": "5/32"}]),
    _place("330114", "county", "330100", valid={"from": "2021-04-09"}),
    _place("330203", "county", "330200"),
)  # fmt: skip
"""As it happened in 2021: one district merged whole, one divided, one that goes on and ceded a part."""

AIM: Target = target("cumulative", at_least=100, unit="家", indicator="count")
PARTED: PlanInHand = plan_of(AIM, places=PLACES)


def split(
    place: str,
    value: int,
    *,
    period: str = "2018..2022",
    unit: str = "家",
    known: str = "2018-06-01",
    why: str = "",
) -> Split:
    """A part of the target."""
    return Split(
        "some-target", place, Period.parse(period), Fraction(value), unit, why, date.fromisoformat(known)
    )


def split_cities(*parts: tuple[str, int], **more: str) -> tuple[Split, ...]:
    """Parts filed one day after the other; of a place that stands twice the later one changes the earlier."""
    if "known" in more:
        return tuple(split(place, value, **more) for place, value in parts)
    return tuple(
        split(place, value, known=f"2018-06-{day:02}", **more)
        for day, (place, value) in enumerate(parts, start=1)
    )


def counted(place: str, period: str, value: int | Fraction) -> Reading:
    """What a place reported."""
    return Reading(Period.parse(period), Fraction(value), SCOPE, place=place)
