"""Vetoes and titles of firms, year by year."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhixing.kernel.plan import Dataset
from zhixing.kernel.synthesis.chance import Flags, Ints, Purpose, happens, stream
from zhixing.kernel.synthesis.columns import plain_array, stored_type, table_of
from zhixing.kernel.synthesis.models import Mark
from zhixing.kernel.synthesis.population import CENTS, Roster
from zhixing.kernel.synthesis.rows import Province


def marked(province: Province, roster: Roster) -> dict[str, Ints]:
    """For each mark the firms (indices of the panel) that carry it in the roster's year."""
    found: dict[str, Ints] = {}
    for position, mark in enumerate(province.calibration.province.marks):
        years = [y for y in sorted(province.panel.rosters) if y <= roster.year]
        carried = np.zeros(len(province.panel.firms), dtype=np.bool_)
        for year in years if mark.kept else [roster.year]:
            then = province.panel.rosters[year]
            carried[then.members[_falls(province, mark, then, position)]] = True
        found[mark.mark] = roster.members[carried[roster.members]]
    return found


def enterprise_marks(province: Province, dataset: Dataset, roster: Roster, label: str) -> pa.Table:
    """One row for each firm and mark, ordered by credit code and mark."""
    reporters = {mark.mark: mark.reporter for mark in province.calibration.province.marks}
    lines = sorted(
        (str(province.who.enterprise[firm]), mark)
        for mark, firms in marked(province, roster).items()
        for firm in firms.tolist()
    )
    numbers = range(1, len(lines) + 1)
    texts = {
        "enterprise": [enterprise for enterprise, _ in lines],
        "year": [roster.year] * len(lines),
        "mark": [mark for _, mark in lines],
        "document": [f"{label}第{number}号" for number in numbers],
        "reporter": [reporters[mark] for _, mark in lines],
    }
    known = {column.id: column for column in dataset.columns if column.id in texts}
    everything = np.ones(len(lines), dtype=np.bool_)
    made = {
        name: plain_array(stored_type(column), np.array(texts[name]), everything)
        for name, column in known.items()
    }
    return table_of(dataset, made, label)


def _falls(province: Province, mark: Mark, roster: Roster, position: int) -> Flags:
    rng = stream(province.seed, Purpose.MARKS, roster.year, position)
    count = len(roster.members)
    above, below = happens(rng, count, mark.above), happens(rng, count, mark.below)
    return np.where(roster.above, above, below) & (roster.cents >= int(mark.smallest * CENTS))
