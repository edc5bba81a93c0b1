"""Worked examples of multi-criteria papers, as far as they are sums or products of single scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import log10
from pathlib import Path
from typing import Any

import pytest
from tests.vectors.figures import Row, evaluated, plan_of, unlike

Matrix = Sequence[Sequence[int | Decimal]]


def alternatives(matrix: Matrix) -> list[Row]:
    return [
        {"alternative": str(number), "year": 2000}
        | {f"given_{place}": Decimal(value) for place, value in enumerate(values, 1)}
        for number, values in enumerate(matrix)
    ]


def load(reference: Path, name: str) -> Any:
    text = (reference / "vectors" / "mcda" / name).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


def check(
    scheme: str, matrix: Matrix, scores: Sequence[Any], ranks: Sequence[Any] | None, within: float,
    seen: Callable[[float], float] = float,
) -> None:  # fmt: skip
    found = evaluated(plan_of("mcda"), scheme, 2000, alternatives(matrix))
    totals = [seen(float(found[str(number)]["total"])) for number in range(len(matrix))]
    assert unlike(zip(range(len(matrix)), totals, scores, strict=True), within) == []
    if ranks is not None:
        assert [found[str(number)]["rank"] for number in range(len(matrix))] == [int(rank) for rank in ranks]


@pytest.mark.shared
def test_weighted_sum_kracka(reference: Path) -> None:
    case = load(reference, "published_examples.json")["wsm_kracka_2010"]
    check("weighted-sum-kracka", case["matrix"], case["score"], case["rank"], 5e-9)


@pytest.mark.shared
def test_weighted_product(reference: Path) -> None:
    case = load(reference, "published_examples.json")["wpm_wikipedia"]
    check("weighted-product", case["matrix"], case["log10_score"], case["rank"], 5e-9, log10)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "part", "within"),
    [("weighted-sum-chakraborty", "lambda_1", 6e-5), ("aggregated-sum-product", "lambda_0.9", 5e-5)],
)
def test_aggregated_sum_and_product(reference: Path, scheme: str, part: str, within: float) -> None:
    """One of the printed sums, 0.8194, stands for 0.81945356: the paper did not round it."""
    case = load(reference, "published_examples.json")["waspas_chakraborty_2015_ex2"]
    check(scheme, case["matrix"], case[part]["score"], case[part]["rank"], within)


@pytest.mark.shared
@pytest.mark.parametrize("number", range(4))
def test_group_regret(reference: Path, number: int) -> None:
    """S of the compromise ranking is one less the weighted sum; its R and Q are no sums of items."""
    case = load(reference, "published_examples.json")["vikor_opricovic_tzeng_2007"]
    check(
        f"regret-{number + 1}",
        case["matrix"],
        case["cases"][number]["S"],
        None,
        5e-4,
        lambda total: 1 - total,
    )


@pytest.mark.shared
def test_group_regret_of_the_first_paper(reference: Path) -> None:
    case = load(reference, "published_examples.json")["vikor_opricovic_tzeng_2004"]
    check("regret-2004", case["matrix"], case["S"], case["rank"], 0, lambda total: 1 - total)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "method", "seen"),
    [
        ("weighted-sum-pymcdm", "WSM", float),
        ("weighted-product-pymcdm", "WPM", float),
        ("aggregated-sum-product-pymcdm", "WASPAS", float),
        ("gaps-pymcdm", "MAIRCA", lambda total: (1 - total) / 6),
    ],
)
def test_a_run_of_another_library(
    reference: Path, scheme: str, method: str, seen: Callable[[float], float]
) -> None:
    run = load(reference, "pymcdm_reference_run.json")
    case = run["methods"][method]
    check(scheme, run["matrix"], case["preference"], case["rank"], 1e-12, seen)
