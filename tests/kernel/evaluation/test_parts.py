"""Parts of the scheme language by themselves: filled gaps, steps, ranks, totals, pillars."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp
from tests.kernel.plan.tiny import FILES, write
from tests.kernel.support import table_of

from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import build
from zhixing.kernel.plan import compile_plan

OLD = "{indicator: tax-per-mu, weight: 100, base: 20, cap: 1.5, floor: 0, missing: zero}"
FIRMS: Mapping[str, tuple[int | None, str]] = {
    "1": (40, "a"), "2": (30, "a"), "3": (30, "b"), "4": (10, "b"), "5": (None, "a"),
}  # fmt: skip


def files(criterion: str) -> dict[str, str]:
    """The tiny plan with one criterion replaced, without what hangs on it."""
    frame = FILES["evaluations/frame.yaml"]
    assert OLD in frame
    kept = {name: text for name, text in FILES.items() if name != "cases/all.yaml"}
    return {**kept, "evaluations/frame.yaml": frame.replace(OLD, f"{{indicator: tax-per-mu, {criterion}}}")}


def rows(folder: Path, criterion: str) -> dict[str, dict[str, Any]]:
    """The result for five large firms of one mu, by name."""
    compilation = compile_plan(write(folder, files(criterion)))
    assert compilation.plan is not None, [issue.en for issue in compilation.issues]
    plan = compilation.plan
    given = [
        {"enterprise": name, "year": 2020, "county": "330102", "large": True, "land": Decimal(1),
         "tax": None if tax is None else Decimal(tax)}
        for name, (tax, _) in FIRMS.items()
    ]  # fmt: skip
    with Engine(threads=1) as engine:
        engine.register("firm-year", table_of(plan, "firm-year", given))
        tree = build(plan, plan.schemes["frame"], 2020)
        assert isinstance(tree, exp.Query)
        return {row["enterprise"]: row for row in engine.table(tree).to_pylist()}


def scores(found: Mapping[str, Mapping[str, Any]]) -> list[float]:
    return [float(found[name]["score_tax_per_mu"]) for name in FIRMS]


def test_a_gap_is_filled_with_the_mean_of_values_before_anything_is_computed(tmp_path: Path) -> None:
    """(40 + 30 + 30 + 10) / 4 = 27.5; the mean of all five is then 27.5 too; 27.5 / 27.5 x 100 = 100."""
    found = rows(
        tmp_path,
        "weight: 100, base_from: {statistic: mean}, cap: none, floor: none, missing: group-mean-value",
    )
    assert found["5"]["value_tax_per_mu"] == 27.5
    assert found["5"]["how_tax_per_mu"] == "missing-mean-value"
    assert found["5"]["score_tax_per_mu"] == 100
    assert found["1"]["how_tax_per_mu"] == "ratio"


def test_a_mean_can_be_taken_within_columns(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "weight: 100, base: 10, cap: none, floor: none, missing: group-mean-value, missing_within: [enterprise]",
    )
    assert found["5"]["how_tax_per_mu"] == "missing-no-mean"
    assert found["5"]["score_tax_per_mu"] == 0


def test_steps_give_the_share_of_the_highest_reached(tmp_path: Path) -> None:
    """Against 20: 2, 1.5, 1.5 and 0.5; 1.5 is reached by who has exactly 1.5."""
    found = rows(
        tmp_path,
        "weight: 100, base: 20, cap: none, floor: none, missing: zero, "
        "steps: [{from: 1.5, share: 1}, {share: 0.2}, {from: 1, share: 0.6}]",
    )
    assert scores(found) == [100, 100, 100, 20, 0]
    assert found["1"]["how_tax_per_mu"] == "step"


@pytest.mark.parametrize(
    ("family", "ties", "wanted"),
    [
        ("rank", "better", [100, 75, 75, 25, 0]),
        ("rank", "worse", [100, 50, 50, 25, 0]),
        ("percentile", "better", [100, 66.666667, 66.666667, 0, 0]),
        ("percentile", "worse", [100, 33.333333, 33.333333, 0, 0]),
    ],
)
def test_equals_share_a_rank_as_declared(tmp_path: Path, family: str, ties: str, wanted: list[float]) -> None:
    """Four values 40, 30, 30, 10: the fifth firm has none and is not counted."""
    found = rows(
        tmp_path, f"weight: 100, family: {family}, ties: {ties}, cap: none, floor: none, missing: zero"
    )
    assert scores(found) == wanted


def test_a_base_can_be_the_sum_of_all(tmp_path: Path) -> None:
    """40 + 30 + 30 + 10 = 110."""
    found = rows(
        tmp_path,
        "weight: 100, base_from: {statistic: total, times: 0.5}, cap: none, floor: none, missing: zero",
    )
    assert found["1"]["base_tax_per_mu"] == 55
    assert scores(found)[:2] == [72.727273, 54.545455]


def test_the_deviation_of_small_values_is_as_exact_as_that_of_large_ones(tmp_path: Path) -> None:
    """A z-score does not change with the unit: the same taxes in hundred-thousandths."""
    files_ = files("weight: 100, family: z-score, cap: none, floor: none, missing: zero")
    large = rows(tmp_path / "large", "weight: 100, family: z-score, cap: none, floor: none, missing: zero")
    small = {
        **files_,
        "indicators/all.yaml": files_["indicators/all.yaml"]
        .replace("formula: tax / land", "formula: tax / land / 100000", 1)
        .replace("    rollup: ratio-of-totals\n", "    decimals: 12\n", 1),
        "evaluations/frame.yaml": files_["evaluations/frame.yaml"] + "rounding: {base: 12}\n",
    }
    plan = compile_plan(write(tmp_path / "small", small)).plan
    assert plan is not None
    given = [
        {"enterprise": name, "year": 2020, "county": "330102", "large": True, "land": Decimal(1),
         "tax": None if tax is None else Decimal(tax)}
        for name, (tax, _) in FIRMS.items()
    ]  # fmt: skip
    with Engine(threads=1) as engine:
        engine.register("firm-year", table_of(plan, "firm-year", given))
        found = engine.table(build(plan, plan.schemes["frame"], 2020)).to_pylist()
    by_name = {row["enterprise"]: row for row in found}
    assert [abs(a - b) < 2e-5 for a, b in zip(scores(large), scores(by_name), strict=True)] == [True] * 5


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ("weight: 100, base: 20, cap: none, floor: none, missing: zero, steps: [{from: 1, share: 1}]", "plan.base-source"),
        ("weight: 100, family: rank, base_from: {statistic: mean}, cap: none, floor: none, missing: zero", "plan.base-source"),
        ("weight: 100, base: 20, cap: none, floor: none, missing: group-mean-value, missing_within: [shire]", "plan.unknown-name"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(tmp_path: Path, criterion: str, code: str) -> None:
    compilation = compile_plan(write(tmp_path, files(criterion)))
    assert compilation.plan is None
    assert code in [issue.code for issue in compilation.issues]
