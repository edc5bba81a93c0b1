"""Weights taken from a population: by hand, published, and adding up whatever comes."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zhixing.foundation.issues import Refused
from zhixing.kernel.evaluation import WEIGHINGS, suggested_weights
from zhixing.kernel.evaluation.weighing import _shared_out
from zhixing.kernel.plan import CompiledPlan


def test_entropy_by_hand() -> None:
    """Columns (1, 1, 1, 1) and (1, 0, 0, 0): entropies 1 and 0, so all weight lies on the second."""
    found = WEIGHINGS["entropy"](np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]))
    assert found == pytest.approx([0.0, 1.0], abs=1e-12)


def test_critic_by_hand() -> None:
    """Three items, the first two the same, the third their mirror: r is 1, -1 and -1.

    1 - r adds to 2, 2 and 4; all deviate by 0.5: weights as 1, 1 and 2.
    """
    found = WEIGHINGS["critic"](np.array([[0.0, 0.0, 1.0], [0.5, 0.5, 0.5], [1.0, 1.0, 0.0]]))
    assert found / found.sum() == pytest.approx([0.25, 0.25, 0.5])


def test_components_by_hand() -> None:
    """Two items that go together and one that goes with neither: the first component is the two, half and half."""
    shares = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert WEIGHINGS["pca"](shares) == pytest.approx([0.5, 0.5, 0.0], abs=1e-12)


@pytest.mark.shared
def test_components_as_published(reference: Path) -> None:
    """COINr's weights of pillars are the loadings of the first component of their correlations."""
    folder = reference / "vectors" / "asem_coinr"
    with (folder / "pca_weights_level2.csv").open(newline="") as lines:
        published = {
            row["iCode"]: float(row["Weight"]) for row in csv.DictReader(lines) if row["Level"] == "2"
        }
    with (folder / "step_aggregated.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    part = ("Physical", "ConEcFin", "Political", "Instit", "P2P")
    shares = np.array([[float(row[name]) for name in part] for row in rows])
    found = WEIGHINGS["pca"](shares)
    assert found == pytest.approx([published[name] ** 2 for name in part], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, st.tuples(st.integers(3, 12), st.integers(2, 6)), elements=st.floats(0, 2, width=16)),
    st.sampled_from(sorted(WEIGHINGS)),
)
def test_no_weight_is_negative_and_rows_have_no_order(shares: Any, method: str) -> None:
    found = WEIGHINGS[method](shares)
    assert np.isfinite(found).all()
    assert (found >= -1e-9).all()
    again = WEIGHINGS[method](shares[::-1])
    assert found == pytest.approx(again, abs=1e-6)


@given(st.lists(st.floats(0.001, 10), min_size=1, max_size=9), st.integers(1, 200), st.integers(0, 4))
def test_parts_add_up_to_the_whole(raw: list[float], whole: int, decimals: int) -> None:
    parts = _shared_out(np.array(raw), Fraction(whole), decimals)
    assert sum(parts, Fraction(0)) == whole
    assert all((part * 10**decimals).denominator == 1 and part >= 0 for part in parts)


def test_a_scheme_gets_weights_beside_its_own(plan: CompiledPlan) -> None:
    scheme = plan.schemes["huangyan-2022"]
    items = scheme.criteria["below-scale"]
    names = [f"score_{one.indicator.replace('-', '_')}" for one in items]
    every = {f"score_{c.indicator.replace('-', '_')}" for part in scheme.criteria.values() for c in part}
    points = [[30, 10], [20, 40], [10, 25], [5, 5]]
    columns: dict[str, list[Any]] = {name: [None] * 4 for name in every}
    columns |= {name: [float(row[at % 2]) for row in points] for at, name in enumerate(names)}
    rows = pa.table(
        {"enterprise": list("dcba"), "rank": [1, 2, 3, 4], "group": ["below-scale"] * 4, **columns}
    )
    found = suggested_weights(plan, scheme, rows, "critic").to_pylist()
    assert [row["indicator"] for row in found] == [one.indicator for one in items]
    assert sum(row["computed"] for row in found) == sum(row["stated"] for row in found)
    assert {row["entities"] for row in found} == {4}
    with pytest.raises(Refused) as refused:
        suggested_weights(plan, scheme, rows.slice(0, 2), "critic")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.cannot-weigh"]
