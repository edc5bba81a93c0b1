"""`zhixing init`, `run`, `evaluate`, `monitor`, `explain`, `report`, `verify`, `runs`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel import evaluation
from zhixing.kernel.engine import Engine, Session, SparkEngine, render
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.runs import (
    Kind,
    Run,
    advise_enterprise,
    execute,
    explain_enterprise,
    find_run,
    granted_to,
    leftovers,
    request_for,
)
from zhixing.kernel.runs import verify as verify_run
from zhixing.operations.workspace import DEFAULT_PLAN, Workspace, make_workspace, open_workspace
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.counsel import counsel_text
from zhixing.surfaces.cli.watching import run_on_day, summary
from zhixing.surfaces.reports import (
    FORMATS,
    documents_due,
    render_scorecard,
    write_documents,
    write_report,
    write_workbook,
)

NOT_VERIFIED = 3
_HERE = "local[2]"


Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]
Years = Annotated[
    str | None,
    typer.Option(
        "--years",
        "-y",
        help="数据年度，如 2022 或 2018..2022；默认方案期 / data years; the plan's term by default",
    ),
]
Schemes = Annotated[
    list[str] | None,
    typer.Option("--scheme", "-s", help="评价办法，可多个；默认全部 / schemes; all by default"),
]
KnownOn = Annotated[
    str | None, typer.Option("--as-known-on", help="只用该日已知的数据 / use what was known on that day")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="目标看到哪一天 / the day targets are judged on")]
Threads = Annotated[
    int | None, typer.Option("--threads", help="线程数；结果与它无关 / threads; results do not depend on it")
]


class EngineName(StrEnum):
    """What computes."""

    DUCKDB = "duckdb"
    SPARK = "spark"


EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help="计算引擎；结果与它无关 / what computes; results do not depend on it"),
]
Master = Annotated[
    str,
    typer.Option(
        "--master", help="Spark 在哪里，如 local[4] 或 spark://… / where Spark is, with --engine spark"
    ),
]
RunName = Annotated[
    str, typer.Argument(help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")
]


def init(
    folder: Annotated[Path, typer.Argument(help="新工作区 / the workspace to make")],
    plan: Annotated[
        str, typer.Option(help="方案文件夹或随附方案名 / plan folder or shipped plan")
    ] = DEFAULT_PLAN,
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="演练：数据合成，日期可设 / nothing real, the day can be set")
    ] = False,
) -> None:
    """建一个工作区。 Make a workspace."""
    made = make_workspace(folder, plan, rehearsal=rehearsal)
    say.out.print(
        say.both(
            f"已建工作区 {made.root}，方案 {made.plan_name}",
            f"made workspace {made.root} for plan {made.plan_name}",
        )
    )


def run(
    years: Years = None, scheme: Schemes = None, as_known_on: KnownOn = None, as_of: AsOf = None,
    threads: Threads = None, engine: EngineOption = EngineName.DUCKDB, master: Master = _HERE, workspace: Place = Path(),
) -> None:  # fmt: skip
    """评价、措施、目标全部计算并封存。 Evaluate, propose measures, watch targets, and seal the run."""
    opening = _opening(engine, master, threads)
    _tell(_execute("run", years, scheme, as_known_on, as_of, opening, workspace))


def evaluate(  # noqa: PLR0913, PLR0917 (options of a command)
    years: Years = None, scheme: Schemes = None, as_known_on: KnownOn = None, threads: Threads = None,
    engine: EngineOption = EngineName.DUCKDB, master: Master = _HERE,
    sql: Annotated[bool, typer.Option("--sql", help="只打印整个评价的计算文本 / only print the evaluation as one text")] = False,
    dialect: Annotated[str, typer.Option(help="duckdb 或 spark")] = "duckdb",
    workspace: Place = Path(),
) -> None:  # fmt: skip
    """只做企业评价（和措施）。 Evaluate enterprises (and propose measures) only."""
    if sql:
        plan = open_workspace(workspace).plan()
        _print_sql(plan, _years(plan, years), scheme or [], dialect)
        return
    opening = _opening(engine, master, threads)
    _tell(_execute("evaluate", years, scheme, as_known_on, None, opening, workspace))


def monitor(
    years: Years = None,
    as_known_on: KnownOn = None,
    as_of: AsOf = None,
    threads: Threads = None,
    engine: EngineOption = EngineName.DUCKDB,
    master: Master = _HERE,
    workspace: Place = Path(),
) -> None:
    """只看目标。 Watch the targets only."""
    opening = _opening(engine, master, threads)
    place, found = _execute("monitor", years, None, as_known_on, as_of, opening, workspace)
    _tell((place, found))
    summary(found, place)


def explain(
    enterprise: Annotated[str, typer.Argument(help="统一社会信用代码 / unified social credit code")],
    run: RunName = "latest",
    year: Annotated[int | None, typer.Option("--year", "-y", help="数据年度 / data year")] = None,
    scheme: Annotated[str | None, typer.Option("--scheme", "-s", help="评价办法 / scheme")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    html: Annotated[Path | None, typer.Option(help="写成网页 / write a page here")] = None,
    advice: Annotated[
        bool, typer.Option("--advice", help="另给提等建议和稳健性 / advice and how firm the grade is, too")
    ] = False,
    workspace: Place = Path(),
) -> None:
    """一家企业的等次从何而来，追到单元格和条款。 Why a firm has its grade, down to the cell and the clause."""
    place = open_workspace(workspace)
    chosen = find_run(place.runs, run)
    found = explain_enterprise(chosen, place.lake, enterprise, year=year, scheme=scheme)
    granted = granted_to(chosen, place.lake, enterprise, year=year)
    advised = advise_enterprise(chosen, place.lake, enterprise, year=year, scheme=scheme) if advice else ()
    if json:
        counsel = {(one.scheme, one.year): {"counsel": one.to_json()} for one in advised}
        proposed = {
            year: [one.to_json() for one in granted if one.year == year]
            for year in {one.year for one in granted}
        }
        say.as_json(
            [
                one.to_json()
                | {"measures": proposed.get(one.year, [])}
                | counsel.get((one.scheme, one.year), {})
                for one in found
            ]
        )
        return
    if html:
        html.write_text(render_scorecard(found, "html", granted=granted), encoding="utf-8")
        say.out.print(str(html))
    else:
        say.out.print(render_scorecard(found, "text", granted=granted), markup=False)
    if advised:
        say.out.print(counsel_text(advised), markup=False)


def report(
    run: RunName = "latest",
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            "-d",
            help="只写这些公文（编号，可多个）；不写则写网页、工作簿和当期该出的公文 / only these documents",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="目标看到这一天的运行 / the run that judged targets on this day"),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", "-f", help="公文的格式 / formats of documents")
    ] = ",".join(FORMATS),
    listed: Annotated[
        bool, typer.Option("--list", help="只列出方案里的公文 / only list the plan's documents")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="写到哪个文件夹 / the folder to write to")] = None,
    workspace: Place = Path(),
) -> None:
    """把封存的运行写成网页、工作簿和公文。 Write a sealed run as a page, a workbook and official documents."""
    place = open_workspace(workspace)
    day = say.day(as_of)
    found = find_run(place.runs, run) if day is None else run_on_day(place, day)
    if listed:
        _list_documents(found)
        return
    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise Refused(
            codes.UNKNOWN_FORMAT.at(NOWHERE, name=name, known="、".join(FORMATS)) for name in unknown
        )
    if not document:
        for path in write_reports(place, found, out):
            say.out.print(str(path))
    for path in tell_documents(place, found, document or documents_due(found), wanted, out):
        say.out.print(str(path))


def _list_documents(run: Run) -> None:
    """The documents of the plan sealed with a run: those due on its day are marked."""
    due = documents_due(run)
    table = Table(box=None, pad_edge=False)
    for heading in (
        ("编号", "id"),
        ("公文", "document"),
        ("文种", "kind"),
        ("条款", "clause"),
        ("本期", "now due"),
        ("附件", "annexes"),
    ):
        table.add_column(say.both(*heading), overflow="fold")
    for one in require_plan(run.folder / "plan").reports.values():
        title = re.sub(r"\{\{.*?\}\}", "…", one.title)
        table.add_row(
            one.id, say.both(title, one.title_en or title), one.kind, one.clause, "✓" if one.id in due else "",
            "、".join(one.annexes),
        )  # fmt: skip
    say.out.print(table)


def verify(run: RunName = "latest", threads: Threads = None, workspace: Place = Path()) -> None:
    """重新计算封存的运行，逐字节比较。 Recompute a sealed run and compare bytes."""
    place = open_workspace(workspace)
    found = find_run(place.runs, run)
    with say.progress(say.both("复算", "recomputing")) as tell:
        issues = verify_run(found, place.lake, threads=threads, progress=tell)
    say.issues(issues)
    if issues:
        say.out.print(say.both(f"{found.id}：不符", f"{found.id}: does not verify"))
        raise typer.Exit(NOT_VERIFIED)
    count = len(found.manifest["results"])
    say.out.print(
        say.both(
            f"{found.id}：封印、方案、数据完好，{count} 个结果文件复算后逐字节相同。封印 {found.seal}",
            f"{found.id}: seal, plan and facts intact, {count} result files recomputed to the same bytes. Seal {found.seal}",
        )
    )


def runs(workspace: Place = Path(), json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """列出封存的运行。 List the sealed runs."""
    place = open_workspace(workspace)
    found = [Run.read(path.parent) for path in sorted(place.runs.glob("[!.]*/manifest.json"))]
    if json:
        say.as_json([{"id": one.id, "seal": one.seal, "request": one.manifest["request"]} for one in found])
        return
    for one in found:
        say.out.print(f"{one.id}  {one.seal[:16]}  {one.manifest['request']['as_known_on']}")
    say.issues(leftovers(place.runs))


COMMANDS: tuple[Callable[..., None], ...] = (init, run, evaluate, monitor, explain, report, verify, runs)


def write_reports(place: Workspace, run: Run, out: Path | None = None) -> tuple[Path, Path]:
    """The page and the workbook of a run."""
    folder = out or place.reports
    folder.mkdir(parents=True, exist_ok=True)
    page = write_report(run, place.lake, folder / f"{run.id}.html")
    book = write_workbook(run, place.lake, folder / f"{run.id}.xlsx")
    return page, book


def tell_documents(
    place: Workspace, run: Run, names: Sequence[str], formats: Sequence[str], out: Path | None = None
) -> Iterator[Path]:
    """The official documents of a run with their annexes, as each is done."""
    for written in write_documents(run, place.lake, names, out or place.reports, formats):
        yield from written.paths
        say.issues(written.issues)


def _years(plan: CompiledPlan, text: str | None) -> tuple[int, ...]:
    if text is None:
        return tuple(plan.head.term.years)
    try:
        return tuple(Period.parse(text).years)
    except ValueError as error:
        raise Refused([codes.BAD_YEARS.at(NOWHERE, text=text)]) from error


def _execute(
    kind: Kind, years: str | None, schemes: list[str] | None, known_on: str | None, as_of: str | None,
    opening: Callable[[], Session], workspace: Path,
) -> tuple[Workspace, Run]:  # fmt: skip
    place = open_workspace(workspace)
    plan = place.plan()
    request = request_for(
        plan, place.lake, kind, _years(plan, years), schemes=schemes or (),
        as_known_on=say.day(known_on),
        as_of=say.day(as_of),
    )  # fmt: skip
    with say.progress(say.both("计算", "computing")) as tell:
        return place, execute(plan, place.lake, place.runs, request, engine=opening, progress=tell)


def _opening(engine: EngineName, master: str, threads: int | None) -> Callable[[], Session]:
    if engine is EngineName.SPARK:
        return partial(SparkEngine, master)
    return partial(Engine, threads=threads)


def _tell(done: tuple[Workspace, Run]) -> None:
    _, found = done
    rows = sum(result["rows"] for result in found.manifest["results"].values())
    say.out.print(
        say.both(
            f"{found.id}：{len(found.manifest['results'])} 个结果文件，{rows} 行。封印 {found.seal}",
            f"{found.id}: {len(found.manifest['results'])} result files, {rows} rows. Seal {found.seal}",
        )
    )


def _print_sql(plan: CompiledPlan, years: tuple[int, ...], schemes: list[str], dialect: str) -> None:
    wanted = [plan.schemes[name] for name in schemes] if schemes else list(plan.schemes.values())
    for year in years:
        for scheme in wanted:
            if scheme.years[0] <= year <= scheme.years[1] and not scheme.abstract:
                print(f"-- {scheme.title}（{scheme.id}），{year}")  # noqa: T201
                print(render(evaluation.build(plan, scheme, year), dialect) + ";\n")  # noqa: T201
