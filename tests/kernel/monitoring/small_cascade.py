"""A province of two cities and a few counties, of which two are joined and one gives a part away in 2021."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from tests.kernel.monitoring.given import RULE, SCOPE, reading, target

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import Cascade, Part, PlaceHistory, Ratio, Reading, Split, assess, cascade
from zhixing.kernel.plan import CompiledPlan, Crosswalk, Indicator, Place, Target, Watching

P, A, B = "330000", "330100", "330200"
A1, A2, A3, A4, B1, B2 = "330101", "330102", "330103", "330104", "330201", "330202"
CHANGE = date(2021, 4, 9)
FILED = date(2018, 6, 20)
DAY = "2022-12-31"


def place(code: str, parent: str | None, level: str, **fields: Any) -> Place:
    plain = {"id": code, "title": "某地", "clause": "4.1", "level": level, "parent": parent}
    return Place.model_validate(plain | fields)


PLACES = {
    one.id: one
    for one in (
        place(P, None, "province"),
        place(A, P, "prefecture"),
        place(B, P, "prefecture"),
        place(A1, A, "county", valid={"to": "2021-04-08"}, successors=[{"id": A2}]),
        place(A2, A, "county"),
        place(A3, A, "county", successors=[{"id": A4, "extent": "part"}]),
        place(A4, A, "county", valid={"from": "2021-04-09"}),
        place(B1, B, "county"),
        place(B2, B, "county"),
    )
}


def walk(name: str = "walk", **fields: Any) -> Crosswalk:
    """A1 goes to A2, and a quarter of A3 to A4."""
    moves = [
        {"from": A1, "to": A2, "share": "1"},
        {"from": A2, "to": A2, "share": "1"},
        {"from": A3, "to": A3, "share": "3/4"},
        {"from": A3, "to": A4, "share": "1/4"},
    ]
    plain = {
        "id": name, "title": name, "clause": "4.1", "on": "2021-04-09", "basis": "townships",
        "assumption": "各乡级单位相等", "source": "代码表", "moves": moves,
    }  # fmt: skip
    return Crosswalk.model_validate(plain | fields)


WALKS = {"walk": walk()}


def indicator(**fields: Any) -> Indicator:
    plain = {
        "id": "counted", "title": "数", "clause": "4.1", "unit": "家", "direction": "higher",
        "reported_in": "register-counts", "rollup": "sum",
    }  # fmt: skip
    return Indicator.model_validate(plain | fields)


def aim(kind: str = "cumulative", **fields: Any) -> Target:
    return target(kind, **({"indicator": "counted", "unit": "家"} | fields))


def plan_of(
    plan: CompiledPlan,
    *targets: Target,
    of: Indicator | None = None,
    crosswalks: Mapping[str, Crosswalk] = WALKS,
) -> CompiledPlan:
    """The shipped plan with these places, targets and one indicator in place of its own."""
    counted = of or indicator()
    return replace(
        plan,
        places=PLACES,
        crosswalks=crosswalks,
        targets={one.id: one for one in targets},
        indicators={counted.id: counted},
        watching=Watching(splits_in="target-split"),
    )


def split(where: str, value: str | int, year: str = "2018..2022", **fields: Any) -> Split:
    weight = fields.pop("weight", None)
    plain: dict[str, Any] = {
        "target": "some-target", "place": where, "period": Period.parse(year), "value": Fraction(value),
        "unit": "家", "known_on": FILED, "weight": None if weight is None else Fraction(weight),
    }  # fmt: skip
    return Split(**plain | fields)


def figures(values: Mapping[str, Sequence[str | int]], first: int = 2018) -> list[Reading]:
    """Yearly figures of places from `first` on."""
    return [
        reading(first + at, value, place=where)
        for where, row in values.items()
        for at, value in enumerate(row)
    ]


def ratio(where: str, year: int, above: str | int, below: str | int, factor: str = "1") -> Ratio:
    return Ratio(Period.of_year(year), SCOPE, where, Fraction(above), Fraction(below), Fraction(factor))


def watched(
    plan: CompiledPlan,
    splits: Iterable[Split],
    readings: Sequence[Reading] = (),
    ratios: Sequence[Ratio] = (),
    day: str = DAY,
    **more: Any,
) -> Cascade:
    """The cascade of the only target, with the whole assessed from its own figures."""
    (one,) = plan.targets.values()
    as_of = date.fromisoformat(day)
    mine = [r for r in readings if r.place == P] or [r.reading for r in ratios if r.place == P]
    direction = plan.indicators[one.indicator or ""].direction
    whole = assess(one, mine, as_of, RULE, base_year=plan.head.base_year, direction=direction)
    wholes = {one.id: replace(whole, place=P)}
    ratio_of = {one.id: ratios} if ratios else {}
    reads = {} if ratios else {one.id: readings}
    return cascade(plan, reads, ratio_of, wholes, list(splits), as_of, **more)


def part(found: Cascade, where: str, year: str = "2018..2022") -> Part:
    (one,) = [p for p in found.parts if p.place == where and p.period.text == year]
    return one


def codes_of(found: Cascade) -> list[str]:
    return [issue.code.removeprefix("monitoring.") for issue in found.issues]


def history(crosswalks: Mapping[str, Crosswalk] = WALKS) -> PlaceHistory:
    return PlaceHistory(PLACES, crosswalks)
