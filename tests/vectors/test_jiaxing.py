"""What a city published of its assessment, and the weight of the work part that follows from it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp
from tests.kernel.support import table_of

from zhixing.kernel.engine import Engine, table
from zhixing.kernel.evaluation import build
from zhixing.kernel.plan import CompiledPlan

TOTAL, QUALITY, EFFICIENCY, POWER, WORK = (Fraction(x) for x in ("88.1", "83.9", "75.2", "84.0", "98.5"))
SHARE_OF_WORK = Fraction("44.7") / 100
"""Published: the work part is 44.7 % of the total. Data year 2021, bulletin of May 2022."""


def test_the_work_part_weighs_two_fifths() -> None:
    """44.7 % of 88.1 are 39.4 points; of 98.5 that is a weight of 0.400 (0.3998)."""
    weight = SHARE_OF_WORK * TOTAL / WORK
    assert round(float(weight), 3) == 0.4
    # Both figures are rounded: 44.65-44.75 % of 88.05-88.15 allow 0.399 to 0.401 and nothing else that is round.
    low, high = (
        Fraction("0.4465") * Fraction("88.05") / Fraction("98.55"),
        Fraction("0.4475") * Fraction("88.15") / Fraction("98.45"),
    )
    assert low < Fraction(2, 5) < high
    assert (round(float(low), 3), round(float(high), 3)) == (0.399, 0.401)


def test_equal_thirds_of_the_rest_leave_a_residue() -> None:
    """20 % each gives 88.02; published 88.1 is 0.08 more, which rounding does not explain: the other weights are not equal."""
    equal = Fraction(1, 5) * (QUALITY + EFFICIENCY + POWER) + Fraction(2, 5) * WORK
    assert equal == Fraction("88.02")
    assert TOTAL - equal == Fraction("0.08")
    assert TOTAL - equal > Fraction("0.05")


def test_the_scheme_gives_what_the_parts_give(plan: CompiledPlan) -> None:
    """Three cities so that the middle one stands at the published parts: the total is 88.02 by the scheme too."""
    scheme = plan.schemes["zhejiang-manufacturing-quality-2021"]
    figures = {
        "330100": (100, 100, 100, "90"),
        "330400": ("59.75", 38, 60, "98.5"),
        "331100": (0, 0, 0, "80"),
    }
    rows: list[dict[str, Any]] = [
        {
            "place": place, "year": 2021, "peer_group": "prefecture", "value_added": Decimal(str(quality)),
            "labour_productivity": Decimal(efficiency), "rd_of_revenue": Decimal(power), "work_score": Decimal(work),
        }
        for place, (quality, efficiency, power, work) in figures.items()
    ]  # fmt: skip
    with Engine(threads=1) as engine:
        engine.register("place-assessment", table_of(plan, "place-assessment", rows))
        engine.register("enterprise-year", table_of(plan, "enterprise-year", []))
        engine.create("result", build(plan, scheme, 2021))
        found = {
            row["place"]: row for row in engine.table(exp.select("*").from_(table("result"))).to_pylist()
        }
    jiaxing = found["330400"]
    parts = [float(jiaxing[f"pillar_{name}"]) for name in ("quality", "efficiency", "power", "work")]
    assert parts == [float(one) for one in (QUALITY, EFFICIENCY, POWER, WORK)]
    assert Fraction(str(jiaxing["total"])) == Fraction("88.02")
