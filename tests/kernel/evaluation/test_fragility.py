"""How firm grades are: by hand, by an unhurried recount in exact fractions, and the same on every road."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.kernel.evaluation.counsel import Given, given

from zhixing.foundation.issues import Refused
from zhixing.kernel.evaluation import choices_sensitivity, fragility
from zhixing.kernel.evaluation.fragility.draws import ONE, drawn, without
from zhixing.kernel.evaluation.fragility.normal import by_rank, min_max, z_score
from zhixing.kernel.evaluation.fragility.vary import Extremes
from zhixing.kernel.plan import CompiledPlan

D = Decimal


def firm(name: str, tax: str, **more: object) -> dict[str, Any]:
    """A below-scale firm on ten mu: two items of 50 points each, at 11.5932 and 0.2352."""
    return {"enterprise": name, "tax": D(tax), "land_registered": D(10), "above_scale": False, **more}


@pytest.fixture(scope="module")
def crowd(plan: CompiledPlan) -> Given:
    """Sixty firms above and below scale with gaps, ties and vetoes, drawn from a seed."""
    generator = np.random.default_rng(5)
    firms = []
    for number in range(60):
        amounts = [D(int(x)) for x in generator.integers(1, 400, size=6)]
        names = ("tax", "value_added", "energy", "electricity", "cod", "rd_expense")
        facts = dict(zip(names, amounts, strict=True)) if number % 7 else {"tax": D(100)}
        firms.append({
            "enterprise": f"{number:02}", "above_scale": number % 3 > 0, "land_registered": D(10), "revenue": D(5000),
            "employees": int(generator.integers(1, 90)), "county": ("330102", "330106")[number % 2], **facts,
        })  # fmt: skip
    marks = [{"enterprise": f"{number:02}", "mark": "major-accident"} for number in (3, 20, 41)]
    return given(plan, "zhejiang-frame", 2020, firms, marks)


def test_a_grade_that_all_items_agree_on_is_kept_in_every_draw(plan: CompiledPlan) -> None:
    """Five firms in the same order on both items: ranks stay, whatever the weights."""
    firms = [firm(str(n), str(900 - 100 * n), electricity=D(900)) for n in range(5)]
    result = given(plan, "huangyan-2022", 2022, firms)
    rows = fragility(plan, result.scheme, result.rows, draws=100, seed=1).to_pylist()
    assert [row["kept"] for row in rows] == [1.0] * 5
    assert [(row["rank_low"], row["rank_high"]) for row in rows] == [(n, n) for n in range(1, 6)]
    assert [row["without_tax_per_mu"] for row in rows] == [True] * 5
    assert [row["without_rd_share"] for row in rows] == [None] * 5


def test_a_grade_that_hangs_on_the_weights_is_kept_in_half_the_draws(plan: CompiledPlan) -> None:
    """A, with 60 and 40 points, and B, with 40 and 60, are even at equal weights; the heavier item decides: a half each.

    Three others are far behind. Tied at 100, both are A as written (one place, equals share the better grade).
    """
    tax_a, tax_b = D("139.1184"), D("92.7456")  # 11.5932 x 10 x 1.2 and x 0.8
    firms = [
        firm("a", str(tax_a), electricity=(tax_a / D("0.18816")).quantize(D("0.0001"))),
        firm("b", str(tax_b), electricity=(tax_b / D("0.28224")).quantize(D("0.0001"))),
        *(firm(name, "1", electricity=D(900)) for name in "cde"),
    ]
    result = given(plan, "huangyan-2022", 2022, firms)
    assert [result.grades[name] for name in "ab"] == ["A", "A"]
    rows = {
        row["enterprise"]: row
        for row in fragility(plan, result.scheme, result.rows, draws=4000, seed=3).to_pylist()
    }
    assert 0.47 < rows["a"]["kept"] < 0.53
    assert rows["a"]["kept"] + rows["b"]["kept"] == pytest.approx(1, abs=0.002)
    assert rows["a"]["share_B"] == pytest.approx(1 - rows["a"]["kept"])
    assert (rows["a"]["rank_low"], rows["a"]["rank_high"]) == (1, 2)
    assert (rows["a"]["without_tax_per_kwh"], rows["a"]["without_tax_per_mu"]) == (True, False)


def test_a_guard_keeps_its_grade_whatever_the_weights(plan: CompiledPlan, crowd: Given) -> None:
    rows = fragility(plan, crowd.scheme, crowd.rows, draws=50, seed=1, held=crowd.held).to_pylist()
    vetoed = [row for row in rows if row["enterprise"] in ("03", "20", "41")]
    assert [(row["grade"], row["kept"], row["as_rank"]) for row in vetoed] == [("D", 1.0, True)] * 3


def test_every_draw_recounted_in_fractions_gives_the_same_table(plan: CompiledPlan, crowd: Given) -> None:
    """Each draw once more, one firm at a time: weights, totals, rounding, ranks, cuts, vetoes."""
    draws = 20
    table = fragility(plan, crowd.scheme, crowd.rows, draws=draws, seed=9, held=crowd.held).to_pylist()
    vetoed = {row["enterprise"] for row in crowd.held.to_pylist() if row["veto"]}
    graded = [row for row in crowd.rows.to_pylist() if row["grade"]]
    grades: dict[str, list[str]] = {row["enterprise"]: [] for row in graded}
    ranks: dict[str, list[int]] = {row["enterprise"]: [] for row in graded}
    for draw in range(draws):
        total = {}
        for row in graded:
            criteria = crowd.scheme.criteria[row["group"]]
            factors = drawn(criteria, row["group"], draws, Fraction(1, 5), 9)[draw]
            exact = sum(
                (Fraction(row[f"score_{c.indicator.replace('-', '_')}"]) * int(f) / ONE for c, f in zip(criteria, factors, strict=True)),
                start=Fraction(0),
            )  # fmt: skip
            total[row["enterprise"]] = int(exact * 10_000 + Fraction(1, 2))
        for row in graded:
            peers = [p for p in graded if (p["county"], p["group"]) == (row["county"], row["group"])]
            rank = 1 + sum(total[p["enterprise"]] > total[row["enterprise"]] for p in peers)
            cut = next(
                (g for g, upto in zip("ABC", (20, 80, 95), strict=True) if rank * 100 <= len(peers) * upto),
                "D",
            )
            ranks[row["enterprise"]].append(rank)
            grades[row["enterprise"]].append("D" if row["enterprise"] in vetoed else cut)
    for row in table:
        found = grades[row["enterprise"]]
        assert row["kept"] == found.count(row["grade"]) / draws
        assert [row[f"share_{grade}"] for grade in "ABCD"] == [found.count(grade) / draws for grade in "ABCD"]
        assert (row["rank_low"], row["rank_high"]) == (
            min(ranks[row["enterprise"]]),
            max(ranks[row["enterprise"]]),
        )


def test_the_same_seed_gives_the_same_table_on_every_road(
    plan: CompiledPlan, crowd: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads, order of rows, size of blocks, and numbers that outgrow 64 bits."""

    def one(rows: pa.Table, threads: int = 1) -> pa.Table:
        return fragility(plan, crowd.scheme, rows, draws=60, seed=4, held=crowd.held, threads=threads)

    table = one(crowd.rows)
    assert one(crowd.rows, threads=3).equals(table)
    assert one(crowd.rows.take(np.random.default_rng(1).permutation(crowd.rows.num_rows))).equals(table)
    alone = one(crowd.rows.filter(pa.compute.equal(crowd.rows["county"], "330102")))
    assert alone.equals(table.filter(pa.compute.equal(table["county"], "330102")))
    assert not fragility(plan, crowd.scheme, crowd.rows, draws=60, seed=5, held=crowd.held).equals(table)
    vary = sys.modules["zhixing.kernel.evaluation.fragility.vary"]
    monkeypatch.setattr(vary.totals, "__kwdefaults__", {"block": 40})
    assert one(crowd.rows).equals(table)
    monkeypatch.setattr(vary, "_kind", lambda *_: object)
    assert one(crowd.rows).equals(table)


def test_draws_keep_the_sum_of_the_weights_and_stay_in_the_spread(plan: CompiledPlan) -> None:
    criteria = plan.schemes["huangyan-2022"].criteria["above-scale"]
    factors = drawn(criteria, "above-scale", 500, Fraction(1, 5), 1)
    weights = np.array([int(c.weight) for c in criteria])
    assert (abs(factors @ weights - 100 * ONE) <= 100).all()
    # Before they are scaled back they lie within 0.8 and 1.2, so afterwards within 0.8/1.2 and 1.2/0.8.
    assert factors.min() >= ONE * 2 // 3 - 1
    assert factors.max() <= ONE * 3 // 2 + 1
    left = without(criteria, "tax-per-mu")[0]
    assert left[0] == 0
    assert abs(int(left @ weights) - 100 * ONE) <= 100


def test_other_normalisations_by_hand() -> None:
    """Points 1, 2, 4 of a weight of 30, in tenths: min-max 0, 10, 30; rank 10, 20, 30; z-score 30 x (-0.8729, -0.2182, 1.0911)."""
    points = np.array([10, 20, 40], dtype=np.int64)
    assert min_max(points, 300).tolist() == [0, 100, 300]
    assert by_rank(points, 300).tolist() == [100, 200, 300]
    assert z_score(points, 300).tolist() == [-262, -65, 327]
    same = np.array([7, 7], dtype=np.int64)
    assert (min_max(same, 300).tolist(), z_score(same, 300).tolist()) == ([0, 0], [0, 0])
    assert by_rank(same, 300).tolist() == [300, 300]


def test_extremes_of_a_stream_are_those_of_the_whole() -> None:
    whole = np.random.default_rng(2).integers(0, 50, (97, 4)).astype(np.int32)
    extremes = Extremes(5)
    for start in range(0, 97, 6):
        extremes.take(whole[start : start + 6])
    low, high = extremes.bounds()
    assert low.tolist() == np.sort(whole, axis=0)[4].tolist()
    assert high.tolist() == np.sort(whole, axis=0)[-5].tolist()


@pytest.mark.parametrize(
    ("draws", "spread"), [(5, Fraction(1, 5)), (100, Fraction(1)), (100, Fraction(-1, 5))]
)
def test_too_few_draws_and_spreads_that_make_no_sense_are_refused(
    plan: CompiledPlan, crowd: Given, draws: int, spread: Fraction
) -> None:
    with pytest.raises(Refused) as refused:
        fragility(plan, crowd.scheme, crowd.rows, draws=draws, spread=spread, seed=1)
    assert [issue.code for issue in refused.value.issues] == ["evaluation.bad-draws"]


def test_which_choice_matters(plan: CompiledPlan, crowd: Given) -> None:
    """Rounding head counts moves no rank: its index is exactly nothing there, and something for grades."""
    table = choices_sensitivity(plan, crowd.scheme, crowd.rows, samples=16, seed=2, held=crowd.held)
    rows = {(row["outcome"], row["choice"]): row for row in table.to_pylist()}
    assert len(rows) == 10
    assert rows["rank-shift", "rounding"]["total_order"] == 0
    assert rows["grades-changed", "rounding"]["total_order"] > 0
    assert rows["rank-shift", "left-out"]["total_order"] > rows["rank-shift", "weights"]["total_order"]
    assert choices_sensitivity(
        plan, crowd.scheme, crowd.rows[::-1], samples=16, seed=2, held=crowd.held
    ).equals(table)


def test_indices_without_their_library_are_refused(
    plan: CompiledPlan, crowd: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["zhixing.kernel.evaluation.fragility.choices"]
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(Refused) as refused:
        choices_sensitivity(plan, crowd.scheme, crowd.rows, seed=2)
    assert [issue.code for issue in refused.value.issues] == ["evaluation.no-sensitivity-library"]
