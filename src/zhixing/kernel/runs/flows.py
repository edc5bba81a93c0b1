"""The money of a draft by who pays and who receives, and side by side for several drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Protocol

from zhixing.foundation.quantities import Unit, as_decimal
from zhixing.kernel.plan import FROM_ENTITY, TO_ENTITY

Party = Literal["treasury", "enterprise"]
TREASURY: Party = "treasury"
ENTERPRISE: Party = "enterprise"
_IN = Unit.parse("万元")


def payer_and_receiver(kind: str) -> tuple[Party, Party] | None:
    """Who pays whom by the kind of a measure; None where it moves no money (an allocation, a restriction)."""
    if kind in TO_ENTITY:
        return TREASURY, ENTERPRISE
    return (ENTERPRISE, TREASURY) if kind in FROM_ENTITY else None


class Line(Protocol):
    """What is needed of a line of money."""

    @property
    def kind(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def before(self) -> Decimal: ...
    @property
    def after(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True)
class Net:
    """What enterprises of a grade get (positive) or pay (negative) in all, under the plan and under the draft."""

    grade: str
    unit: str
    before: Decimal
    after: Decimal


def net_by_grade(lines: Iterable[Line]) -> tuple[Net, ...]:
    """The sums of all measures that move money, by grade, in 万元; the last row (grade empty) is of all grades."""
    found: dict[tuple[str, str], list[Decimal]] = {}
    for line in lines:
        parties = payer_and_receiver(line.kind)
        if parties is None:
            continue
        sign = 1 if parties[1] == ENTERPRISE else -1
        factor = Unit.parse(line.unit).to(_IN)
        for key in ((line.grade or "—", _IN.text), ("", _IN.text)):
            sums = found.setdefault(key, [Decimal(0), Decimal(0)])
            sums[0] += sign * as_decimal(Fraction(line.before) * factor)
            sums[1] += sign * as_decimal(Fraction(line.after) * factor)
    ordered = sorted(found.items(), key=lambda item: (item[0][0] == "", item[0]))
    return tuple(Net(grade, unit, sums[0], sums[1]) for (grade, unit), sums in ordered)
