"""The proposals of a plan for its years, each computed once in the session it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.kernel.engine import Session, cast, col, lit, named, query, table
from zhixing.kernel.measures import codes
from zhixing.kernel.measures.claims import EXCEPTED, PROPOSED, Asked, claims, is_illustrative
from zhixing.kernel.measures.force import in_force
from zhixing.kernel.measures.together import DUE, columns, settled, stacked
from zhixing.kernel.plan import CompiledPlan, Measure, Stacking

__all__ = ["EXCEPTED", "PROPOSED", "Proposals"]

Graded = Callable[[str, int], str | None]
"""Of a scheme and a year, the engine's table with the result; None where there is none."""


class Proposals:
    """What the measures of a plan propose, from the grades it is given.

    Args:
        graded: results of schemes; asked also for the years before, where a measure looks back.
        apart: columns of the facts, outside their contract, that keep populations apart.
        prefix: what the tables made in the session begin with, where two plans share it.
        refunds: tables (entity, amount, outcome) of what refunding measures give back, where that is known otherwise than by
            what the refunded measure proposed.
    """

    def __init__(
        self,
        plan: CompiledPlan,
        session: Session,
        graded: Graded,
        *,
        apart: tuple[str, ...] = (),
        prefix: str = "",
        refunds: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._plan, self._session, self._graded = plan, session, graded
        self._apart, self._prefix, self._refunds = apart, prefix, refunds
        self._claimed: dict[tuple[str, int], Asked | None] = {}
        self._made: set[str] = set()
        self.notes: list[Issue] = []

    def of(self, measure: Measure, year: int) -> exp.Query | None:
        """The proposals of a measure in a year, ordered by whom they are about; None where there can be none.

        There can be none when the measure is not in force all year, or when nobody was graded by its scheme.

        Columns: measure, year, entity (and further keys of the dataset), county, plan_industry, size, grade, state, running,
        line, base, rate, claim, amount, says, outcome, because, due_year, instalment, unit, illustrative, document, article.
        """
        asked = self._asked(measure, year)
        if asked is None:
            return None
        source = self._source(measure, year)
        last = exp.select(
            *(col(name) for name in (*columns(asked), *DUE)),
            named(cast(lit(measure.unit.text if measure.unit else None), "VARCHAR"), "unit"),
            named(lit(is_illustrative(self._plan, measure)), "illustrative"),
            named(lit(measure.basis.document), "document"), named(lit(measure.basis.article), "article"),
        ).from_(table(source))  # fmt: skip
        return query([], last.order_by(*(col(key) for key in asked.keys), col("due_year")))

    def _asked(self, measure: Measure, year: int) -> Asked | None:
        """The measure with all it rests on, its claims computed; None where it cannot be applied."""
        key = (measure.id, year)
        if key not in self._claimed:
            self._claimed[key] = self._prepared(measure, year)
        return self._claimed[key]

    def _prepared(self, measure: Measure, year: int) -> Asked | None:
        if not in_force(measure, Period.of_year(year)):
            return None
        graded = tuple(
            self._tables(measure, year - measure.grade_lag - back) for back in range(measure.years_back + 1)
        )
        if measure.scheme and not graded[0]:
            where = self._plan.where("measures", measure.id, clause=measure.clause)
            grades = f"{measure.scheme} {year - measure.grade_lag}"
            self.notes.append(codes.NO_GRADES.at(where, measure=measure.id, year=year, grades=grades))
            return None
        refunded: str | None = None
        if measure.id in self._refunds:
            refunded = self._refunds[measure.id]
        elif measure.refund_of:
            other = self._plan.measures[measure.refund_of]
            before = year - measure.refund_lag
            refunded = self._source(other, before) if self._asked(other, before) else None
        self._note_gaps(measure, year, graded)
        stacking = self._stacking_of(measure)
        asked = Asked(
            self._plan, measure, year, graded, refunded, stacking.at_most if stacking else None, self._apart
        )
        if stacking:
            # Others look at these claims too; those of a measure that meets nobody are never kept by themselves.
            self._session.create(self._name("claimed", measure, year), claims(asked))
        return asked

    def _note_gaps(self, measure: Measure, year: int, graded: tuple[tuple[str, ...], ...]) -> None:
        missing = [
            year - measure.grade_lag - back for back, tables in enumerate(graded) if back and not tables
        ]
        needed = max(line.years_back for line in measure.lines)
        if measure.scheme and missing and needed:
            where = self._plan.where("measures", measure.id, clause=measure.clause)
            years = "、".join(str(one) for one in sorted(missing))
            self.notes.append(codes.STREAK_UNKNOWN.at(where, measure=measure.id, year=year, years=years))

    def _tables(self, measure: Measure, year: int) -> tuple[str, ...]:
        """Results whose grades count in a year, those of the smallest place first."""
        if measure.scheme is None:
            return ()
        levels = {"county": 0, "prefecture": 1, "province": 2}
        local = sorted(
            measure.local_schemes,
            key=lambda key: (levels[self._plan.places[self._plan.schemes[key].place].level], key),
        )
        found = [self._graded(key, year) for key in (*local, measure.scheme)]
        return tuple(name for name in found if name is not None)

    def _source(self, measure: Measure, year: int) -> str:
        """The table with the settled proposals of a measure that can be applied."""
        name = self._name("settled", measure, year)
        if name in self._made:
            return name
        asked = self._asked(measure, year)
        if asked is None:
            raise ValueError(f"{measure.id} cannot be applied to {year}")
        stacking = self._stacking_of(measure)
        members = self._members(stacking, year) if stacking else {}
        if stacking and len(members) > 1:
            steps, source = stacked(stacking, members, asked), "stacked"
        elif stacking:
            steps, source = [], self._name("claimed", measure, year)
        else:
            steps, source = [("claims", claims(asked))], "claims"
        self._session.create(name, settled(asked, steps, source))
        self._made.add(name)
        return name

    def _members(self, stacking: Stacking, year: int) -> Mapping[str, str]:
        members = [self._plan.measures[key] for key in stacking.measures]
        return {one.id: self._name("claimed", one, year) for one in members if self._asked(one, year)}

    def _stacking_of(self, measure: Measure) -> Stacking | None:
        return next((one for one in self._plan.stackings.values() if measure.id in one.measures), None)

    def _name(self, stage: str, measure: Measure, year: int) -> str:
        return f"{self._prefix}{stage}-{measure.id}-{year}"
