"""`zhixing supervision`: open follow-ups, see what waits and what is late, let the plan's rules escalate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from zhixing.surfaces.cli import registers, say
from zhixing.surfaces.cli.acting import As, Place, acting, opened
from zhixing.surfaces.cli.registers import pairs

if TYPE_CHECKING:
    from zhixing.operations.supervision import Late

app = typer.Typer(help="督办 / supervision", no_args_is_help=True)

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="看到哪一天，默认今天 / the day looked at, today by default")
]
Json = Annotated[bool, typer.Option("--json")]
Everything = Annotated[bool, typer.Option("--all", help="没有期限的也列出 / also what has no deadline")]


@app.command("open")
def open_by_rules(
    as_of: AsOf = None,
    run: Annotated[str | None, typer.Option("--run", "-r", help="按哪个运行；默认看到那天的最新运行 / the run to go by")] = None,
    with_passed: Annotated[bool, typer.Option("--with-passed", help="情形已过的也开 / also what no longer holds")] = False,
    json: Json = False,
    workspace: Place = Path(),
) -> None:  # fmt: skip
    """按规则开出监测运行发现的督办，每件只开一次，由系统办理。 Open what a monitoring run found, each once, by the system."""
    office = opened(workspace)
    from zhixing.kernel.runs import find_run
    from zhixing.operations import supervision

    chosen = find_run(office.workspace.runs, run) if run else None
    day = say.day(as_of) or office.today()
    done = supervision.open_by_rules(office, day, run=chosen, with_passed=with_passed)
    if json:
        told = {"opened": [entry.id for entry in done.opened], "refused": [i.to_json() for i in done.refused]}
        say.as_json({"run": done.run, "known": done.known, "passed": done.passed, **told})
        return
    for entry in done.opened:
        say.out.print(f"{entry.id} {entry.values.get('why', '')}", markup=False)
    say.issues(done.refused, say.out)
    say.out.print(
        say.both(
            f"{done.run}：开出 {len(done.opened)} 件，已有 {done.known} 件，情形已过 {done.passed} 件",
            f"{done.run}: {len(done.opened)} opened, {done.known} known, {done.passed} no longer hold",
        )
    )
    if done.refused:
        raise typer.Exit(1)


@app.command("open-by-hand")
def open_by_hand(
    account: As,
    set_: Annotated[list[str] | None, typer.Option("--set", help="字段=值，可多个 / field=value")] = None,
    attach: Annotated[list[str] | None, typer.Option(help="佐证名=文件，可多个 / piece=file")] = None,
    reason: Annotated[str, typer.Option(help="理由 / the reason")] = "",
    workspace: Place = Path(),
) -> None:
    """人工开出一件督办。 Open a follow-up by hand."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door
    from zhixing.operations import supervision

    evidence = [door.keep(office.workspace, Path(file), piece) for piece, file in pairs(attach)]
    entry = supervision.open_by_hand(office, person, dict(pairs(set_)), evidence=evidence, reason=reason)
    say.out.print(entry.id)


@app.command()
def agenda(
    account: As, everything: Everything = False, json: Json = False, workspace: Place = Path()
) -> None:
    """等我办的：能办而期限临近或已过的各条。 What waits for me: entries I can move whose deadline nears or has passed."""
    office, person = acting(workspace, account)
    from zhixing.operations import supervision

    found = supervision.agenda(office, person, near=None if everything else supervision.NEAR)
    if json:
        say.as_json([vars(one) for one in found])
        return
    heads = (
        ("期限", "due"),
        ("台账", "register"),
        ("编号", "entry"),
        ("状态", "state"),
        ("事项", "about"),
        ("可办", "acts"),
    )
    table = Table(*(say.both(*head) for head in heads))
    for one in found:
        late = say.both(" 逾期", " overdue") if one.overdue else ""
        acts = "、".join(f"{id}（{say.both(zh, en)}）" for id, zh, en in one.acts)
        table.add_row(
            f"{one.due or '—'}{late}", say.both(one.title, one.title_en), one.entry,
            say.both(one.state_title, one.state_title_en), one.about, acts,
        )  # fmt: skip
    say.out.print(table)


@app.command()
def overdue(account: As, as_of: AsOf = None, json: Json = False, workspace: Place = Path()) -> None:
    """逾期的各条，按负责单位列出。 What is past its deadline, by the unit that answers."""
    office, person = acting(workspace, account)
    from zhixing.operations import supervision

    found = supervision.overdue(office, say.day(as_of), seen_by=person)
    if json:
        say.as_json({unit: [vars(one) for one in ones] for unit, ones in found.items()})
        return
    for unit, ones in found.items():
        named = office.plan.organisations.get(unit)
        say.out.print(
            f"[bold]{named.title if named else unit or say.both('未指明', 'nobody named')}[/bold] {len(ones)}"
        )
        _print_late(ones)


@app.command()
def escalate(as_of: AsOf = None, json: Json = False, workspace: Place = Path()) -> None:
    """列出逾期的各条；方案规定由系统升级的，升级一次。 List what is late, and escalate what the plan leaves to the system, once."""
    office = opened(workspace)
    from zhixing.operations import supervision

    done = supervision.escalate(office, say.day(as_of) or office.today())
    if json:
        refused = [issue.to_json() for issue in done.refused]
        say.as_json({"late": [vars(one) for one in done.late], "refused": refused})
        return
    _print_late(done.late)
    say.issues(done.refused, say.out)
    moved = sum(1 for one in done.late if one.moved)
    say.out.print(
        say.both(f"逾期 {len(done.late)} 条，升级 {moved} 条", f"{len(done.late)} overdue, {moved} escalated")
    )


def _print_late(found: tuple[Late, ...]) -> None:
    for one in found:
        mark = f" → {one.moved}" if one.moved else ""
        say.out.print(
            f"  {one.due} {say.both(one.title, one.title_en)} {one.entry} "
            f"{say.both(one.state_title, one.state_title_en)} {one.place}{mark}",
            markup=False,
        )


@app.command()
def show(entry: registers.EntryId, account: As, json: Json = False, workspace: Place = Path()) -> None:
    """看一件督办的内容、经过和现在能办什么。 Show a follow-up, its history and what can be done."""
    office = opened(workspace)
    from zhixing.operations.registers import serving

    registers.show(serving(office, "follow-ups").id, entry, account, None, json, workspace)
