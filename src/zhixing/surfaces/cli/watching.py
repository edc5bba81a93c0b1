"""`zhixing targets`, and what `zhixing monitor` says when it is done: where the targets stand, made for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pyarrow.parquet as pq
import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.runs import Run, attainment_of, find_run
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from zhixing.surfaces.reports import Contents, Standing

_STYLES = {"red": "red", "yellow": "yellow", "green": "green", "reached": "blue", "none": "dim"}
_MOST_RED = 8


def targets(
    target: Annotated[str | None, typer.Argument(help="一项目标的编号；不写则列出全部 / one target's id; all when not given")] = None,
    run: Annotated[str, typer.Option("--run", "-r", help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")] = "latest",
    light: Annotated[str | None, typer.Option("--light", "-l", help="只列某种灯：red、yellow、green、reached、none")] = None,
    clause: Annotated[str | None, typer.Option("--clause", "-c", help="只列某条款之下，如 3.2 / below a clause")] = None,
    unit: Annotated[str | None, typer.Option("--unit", "-u", help="只列某单位牵头的 / led by a unit")] = None,
    as_facts: Annotated[Path | None, typer.Option("--as-facts", help="各地完成情况写成数据文件 / places' attainment as a file")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """目标走到哪里：按条款列出，或看一项的来龙去脉。 Where the targets stand: by clause, or one in full."""
    from zhixing.surfaces.reports import contents_of

    place = open_workspace(workspace)
    chosen_run = _with_targets(place, run)
    if as_facts is not None:
        found = attainment_of(chosen_run)
        pq.write_table(found, as_facts)
        count = found.num_rows
        zh, en = (
            f"{as_facts}：{count} 个地区，来源 {chosen_run.id}",
            f"{as_facts}: {count} places of {chosen_run.id}",
        )
        say.out.print(say.both(zh, en))
        return
    contents = contents_of(chosen_run, place.lake)
    if target is not None:
        _one(contents, target, json)
        return
    chosen = [s for s in contents.standings if _wanted(s, light, clause, unit)]
    if json:
        say.as_json([_plain(standing) for standing in chosen])
        return
    _tree(contents, chosen)


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
            f"{lamp.mark} {say.both(lamp.word, lamp.word_en)}", justify="right", style=_STYLES[lamp.light]
        )
    for group in contents.groups:
        title = say.both(group.title, group.title_en or group.title)
        table.add_row(f"{group.clause} {title}", *(str(count or "·") for _, count in group.tally))
    say.out.print(table)
    red = contents.by_light("red")
    for standing in red[:_MOST_RED]:
        say.out.print(
            f"■ {_title(standing)}：{_reason(standing)}（{standing.leads}）", style="red", markup=False
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


def _with_targets(place: Workspace, name: str) -> Run:
    """The run asked for; of the latest ones the last that watched targets."""
    found = find_run(place.runs, name)
    if "targets" in found.results or name != "latest":
        return found
    runs = sorted(place.runs.glob("[!.]*/manifest.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in runs:
        run = Run.read(path.parent)
        if "targets" in run.results:
            return run
    return found


def _wanted(standing: Standing, light: str | None, clause: str | None, unit: str | None) -> bool:
    own = standing.target.clause
    below = clause is None or own == clause or own.startswith(f"{clause}.")
    led = unit is None or unit in standing.target.lead_units or unit in standing.leads
    return below and led and (light is None or standing.lamp.light == light)


def _tree(contents: Contents, chosen: Sequence[Standing]) -> None:
    table = Table(box=None, pad_edge=False, expand=False)
    table.add_column(say.both("灯", "light"), no_wrap=True)
    table.add_column(say.both("目标", "target"), ratio=3, min_width=30, overflow="fold")
    for heading in (("目标值", "goal"), ("现状", "now"), ("应达", "due")):
        table.add_column(say.both(*heading), justify="right", no_wrap=True)
    table.add_column(say.both("进度", "progress"), justify="right", no_wrap=True)
    last = ""
    for standing in chosen:
        if standing.target.clause != last:
            last = standing.target.clause
            clause = contents.plan.clauses[last]
            table.add_row(
                "", f"[bold]{last} {say.both(clause.title, clause.title_en or clause.title)}[/bold]"
            )
        lamp = standing.lamp
        word = say.both(lamp.word, lamp.word_en)
        where = f"（{standing.place}）" if standing.target.places == "each" else ""
        progress = standing.row["progress"]
        table.add_row(
            f"[{_STYLES[lamp.light]}]{lamp.mark} {word}[/]", f"{_title(standing)}{where} [dim]{standing.target.id}[/dim]",
            f"{standing.goal}{standing.unit}", _short(standing.row["observed"]), _short(standing.row["expected"]),
            "—" if progress is None else f"{_short(progress * 100, 1)}%",
        )  # fmt: skip
    say.out.print(table)
    say.out.print(
        say.both(f"{len(chosen)} 项，运行 {contents.run.id}", f"{len(chosen)} targets of {contents.run.id}")
    )


def _one(contents: Contents, name: str, as_json: bool) -> None:
    mine = [standing for standing in contents.standings if standing.target.id == name]
    if not mine:
        from difflib import get_close_matches

        near = "、".join(get_close_matches(name, list(contents.plan.targets), n=3, cutoff=0.4)) or "—"
        raise Refused([codes.UNKNOWN_TARGET.at(NOWHERE, name=name, near=near)])
    history = _rows(contents, "lights", name)
    parts, looked = _rows(contents, "cascade", name), _rows(contents, "forecasts", name)
    opened = _rows(contents, "follow-ups", name)
    beside = [one for one in contents.published if any(s.target.id == name for s in one.standings)]
    if as_json:
        say.as_json(
            {
                "standings": [_plain(one) for one in mine], "lights": history, "parts": parts, "forecasts": looked,
                "follow_ups": opened, "published": [one.series.model_dump(mode="json") for one in beside],
            }
        )  # fmt: skip
        return
    _head(contents, mine[0])
    for standing in mine:
        where = f"{standing.place}：" if standing.target.places == "each" else ""
        say.out.print(
            f"{standing.lamp.mark} {where}{_reason(standing)}",
            style=_STYLES[standing.lamp.light],
            markup=False,
        )
    _path(mine[0])
    _history(history)
    _forecast(looked)
    _parts(contents, parts)
    for row in opened:
        still = say.both("仍在", "still holds") if row["holds"] else say.both("已消", "over")
        say.out.print(
            f"  {row['opened_on']} {row['title']}，{row['deadline']}：{row['why_zh']}（{still}）",
            markup=False,
        )
    for one in beside:
        growth = (
            f"，{say.both('增速', 'growth')} {_short(one.series.growth)}%"
            if one.series.growth is not None
            else ""
        )
        value = "—" if one.series.value is None else f"{_short(one.series.value)} {one.series.unit.text}"
        say.out.print(
            f"  {say.both('公布数，不计入', 'published, not counted')}：{one.series.period.text} {value}{growth}；"
            f"{one.series.scope}；{one.series.source}",
            markup=False,
        )


def _head(contents: Contents, standing: Standing) -> None:
    target = standing.target
    clause = contents.plan.clauses[target.clause]
    say.out.print(f"[bold]{_title(standing)}[/bold]  [dim]{target.id}[/dim]")
    rows = (
        (say.both("条款", "clause"), f"{target.clause} {say.both(clause.title, clause.title_en or clause.title)}"),
        (say.both("目标值", "goal"), f"{standing.goal}{standing.unit}（{target.kind}，{target.period.text}）"),
        (say.both("口径", "scope"), target.scope),
        (say.both("牵头", "lead"), standing.leads),
        (say.both("需", "needed"), f"{standing.needed_word}{_short(standing.row['needed'])}" if standing.needed_word else "—"),
    )  # fmt: skip
    for label, text in rows:
        say.out.print(f"  {label}{say.both('：', ': ')}{text}", markup=False)


def _path(standing: Standing) -> None:
    points = [point for point in standing.path if point.observed is not None or point is standing.path[-1]][
        -8:
    ]
    if points:
        _grid(
            (say.both("期末", "end"), say.both("应达", "due"), say.both("实际", "observed")),
            [(str(p.end), _short(p.expected), _short(p.observed)) for p in points],
        )


def _history(rows: Iterable[dict[str, Any]]) -> None:
    marks = {"red": "■", "yellow": "▲", "green": "●", "reached": "✓", "none": "○"}
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_place.setdefault(row["place"], []).append(row)
    for found in list(by_place.values())[:1]:
        line = " ".join(f"{row['as_of']:%y-%m}{marks[row['light']]}" for row in found)
        say.out.print(f"  {say.both('历次灯号：', 'lights: ')}{line}", markup=False)
        for row in found:
            if row["overridden_by"]:
                say.out.print(
                    f"  {row['as_of']} {say.both('人工调整', 'set by hand')}：{row['overridden_by']}，{row['override_why']}"
                    f"（{say.both('系统计算', 'computed')} {marks[row['computed_light']]}）",
                    markup=False,
                )


def _forecast(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        if row["why_not"]:
            say.out.print(
                f"  {say.both('预测：', 'forecast: ')}{say.both(row['why_not_zh'], row['why_not_en'])}",
                markup=False,
            )
            continue
        say.out.print(
            say.both(
                f"  预测（{row['method_zh']}，{row['points']} 期）：{row['deadline']} 约 {row['central']:,.2f}，"
                f"{row['level']:.0f}% 区间 {row['low']:,.2f}—{row['high']:,.2f}，要到 {row['goal']:,.2f}，"
                f"达成概率 {row['probability'] * 100:.0f}%；今后每期需 {row['needed_per_period']:,.2f}",
                f"  forecast ({row['method_en']}, {row['points']} points): {row['central']:,.2f} by {row['deadline']}, "
                f"{row['level']:.0f} % band {row['low']:,.2f} to {row['high']:,.2f}, goal {row['goal']:,.2f}, "
                f"chance {row['probability'] * 100:.0f} %; needed each period {row['needed_per_period']:,.2f}",
            ),
            markup=False,
        )


def _parts(contents: Contents, rows: Sequence[dict[str, Any]]) -> None:
    from zhixing.surfaces.reports import cities_with_rest

    shown = cities_with_rest(contents.plan, rows)
    if not shown:
        return
    lines = [
        (row["where"], _short(row["goal"]), _short(row["expected"]), _short(row["observed"]), _short(row["gap"]),
         "—" if row["share_of_gap"] is None else f"{_short(row['share_of_gap'], 1)}%", row["light"])
        for row in shown
    ]  # fmt: skip
    headings = (
        ("分解", "part"), ("目标", "goal"), ("应达", "due"), ("实际", "now"), ("差距", "gap"), ("占差距", "of gap"), ("灯", "light"),
    )  # fmt: skip
    _grid(tuple(say.both(*heading) for heading in headings), lines)


def _grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    say.out.print(table)


def _rows(contents: Contents, result: str, target: str) -> list[dict[str, Any]]:
    if result not in contents.run.results:
        return []
    rows: list[dict[str, Any]] = pq.read_table(
        contents.run.result(result), filters=[("target", "==", target)]
    ).to_pylist()
    return rows


def _plain(standing: Standing) -> dict[str, Any]:
    row = {key: value for key, value in standing.row.items() if key not in ("path", "levels", "years")}
    return {
        **row,
        "title": standing.target.title,
        "clause": standing.target.clause,
        "leads": list(standing.target.lead_units),
    }


def _title(standing: Standing) -> str:
    return say.both(standing.target.title, standing.target.title_en or standing.target.title)


def _reason(standing: Standing) -> str:
    return say.both(standing.reason, str(standing.row["reason_en"]))


def _short(value: Any, places: int = 2) -> str:
    from zhixing.surfaces.reports import figure

    return figure(value, places)
