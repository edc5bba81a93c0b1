"""The first page, targets, runs."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from zhixing.kernel.runs import Run
from zhixing.operations.accounts import ROLES, Grant, Subject
from zhixing.operations.office import place_words
from zhixing.operations.supervision import agenda
from zhixing.surfaces.reports import LAMPS
from zhixing.surfaces.web.asking import Asked, absent, page
from zhixing.surfaces.web.templatetags.zhixing import english
from zhixing.surfaces.web.watching import (
    Standing,
    chart_of,
    counted_lights,
    latest_watch,
    lights_over_time,
    rows_of,
    runs_of,
    standings,
)


@page
def home(asked: Asked) -> HttpResponse:
    """What waits for the person, and where the targets stand."""
    waiting = agenda(asked.office, asked.person)
    lights = None
    run = latest_watch(asked.office) if _sees_figures(asked) else None
    if run is not None:
        found = standings(asked.office.plan, run)
        day = found[0].row["as_of"] if found else ""
        lights = {"run": run.id, "day": day, "counts": counted_lights(found, english())}
    grants = [_grant(asked, one) for one in asked.person.holds(asked.office.today())]
    return asked.page("home.html", waiting=waiting, lights=lights, grants=grants)


def _sees_figures(asked: Asked) -> bool:
    return asked.office.may(
        asked.person, "see-figures", Subject(place=asked.office.plan.head.province)
    ).allowed


def _grant(asked: Asked, grant: Grant) -> str:
    role = ROLES[grant.role]
    where = "、".join(place_words(asked.office.plan, place) for place in grant.places)
    return f"{role.en if english() else role.zh} {where}".strip()


@page
def targets(asked: Asked) -> HttpResponse:
    """All targets by clause, with their lights."""
    plan = asked.office.plan
    asked.office.require(asked.person, "see-figures", Subject(place=plan.head.province))
    run = latest_watch(asked.office)
    found = standings(plan, run) if run else []
    light, unit = asked.request.GET.get("light", ""), asked.request.GET.get("unit", "")
    chosen = [
        one
        for one in found
        if light in ("", one.lamp.light)
        and unit in ("", *one.target.lead_units, *one.target.supporting_units)
    ]
    groups = [
        {"clause": clause, "rows": [one for one in chosen if one.target.clause == clause.id]}
        for clause in plan.clauses.values()
    ]
    units = sorted({u for one in found for u in one.target.lead_units})
    return asked.page(
        "targets.html", run=run, groups=[g for g in groups if g["rows"]], total=len(chosen), light=light, unit=unit,
        lamps=[(lamp.light, str(lamp) if not english() else f"{lamp.mark} {lamp.word_en}") for lamp in LAMPS.values()],
        units=[(u, plan.organisations[u].short or plan.organisations[u].title) for u in units],
    )  # fmt: skip


@page
def target(asked: Asked, target: str) -> HttpResponse:
    """One target: where it stands and why, its lights over time, its registers and people."""
    plan = asked.office.plan
    asked.office.require(asked.person, "see-figures", Subject(place=plan.head.province))
    run = latest_watch(asked.office)
    one = next((s for s in (standings(plan, run) if run else []) if s.target.id == target), None)
    if run is None or one is None:
        return absent(asked)
    feeding = [
        register
        for register in plan.registers.values()
        if any(tally.indicator == one.target.indicator for tally in register.counts)
    ]
    # Drawn by the reports, which escape every word they put into a picture.
    drawn = mark_safe(chart_of(asked.office.workspace, run.folder, target))
    return asked.page(
        "target.html", one=one, run=run, path=_path(one), chart=drawn,
        history=lights_over_time(run, target, plan.head.province),
        feeding=feeding, indicator=plan.indicators.get(one.target.indicator or ""), clause=plan.clauses[one.target.clause],
        leads=[plan.organisations[u] for u in one.target.lead_units],
        supports=[plan.organisations[u] for u in one.target.supporting_units], followed=_followed(run, target),
    )  # fmt: skip


def _path(one: Standing) -> list[dict[str, object]]:
    return [dict(point) for point in one.row["path"] or []]


def _followed(run: Run, target: str) -> list[dict[str, object]]:
    if "follow-ups" not in run.results:
        return []
    return [row for row in rows_of(run.result("follow-ups")) if row["target"] == target]


@page
def runs(asked: Asked) -> HttpResponse:
    """All sealed runs."""
    asked.office.require(asked.person, "see-figures", Subject(place=asked.office.plan.head.province))
    return asked.page("runs.html", runs=runs_of(asked.office))


@page
def run(asked: Asked, run: str) -> HttpResponse:
    """One sealed run: what it was asked, what it rests on, its results and its seal."""
    asked.office.require(asked.person, "see-figures", Subject(place=asked.office.plan.head.province))
    found = next((one for one in runs_of(asked.office) if one.id == run), None)
    if found is None:
        return absent(asked)
    results = sorted(found.manifest["results"].items())
    return asked.page(
        "run.html",
        run=found,
        request_=found.manifest["request"],
        results=results,
        code=found.manifest["code"],
    )
