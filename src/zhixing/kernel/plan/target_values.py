"""The figure and comparator a target states, whatever key it was written under."""

from __future__ import annotations

from fractions import Fraction

from zhixing.kernel.plan.objects import Target

COMPARATORS = ("at_least", "over", "about", "equals", "at_most", "under", "between")


def comparator_of(target: Target) -> str | None:
    """The comparator the target uses; None for a qualitative one."""
    return next((name for name in COMPARATORS if getattr(target, name) is not None), None)


def figure_of(target: Target) -> Fraction | None:
    """The figure, in the target's unit; for `between` the lower end; None for a qualitative target."""
    name = comparator_of(target)
    if name is None:
        return None
    value = getattr(target, name)
    return Fraction(value[0] if name == "between" else value)
