"""Two results of one population side by side in columns: who they are, both outcomes, who moves and which way.

Everything is kept and counted in columns: a province has 150 thousand rows, and an answer must come at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NOBODY = "—"
"""The outcome of who is only in the other result."""
UNKNOWN = "—"
KNOWN_OF = ("name", "county", "industry", "size", "group")
BETTER, WORSE, OTHER = "better", "worse", "other"
_VERDICT = ("total", "rank", "grade_cut", "grade")


@dataclass(frozen=True)
class Spot:
    """A county, an industry, a size: how many enterprises it has, and how many of them move."""

    key: str
    all: int
    moved: int
    better: int
    worse: int


def paired(
    before: pa.Table, after: pa.Table, entity: str, grades: Sequence[str], also: Sequence[str] = ()
) -> pa.Table:
    """One row for each entity of either result, in order of the entity.

    Columns: `entity`, those of `KNOWN_OF` and `also` that there are, `before` and `after` (grade, else state, else a dash where a
    result does not know the entity), `total_`, `rank_`, `grade_cut_` and `grade_` of both, and `turn`: better, worse,
    `other` (to or from a state), unknown for who stays.
    """
    first, later = _aligned(before, after, entity)
    columns: dict[str, pa.ChunkedArray | pa.Array] = {
        "entity": pc.coalesce(first[entity], later[entity]),
        **{
            name: _either(first, later, name)
            for name in dict.fromkeys((*KNOWN_OF, *also))
            if name in before.column_names
        },
    }
    states = {
        word for rows in (first, later) for word in pc.unique(rows["state"]).to_pylist() if word is not None
    }
    words = [*grades, *sorted(states - {*grades}), NOBODY]
    outcomes = {"before": _outcomes(first, words), "after": _outcomes(later, words)}
    for which, rows in (("before", first), ("after", later)):
        columns[which] = pa.array(words).take(pa.array(outcomes[which]))
        columns |= {f"{name}_{which}": rows[name] for name in _VERDICT}
    columns["turn"] = _turn(outcomes["before"], outcomes["after"], len(grades))
    return pa.table(columns)


def _aligned(before: pa.Table, after: pa.Table, entity: str) -> tuple[pa.Table, pa.Table]:
    if before[entity].equals(after[entity]):
        return before, after
    everybody = pa.chunked_array([*before[entity].chunks, *after[entity].chunks], before[entity].type)
    keys = pc.unique(everybody)
    keys = keys.take(pc.sort_indices(keys))
    first, later = (
        rows.take(pc.index_in(keys, value_set=rows[entity].combine_chunks())) for rows in (before, after)
    )
    return first, later


def _either(first: pa.Table, later: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in later.column_names:
        return first[name]
    return pc.coalesce(later[name], first[name])


def _outcomes(rows: pa.Table, words: Sequence[str]) -> NDArray[np.int32]:
    """The place of everybody's outcome among the words: the grade, else the state, else the last word.

    Numbers are compared instead of texts: of a province that is several times quicker.
    """
    known = pa.array(list(words), pa.string())
    grade, state = (pc.index_in(rows[name], value_set=known) for name in ("grade", "state"))
    found = pc.fill_null(pc.coalesce(grade, state), len(words) - 1)
    return np.asarray(found.to_numpy(), dtype=np.int32)


def _turn(before: NDArray[np.int32], after: NDArray[np.int32], grades: int) -> pa.Array:
    """Whither those go who move, by the places of their outcomes; the first places are the grades, best first."""
    graded = (before < grades) & (after < grades)
    code = np.where(graded, np.where(after < before, 0, 1), 2)
    return pa.array([BETTER, WORSE, OTHER]).take(pa.array(code, mask=before == after))


def movers(rows: pa.Table) -> pa.Table:
    """Those whose outcome differs."""
    return rows.filter(pc.is_valid(rows["turn"]))


def counts(rows: pa.Table, column: str) -> Mapping[str, int]:
    """How many rows there are of each value."""
    found = rows[column].combine_chunks().value_counts()
    return {one["values"]: one["counts"] for one in found.to_pylist()}


def steps(rows: pa.Table) -> Mapping[tuple[str, str], int]:
    """How many went from which outcome to which; those who stay are not among them."""
    grouped = movers(rows).group_by(["before", "after"]).aggregate([([], "count_all")]).to_pylist()
    found = {(row["before"], row["after"]): row["count_all"] for row in grouped}
    return dict(sorted(found.items()))


def spots(rows: pa.Table, column: str) -> list[Spot]:
    """How many of each value of a column there are, moved, rose and fell; those with most movers first."""
    found: dict[str, dict[str | None, int]] = {}
    for row in rows.group_by([column, "turn"]).aggregate([([], "count_all")]).to_pylist():
        found.setdefault(row[column] or UNKNOWN, {})[row["turn"]] = row["count_all"]
    listed = [
        Spot(
            key, sum(line.values()), sum(n for turn, n in line.items() if turn is not None),
            line.get(BETTER, 0), line.get(WORSE, 0),
        )
        for key, line in found.items()
    ]  # fmt: skip
    return sorted(listed, key=lambda spot: (-spot.moved, spot.key))
