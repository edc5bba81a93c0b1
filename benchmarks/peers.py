"""The per-mu evaluation by hand in polars and in pandas, as their own users would write it for this one year.

Both give every column of the result. Their quotients are floating, as is their custom; points are added up as whole
millionths. What is compared is therefore: states, ranks, head counts, grades and what moved them equal in every row, and
totals within one unit of their declared rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import per_mu
from benchmarks.alongside import Way
from benchmarks.equality import Unequal
from benchmarks.facts import Facts
from benchmarks.per_mu import BY_HAND, OURS, Limits, result_of

POLARS, PANDAS = "polars", "pandas"
PEERS = (POLARS, PANDAS)
VETOES = ("major-accident", "serious-pollution", "serious-dishonesty", "outdated-capacity", "illegal-land")
_EQUAL = ("enterprise", "group", "state", "rank", "of", "grade_cut", "grade", "moved_by")


@dataclass(frozen=True)
class Item:
    """One indicator: value = above / below, its decimals, weight by group (above scale, below scale)."""

    name: str
    above: str
    below: str
    decimals: int
    above_scale: int | None
    below_scale: int | None


ITEMS = (
    Item("tax_per_mu", "tax", "land", 6, 30, 50),
    Item("value_added_per_mu", "value_added", "land", 6, 20, None),
    Item("value_added_per_energy", "value_added", "energy", 6, 20, None),
    Item("value_added_per_emission", "value_added", "emissions", 6, 10, None),
    Item("labour_productivity", "value_added", "employees", 6, 10, None),
    Item("rd_share", "rd_expense", "revenue", 8, 10, None),
    Item("tax_per_kwh", "tax", "electricity", 6, None, 50),
)
WHO = ("enterprise", "year", "name", "county", "industry", "size")
POLLUTANTS = ("cod", "ammonia_nitrogen", "sulphur_dioxide", "nitrogen_oxides")
LAND = ("land_registered", "land_rented_in", "land_rented_out", "land_untitled")
NEEDED = (
    *WHO, "above_scale", "registered_on", *LAND, *POLLUTANTS,
    "tax", "value_added", "energy", "employees", "rd_expense", "revenue", "electricity",
)  # fmt: skip


def installed() -> tuple[str, ...]:
    """Peers that can be imported here."""
    return tuple(peer for peer in PEERS if find_spec(peer) is not None)


def ways(facts: Facts, folder: Path, limits: Limits) -> Mapping[str, Way]:
    """Ours, the SQL by hand, and every peer that is installed."""
    return {way: partial(run, way, facts, folder, limits) for way in (OURS, BY_HAND, *installed())}


def run(way: str, facts: Facts, folder: Path, limits: Limits) -> None:
    """Do the job one way; a peer is imported when it runs, for it is no part of the installation."""
    if way == POLARS:
        from benchmarks.peer_polars import evaluate  # noqa: PLC0415

        evaluate(facts, result_of(folder, way))
    elif way == PANDAS:
        from benchmarks.peer_pandas import evaluate as evaluate_in_pandas  # noqa: PLC0415

        evaluate_in_pandas(facts, result_of(folder, way))
    else:
        per_mu.run(way, facts, folder, limits)


def require_same_grades(ours: Path, theirs: Path) -> float:
    """Compare row by row; give the greatest difference of two totals.

    Raises:
        Unequal: rows, states, ranks or grades differ, or a total by more than one unit of its rounding.
    """
    left, right = (
        pq.read_table(path, columns=[*_EQUAL, "total"]).sort_by("enterprise") for path in (ours, theirs)
    )
    if left.num_rows != right.num_rows:
        raise Unequal(f"rows differ: {left.num_rows} and {right.num_rows}")
    wrong = []
    for name in _EQUAL:
        one, other = left[name], right[name].cast(left[name].type)
        alike = pc.fill_null(pc.equal(one, other), pc.and_(pc.is_null(one), pc.is_null(other)))
        count = len(alike) - int(pc.sum(alike).as_py() or 0)
        if count:
            wrong.append(f"{name}: {count} values differ")
    totals = [pc.fill_null(table["total"].cast(pa.float64()), -1.0).to_numpy() for table in (left, right)]
    apart = float(np.abs(totals[0] - totals[1]).max(initial=0.0))
    if apart > 1.0001e-4:
        wrong.append(f"total: {apart} apart")
    if wrong:
        raise Unequal("\n".join(wrong))
    return apart
