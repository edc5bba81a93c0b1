"""Watching the targets in a run: readings and decisions from facts, then where every target stands, look after look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.engine import Session
from zhixing.kernel.facts import Lake
from zhixing.kernel.monitoring import (
    Disagreement,
    Due,
    Finding,
    Lit,
    Look,
    Reading,
    contradictions,
    disagreeing,
    dues_table,
    dues_until,
    ends_of,
    findings_table,
    follow_ups_table,
    forecasts_table,
    lights_over_time,
    lights_table,
    looks_until,
    open_follow_ups,
    shown_number,
    to_table,
)
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs.cascade import write_cascade
from zhixing.kernel.runs.decisions import decisions_of
from zhixing.kernel.runs.filed import filed_of
from zhixing.kernel.runs.forecasts import forecasts_of
from zhixing.kernel.runs.readings import readings_of, reported_figures
from zhixing.kernel.runs.request import Request

Readings = Mapping[str, Sequence[Reading]]
History = Sequence[Sequence[Lit]]
_QUARTER = timedelta(days=92)


@dataclass(frozen=True)
class Watch:
    """The watching of one run: everything it reads, and the folder the results go to."""

    plan: CompiledPlan
    lake: Lake
    engine: Session
    request: Request
    folder: Path
    notes: list[Issue]

    def all(self) -> None:
        """Write lights on every look, where targets stood at the end of each year and stand now, dues, follow-ups.

        The computed indicators are read from the folder, where the results go too.
        """
        readings = readings_of(self.plan, self.engine, self.folder)
        decisions = decisions_of(self.plan, self.engine)
        self.notes.extend(decisions.notes)
        history = lights_over_time(
            self.plan, readings, self._looks(), judgements=decisions.judgements, overrides=decisions.overrides
        )
        for row in history:
            day = row[0].look.day if row else self.request.as_of
            if day == self.request.as_of:
                self._write("targets", to_table(one.assessment for one in row))
            elif day.year in self.request.years and day == date(day.year, 12, 31):
                self._write(f"targets-{day.year}", to_table(one.assessment for one in row))
        self._write("lights", lights_table(history))
        self._cascade(readings, history)
        latest = (lit.assessment for lit in history[-1])
        self._write("forecasts", forecasts_table(forecasts_of(self.plan, readings, latest)))
        if self.plan.watching.checks:
            self._write("contradictions", findings_table(self._contradictions()))
        self._supervise(readings, history)

    def _looks(self) -> tuple[Look, ...]:
        """The days of the cycles since the first year; the end of every earlier year is always one of them."""
        first, as_of = date(self.request.years[0], 1, 1), self.request.as_of
        found = {look.day: look for look in looks_until(self.plan.watching.cycles, first, as_of)}
        for end in ends_of("year", first, as_of):
            if end.year in self.request.years:
                found.setdefault(end, Look(end, ()))
        return tuple(found[day] for day in sorted(found))

    def _cascade(self, readings: Readings, history: History) -> None:
        wholes = [one.assessment for one in history[-1]]
        before = history[-2][0].look.day if len(history) > 1 and history[-2] else None
        self.notes.extend(
            write_cascade(self.plan, self.lake, self.request, readings, wholes, before, self.folder)
        )

    def _contradictions(self) -> tuple[Finding, ...]:
        checks = self.plan.watching.checks
        named = {
            name
            for check in checks
            for name in (
                check.total,
                check.parts,
                check.rate,
                check.numerator,
                check.denominator,
                *check.apart,
            )
            if name is not None
        }
        figures = reported_figures(self.plan, self.engine, named)
        return contradictions(
            checks, figures, {place.id: place.parent for place in self.plan.places.values()}
        )

    def _disagreements(self, readings: Readings) -> tuple[Disagreement, ...]:
        found = disagreeing(self.plan, readings, self.request.as_of)
        return tuple(
            Disagreement(
                target, place, period.text, shown_number(whole), shown_number(parts), known or period.end
            )
            for target, place, period, whole, parts, known in found
        )

    def _supervise(self, readings: Readings, history: History) -> None:
        try:
            dues = self._dues()
            opened = open_follow_ups(
                self.plan, history, dues, self._disagreements(readings), as_of=self.request.as_of
            )
        except Refused as refused:
            # Without the holidays of a year no day can be named; everything else of the run stands.
            self.notes.extend(refused.issues)
            return
        if self.plan.forms:
            self._write("due", dues_table(dues))
        if self.plan.watching.follow_ups:
            self._write("follow-ups", follow_ups_table(opened))

    def _dues(self) -> tuple[Due, ...]:
        filed = filed_of(self.plan, self.lake, self.engine, self.request.as_known_on)
        as_of = self.request.as_of
        return dues_until(self.plan, filed, as_of, as_of + _QUARTER, date(self.request.years[0], 1, 1))

    def _write(self, name: str, result: pa.Table) -> None:
        pq.write_table(result, self.folder / f"{name}.parquet", compression="zstd")
