"""Goals: what a comparator asks of a value.

- `at_least`, `at_most`: the bound itself will do; `over`, `under`: it will not.
- `equals` (a plain number in a plan) means reaching it: at least for an indicator where more is better or
  nothing is said, at most where less is better.
- `about` gives `tolerance`, a share of the number: at least number - tolerance where more is better (more
  than that is no fault), at most number + tolerance where less is better, within both where neither is.
  Without a stated tolerance nothing is allowed off.
- `between`: both bounds will do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zhixing.foundation.issues import NOWHERE, Refused, Where
from zhixing.kernel.monitoring.codes import BAND_REVERSED, NO_GOAL, TOLERANCE
from zhixing.kernel.plan import Target

Direction = Literal["higher", "lower", "none"]
Sense = Literal["rise", "fall", "band"]
COMPARATORS = ("at_least", "over", "about", "equals", "at_most", "under", "between")


@dataclass(frozen=True)
class Goal:
    """What is asked: `aim` ends the path, `low` and `high` are bounds, `strict` leaves the bound out.

    `sense` says which way is good: `rise` (more), `fall` (less) or `band` (inside).
    """

    word: str
    sense: Sense
    aim: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    strict: bool = False

    def met(self, value: Fraction) -> bool:
        """Whether `value` is what was asked."""
        if self.low is not None and (value < self.low or (self.strict and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.strict and value == self.high)))

    def beyond(self, value: Fraction) -> bool:
        """Whether `value` has passed the far end of a band."""
        return self.sense == "band" and self.high is not None and value > self.high

    def on(self, value: Fraction, expected: Fraction) -> bool:
        """Whether `value` stands at least as well as `expected`."""
        return value <= expected if self.sense == "fall" else value >= expected

    def mapped(self, change: Callable[[Fraction], Fraction], falling: bool = False) -> Goal:
        """The same goal on another scale; `falling` when more there is less here."""
        low = None if self.low is None else change(self.low)
        high = None if self.high is None else change(self.high)
        sense = self.sense
        if falling:
            low, high = high, low
            sense = {"rise": "fall", "fall": "rise", "band": "band"}[sense]  # type: ignore[assignment]
        return Goal(self.word, sense, change(self.aim), low, high, self.strict)


def goal_of(target: Target, direction: Direction) -> Goal:
    """The goal of a quantified target.

    Raises:
        Refused: no comparator or several (`monitoring.no-goal`), a band that ends before it starts, a
            tolerance that is not a share.
    """
    where = Where(clause=target.clause) if target.clause else NOWHERE
    given = [word for word in COMPARATORS if getattr(target, word) is not None]
    if len(given) != 1:
        raise Refused([NO_GOAL.at(where, target=target.id, count=len(given))])
    word = given[0]
    if word == "between":
        assert target.between is not None
        low, high = target.between
        if low > high:
            raise Refused([BAND_REVERSED.at(where, target=target.id, low=low, high=high)])
        return Goal(word, "band", high if direction == "lower" else low, low, high)
    number: Fraction = getattr(target, word)
    if word == "about":
        return _about(number, _slack(target, number, where), direction)
    falls = word in ("at_most", "under") or (word == "equals" and direction == "lower")
    strict = word in ("over", "under")
    if falls:
        return Goal(word, "fall", number, high=number, strict=strict)
    return Goal(word, "rise", number, low=number, strict=strict)


def _slack(target: Target, number: Fraction, where: Where) -> Fraction:
    share = target.tolerance or Fraction(0)
    if not 0 <= share < 1:
        raise Refused([TOLERANCE.at(where, target=target.id, tolerance=share)])
    return abs(number) * share


def _about(number: Fraction, slack: Fraction, direction: Direction) -> Goal:
    if direction == "higher":
        return Goal("about", "rise", number, low=number - slack)
    if direction == "lower":
        return Goal("about", "fall", number, high=number + slack)
    return Goal("about", "band", number, number - slack, number + slack)
