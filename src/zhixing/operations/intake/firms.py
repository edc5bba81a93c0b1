"""The list of firms of a place and year: the rows of the dataset that the plan's schemes score firms by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import known_rows
from zhixing.kernel.plan import CompiledPlan, Dataset, places_in
from zhixing.operations.intake import codes
from zhixing.operations.office import Office


@dataclass(frozen=True)
class FirmList:
    """A dataset with a row for each firm and year, and the columns by which it is read."""

    dataset: Dataset
    firm: str
    year: str
    place: str
    name: str | None


def firm_list(plan: CompiledPlan) -> FirmList:
    """The dataset most schemes take their firms from.

    Raises:
        Refused: `intake.no-list`.
    """
    found = _found(plan)
    if found is None:
        raise Refused([codes.NO_LIST.at(NOWHERE, dataset="—")])
    return found


def has_list(plan: CompiledPlan) -> bool:
    """Whether there is such a dataset."""
    return _found(plan) is not None


def _found(plan: CompiledPlan) -> FirmList | None:
    scored = Counter(s.population.dataset for s in plan.schemes.values() if s.entity == "enterprise")
    ranked = sorted(scored, key=lambda name: (-scored[name], name))
    return next((listed for name in ranked if (listed := _read(plan.datasets[name]))), None)


def _read(dataset: Dataset) -> FirmList | None:
    kinds = {column.id: column.type for column in dataset.columns}
    firm = next((name for name in dataset.key if kinds[name] == "uscc"), "")
    year = next((name for name in dataset.key if kinds[name] == "year"), "")
    place = next((name for name, kind in kinds.items() if kind == "place"), "")
    name = next((c for c, kind in kinds.items() if kind == "text" and c not in dataset.key), None)
    return FirmList(dataset, firm, year, place, name) if firm and year and place else None


def firms_of(office: Office, listed: FirmList, place: str, year: int) -> pa.Table:
    """The firms of the place in the year, as known today."""
    where: dict[str, Any] = {listed.year: [str(year)]}
    if place != office.plan.head.province:
        where[listed.place] = _holding(office.plan, listed, place)
    return known_rows(
        office.plan, office.workspace.lake, listed.dataset.id, where=where, known_on=office.today()
    )


def _holding(plan: CompiledPlan, listed: FirmList, place: str) -> list[str]:
    column = next(c for c in listed.dataset.columns if c.id == listed.place)
    inside = places_in(plan, (place,))
    return [one for one in inside if column.level in ("any", plan.places[one].level)] or [place]


def places_of_firms(office: Office, year: int) -> Mapping[str, str]:
    """The place of each firm of the year; empty where the plan keeps no list of firms."""
    listed = _found(office.plan)
    if listed is None:
        return {}
    rows = firms_of(office, listed, office.plan.head.province, year)
    return dict(zip(rows[listed.firm].to_pylist(), rows[listed.place].to_pylist(), strict=True))
