"""Compile a plan folder: gather, check everything, and only then hand out the plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhixing.foundation.issues import Issue, Severity, errors, require
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.checks import CHECKS
from zhixing.kernel.plan.compiled import Compilation, CompiledPlan
from zhixing.kernel.plan.gather import SHELVES, Gathered, gather
from zhixing.kernel.plan.objects import LightRule
from zhixing.kernel.plan.watching import Watching

_UNKNOWN = {
    codes.UNKNOWN_CLAUSE.code: "clauses",
    codes.UNKNOWN_ORGANISATION.code: "organisations",
    codes.UNKNOWN_PLACE.code: "places",
    codes.UNKNOWN_FIELD.code: "fields",
    codes.UNKNOWN_DATASET.code: "datasets",
    codes.UNKNOWN_INDICATOR.code: "indicators",
    codes.UNKNOWN_TARGET.code: "targets",
    codes.UNKNOWN_SCHEME.code: "schemes",
    codes.UNKNOWN_MEASURE.code: "measures",
    codes.UNKNOWN_INDUSTRY.code: "industries",
    codes.UNKNOWN_PARAMETER.code: "parameters",
}
_LISTS = ("published", "not_encoded", "cases")


def compile_plan(folder: Path) -> Compilation:
    """Compile the folder; `plan` is None when an error refuses it, and `issues` holds everything found.

    Checks between objects run also when some objects did not fit their model, so that an author sees all at once.
    """
    gathered = gather(folder)
    issues = list(gathered.issues)
    if not gathered.found["head"]:
        return Compilation(None, _ordered(issues))
    plan = _assembled(folder, gathered)
    for check in CHECKS:
        issues.extend(issue for issue in check(plan) if not _follows_from_a_misfit(issue, gathered))
    return Compilation(None if errors(issues) else plan, _ordered(issues))


def _follows_from_a_misfit(issue: Issue, gathered: Gathered) -> bool:
    """Whether it calls unknown what is written and has its own issue already: the author would look in vain."""
    name = str(issue.values.get("name", ""))
    if issue.code == codes.UNKNOWN_NAME.code:
        return name.replace("_", "-") in gathered.misfits["indicators"] | gathered.misfits["parameters"]
    kind = _UNKNOWN.get(issue.code)
    return kind is not None and name in gathered.misfits[kind]


def require_plan(folder: Path) -> CompiledPlan:
    """The compiled plan.

    Raises:
        Refused: the folder has errors; all of them.
    """
    compilation = compile_plan(folder)
    require(compilation.issues)
    if compilation.plan is None:
        raise ValueError(f"no plan in {folder}")
    return compilation.plan


def _assembled(folder: Path, gathered: Gathered) -> CompiledPlan:
    parts: dict[str, Any] = {}
    for shelf in SHELVES:
        found = gathered.found[shelf.kind]
        parts[shelf.kind] = tuple(found.values()) if shelf.kind in _LISTS else MappingProxyType(dict(found))
    parts["datasets"] = MappingProxyType(_with_choices(parts["datasets"], "columns", parts))
    parts["registers"] = MappingProxyType(_with_choices(parts["registers"], "fields", parts))
    parts["head"] = next(iter(gathered.found["head"].values()))
    parts["lights"] = next(iter(gathered.found["lights"].values()), LightRule())
    parts["watching"] = next(iter(gathered.found["watching"].values()), Watching())
    return CompiledPlan(
        root=folder,
        fingerprint=gathered.fingerprint,
        files=MappingProxyType(dict(gathered.files)),
        calibration=MappingProxyType(gathered.calibration),
        spots=MappingProxyType(gathered.spots),
        **parts,
    )


def _with_choices(holders: Mapping[str, Any], key: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the choices that columns of datasets and fields of registers take from other objects of the plan."""
    filled: dict[str, Any] = {}
    for name, holder in holders.items():
        columns = tuple(
            column.model_copy(update={"choices": _offered(parts[column.choices_from])})
            if column.choices_from
            else column
            for column in getattr(holder, key)
        )
        filled[name] = holder.model_copy(update={key: columns})
    return filled


def _offered(items: Mapping[str, Any]) -> dict[str, str]:
    return {item.id: item.title for item in items.values()}


def _ordered(issues: list[Issue]) -> tuple[Issue, ...]:
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    unique = {(str(i.where), i.code, i.en): i for i in issues}
    return tuple(sorted(unique.values(), key=lambda i: (rank[i.severity], i.where, i.code)))
