"""From the calibration trees of a plan to checked figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.plan import Dataset, Form, Indicator, Industry, Organisation, Place, Target, Watching
from zhixing.kernel.synthesis import codes
from zhixing.kernel.synthesis.models import Assessment, Calibration, Dirt, Metering, Province
from zhixing.kernel.synthesis.project_models import EnergyControl, Projects
from zhixing.kernel.synthesis.shapes import NO_SOURCE_MARK, Counties, Figure, Industries

LEAST_SCALE, MOST_SCALE = Decimal("0.001"), Decimal(4)
_FILES: dict[str, type[BaseModel]] = {
    "province": Province,
    "industries": Industries,
    "counties": Counties,
    "dirt": Dirt,
    "assessment": Assessment,
    "metering": Metering,
    "projects": Projects,
    "energy": EnergyControl,
}
_OPTIONAL = {
    "assessment": "place-assessment",
    "metering": "utility-quarter",
    "projects": "land-parcel",
    "energy": "energy-control",
}
"""Files that are wanted only where the plan has the dataset."""


class PlanView(Protocol):
    """What this room reads of a compiled plan."""

    @property
    def calibration(self) -> Mapping[str, Any]: ...
    @property
    def places(self) -> Mapping[str, Place]: ...
    @property
    def industries(self) -> Mapping[str, Industry]: ...
    @property
    def datasets(self) -> Mapping[str, Dataset]: ...
    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def targets(self) -> Mapping[str, Target]: ...
    @property
    def forms(self) -> Mapping[str, Form]: ...
    @property
    def organisations(self) -> Mapping[str, Organisation]: ...
    @property
    def watching(self) -> Watching: ...


def require_calibration(plan: PlanView) -> Calibration:
    """The plan's calibration, typed and checked against the plan.

    Raises:
        Refused: `synthesis.calibration-missing`, `-invalid`, `figure-without-source`, `unknown-name`.
    """
    parts: dict[str, Any] = {}
    issues: list[Issue] = []
    for stem, model in _FILES.items():
        if plan.calibration.get(stem) is None:
            if stem in _OPTIONAL and _OPTIONAL[stem] not in plan.datasets:
                continue
            issues.append(codes.CALIBRATION_MISSING.at(Where("calibration/"), stem=stem))
            continue
        try:
            parts[stem] = model.model_validate(plan.calibration[stem])
        except ValidationError as error:
            issues.extend(_faults(stem, error.errors()))
    if issues:
        raise Refused(issues)
    calibration = Calibration(**parts)
    issues.extend(_unknown_names(plan, calibration))
    issues.extend(_gaps(calibration.province))
    issues.extend(_uncapped(calibration))
    if issues:
        raise Refused(issues)
    return calibration


def require_request(calibration: Calibration, years: Sequence[int], scale: Decimal, seed: int) -> None:
    """Refuse years that are not calibrated and scales that the synthetic code range cannot hold.

    Raises:
        Refused: `synthesis.year-not-calibrated`, `scale-out-of-range`, `seed-negative`.
    """
    known = calibrated_years(calibration.province)
    issues = [
        codes.YEAR_NOT_CALIBRATED.at(year=year, first=known[0], last=known[-1])
        for year in (years or [0])
        if year not in known
    ]
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        issues.append(codes.SCALE_OUT_OF_RANGE.at(scale=scale, least=LEAST_SCALE, most=MOST_SCALE))
    if seed < 0:
        issues.append(codes.SEED_NEGATIVE.at(seed=seed))
    if issues:
        raise Refused(issues)


def calibrated_years(province: Province) -> list[int]:
    """The years that have figures, in order."""
    return sorted(province.firms.above)


def _faults(stem: str, errors: Iterable[ErrorDetails]) -> Iterable[Issue]:
    for error in errors:
        path = ".".join(str(part) for part in error["loc"])
        where = Where(f"calibration/{stem}.yaml")
        if NO_SOURCE_MARK in error["msg"]:
            yield codes.NO_SOURCE.at(where, path=path)
        else:
            yield codes.CALIBRATION_INVALID.at(where, path=path, why=error["msg"])


def _unknown_names(plan: PlanView, calibration: Calibration) -> Iterable[Issue]:
    trades = {trade.id for trade in calibration.industries.trades}
    named: list[tuple[str, str, str, object]] = []
    named += [("industries", "industries", t.id, plan.industries) for t in calibration.industries.industries]
    for county in calibration.counties.counties:
        named.append(("counties", "counties", county.id, plan.places))
        named += [("counties", f"counties.{county.id}", name, trades) for name in county.specialisms]
    for split in calibration.counties.splits:
        named += [("counties", "splits", end, plan.places) for end in (split.origin, split.to)]
    named.append(("dirt", "county", calibration.dirt.county, {c.id for c in calibration.counties.counties}))
    named.append(
        ("dirt", "year", str(calibration.dirt.year), {str(y) for y in calibration.province.firms.above})
    )
    marks = plan.datasets.get("enterprise-marks")
    choices = next((c.choices for c in marks.columns if c.id == "mark"), {}) if marks else {}
    if marks:
        named += [("province", "marks", mark.mark, choices) for mark in calibration.province.marks]
    places = plan.datasets.get(_OPTIONAL["assessment"])
    if places and calibration.assessment:
        columns = {column.id for column in places.columns}
        named += [("assessment", "columns", name, columns) for name in calibration.assessment.columns]
    if calibration.metering:
        counties = {county.id for county in calibration.counties.counties}
        named += [("metering", "counties", name, counties) for name in calibration.metering.counties]
    for stem, path, name, known in named:
        if name not in known:  # type: ignore[operator]
            yield codes.UNKNOWN_NAME.at(Where(f"calibration/{stem}.yaml"), path=path, name=name)


def _gaps(province: Province) -> Iterable[Issue]:
    """Every yearly figure is there for the same unbroken run of years, the anchor year among them."""
    first = calibrated_years(province)
    wanted = list(range(first[0], first[-1] + 1)) if first else []
    where = Where("calibration/province.yaml")
    for path, series in _series(province):
        if sorted(series) != wanted:
            why = f"years {sorted(series)} instead of {wanted}"
            yield codes.CALIBRATION_INVALID.at(where, path=path, why=why)
    if province.anchor_year not in wanted:
        yield codes.CALIBRATION_INVALID.at(where, path="anchor_year", why="not a calibrated year")


def _uncapped(calibration: Calibration) -> Iterable[Issue]:
    """Caps of energy follow from the year before, so every calibrated year but the first has a growth."""
    wanted = calibrated_years(calibration.province)[1:]
    if calibration.energy is not None and sorted(calibration.energy.growth) != wanted:
        why = f"years {sorted(calibration.energy.growth)} instead of {wanted}"
        yield codes.CALIBRATION_INVALID.at(Where("calibration/energy.yaml"), path="growth", why=why)


def _series(province: Province) -> Iterable[tuple[str, Mapping[int, Figure]]]:
    for part in ("firms", "revenue", "big", "ratios"):
        for name, value in vars(getattr(province, part)).items():
            if isinstance(value, dict):
                yield f"{part}.{name}", value
