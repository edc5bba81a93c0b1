"""What drafts would change, as one page to read: who moves, where, how much money, how firmly, beside the rule as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Border, Comparison, FairRow, Firmness, Spot, net_by_grade, ratio, side_by_side
from zhixing.surfaces.reports import whatif_words as words
from zhixing.surfaces.reports.figures import figure, share
from zhixing.surfaces.reports.page import page_environment, page_style
from zhixing.surfaces.reports.whatif_charts import bands_chart, bar, steps_chart, totals_chart

_LONG = "plan_industry"
"""A split of many parts; side by side it would hide the others, each draft's own table has it."""
Robust = tuple[Firmness | Refused, tuple[Comparison, ...]]


@dataclass(frozen=True)
class Trial:
    """One draft on the page."""

    plan: CompiledPlan
    name: str
    changes: tuple[str, ...]
    one: Comparison
    robust: Robust | None
    number: int

    @property
    def outcomes(self) -> list[tuple[str, int, int]]:
        before, after, called = (
            self.one.counts("before"),
            self.one.counts("after"),
            words.lab_outcome_words(self.plan, self.one),
        )
        return [
            (called[key][0], before.get(key, 0), after.get(key, 0))
            for key in dict.fromkeys([*before, *after])
        ]

    def turn(self, turn: str) -> int:
        return self.one.turns.get(turn, 0)

    def spots(self, column: str) -> list[tuple[str, Spot]]:
        """Parts that have movers, with what they are called."""
        called = words.lab_value_words(self.plan, self.one, column)
        return [(called.get(s.key, (s.key, s.key))[0], s) for s in self.one.by(column) if s.moved]

    @property
    def named_industries(self) -> list[tuple[str, Spot]]:
        """Industries of the plan that have movers, without those outside it."""
        return [(title, s) for title, s in self.spots(_LONG) if s.key in self.plan.industries]

    @property
    def matrix(self) -> tuple[tuple[str, ...], list[tuple[str, tuple[int, ...]]]]:
        """Head counts from every outcome (row) to every outcome (column), who stays in the diagonal."""
        called = words.lab_outcome_words(self.plan, self.one)
        before, after = self.one.counts("before"), self.one.counts("after")
        steps = dict(self.one.steps)
        for key, count in before.items():
            steps[key, key] = count - sum(n for (a, _), n in self.one.steps.items() if a == key)
        return tuple(called[key][0] for key in after), [
            (called[key][0], tuple(steps.get((key, other), 0) for other in after)) for key in before
        ]

    @property
    def diagonal(self) -> frozenset[tuple[int, int]]:
        before, after = list(self.one.counts("before")), list(self.one.counts("after"))
        return frozenset((before.index(key), after.index(key)) for key in before if key in after)

    @property
    def net(self) -> Any:
        return net_by_grade(self.one.money)

    @property
    def fairness(self) -> list[tuple[str, list[tuple[str, FairRow]]]]:
        """The parts of every split under its title."""
        found = []
        for split in self.one.splits:
            called = words.lab_value_words(self.plan, self.one, split.column)
            rows = [
                (called.get(row.value, (row.value, row.value))[0], row)
                for row in self.one.fairness
                if row.split == split.column
            ]
            found.append((split.title, rows))
        return found

    def ratio(self, row: FairRow, grade: str, which: int) -> str:
        found = ratio(row, self.one.fairness[0], grade, which)
        return "—" if found is None else figure(found, 2, fixed=True)

    @property
    def borders(self) -> list[tuple[Border | None, Border, Markup]]:
        before = {border.grade: border for border in self.one.bunching("before")}
        return [
            (before.get(b.grade), b, bands_chart(before.get(b.grade), b, f"bands-{self.number}-{b.grade}"))
            for b in self.one.bunching("after")
        ]

    @property
    def steps(self) -> Markup | None:
        called = words.lab_outcome_words(self.plan, self.one)
        return steps_chart(self.one, called, f"steps-{self.number}") if self.one.steps else None

    @property
    def totals(self) -> Markup | None:
        return totals_chart(self.one, f"totals-{self.number}")

    @property
    def firm(self) -> Firmness | None:
        return self.robust[0] if self.robust and isinstance(self.robust[0], Firmness) else None

    @property
    def not_firm(self) -> str:
        """Why weights could not be drawn; empty where they were or nobody asked."""
        if self.robust is None or isinstance(self.robust[0], Firmness):
            return ""
        return "；".join(issue.zh for issue in self.robust[0].issues)

    @property
    def years(self) -> tuple[Comparison, ...]:
        return self.robust[1] if self.robust else ()


def render_whatif(
    plan: CompiledPlan,
    found: Mapping[str, Comparison],
    changes: Mapping[str, Sequence[str]],
    robust: Mapping[str, Robust] | None = None,
) -> str:
    """The page: several drafts first side by side, then each by itself. Says that the facts are made up where names do."""
    trials = [
        Trial(plan, name, tuple(changes.get(name, ())), one, (robust or {}).get(name), at)
        for at, (name, one) in enumerate(found.items())
    ]
    return (
        page_environment()
        .get_template("whatif.html.j2")
        .render(
            style=page_style(),
            plan=plan.head,
            trials=trials,
            beside=_beside(plan, found) if len(found) > 1 else [],
            synthetic=any(_is_synthetic(one) for one in found.values()),
            figure=figure,
            share=share,
            bar=bar,
            part=lambda one, of: Fraction(one, of) if of else None,
            most=lambda rows: max((Fraction(s.moved, s.all) for _, s in rows), default=None),
            parties=words.lab_parties,
            columns=words.LAB_COLUMNS,
        )
    )


def _is_synthetic(one: Comparison) -> bool:
    """Made-up enterprises say so in their names."""
    if "name" not in one.rows.column_names:
        return False
    return any("合成" in str(name or "") for name in one.rows["name"].slice(0, 50).to_pylist())


def _beside(
    plan: CompiledPlan, found: Mapping[str, Comparison]
) -> list[tuple[words.Both, list[tuple[str, list[str]]]]]:
    rows = side_by_side(found)
    first = next(iter(found.values()))
    sections = []
    for section, title in words.LAB_SECTIONS.items():
        lines = []
        for row in rows:
            if row.section == section and row.key[0] != _LONG:
                knowing = next(
                    (one for one in found.values() if any(m.measure == row.key[0] for m in one.money)), first
                )
                called = words.lab_key_words(plan, knowing, section, row.key)
                lines.append((called[0], [_cell(value) for value in (row.plan, *row.drafts)]))
        if lines:
            sections.append((title, lines))
    return sections


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    return figure(value) if isinstance(value, int) else figure(as_decimal(Fraction(value), 2), 2, fixed=True)
