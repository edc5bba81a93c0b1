"""`zhixing targets`, and what `zhixing monitor` says when it is done: where the targets stand, made for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pyarrow.parquet as pq
import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.runs import Run, attainment_of, find_run
from zhixing.operations.workspace import Workspace, open_workspace
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.lines import (
    KINDS,
    STYLES,
    Line,
    line_of,
    lines_of_place,
    plain,
    reason_of,
    title_of,
)
from zhixing.surfaces.cli.one_target import show_target

if TYPE_CHECKING:
    from zhixing.kernel.plan import Place
    from zhixing.surfaces.reports import Contents, Standing

_MOST_RED = 8


@dataclass(frozen=True)
class _Wanted:
    """What to list; all that is given must hold."""

    light: str | None
    clause: str | None
    unit: str | None
    kind: str | None

    def holds(self, standing: Standing) -> bool:
        own, target = standing.target.clause, standing.target
        below = self.clause is None or own == self.clause or own.startswith(f"{self.clause}.")
        led = self.unit is None or self.unit in target.lead_units or self.unit in standing.leads
        kind = self.kind is None or self.kind in (target.kind, KINDS[target.kind][0])
        return below and led and kind and (self.light is None or standing.lamp.light == self.light)


def targets(  # noqa: PLR0913, PLR0917 (options of a command)
    target: Annotated[str | None, typer.Argument(help="一项目标的编号；不写则列出全部 / one target's id; all when not given")] = None,
    run: Annotated[str, typer.Option("--run", "-r", help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")] = "latest",
    light: Annotated[str | None, typer.Option("--light", "-l", help="只列某种灯：red、yellow、green、reached、none")] = None,
    clause: Annotated[str | None, typer.Option("--clause", "-c", help="只列某条款之下，如 3.2 / below a clause")] = None,
    unit: Annotated[str | None, typer.Option("--unit", "-u", help="只列某单位牵头的 / led by a unit")] = None,
    kind: Annotated[str | None, typer.Option("--kind", "-k", help="只列某类，如 cumulative 或 累计 / of a kind")] = None,
    at: Annotated[str | None, typer.Option("--place", "-p", help="一地承担的部分，代码或名称 / the parts of a place")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="用看到那一天的运行 / the run that looked on that day")] = None,
    as_facts: Annotated[Path | None, typer.Option("--as-facts", help="各地完成情况写成数据文件 / places' attainment as a file")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """目标走到哪里：按条款列出，或看一项的来龙去脉。 Where the targets stand: by clause, or one in full."""
    from zhixing.surfaces.reports import contents_of

    place = open_workspace(workspace)
    day = say.day(as_of)
    chosen_run = _with_targets(place, run) if day is None else run_on_day(place, day)
    if as_facts is not None:
        _write_facts(chosen_run, as_facts)
        return
    contents = contents_of(chosen_run, place.lake)
    if target is not None:
        show_target(contents, target, json)
        return
    wanted = _Wanted(light, clause, unit, kind)
    if at is not None:
        _list_place(contents, _place_named(contents, at), wanted, json)
        return
    chosen = [s for s in contents.standings if wanted.holds(s)]
    if json:
        say.as_json([plain(standing) for standing in chosen])
        return
    _tree(contents, _lines(contents, chosen), len({(s.target.id) for s in chosen}))


COMMANDS: tuple[Callable[..., None], ...] = (targets,)


def summary(run: Run, place: Workspace) -> None:
    """Lights by programme, and what is red with who leads it."""
    from zhixing.surfaces.reports import LAMPS, contents_of

    if "targets" not in run.results:
        return
    contents = contents_of(run, place.lake)
    table = Table(box=None, pad_edge=False)
    table.add_column(say.both("部分", "part"))
    for lamp in LAMPS.values():
        table.add_column(
            f"{lamp.mark} {say.both(lamp.word, lamp.word_en)}", justify="right", style=STYLES[lamp.light]
        )
    for group in contents.groups:
        title = say.both(group.title, group.title_en or group.title)
        table.add_row(f"{group.clause} {title}", *(str(count or "·") for _, count in group.tally))
    say.out.print(table)
    red = contents.by_light("red")
    for standing in red[:_MOST_RED]:
        say.out.print(
            f"■ {title_of(standing)}：{reason_of(standing)}（{standing.leads}）", style="red", markup=False
        )
    if len(red) > _MOST_RED:
        more = len(red) - _MOST_RED
        say.out.print(
            say.both(
                f"……另有 {more} 项告警：zhixing targets --light red",
                f"... {more} more red: zhixing targets --light red",
            )
        )
    opened = pq.read_table(run.result("follow-ups")).to_pylist() if "follow-ups" in run.results else []
    if opened:
        holding = sum(1 for row in opened if row["holds"])
        say.out.print(
            say.both(
                f"督办：开出 {len(opened)} 件，情形仍在 {holding} 件",
                f"follow-ups: {len(opened)} opened, {holding} still hold",
            )
        )
    _contradictions(run)


def _contradictions(run: Run) -> None:
    if "contradictions" not in run.results:
        return
    found = pq.read_table(run.result("contradictions")).to_pylist()
    for row in found:
        said = say.both(row["said_zh"], row["said_en"])
        say.out.print(f"≠ {row['period']} {said}", style="yellow", markup=False)
    if not found:
        say.out.print(say.both("报来的数互相对得上", "reported figures agree with each other"))


def _write_facts(run: Run, path: Path) -> None:
    found = attainment_of(run)
    pq.write_table(found, path)
    say.out.print(
        say.both(
            f"{path}：{found.num_rows} 个地区，来源 {run.id}", f"{path}: {found.num_rows} places of {run.id}"
        )
    )


def _with_targets(place: Workspace, name: str) -> Run:
    """The run asked for; of the latest ones the last that watched targets."""
    found = find_run(place.runs, name)
    if "targets" in found.results or name != "latest":
        return found
    return next(iter(_watching_runs(place)), found)


def run_on_day(place: Workspace, day: date) -> Run:
    """The last run that judged targets on the day.

    Raises:
        Refused: `cli.no-run-on-day`.
    """
    runs = _watching_runs(place)
    days = sorted({run.manifest["request"]["as_of"] for run in runs})
    for run in runs:
        if run.manifest["request"]["as_of"] == day.isoformat():
            return run
    raise Refused([codes.NO_RUN_ON_DAY.at(NOWHERE, day=day, known="、".join(days) or "—")])


def _watching_runs(place: Workspace) -> list[Run]:
    """Sealed runs that watched targets, the newest first."""
    found = sorted(
        place.runs.glob("[!.]*/manifest.json"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    return [run for run in (Run.read(path.parent) for path in found) if "targets" in run.results]


def _place_named(contents: Contents, name: str) -> Place:
    """A place by its code or its title.

    Raises:
        Refused: `cli.unknown-place`.
    """
    from difflib import get_close_matches

    places = contents.plan.places
    for place in places.values():
        if name in (place.id, place.title, place.title_en):
            return place
    near = get_close_matches(name, [place.title for place in places.values()], n=3, cutoff=0.3)
    raise Refused([codes.UNKNOWN_PLACE.at(NOWHERE, name=name, near="、".join(near) or "—")])


def _list_place(contents: Contents, place: Place, wanted: _Wanted, as_json: bool) -> None:
    """What one place has to do and where it stands."""
    # The light asked for is that of the part, not of the whole.
    of_target = replace(wanted, light=None)
    kept = {standing.target.id for standing in contents.standings if of_target.holds(standing)}
    lines = [line for line in lines_of_place(contents, place) if line.target in kept]
    lines = [line for line in lines if wanted.light in (None, line.lamp.light)]
    if as_json:
        say.as_json([line.to_json() for line in lines])
        return
    say.out.print(f"[bold]{say.both(place.title, place.title_en or place.title)}[/bold]  {place.id}")
    _tree(contents, lines, len(lines))


def _lines(contents: Contents, chosen: Sequence[Standing]) -> list[Line]:
    """One line for each target; a target judged place by place is one line with its lights counted."""
    lines: list[Line] = []
    for standing in chosen:
        if standing.target.places == "each":
            if lines and lines[-1].target == standing.target.id:
                lines[-1] = lines[-1].with_place(standing)
            else:
                lines.append(line_of(standing).begun())
        else:
            lines.append(line_of(standing))
    return lines


def _tree(contents: Contents, lines: Sequence[Line], count: int) -> None:
    table = Table(box=None, pad_edge=False, expand=False)
    table.add_column(say.both("灯", "light"), no_wrap=True)
    table.add_column(say.both("目标", "target"), ratio=3, min_width=30, overflow="fold")
    for heading in (("目标值", "goal"), ("现状", "now"), ("应达", "due"), ("进度", "progress")):
        table.add_column(say.both(*heading), justify="right", no_wrap=True)
    last = ""
    for line in lines:
        if line.clause != last:
            last = line.clause
            clause = contents.plan.clauses[last]
            table.add_row(
                "", f"[bold]{last} {say.both(clause.title, clause.title_en or clause.title)}[/bold]"
            )
        table.add_row(
            f"[{STYLES[line.lamp.light]}]{line.lamp.mark} {say.both(line.lamp.word, line.lamp.word_en)}[/]",
            f"{line.title} [dim]{line.target}[/dim]", line.goal, line.now, line.due, line.progress,
        )  # fmt: skip
    say.out.print(table)
    day = contents.request["as_of"]
    say.out.print(
        say.both(
            f"{count} 项，看到 {day}，运行 {contents.run.id}",
            f"{count} targets on {day}, {contents.run.id}",
        )
    )
