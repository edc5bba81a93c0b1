"""How a plan is watched: cycles, what is due from whom, thresholds of indicators, decisions of people, follow-ups."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from zhixing.kernel.plan.objects import Card, Cited, ClauseId, Exact, Id, Ids, PlanModel, Texts

__all__ = ["Card", "ConsistencyCheck", "Cycle", "FollowUp", "Forecasting", "Form", "Sign", "Watching"]


class Cycle(PlanModel):
    """When targets are looked at: at the end of every quarter or year, or on one day. The strongest stands last."""

    id: Id
    title: str
    title_en: str = ""
    clause: ClauseId
    every: Literal["quarter", "half-year", "year"] | None = None
    on: date | None = None


def _level(value: Fraction) -> Fraction:
    if not 50 <= value <= 99:
        raise ValueError("a band holds 50 to 99 per cent of outcomes")
    return value


class Forecasting(PlanModel):
    """When a forecast may be given and how wide its band is.

    Fewer than `least_points` figures give no forecast; `level` is the share of outcomes, in per cent, the band is meant to hold.
    Where growth as published and growth from levels are more than `population_break` percentage points apart, the figures
    are not of one population and are not carried on.
    """

    least_points: Annotated[int, Field(ge=4)] = 6
    level: Annotated[Exact, AfterValidator(_level)] = Fraction(80)
    population_break: Exact = Fraction(10)


class FollowUp(PlanModel):
    """What opens a follow-up, who answers and by when.

    `light` with `running` opens when a target has had the light at so many ends of `cycle` in a row; `overdue` when a form
    is late by more than so many working days; `parts` when reported parts do not add up to the reported whole. `targets`
    keeps it to some targets. The lead units of the target (or whoever owes the form) answer.
    """

    id: Id
    title: str
    title_en: str = ""
    clause: ClauseId
    light: Literal["red", "yellow"] | None = None
    running: int = 1
    cycle: Id | None = None
    overdue: int | None = None
    parts: bool = False
    targets: Ids = ()
    within_working_days: int
    ask: str
    ask_en: str = ""


class ConsistencyCheck(PlanModel):
    """What must hold between reported figures; what does not is found and said, never corrected in silence.

    `total` is held against the sum of the places below it, or against the indicator `parts` (the list behind a headline);
    `rate` against `numerator` over `denominator` times `times`; the two indicators `apart` must not show the same figures in
    every place. `rounding` is the last unit the figures are printed in.
    """

    id: Id
    title: str
    clause: ClauseId
    total: Id | None = None
    parts: Id | None = None
    rate: Id | None = None
    numerator: Id | None = None
    denominator: Id | None = None
    times: Exact = Fraction(1)
    apart: Ids = ()
    rounding: Exact = Fraction(0)


class Form(Cited):
    """What is asked of whom and how often.

    `dataset` is where it goes; `indicators` what it must carry where the dataset holds figures of indicators (all of them that
    are reported there when empty). Owed by `units`, or by every place of a level or group (`places`). Due so many working
    days after the end of the period.
    """

    dataset: Id
    indicators: Ids = ()
    units: Ids = ()
    places: Literal["province", "prefecture", "county"] | None = None
    places_in: Id | None = None
    every: Literal["quarter", "half-year", "year"]
    within_working_days: int
    reviewed_by: Id | None = None


class Sign(Cited):
    """Something in a result that is worth a look; an indicator for whoever analyses, never a finding against anybody.

    `bunching`: in a county, more totals than one would expect lie in the first `band` per cent above the lower cut of one of
    the `grades`: at least `least` of them, and at least `excess` times the mean of the band below and the two bands beside
    both. `crossing`: a total that lay inside the band below a cut last year and lies inside the band above it this year,
    because one item moved by `moved` points or more while no other moved by more than `still`. `graded`: who got one of
    the `grades` in a scheme that holds figures against each other. `says` is what is worth a look, `causes` are usual reasons.
    """

    kind: Literal["bunching", "crossing", "graded"]
    scheme: Id
    grades: Texts
    band: Exact | None = None
    least: int | None = None
    excess: Exact | None = None
    moved: Exact | None = None
    still: Exact | None = None
    says: str
    causes: Annotated[Texts, Field(min_length=1)]


class Watching(PlanModel):
    """The watching of a plan: cycles, the datasets in which people's decisions are filed, forecasts, follow-ups.

    `attainment_in` is the dataset in which how places did on their parts, out of a sealed run, is filed to assess them by.
    """

    cycles: tuple[Cycle, ...] = ()
    judgements_in: Id | None = None
    overrides_in: Id | None = None
    splits_in: Id | None = None
    attainment_in: Id | None = None
    forecast: Forecasting = Forecasting()
    follow_ups: tuple[FollowUp, ...] = ()
    checks: tuple[ConsistencyCheck, ...] = ()
