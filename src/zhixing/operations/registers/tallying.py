"""What the registers count for the targets on a day, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.registers import Counted, counted
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office
from zhixing.operations.registers.reading import every_entry


@dataclass(frozen=True)
class Tallied:
    """An indicator, the registers that count for it, what they hold on the day, and the targets it is for."""

    indicator: str
    title: str
    registers: tuple[str, ...]
    entries: int
    value: str
    unit: str
    targets: tuple[str, ...]


def tallies(office: Office, person: Person, day: date) -> tuple[Tallied, ...]:
    """All indicators that registers count for, in the order of the plan; the sum of all that counts on the day.

    Raises:
        Refused: `accounts.not-allowed` (who may see aggregates of the whole may see this).
    """
    plan = office.plan
    office.require(person, "see-figures", Subject(place=plan.head.province))
    by_indicator: dict[str, list[Counted]] = {}
    sources: dict[str, dict[str, None]] = {}
    for register in plan.registers.values():
        for tally in register.counts:
            sources.setdefault(tally.indicator, {})[register.id] = None
            by_indicator.setdefault(tally.indicator, [])
    for one in counted(plan, every_entry(), day, office.today()):
        by_indicator[one.indicator].append(one)
    return tuple(
        Tallied(
            name, plan.indicators[name].title, tuple(sources[name]), len({(o.register, o.entry) for o in ones}),
            f"{as_decimal(_total(ones)):f}", plan.indicators[name].unit.text,
            tuple(t.id for t in plan.targets.values() if t.indicator == name),
        )
        for name, ones in by_indicator.items()
    )  # fmt: skip


def _total(ones: list[Counted]) -> Fraction:
    """The sum of one scope: an entry counted in several scopes is there several times."""
    once = {(one.register, one.entry): one.amount for one in ones}
    return sum(once.values(), Fraction(0))
