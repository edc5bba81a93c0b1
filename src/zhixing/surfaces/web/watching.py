"""What pages know of targets and runs: from sealed runs, read once and kept as long as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zhixing.kernel.plan import CompiledPlan, Target
from zhixing.kernel.runs import Run
from zhixing.operations.office import Office
from zhixing.operations.workspace import Workspace
from zhixing.surfaces.reports import LAMPS, Lamp, contents_of, lamp_of, path_chart


@dataclass(frozen=True)
class Standing:
    """A target as a run judged it: its lamp, what is so and what should be, and why."""

    target: Target
    lamp: Lamp
    row: dict[str, Any]


def runs_of(office: Office) -> list[Run]:
    """All sealed runs, the newest first."""
    folders = office.workspace.runs.glob("*/manifest.json")
    return [
        Run.read(path.parent) for path in sorted(folders, key=lambda p: p.stat().st_mtime_ns, reverse=True)
    ]


def latest_watch(office: Office) -> Run | None:
    """The newest run that judged targets."""
    return next((run for run in runs_of(office) if "targets" in run.results), None)


@lru_cache(maxsize=64)
def rows_of(path: Path) -> tuple[dict[str, Any], ...]:
    """The rows of a result of a sealed run; they never change."""
    return tuple(pq.read_table(path).to_pylist())


def standings(plan: CompiledPlan, run: Run) -> list[Standing]:
    """Every target of the plan as the run judged it for the whole, in the order of the plan."""
    rows = {
        row["target"]: row for row in rows_of(run.result("targets")) if row["place"] == plan.head.province
    }
    return [
        Standing(target, lamp_of(rows[target.id]["light"], rows[target.id]["reason"]), rows[target.id])
        for target in plan.targets.values()
        if target.id in rows
    ]


def counted_lights(found: Sequence[Standing], english: bool) -> list[dict[str, object]]:
    """How many targets have which light, worst first."""
    counts = Counter(one.lamp.light for one in found)
    return [
        {"light": lamp.light, "mark": lamp.mark, "word": lamp.word_en if english else lamp.word, "count": counts[lamp.light]}
        for lamp in LAMPS.values()
    ]  # fmt: skip


@lru_cache(maxsize=256)
def chart_of(workspace: Workspace, folder: Path, target: str) -> str:
    """Expected against observed as a picture without scripts; empty where there is nothing to draw."""
    contents = contents_of(Run.read(folder), workspace.lake)
    standing = next((one for one in contents.whole if one.target.id == target), None)
    return str(path_chart(standing, 1) or "") if standing else ""


def lights_over_time(run: Run, target: str, place: str) -> list[dict[str, Any]]:
    """Every look at a target, the earliest first; of several cycles on one day the first."""
    seen: dict[date, dict[str, Any]] = {}
    if "lights" in run.results:
        for row in rows_of(run.result("lights")):
            if row["target"] == target and row["place"] == place:
                seen.setdefault(row["as_of"], row)
    return [{**seen[day], "lamp": lamp_of(seen[day]["light"], seen[day]["reason"])} for day in sorted(seen)]
