"""Where firms are and what they make: county by industry, and counties that change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import fsum

import numpy as np

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.plan import Place
from zhixing.kernel.synthesis import codes
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Ints
from zhixing.kernel.synthesis.models import Calibration

SPLIT_PARTS = 10**6
_ROUNDS = 12
_CELL_PARTS = 10**9


def cell_bounds(calibration: Calibration) -> Ints:
    """Upper bounds of the cells (county-major) in parts of a whole, for drawing a firm's county and industry.

    Weights are county × industry × specialism, fitted so that counties and industries keep their totals.
    """
    trades, counties = calibration.industries.trades, calibration.counties.counties
    cells = [
        [float(county.firms * trade.level.firms * county.specialisms.get(trade.id, 1)) for trade in trades]
        for county in counties
    ]
    rows = _shares([float(county.firms) for county in counties])
    columns = _shares([float(trade.level.firms) for trade in trades])
    for _ in range(_ROUNDS):
        factors = [want / fsum(row[j] for row in cells) for j, want in enumerate(columns)]
        cells = [[value * factor for value, factor in zip(row, factors, strict=True)] for row in cells]
        cells = [[value * want / fsum(row) for value in row] for row, want in zip(cells, rows, strict=True)]
    parts = np.array([round(value * _CELL_PARTS) for row in cells for value in row], dtype=np.int64)
    return np.cumsum(parts)


def code_bounds(calibration: Calibration) -> list[tuple[list[str], Ints]]:
    """For each industry its four-digit codes and the upper bounds of their weights."""
    found = []
    for trade in calibration.industries.trades:
        weights = [round(trade.main.get(code, 1) * 1000) for code in trade.codes]
        found.append((list(trade.codes), np.cumsum(np.array(weights, dtype=np.int64))))
    return found


@dataclass(frozen=True)
class Divisions:
    """The county codes in use, and for each year which one a firm of an original county has, by its draw.

    `bounds[year][county]` lists (upper bound of the draw, code index).
    """

    codes: tuple[str, ...]
    bounds: dict[int, list[list[tuple[int, int]]]]

    def codes_of(self, year: int, county: Ints, draw: Ints) -> Ints:
        """Code index of each firm in `year`."""
        found = np.zeros(len(county), dtype=np.int64)
        for index, parts in enumerate(self.bounds[year]):
            members = np.flatnonzero(county == index)
            uppers = np.array([upper for upper, _ in parts], dtype=np.int64)
            places = np.array([code for _, code in parts], dtype=np.int64)
            found[members] = places[np.searchsorted(uppers, draw[members], side="right")]
        return found


def divisions(plan: PlanView, calibration: Calibration, years: list[int]) -> Divisions:
    """County codes by year, following the plan's successors with their shares.

    Raises:
        Refused: `synthesis.county-not-valid`.
    """
    splits = {(s.origin, s.to): Fraction(s.share) for s in calibration.counties.splits}
    order: dict[str, int] = {}
    bounds: dict[int, list[list[tuple[int, int]]]] = {}
    issues: list[Issue] = []
    for year in years:
        bounds[year] = []
        for county in calibration.counties.counties:
            shares = held_on(plan, county.id, date(year, 12, 31), splits)
            if sum(shares.values()) != 1:
                where = Where("calibration/counties.yaml")
                issues.append(codes.COUNTY_ENDED.at(where, year=year, county=county.id))
            bounds[year].append(_parts(shares, order))
    if issues:
        raise Refused(issues)
    return Divisions(tuple(order), bounds)


def held_on(
    plan: PlanView, code: str, day: date, splits: dict[tuple[str, str], Fraction]
) -> dict[str, Fraction]:
    """Which codes hold the firms of `code` on `day`, with shares."""
    place = plan.places[code]
    given: dict[str, Fraction] = {}
    for successor in place.successors:
        taker = plan.places.get(successor.id)
        ended = place.valid.until is not None and place.valid.until < day
        if taker is None or not _valid(taker, day) or not (ended or taker.valid.since):
            continue
        share = splits.get((code, successor.id), successor.share)
        given[successor.id] = (
            Fraction(1) if share is None and successor.extent == "whole" else Fraction(share or 0)
        )
    if _valid(place, day):
        return {code: 1 - sum(given.values(), Fraction(0)), **given}
    return given


def _valid(place: Place, day: date) -> bool:
    since, until = place.valid.since, place.valid.until
    return (since is None or since <= day) and (until is None or day <= until)


def _parts(shares: dict[str, Fraction], order: dict[str, int]) -> list[tuple[int, int]]:
    upper, parts = Fraction(0), []
    for code, share in shares.items():
        upper += share * SPLIT_PARTS
        parts.append((round(upper), order.setdefault(code, len(order))))
    if parts:
        parts[-1] = (SPLIT_PARTS, parts[-1][1])
    return parts


def _shares(weights: list[float]) -> list[float]:
    whole = fsum(weights)
    return [weight / whole for weight in weights]
