"""The compiled plan: immutable, every object by id, every object's place in its file, one fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.plan.case import Case
from zhixing.kernel.plan.crosswalk import Crosswalk
from zhixing.kernel.plan.measure import Measure, Stacking
from zhixing.kernel.plan.objects import (
    Clause,
    Dataset,
    Indicator,
    Industry,
    IndustryField,
    LightRule,
    NotEncoded,
    Organisation,
    Parameter,
    Place,
    PlaceGroup,
    PlanHead,
    Series,
    Target,
    Task,
)
from zhixing.kernel.plan.read import Document, Path_
from zhixing.kernel.plan.register import Register
from zhixing.kernel.plan.reporting import Report
from zhixing.kernel.plan.scheme import Scheme
from zhixing.kernel.plan.watching import Form, Sign, Watching

Spot = tuple[Document, Path_]


@dataclass(frozen=True)
class CompiledPlan:
    """A plan whose objects have the right shapes; `check`ed before it leaves the compiler.

    Mappings are by id, in the order of the files. `fingerprint` is a sha256 over all files of the folder.
    """

    root: Path
    fingerprint: str
    files: Mapping[str, str]
    head: PlanHead
    lights: LightRule
    watching: Watching
    clauses: Mapping[str, Clause]
    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]
    place_groups: Mapping[str, PlaceGroup]
    crosswalks: Mapping[str, Crosswalk]
    fields: Mapping[str, IndustryField]
    industries: Mapping[str, Industry]
    datasets: Mapping[str, Dataset]
    indicators: Mapping[str, Indicator]
    parameters: Mapping[str, Parameter]
    targets: Mapping[str, Target]
    tasks: Mapping[str, Task]
    forms: Mapping[str, Form]
    registers: Mapping[str, Register]
    schemes: Mapping[str, Scheme]
    signs: Mapping[str, Sign]
    measures: Mapping[str, Measure]
    stackings: Mapping[str, Stacking]
    reports: Mapping[str, Report]
    published: tuple[Series, ...]
    not_encoded: tuple[NotEncoded, ...]
    cases: tuple[Case, ...]
    calibration: Mapping[str, Any]
    spots: Mapping[tuple[str, str], Spot] = field(repr=False, compare=False)

    def where(self, kind: str, key: str, *path: str | int, clause: str = "") -> Where:
        """Place of an object (or of a part of it) in its file; `kind` is the attribute name, e.g. `targets`."""
        document, base = self.spots[(kind, key)]
        return document.where((*base, *path), clause)


@dataclass(frozen=True)
class Compilation:
    """What compiling gives: the plan when nothing refuses it, and every issue found."""

    plan: CompiledPlan | None
    issues: tuple[Issue, ...]
