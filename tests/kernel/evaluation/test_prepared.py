"""What if: a prepared evaluation gives for every variant of its scheme exactly what a whole evaluation gives."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.support import opened, table_of

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Session
from zhixing.kernel.evaluation import VERDICT, Prepared, build, prepare
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme, Statistic

YEAR = 2020
SHARES = [(20, 60, 15, 5), (25, 55, 15, 5), (10, 40, 40, 10), (0, 50, 0, 50)]


def _firm(draw: random.Random, number: int, year: int) -> dict[str, Any]:
    def amount(most: int, gap: float = 0.1) -> Decimal | None:
        return None if draw.random() < gap else Decimal(draw.randrange(0, most * 100)) / 100

    tax = amount(500)
    return {
        "enterprise": f"{number:02}", "year": year, "county": draw.choice(["330102", "330106"]),
        "industry": "1711", "above_scale": draw.random() < 0.6, "tax": -tax if tax and draw.random() < 0.1 else tax,
        "value_added": amount(3000), "land_registered": amount(100, 0.02), "energy": amount(900),
        "electricity": amount(900), "cod": amount(9, 0.5), "employees": draw.choice([None, 0, 7, 60]),
        "revenue": amount(5000), "rd_expense": amount(200), "registered_on": None,
    }  # fmt: skip


def _with(scheme: Scheme, changed: Callable[[Criterion], Criterion]) -> Scheme:
    criteria = {group: tuple(changed(c) for c in of) for group, of in scheme.criteria.items()}
    return scheme.model_copy(update={"criteria": criteria})


def _by_last_year(scheme: Scheme) -> Scheme:
    """The scheme with means of the year before as bases."""
    mean = Statistic(statistic="mean", within=("group",), previous_year=True)
    return _with(scheme, lambda c: c.model_copy(update={"base_from": mean}))


@pytest.fixture(scope="module")
def session(plan: CompiledPlan) -> Iterator[Session]:
    draw = random.Random(7)
    firms = [_firm(draw, number, year) for year in (YEAR - 1, YEAR) for number in range(70)]
    marks = [{"enterprise": f"{n:02}", "year": YEAR, "mark": "major-accident"} for n in range(0, 70, 9)]
    with opened() as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", firms))
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", marks))
        yield engine


@pytest.fixture(scope="module")
def prepared(plan: CompiledPlan, session: Session) -> list[Prepared]:
    frame = plan.schemes["zhejiang-frame"]
    last_year = _by_last_year(frame).model_copy(update={"id": "by-last-year"})
    return [prepare(session, plan, scheme, YEAR) for scheme in (frame, last_year)]


statistics = st.sampled_from(["mean", "median", "quantile", "ratio-of-totals", "best", "worst"])
numbers = st.fractions(min_value=Fraction(1, 10), max_value=90, max_denominator=10)


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """What one criterion may be changed in."""
    kind = draw(st.sampled_from(["weight", "cap", "floor", "base", "base_from", "linear"]))
    if kind == "base":
        return {"base": draw(numbers), "base_from": None}
    if kind == "base_from":
        within = draw(st.sampled_from([("group",), ("county", "group")]))
        quantile = Fraction(9, 10)
        return {"base_from": Statistic(statistic=draw(statistics), quantile=quantile, within=within)}
    if kind == "linear":
        return {"family": "linear", "base_from": None, "low": Fraction(0), "high": draw(numbers)}
    return {kind: draw(numbers) / (40 if kind != "weight" else 1) - (1 if kind == "floor" else 0)}


@st.composite
def variants(draw: st.DrawFn, scheme: Scheme) -> Scheme:
    """A scheme with up to three criteria, its shares or its rounding changed."""
    chosen = draw(
        st.dictionaries(
            st.sampled_from([c.indicator for c in scheme.criteria["above-scale"]]), changes(), max_size=3
        )
    )
    found = _with(scheme, lambda c: c.model_copy(update=chosen.get(c.indicator, {})))
    percents = draw(st.sampled_from(SHARES))
    shares = tuple(
        share.model_copy(update={"percent": Fraction(p)})
        for share, p in zip(scheme.grading.shares, percents, strict=True)
    )
    grading = scheme.grading.model_copy(
        update={"shares": shares, "ties": draw(st.sampled_from(["better", "worse"]))}
    )
    rounding = scheme.rounding.model_copy(
        update={"total": draw(st.sampled_from([4, 4, 1])), "score": draw(st.sampled_from([6, 6, 2]))}
    )
    return found.model_copy(update={"grading": grading, "rounding": rounding})


@pytest.mark.parametrize("index", [0, 1])
@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.data())
def test_prepared_equals_whole(
    plan: CompiledPlan, session: Session, prepared: list[Prepared], index: int, choices: st.DataObject
) -> None:
    kept = prepared[index]
    variant = choices.draw(variants(kept.scheme))
    whole = session.table(build(plan, variant, YEAR))
    assert kept.evaluate(variant).equals(whole)
    verdict = kept.evaluate(variant, VERDICT)
    assert verdict.equals(whole.select(["enterprise", *VERDICT]))


def _cut(scheme: Scheme) -> Scheme:
    shares = tuple(
        share.model_copy(update={"percent": Fraction(p)})
        for share, p in zip(scheme.grading.shares, SHARES[2], strict=True)
    )
    return scheme.model_copy(update={"grading": scheme.grading.model_copy(update={"shares": shares})})


def _weighed(scheme: Scheme) -> Scheme:
    """Ten points from the third item to the first."""
    return _with(
        scheme,
        lambda c: c.model_copy(
            update={"weight": {30: Fraction(40), 20: Fraction(15)}.get(int(c.weight), c.weight)}
        ),
    )


def _rounded(scheme: Scheme) -> Scheme:
    return scheme.model_copy(update={"rounding": scheme.rounding.model_copy(update={"total": 0})})


@pytest.mark.parametrize("change", [_cut, _weighed])
def test_moved_are_those_whose_grade_differs(
    plan: CompiledPlan, session: Session, prepared: list[Prepared], change: Callable[[Scheme], Scheme]
) -> None:
    kept = prepared[0]
    before = session.table(build(plan, kept.scheme, YEAR)).to_pylist()
    after = session.table(build(plan, change(kept.scheme), YEAR)).to_pylist()
    expected = [
        {"enterprise": one["enterprise"], "group": one["group"]}
        | {f"before_{name}": one[name] for name in ("total", "rank", "grade")}
        | {name: other[name] for name in ("total", "rank", "grade")}
        for one, other in zip(before, after, strict=True)
        if one["grade"] != other["grade"]
    ]
    found = kept.moved(change(kept.scheme)).to_pylist()
    assert expected
    assert found == expected
    assert not kept.moved(kept.scheme).num_rows


def test_a_cut_alone_computes_no_points_again(prepared: list[Prepared]) -> None:
    """Steps that cannot differ are taken over; a change that reaches them is not."""
    scheme = prepared[0].scheme
    first = [prepared[0]._steps(change(scheme))[0][0] for change in (_cut, _rounded, _weighed)]
    assert first == ["ranked", "scored", "population"]


def test_other_firms_are_evaluated_from_the_facts(
    plan: CompiledPlan, session: Session, prepared: list[Prepared]
) -> None:
    kept = prepared[0]
    fewer = kept.scheme.population.model_copy(update={"where": "above_scale and land_used > 20"})
    variant = kept.scheme.model_copy(update={"population": fewer})
    assert not kept.reuses(variant)
    whole = session.table(build(plan, variant, YEAR))
    assert 0 < whole.num_rows < kept.evaluate(kept.scheme).num_rows
    assert kept.evaluate(variant).equals(whole)
    assert kept.evaluate(variant, ["grade"]).column_names == ["enterprise", "grade"]
    with pytest.raises(ValueError, match="no row to compare"):
        kept.moved(variant)


@pytest.mark.parametrize(
    "changed",
    [
        _by_last_year,
        lambda s: s.model_copy(update={"guards": ()}),
        lambda s: _with(s, lambda c: c.model_copy(update={"missing": "leave-out"})),
        lambda s: s.model_copy(update={"criteria": {g: of[:-1] for g, of in s.criteria.items()}}),
    ],
)
def test_what_the_kept_rows_cannot_tell_is_not_reused(
    plan: CompiledPlan, session: Session, prepared: list[Prepared], changed: Callable[[Scheme], Scheme]
) -> None:
    variant = changed(prepared[0].scheme)
    assert not prepared[0].reuses(variant)
    assert prepared[0].evaluate(variant).equals(session.table(build(plan, variant, YEAR)))


def test_a_year_the_scheme_is_not_for_is_refused(
    plan: CompiledPlan, session: Session, prepared: list[Prepared]
) -> None:
    with pytest.raises(Refused, match=r"evaluation\.not-for-year"):
        prepare(session, plan, plan.schemes["zhejiang-frame"], 2030)
    kept = prepared[0]
    with pytest.raises(Refused, match=r"evaluation\.not-for-year"):
        kept.evaluate(kept.scheme.model_copy(update={"years": (2021, 2022)}))
