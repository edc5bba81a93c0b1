"""A changed weight, cap, base or cut, answered from a prepared evaluation, beside a whole evaluation of the same variant.

Both run in one warm session over the same registered facts. The whole gives every column; the prepared answer is asked for
the verdict (total, rank, grades) of every firm, and for the firms whose grade moves. The policy lab is asked for its answer,
movers and head counts by grade and county, without and with the sums of the measures. Before the clock starts, the whole
result of the prepared evaluation is compared with the other, every bit, and the lab's outcomes with it, every firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pyarrow.compute as pc

from benchmarks.alongside import Timings, alternate
from benchmarks.equality import Unequal
from benchmarks.facts import YEAR, Facts
from benchmarks.per_mu import Limits, shipped_plan
from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import VERDICT, build, prepare
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme
from zhixing.kernel.runs import Comparison, Lab

WHOLE, ALL, ANSWER, MOVED = "whole", "prepared, all columns", "prepared, verdicts", "prepared, who moves"
LAB, LAB_MONEY = "lab, answer", "lab, answer with money"
_LARGE, _SMALL = "above-scale", "below-scale"


def variants(scheme: Scheme) -> Mapping[str, Scheme]:
    """One scheme for each kind of question."""
    tax = scheme.criteria[_SMALL][0]
    assert tax.base_from is not None
    doubled = tax.base_from.model_copy(update={"times": Fraction(2)})
    percents = (25, 55, 15, 5)
    shares = tuple(
        share.model_copy(update={"percent": Fraction(percent)})
        for share, percent in zip(scheme.grading.shares, percents, strict=True)
    )
    heavier = _changed(scheme, _LARGE, "tax-per-mu", weight=Fraction(35))
    return {
        "two weights": _changed(heavier, _LARGE, "rd-share", weight=Fraction(5)),
        "a cap": _changed(scheme, _LARGE, "tax-per-mu", cap=Fraction(2)),
        "a stated base": _changed(scheme, _LARGE, "tax-per-mu", base=Fraction(20), base_from=None),
        "a computed base": _changed(scheme, _SMALL, "tax-per-mu", base_from=doubled),
        "the cuts": scheme.model_copy(
            update={"grading": scheme.grading.model_copy(update={"shares": shares})}
        ),
    }


def _changed(scheme: Scheme, group: str, indicator: str, **update: object) -> Scheme:
    def one(criterion: Criterion) -> Criterion:
        return criterion.model_copy(update=update) if criterion.indicator == indicator else criterion

    criteria = {**scheme.criteria, group: tuple(one(criterion) for criterion in scheme.criteria[group])}
    return scheme.model_copy(update={"criteria": criteria})


def measure(facts: Facts, rounds: int, limits: Limits) -> Mapping[str, Timings]:
    """The timings of every question.

    Raises:
        Unequal: the prepared evaluation gives another result than the whole.
    """
    plan = shipped_plan()
    scheme = plan.schemes["zhejiang-frame"]
    found: dict[str, Timings] = {}
    with Engine(threads=limits.threads, memory_limit=limits.memory) as engine:
        engine.register("enterprise-year", facts.firms)
        engine.register("enterprise-marks", facts.marks)
        prepared = prepare(engine, plan, scheme, YEAR)
        lab = Lab.over(plan, engine)
        lab.warm(scheme.id, YEAR)
        for name, variant in variants(scheme).items():
            full = engine.table(build(plan, variant, YEAR))
            if not prepared.evaluate(variant).equals(full):
                raise Unequal(f"{name}: the prepared evaluation differs from the whole")
            draft = replace(plan, schemes={**plan.schemes, scheme.id: variant})
            outcome = pc.coalesce(full["grade"], full["state"])
            if not pc.all(pc.equal(lab.compare(draft, scheme.id, YEAR).rows["after"], outcome)).as_py():
                raise Unequal(f"{name}: the lab's outcomes differ from the whole")

            def whole(variant: Scheme = variant) -> None:
                engine.table(build(plan, variant, YEAR))

            def everything(variant: Scheme = variant) -> None:
                prepared.evaluate(variant)

            def verdicts(variant: Scheme = variant) -> None:
                prepared.evaluate(variant, VERDICT)

            def moved(variant: Scheme = variant) -> None:
                prepared.moved(variant)

            def answer(draft: CompiledPlan = draft, *, money: bool = False) -> None:
                answered(lab.compare(draft, scheme.id, YEAR, money=money))

            ways = {WHOLE: whole, ALL: everything, ANSWER: verdicts, MOVED: moved, LAB: answer}
            found[name] = alternate(ways | {LAB_MONEY: partial(answer, money=True)}, rounds)
    return found


def answered(found: Comparison) -> tuple[object, ...]:
    """What is read off first: who moves, from where to where, and head counts by grade and county."""
    return found.movers, found.steps, found.counts("before"), found.counts("after"), found.by("county")
