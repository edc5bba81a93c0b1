"""`zhixing whatif`: a rule tried on the population that is there, before it is law."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.plan import CompiledPlan, Edit, draft_patch, require_plan, write_draft
from zhixing.kernel.runs import Comparison, Lab, bunching
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.workspace import open_workspace, plan_folder

_MOST = 12


def whatif(  # noqa: PLR0913, PLR0917 (options of a command)
    scheme: Annotated[str, typer.Option("--scheme", "-s", help="评价办法 / scheme")],
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")],
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="改动，可多个：类/编号:路径=新值 / a change: kind/id:path=value",
        ),
    ] = None,
    draft: Annotated[list[str] | None, typer.Option("--draft", help="另一个方案文件夹作草案，可两个并排 / another plan folder")] = None,
    save: Annotated[Path | None, typer.Option(help="把改动存成补丁 / write the changes as a patch")] = None,
    html: Annotated[Path | None, typer.Option(help="写成网页 / write a page here")] = None,
    as_known_on: Annotated[str | None, typer.Option("--as-known-on", help="只用该日已知的数据 / use what was known then")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """试算一条规则：谁升谁降、在哪里、多少钱。 Try a rule: who moves, where, how much money."""
    place = open_workspace(workspace)
    plan = place.plan()
    if not change and not draft:
        raise Refused([codes.NOTHING_TO_TRY.at(NOWHERE)])
    with tempfile.TemporaryDirectory(prefix="zhixing-draft-") as scratch:
        drafts: dict[str, CompiledPlan] = {}
        if change:
            folder = write_draft(plan, [Edit.parse(one) for one in change], Path(scratch) / "draft")
            drafts[say.both("改动", "changes")] = require_plan(folder)
            patch = draft_patch(plan.root, folder)
            if save:
                save.write_text(patch, encoding="utf-8")
        for name in draft or ():
            drafts[name] = require_plan(plan_folder(name, Path.cwd()))
        with Engine() as engine:
            lab = Lab(plan, place.lake, engine, say.day(as_known_on))
            found = {name: lab.compare(one, scheme, year) for name, one in drafts.items()}
    if html:
        from zhixing.surfaces.reports import render_whatif

        html.write_text(
            render_whatif(plan, found, change or (), synthetic=_is_synthetic(found)), encoding="utf-8"
        )
        say.out.print(str(html))
    if json:
        say.as_json({name: _plain(one) for name, one in found.items()})
        return
    for name, one in found.items():
        _print(plan, name, one)
    if save and change:
        say.out.print(
            say.both(
                f"补丁：{save}（在方案文件夹里 git apply）",
                f"patch: {save} (git apply inside the plan's folder)",
            )
        )


COMMANDS: tuple[Callable[..., None], ...] = (whatif,)


def _is_synthetic(found: dict[str, Comparison]) -> bool:
    """Made-up enterprises say so in their names."""
    return any("合成" in str(row["name"] or "") for one in found.values() for row in one.rows[:50])


_CHANGE = (("等次", "grade"), ("现行", "now"), ("草案", "draft"), ("增减", "change"))
_SPOT = (("全部", "all"), ("变等", "moved"), ("升", "up"), ("降", "down"))
_COLUMNS = {"county": ("县", "county"), "size": ("规模", "size"), "group": ("组", "group")}


def _words(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(say.both(*pair) for pair in pairs)


def _print(plan: CompiledPlan, name: str, one: Comparison) -> None:
    say.out.print(f"[bold]{one.title}（{one.scheme}）{one.year}：{name}[/bold]")
    every, moved = len(one.rows), len(one.moved)
    say.out.print(say.both(f"{every} 家，{moved} 家变等", f"{every} enterprises, {moved} change grade"))
    _outcomes(one)
    _money(one)
    titles = {place.id: place.title for place in plan.places.values()}
    for column, word in _COLUMNS.items():
        spots = [spot for spot in one.by(column) if spot.moved][:_MOST]
        lines = [(titles.get(s.key, s.key), *map(str, (s.all, s.moved, s.better, s.worse))) for s in spots]
        if lines:
            _grid(_words(word, *_SPOT), lines)
    cuts = "  ".join(f"{grade} {above}/{below}" for grade, above, below in bunching(one.rows, one.grades))
    if cuts:
        say.out.print(
            say.both(
                f"切线上下 2% 之内的家数（上/下）：{cuts}", f"within 2 % of the cuts, above/below: {cuts}"
            )
        )


def _outcomes(one: Comparison) -> None:
    before, after = one.counts("before"), one.counts("after")
    lines = [
        (
            outcome,
            str(before.get(outcome, 0)),
            str(after.get(outcome, 0)),
            f"{after.get(outcome, 0) - before.get(outcome, 0):+d}",
        )
        for outcome in dict.fromkeys([*before, *after])
    ]
    _grid(_words(*_CHANGE), lines)
    steps = sorted(one.steps.items(), key=lambda step: -step[1])[:_MOST]
    if steps:
        say.out.print("  " + "  ".join(f"{a}→{b} {count}" for (a, b), count in steps))


def _money(one: Comparison) -> None:
    lines = [
        (
            m.title,
            m.grade,
            f"{m.before:,.2f} {m.unit}",
            f"{m.after:,.2f} {m.unit}",
            f"{m.after - m.before:+,.2f}",
        )
        for m in one.money
    ]
    if lines:
        _grid(_words(("措施", "measure"), *_CHANGE), lines)


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    say.out.print(table)


def _plain(one: Comparison) -> dict[str, Any]:
    return {
        "scheme": one.scheme, "year": one.year, "enterprises": len(one.rows), "moved": len(one.moved),
        "before": one.counts("before"), "after": one.counts("after"),
        "steps": [{"before": a, "after": b, "enterprises": n} for (a, b), n in sorted(one.steps.items())],
        "by": {column: [vars(spot) for spot in one.by(column)] for column in ("county", "industry", "size", "group")},
        "money": [{**vars(m), "before": str(m.before), "after": str(m.after)} for m in one.money],
        "bunching": [{"grade": g, "above": a, "below": b} for g, a, b in bunching(one.rows, one.grades)],
        "movers": [{**row, "total_before": str(row["total_before"]), "total_after": str(row["total_after"])} for row in one.moved],
    }  # fmt: skip
