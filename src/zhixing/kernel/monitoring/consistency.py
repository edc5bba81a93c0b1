"""Figures that contradict each other: a headline and its list, a rate and what it is made of, two layers that are one.

All three were seen on a real city screen. A check says what must hold; what does not is a finding with both figures, and
nothing is corrected in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhixing.kernel.plan import ConsistencyCheck

Figures = Mapping[tuple[str, str, str], Fraction]
"""Values by indicator, place and period, each in the unit of its indicator."""

FINDINGS = {
    "total-differs": (
        "{what}：总数报 {stated}，各部分合计 {found}，相差 {difference}",
        "{what}: the total says {stated}, its parts add to {found}, {difference} apart",
    ),
    "within-rounding": (
        "{what}：总数报 {stated}，各部分合计 {found}，相差 {difference}，在进位误差之内",
        "{what}: the total says {stated}, its parts add to {found}; {difference} apart, which rounding explains",
    ),
    "ratio-differs": (
        "{what}：比率报 {stated}，按分子分母应是 {found}，相差 {difference}",
        "{what}: the rate says {stated}, numerator and denominator give {found}, {difference} apart",
    ),
    "layers-alike": (
        "{what}：两项指标在全部 {found} 个地区的数都相同，可能有一项取错了数",
        "{what}: two indicators have the same figures in all {found} places; one may show the other's",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One contradiction: which check, where, when, both figures."""

    check: str
    kind: str
    place: str
    period: str
    stated: Fraction | None
    found: Fraction
    what: str

    def said(self, language: str) -> str:
        """The finding as a sentence."""
        difference = abs(self.stated - self.found) if self.stated is not None else Fraction(0)
        shown = {"stated": self.stated, "found": self.found, "difference": difference}
        words = {name: f"{float(value):.6g}" for name, value in shown.items() if value is not None}
        return FINDINGS[self.kind][language == "en"].format(what=self.what, **words)


def contradictions(
    checks: Sequence[ConsistencyCheck], figures: Figures, parents: Mapping[str, str | None]
) -> tuple[Finding, ...]:
    """Everything that the checks find wrong, in their order and then by period and place.

    Args:
        parents: the place above each place; the parts of a total are the places below it.
    """
    found: list[Finding] = []
    for check in checks:
        if check.total is not None:
            found += _totals(check, figures, parents)
        elif check.rate is not None:
            found += _rates(check, figures)
        else:
            found += _layers(check, figures)
    return tuple(found)


def _totals(
    check: ConsistencyCheck, figures: Figures, parents: Mapping[str, str | None]
) -> Iterator[Finding]:
    for (name, place, period), stated in sorted(figures.items()):
        if name != check.total:
            continue
        if check.parts and check.parts != check.total:
            parts = [
                value
                for (other, at, when), value in figures.items()
                if (other, at, when) == (check.parts, place, period)
            ]
        else:
            parts = [
                value for (other, at, when), value in figures.items()
                if other == name and when == period and parents.get(at) == place
            ]  # fmt: skip
        if not parts:
            continue
        summed = sum(parts, Fraction(0))
        if stated != summed:
            # Every part and the total may be half a unit of their last decimal off.
            within = abs(stated - summed) <= check.rounding * (len(parts) + 1) / 2
            kind = "within-rounding" if within else "total-differs"
            yield Finding(check.id, kind, place, period, stated, summed, check.title)


def _rates(check: ConsistencyCheck, figures: Figures) -> Iterator[Finding]:
    for (name, place, period), stated in sorted(figures.items()):
        above = figures.get((check.numerator or "", place, period))
        below = figures.get((check.denominator or "", place, period))
        if name != check.rate or above is None or not below:
            continue
        rate = above / below * check.times
        if abs(stated - rate) > check.rounding / 2:
            yield Finding(check.id, "ratio-differs", place, period, stated, rate, check.title)


def _layers(check: ConsistencyCheck, figures: Figures) -> Iterator[Finding]:
    """Two indicators whose figures are the same in every place, of at least three, where not all are equal anyway."""
    one, other = check.apart[:2]
    periods = sorted({period for name, _, period in figures if name == one})
    for period in periods:
        mine = {
            place: value for (name, place, when), value in figures.items() if name == one and when == period
        }
        theirs = {
            place: value for (name, place, when), value in figures.items() if name == other and when == period
        }
        shared = set(mine) & set(theirs)
        if (
            len(shared) >= _LEAST
            and len({mine[p] for p in shared}) > 1
            and all(mine[p] == theirs[p] for p in shared)
        ):
            yield Finding(check.id, "layers-alike", "", period, None, Fraction(len(shared)), check.title)


_LEAST = 3
