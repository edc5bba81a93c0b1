"""Follow-ups that the rules of the plan open: what for, who answers, by when. Opening is data; people close them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhixing.kernel.monitoring.assessment import Light
from zhixing.kernel.monitoring.dues import Due
from zhixing.kernel.monitoring.lights import Lit
from zhixing.kernel.monitoring.workdays import after_working_days
from zhixing.kernel.plan import FollowUp, Target, Watching


@dataclass(frozen=True)
class Opened:
    """One follow-up. `holds` says whether what opened it still stands on the day looked at."""

    rule: str
    title: str
    clause: str
    opened_on: date
    deadline: date
    target: str
    place: str
    form: str
    period: str
    lead_units: tuple[str, ...]
    supporting_units: tuple[str, ...]
    ask: str
    why_zh: str
    why_en: str
    evidence: tuple[str, ...]
    holds: bool


@dataclass(frozen=True)
class Disagreement:
    """Parts that do not add up to the whole they belong to."""

    target: str
    place: str
    period: str
    whole: str
    parts: str
    seen_on: date


class SupervisedPlan(Protocol):
    """What follow-ups read of a compiled plan."""

    @property
    def watching(self) -> Watching: ...
    @property
    def targets(self) -> Mapping[str, Target]: ...


def open_follow_ups(
    plan: SupervisedPlan,
    history: Sequence[Sequence[Lit]],
    dues: Sequence[Due] = (),
    disagreements: Sequence[Disagreement] = (),
    *,
    as_of: date,
) -> tuple[Opened, ...]:
    """All follow-ups that the plan's rules open until `as_of`, by rule, in order of the day.

    A run of lights opens one follow-up, on the day it has lasted long enough; it opens another only after it was broken.

    Raises:
        Refused: `monitoring.no-calendar`.
    """
    found: list[Opened] = []
    for rule in plan.watching.follow_ups:
        if rule.light is not None:
            found += _by_lights(plan, rule, history)
        elif rule.overdue is not None:
            found += _by_forms(rule, dues, as_of)
        else:
            found += _by_parts(plan, rule, disagreements)
    return tuple(found)


def _by_lights(plan: SupervisedPlan, rule: FollowUp, history: Sequence[Sequence[Lit]]) -> Iterator[Opened]:
    courses: dict[tuple[str, str], list[Lit]] = {}
    for row in history:
        for one in row:
            if rule.cycle in one.look.cycles and (not rule.targets or one.assessment.target in rule.targets):
                courses.setdefault((one.assessment.target, one.assessment.place), []).append(one)
    wanted = Light(rule.light or "red")
    for (target, place), course in courses.items():
        run: list[Lit] = []
        opened: list[tuple[Lit, tuple[Lit, ...]]] = []
        for one in course:
            run = [*run, one] if one.light is wanted else []
            if len(run) == rule.running:
                opened.append((one, tuple(run)))
        for last, seen in opened:
            holds = bool(run) and seen[0] in run
            yield _of_target(plan, rule, target, place, last.look.day, seen, holds)


def _of_target(
    plan: SupervisedPlan, rule: FollowUp, target: str, place: str, day: date, seen: Sequence[Lit], holds: bool
) -> Opened:
    days = "、".join(one.look.day.isoformat() for one in seen)
    words = {"red": ("红", "red"), "yellow": ("黄", "yellow")}[rule.light or "red"]
    of = plan.targets[target]
    return Opened(
        rule.id, rule.title, rule.clause, day, after_working_days(day, rule.within_working_days), target, place, "", "",
        of.lead_units, of.supporting_units, rule.ask,
        f"{days} 均为{words[0]}灯；{seen[-1].assessment.reason.zh}",
        f"{words[1]} on {days}; {seen[-1].assessment.reason.en}",
        tuple(f"{one.look.day.isoformat()} {one.light.value}: {one.assessment.reason.code}" for one in seen), holds,
    )  # fmt: skip


def _by_forms(rule: FollowUp, dues: Sequence[Due], as_of: date) -> Iterator[Opened]:
    for due in dues:
        opened = after_working_days(due.due, rule.overdue or 0)
        late = due.received_on is None or due.received_on > opened
        if due.state not in ("overdue", "late") or not late or opened > as_of:
            continue
        came = f"，{due.received_on.isoformat()} 报到" if due.received_on else "，至今未报"
        came_en = f", received on {due.received_on.isoformat()}" if due.received_on else ", not received yet"
        lacking = f"；缺 {'、'.join(due.lacking)}" if due.lacking else ""
        yield Opened(
            rule.id, rule.title, rule.clause, opened, after_working_days(opened, rule.within_working_days), "",
            due.place, due.form, due.period.text, (due.unit,) if due.unit else (), (), rule.ask,
            f"{due.title} {due.period.text} 应于 {due.due.isoformat()} 报送{came}{lacking}",
            f"{due.form} of {due.period.text} was due on {due.due.isoformat()}{came_en}", due.lacking,
            due.received_on is None,
        )  # fmt: skip


def _by_parts(plan: SupervisedPlan, rule: FollowUp, found: Sequence[Disagreement]) -> Iterator[Opened]:
    for one in found:
        if rule.targets and one.target not in rule.targets:
            continue
        of = plan.targets[one.target]
        yield Opened(
            rule.id, rule.title, rule.clause, one.seen_on, after_working_days(one.seen_on, rule.within_working_days),
            one.target, one.place, "", one.period, of.lead_units, of.supporting_units, rule.ask,
            f"{one.period} 各部分合计 {one.parts}，总数报 {one.whole}",
            f"{one.period}: the parts add to {one.parts}, the whole was reported as {one.whole}",
            (f"{one.period}: {one.parts} / {one.whole}",), True,
        )  # fmt: skip
