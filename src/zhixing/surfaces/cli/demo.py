"""`zhixing demo`: a whole synthetic province, five years, in one command."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import load_file
from zhixing.kernel.plan import CompiledPlan, Scheme
from zhixing.kernel.runs import Run, attainment_of, execute, request_for
from zhixing.kernel.synthesis import synthesise
from zhixing.operations.workspace import DEFAULT_PLAN, SETTINGS, Workspace, make_workspace, open_workspace
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.runs import tell_documents, write_reports
from zhixing.surfaces.reports import FORMATS, balance_of, contents_of, documents_due, figure

RECEIVED_FROM = "合成数据"
_LOADED = (".parquet", ".csv", ".xlsx")
_REPORTED_WITHIN = timedelta(days=45)
"""By then the figures of a quarter have come in, those that were late too."""
_FIRST = 3
_LIGHTS = {
    "reached": ("✓", "已达成", "reached"),
    "green": ("●", "正常", "on track"),
    "yellow": ("▲", "预警", "behind"),
    "red": ("■", "告警", "far behind"),
    "none": ("○", "缺数或不设灯", "no light"),
}

Seed = Annotated[int, typer.Option(help="随机种子 / seed")]
Scale = Annotated[str, typer.Option(help="规模，1 为全省 / 1 is the whole province")]
Serve = Annotated[
    bool,
    typer.Option(
        "--serve/--no-serve",
        help="结束后开网站；本版没有网站 / serve a site at the end; this version has none",
    ),
]


def demo(
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区 / the workspace")] = Path(
        "demo-workspace"
    ),
    plan: Annotated[str, typer.Option(help="方案 / plan")] = DEFAULT_PLAN,
    seed: Seed = 2018,
    scale: Scale = "1",
    serve: Serve = True,
) -> None:
    """生成一个合成省份，计算五年，写出报告。 Generate a synthetic province, compute five years, write the report."""
    start = time.monotonic()
    size = _size(scale)
    place = open_workspace(workspace) if (workspace / SETTINGS).exists() else make_workspace(workspace, plan)
    compiled = place.plan()
    if not place.lake.receipts():
        _fill(place, compiled, seed, size)
        _appraise(place, compiled)
    request = request_for(compiled, place.lake, "run", tuple(compiled.head.term.years))
    with say.progress(say.both("计算五年", "five years")) as tell:
        run = execute(compiled, place.lake, place.runs, request, progress=tell)
    documents = sorted(place.reports.glob(f"{run.id}-*.pdf"))
    page, book = (place.reports / f"{run.id}{ending}" for ending in (".html", ".xlsx"))
    if not (page.exists() and book.exists()):
        with say.progress(say.both("写报告", "reports")):
            write_reports(place, run)
            for path in tell_documents(place, run, documents_due(run), tuple(FORMATS)):
                documents.append(path)
    _summary(place, run)
    say.out.print(f"{say.both('运行', 'run')}：{run.folder}")
    say.out.print(f"{say.both('报告', 'report')}：{page}")
    say.out.print(f"{say.both('工作簿', 'workbook')}：{book}")
    for path in sorted({one for one in documents if one.suffix == ".pdf"}):
        say.out.print(f"{say.both('公文', 'document')}：{path}")
    say.out.print(f"{say.both('封印', 'seal')}：{run.seal}")
    seconds = time.monotonic() - start
    say.out.print(
        say.both(f"全部数据均为合成。用时 {seconds:.1f} 秒", f"All data are synthetic. {seconds:.1f} s")
    )


def _fill(place: Workspace, plan: CompiledPlan, seed: int, scale: Decimal) -> None:
    with say.progress(say.both("生成合成省份", "synthetic province")) as tell:
        made = synthesise(plan, place.root / "received", seed=seed, scale=scale, progress=tell)
    known = {f: made.received.get(f.name) or _known_on(plan, f) for f in made.files if f.suffix in _LOADED}
    files = sorted(known, key=lambda file: (known[file], file.name))
    with say.progress(say.both("装入数据", "loading")) as tell:
        for index, file in enumerate(files):
            tell(file.name, index / len(files))
            known_on, dataset = known[file], _dataset(plan, file)
            load_file(plan, place.lake, file, dataset=dataset, known_on=known_on, received_from=RECEIVED_FROM)


def _appraise(place: Workspace, plan: CompiledPlan) -> None:
    """On each single day on which the plan looks before its end: what a sealed run found of places becomes facts."""
    dataset = plan.watching.attainment_in
    days = [cycle.on for cycle in plan.watching.cycles if cycle.on and cycle.on < plan.head.term.end]
    for day in days if dataset else ():
        known_on = day + _REPORTED_WITHIN
        years = tuple(year for year in plan.head.term.years if year <= day.year)
        request = request_for(plan, place.lake, "monitor", years, as_of=day, as_known_on=known_on)
        with say.progress(say.both(f"目标状态 {day}", f"targets on {day}")) as tell:
            run = execute(plan, place.lake, place.runs, request, progress=tell)
        file = place.root / "received" / f"{dataset}-{day}.parquet"
        pq.write_table(attainment_of(run), file)
        load_file(plan, place.lake, file, dataset=dataset, known_on=known_on, received_from=RECEIVED_FROM)


def _size(text: str) -> Decimal:
    try:
        size = Decimal(text)
    except InvalidOperation as error:
        raise Refused([codes.BAD_SCALE.at(text=text)]) from error
    if not 0 < size <= 1:
        raise Refused([codes.BAD_SCALE.at(text=text)])
    return size


def _dataset(plan: CompiledPlan, file: Path) -> str:
    """The dataset a generated file is for: its name begins with it."""
    return max((key for key in plan.datasets if file.name.startswith(key)), key=len)


def _known_on(plan: CompiledPlan, file: Path) -> date:
    """Figures of a year are known by the end of June of the next, corrections ten days later."""
    year = re.search(r"-(20\d\d)\.", file.name)
    if year is None:
        return date(plan.head.term.years[-1] + 1, 6, 30)
    correction = file.suffix != ".parquet"
    return date(int(year[1]) + 1, 7 if correction else 6, 10 if correction else 30)


def _listed(lights: Counter[str]) -> str:
    shown = (
        f"{_LIGHTS[key][0]} {say.both(*_LIGHTS[key][1:])} {lights[key]}" for key in _LIGHTS if lights[key]
    )
    return "  ".join(shown)


def _summary(place: Workspace, run: Run) -> None:
    table = pq.read_table(run.result("targets"), columns=["target", "light"]).to_pydict()
    places = Counter(table["target"])
    whole = [light for name, light in zip(table["target"], table["light"], strict=True) if places[name] == 1]
    apart = [light for name, light in zip(table["target"], table["light"], strict=True) if places[name] > 1]
    say.out.print(say.both(f"目标 {len(whole)} 项", f"{len(whole)} targets") + f"：{_listed(Counter(whole))}")
    if apart:
        judged = len(places) - len(whole)
        zh, en = f"另有 {judged} 项逐地核对（地次）", f"{judged} more judged place by place"
        say.out.print(f"{say.both(zh, en)}：{_listed(Counter(apart))}")
    contents = contents_of(run, place.lake)
    for name in (n for n in run.results if n.startswith("evaluation-") and n.endswith(f"-{run.years[-1]}")):
        scheme = contents.plan.schemes[name.removeprefix("evaluation-").rpartition("-")[0]]
        counted = _outcomes(run, name, scheme)
        title = say.both(scheme.title, scheme.title_en or scheme.title)
        say.out.print(f"{title}：{counted or say.both('没有参评对象', 'nobody takes part')}")
    for one in contents.assessed:
        firsts = "；".join(
            f"{group.title} {'、'.join(p.title for p in group.places[:_FIRST] if p.rank)}"
            for group in one.groups
        )
        say.out.print(
            f"{say.both(one.scheme.title, one.scheme.title_en or one.scheme.title)}（{one.year}）：{firsts}"
        )
    money = balance_of(run, contents.plan, run.years)
    granted, charged = figure(money.granted, 2), figure(money.charged, 2)
    zh = f"措施（建议，各年合计，含暂定标准）：企业得 {granted} 亿元，付 {charged} 亿元"
    en = f"measures (proposals, all years, placeholders included): {granted} granted, {charged} charged, 100 million yuan"
    say.out.print(say.both(zh, en))
    counts = [receipt.counts for receipt in place.lake.receipts()]
    accepted, refused = sum(c.accepted for c in counts), sum(c.refused for c in counts)
    say.out.print(
        say.both(
            f"数据：收下 {accepted} 行，退回 {refused} 行",
            f"facts: {accepted} rows accepted, {refused} refused",
        )
    )


def _outcomes(run: Run, name: str, scheme: Scheme) -> str:
    """How many have each grade, best first, and each state after them."""
    table = pq.read_table(run.result(name), columns=["grade", "state"]).to_pydict()
    found = Counter(grade or state for grade, state in zip(table["grade"], table["state"], strict=True))
    titles = {state.id: state.title for state in scheme.population.states}
    order = [*scheme.grading.grades, *titles]
    return "  ".join(f"{titles.get(one, one)} {found[one]}" for one in order if found[one])


COMMANDS: tuple[Callable[..., None], ...] = (demo,)
