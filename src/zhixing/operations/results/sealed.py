"""Sealed runs as the results use them: found, trusted, and read row by row."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.plan import CompiledPlan, Scheme, places_in, require_plan
from zhixing.kernel.runs import Run, check_intact, code_identity, find_run, verify
from zhixing.operations.office import Office
from zhixing.operations.results import codes

_VERIFIED: set[tuple[str, str, str]] = set()
"""Runs that this process has recomputed to the same bytes, by folder, seal and code: it is long work."""


@dataclass(frozen=True)
class Row:
    """What a run found about one entity. Without a grade it has a state."""

    enterprise: str
    name: str
    place: str
    state: str
    grade_cut: str
    grade: str
    moved_by: str
    total: Decimal | None
    rank: int | None

    @property
    def result(self) -> str:
        """The grade, or the state where there is none."""
        return self.grade or self.state


def sealed_run(office: Office, name: str) -> Run:
    """The run of this name, with its seal, results, plan and facts intact.

    Raises:
        Refused: `results.run-needed`, `runs.unknown-run`, `results.run-damaged`.
    """
    if not name.strip():
        raise Refused([codes.RUN_NEEDED.at(NOWHERE)])
    run = find_run(office.workspace.runs, name.strip())
    issues = check_intact(run, office.workspace.lake)
    if issues:
        raise Refused([codes.RUN_DAMAGED.at(NOWHERE, run=run.id), *issues])
    return run


def require_verified(office: Office, run: Run) -> None:
    """Recompute the run and compare bytes, once in a process.

    Raises:
        Refused: `results.run-damaged`.
    """
    mark = (str(run.folder), run.seal, str(code_identity()["fingerprint"]))
    if mark in _VERIFIED:
        return
    issues = verify(run, office.workspace.lake)
    if issues:
        raise Refused([codes.RUN_DAMAGED.at(NOWHERE, run=run.id), *issues])
    _VERIFIED.add(mark)


def plan_of(run: Run) -> CompiledPlan:
    """The plan sealed with the run: the rules that its grades were given by."""
    return _compiled(run.folder, run.seal)


@lru_cache(maxsize=4)
def _compiled(folder: Path, seal: str) -> CompiledPlan:
    """Compiled once for a seal; that it still is what was sealed is checked with the run."""
    return require_plan(folder / "plan")


def rows_of(run: Run, scheme: str, year: int, place: str) -> Mapping[str, Row]:
    """The rows of a result that lie in a place, by entity, in the order of the result.

    Raises:
        Refused: `results.not-in-run`, `results.nothing-of-place`.
    """
    result = f"evaluation-{scheme}-{year}"
    if result not in run.results:
        known = "、".join(name for name in run.results if name.startswith("evaluation-")) or "—"
        raise Refused([codes.NOT_IN_RUN.at(NOWHERE, run=run.id, scheme=scheme, year=year, known=known)])
    plan = plan_of(run)
    entity = entity_of(plan, plan.schemes[scheme])
    inside = set(places_in(plan, (place,)))
    rows = (_row(found, entity) for found in pq.read_table(run.result(result)).to_pylist())
    listed = {row.enterprise: row for row in rows if row.place in inside}
    if not listed:
        raise Refused([codes.NOTHING_OF_PLACE.at(NOWHERE, run=run.id, scheme=scheme, year=year, place=place)])
    return listed


def _row(found: Mapping[str, Any], entity: str) -> Row:
    name = str(found[entity])
    return Row(
        enterprise=name,
        name=str(found.get("name") or name),
        place=str(found.get("county") or name),
        state=str(found.get("state") or ""),
        grade_cut=str(found.get("grade_cut") or ""),
        grade=str(found.get("grade") or ""),
        moved_by=str(found.get("moved_by") or ""),
        total=found.get("total"),
        rank=found.get("rank"),
    )


def named(scheme: Scheme, result: str) -> str:
    """A grade or state as people read it: a state by its title."""
    titles = {state.id: state.title for state in scheme.population.states}
    return titles.get(result, result)


def make_read_only(folder: Path) -> None:
    """Take the right to write from a run's folder and everything in it; doing it again changes nothing."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            (Path(place) / name).chmod(0o444)
        Path(place).chmod(0o555)
