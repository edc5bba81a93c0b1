"""`zhixing registers`: look into the living lists, act on an entry, work by workbook, feed the lake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.acting import As, Place, acting, opened

if TYPE_CHECKING:
    from zhixing.kernel.plan import Register
    from zhixing.kernel.registers import Entry
    from zhixing.operations.registers import Line

app = typer.Typer(help="台账 / registers", no_args_is_help=True)

RegisterName = Annotated[str, typer.Argument(help="台账编号 / the register")]
EntryId = Annotated[str, typer.Argument(help="条目编号 / the entry")]
ActName = Annotated[str, typer.Argument(help="操作编号 / the act")]
Json = Annotated[bool, typer.Option("--json")]
AsOf = Annotated[str | None, typer.Option(help="某日的样子 / as it stood on a day")]


@app.command()
def plan(workspace: Place = Path(), json: Json = False) -> None:
    """列出方案里的台账：条款、状态、计入哪些指标。 List the registers of the plan."""
    from zhixing.operations.workspace import open_workspace

    registers = open_workspace(workspace).plan().registers.values()
    if json:
        say.as_json([register.model_dump(mode="json") for register in registers])
        return
    heads = (
        ("编号", "id"),
        ("名称", "title"),
        ("条款", "clause"),
        ("状态", "states"),
        ("计入", "counts for"),
    )
    table = Table(*(Column(say.both(*head), overflow="fold") for head in heads))
    for register in registers:
        title = say.both(register.title, register.title_en or register.title)
        states = str(len(register.states))
        table.add_row(
            register.id, title, register.clause, states, "\n".join(c.indicator for c in register.counts)
        )
    say.out.print(table)


@app.command("list")
def list_entries(
    register: RegisterName,
    account: As,
    state: Annotated[list[str] | None, typer.Option(help="只看这些状态 / only these states")] = None,
    place: Annotated[str, typer.Option(help="只看某地 / only this place")] = "",
    as_of: AsOf = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """列出条目。 List the entries that the person may see."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    of = door.register_of(office, register)
    found = list(
        door.lines(office, person, of, states=tuple(state or ()), place=place, as_of_day=say.day(as_of))
    )
    if json:
        say.as_json([{**vars(line), "deadline": _plain_deadline(line)} for line in found])
        return
    _print_lines(of, found)


def _plain_deadline(line: Line) -> object:
    return vars(line.deadline) if line.deadline else None


def _print_lines(register: Register, found: list[Line]) -> None:
    heads = (
        ("编号", "entry"),
        ("状态", "state"),
        ("地区", "place"),
        ("自", "since"),
        ("期限", "due"),
        ("内容", "content"),
    )
    table = Table(*(say.both(*head) for head in heads))
    titles = {s.id: say.both(s.title, s.title_en or s.id) for s in register.states}
    for line in found:
        late = line.deadline is not None and line.deadline.overdue
        due = f"{line.deadline.due}{say.both(' 逾期', ' overdue') if late else ''}" if line.deadline else ""
        content = _content(register, line.values)
        table.add_row(line.id, titles[line.state], line.place, str(line.since), due, content)
    say.out.print(table)


def _content(register: Register, values: Mapping[str, object]) -> str:
    shown = [c for c in register.fields if values.get(c.id) is not None and c.id != register.place]
    return "；".join(f"{say.both(c.title, c.title_en or c.id)} {values[c.id]}" for c in shown[:6])


@app.command()
def show(
    register: RegisterName, entry: EntryId, account: As, as_of: AsOf = None, json: Json = False, workspace: Place = Path()
) -> None:  # fmt: skip
    """看一条的内容、经过和现在能办什么。 Show an entry, its history and what can be done."""
    office, person = acting(workspace, account)
    from zhixing.kernel.registers import as_of as stood
    from zhixing.operations import registers as door

    of = door.register_of(office, register)
    found: Entry | None = door.seen(office, person, of, entry)
    day = say.day(as_of)
    if found is not None and day is not None:
        found = stood(found, day)
    if found is None:
        raise Refused([codes.NOT_THEN.at(NOWHERE, entry=entry, day=as_of)])
    if json:
        say.as_json({**vars(found), "steps": [vars(step) for step in found.steps]})
        return
    print_entry(of, found)


def print_entry(register: Register, entry: Entry) -> None:
    """An entry with its content, its history and what can be done now."""
    from zhixing.kernel.registers import possible

    states = {s.id: say.both(s.title, s.title_en or s.id) for s in register.states}
    acts = {a.id: say.both(a.title, a.title_en or a.id) for a in register.acts}
    say.out.print(
        f"{say.both(register.title, register.title_en)} {entry.id} · {states[entry.state]} · {entry.since}"
    )
    for column in register.fields:
        if entry.values.get(column.id) is not None:
            unit = f" {column.unit.text}" if column.unit else ""
            say.out.print(
                f"  {say.both(column.title, column.title_en or column.id)}: {entry.values[column.id]}{unit}"
            )
    for step in entry.steps:
        evidence = " ".join(f"[{e.piece} {e.sha256[:8]}]" for e in step.evidence)
        said = f" {step.reason}" if step.reason else ""
        say.out.print(
            f"  #{step.number} {step.day} {acts[step.act]} {step.who}（{step.role}）{said} {evidence}".rstrip(),
            markup=False,
        )
    can = "、".join(f"{a.id}（{acts[a.id]}）" for a in possible(register, entry)) or "—"
    say.out.print(say.both(f"  可办：{can}", f"  possible: {can}"))


@app.command()
def act(  # noqa: PLR0913, PLR0917 (an act has this many parts)
    register: RegisterName,
    act_name: ActName,
    account: As,
    entry: Annotated[
        str | None, typer.Option(help="条目编号；登记新条目时不写 / the entry; none to open one")
    ] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="字段=值，可多个 / field=value")] = None,
    attach: Annotated[list[str] | None, typer.Option(help="佐证名=文件，可多个 / piece=file")] = None,
    reason: Annotated[str, typer.Option(help="理由 / the reason")] = "",
    day: Annotated[str | None, typer.Option(help="生效日，默认今天 / the day it takes effect")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """办一个操作。 Do an act: open an entry or move one."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    evidence = [door.keep(office.workspace, Path(file), piece) for piece, file in pairs(attach)]
    order = door.Order(register, act_name, entry, dict(pairs(set_)), tuple(evidence), reason, say.day(day))
    done = door.act(office, person, order)
    if json:
        say.as_json({**vars(done), "steps": [vars(step) for step in done.steps]})
        return
    print_entry(door.register_of(office, register), done)


def pairs(texts: list[str] | None) -> list[tuple[str, str]]:
    """`name=value` as pairs.

    Raises:
        Refused: `cli.not-a-pair`.
    """
    wrong = [codes.NOT_A_PAIR.at(NOWHERE, text=text) for text in texts or () if "=" not in text]
    if wrong:
        raise Refused(wrong)
    return [(name.strip(), value) for name, _, value in (text.partition("=") for text in texts or ())]


@app.command("export")
def export_list(
    register: RegisterName,
    out: Annotated[Path, typer.Argument(help="写到哪个 .xlsx / the .xlsx to write")],
    account: As,
    as_of: AsOf = None,
    workspace: Place = Path(),
) -> None:
    """导出为工作簿。 Write the list as a workbook."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    count = door.export_book(office, person, register, out, as_of_day=say.day(as_of))
    say.out.print(say.both(f"{out}：{count} 条", f"{out}: {count} entries"))


@app.command("import")
def import_list(
    register: RegisterName,
    act_name: ActName,
    file: Annotated[Path, typer.Argument(help=".xlsx 或 .csv / the file")],
    account: As,
    reason: Annotated[str, typer.Option(help="各行的理由 / the reason for every row")] = "",
    workspace: Place = Path(),
) -> None:
    """按工作簿逐行办一个操作；不能办的行退回并注明原因。 Do an act for every row; refused rows come back."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    back = office.workspace.root / "returned"
    came = door.import_book(office, person, register, act_name, file, back, reason)
    done, refused = len(came.entries), len(came.refused)
    say.out.print(say.both(f"办成 {done} 条，退回 {refused} 行", f"{done} done, {refused} rows refused"))
    for row, issues in sorted(came.refused.items()):
        say.issues([issue.moved(file=file.name, row=row) for issue in issues], say.out)
    if came.workbook:
        say.out.print(str(came.workbook))
        raise typer.Exit(1)


@app.command()
def snapshot(
    account: As,
    day: Annotated[str | None, typer.Option(help="哪一天的台账，默认今天 / as of which day")] = None,
    workspace: Place = Path(),
) -> None:
    """把台账某日的数量和事实装入数据湖。 Load what the registers hold on a day into the lake."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    for receipt in door.snapshot(office, person, say.day(day) or office.today()):
        say.out.print(f"{receipt.id} {receipt.dataset} {receipt.counts.accepted}")


@app.command()
def counts(
    account: As,
    day: Annotated[str | None, typer.Option(help="哪一天，默认今天 / on which day")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """各台账计入目标的数量，全省合计。 What the registers count for the targets, for the whole province."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers as door

    found = door.tallies(office, person, say.day(day) or office.today())
    if json:
        say.as_json([vars(one) for one in found])
        return
    heads = (
        ("指标", "indicator"),
        ("台账", "registers"),
        ("计入条数", "entries"),
        ("数量", "value"),
        ("单位", "unit"),
        ("目标", "targets"),
    )
    table = Table(*(Column(say.both(*head), overflow="fold") for head in heads))
    for one in found:
        table.add_row(
            one.title, "\n".join(one.registers), str(one.entries), one.value, one.unit, "\n".join(one.targets)
        )
    say.out.print(table)


trail_app = typer.Typer(help="留痕 / the trail", no_args_is_help=True)


@trail_app.command("check")
def check_chain(workspace: Place = Path()) -> None:
    """核对留痕是否完整。 Check the chain of the trail."""
    opened(workspace)
    from zhixing.operations import trail

    found = trail.check()
    say.issues(found, say.out)
    number, seal = trail.last()
    say.out.print(
        say.both(
            f"{len(found)} 处断裂；最后一条 {number} {seal}",
            f"{len(found)} breaks; last event {number} {seal}",
        )
    )
    if found:
        raise typer.Exit(1)


@trail_app.command("export")
def export_chain(
    out: Annotated[Path, typer.Argument(help="写到哪个文件 / the file to write")], workspace: Place = Path()
) -> None:
    """导出留痕，供外人用 scripts/verify-trail 核对。 Write the trail for an outsider to verify."""
    opened(workspace)
    from zhixing.operations import trail

    count = trail.export(out)
    number, seal = trail.last()
    say.out.print(
        say.both(
            f"{out}：{count} 条；最后一条 {number} {seal}", f"{out}: {count} events; last {number} {seal}"
        )
    )


@trail_app.command("show")
def show_chain(
    account: As,
    subject: Annotated[str, typer.Option(help="对象前缀 / prefix of the subject")] = "",
    who: Annotated[str, typer.Option(help="谁 / by whom")] = "",
    after: Annotated[int, typer.Option(help="从第几条之后 / after which number")] = 0,
    workspace: Place = Path(),
) -> None:
    """看留痕；须有审计权限。 Show the trail to those who may read it."""
    office, person = acting(workspace, account)
    from zhixing.operations import trail
    from zhixing.operations.accounts import Subject

    office.require(person, "read-trail", Subject())
    for event in trail.events(under=subject, who=who, after=after):
        say.out.print(
            f"#{event.number} {event.at} {event.who} {event.role} {event.act} {event.subject}", markup=False
        )


@app.command("fill")
def fill_synthetic(
    place: Annotated[list[str], typer.Option(help="地区代码，可多个 / places")],
    each: Annotated[int, typer.Option(help="每本台账每地几条 / entries a register and place")] = 2,
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 2018,
    begun: Annotated[str, typer.Option(help="从哪天起 / from which day")] = "2020-01-06",
    register: Annotated[list[str] | None, typer.Option(help="只填这些台账 / only these registers")] = None,
    workspace: Place = Path(),
) -> None:
    """演练：按各台账自己的操作填入合成条目。 In a rehearsal, fill registers with synthetic entries."""
    office = opened(workspace)
    from zhixing.operations import registers as door

    day = say.day(begun) or office.today()
    filling = door.Filling(seed, tuple(place), each, day)
    for filled in door.fill(office, filling, tuple(register or ())):
        say.out.print(f"{office.plan.registers[filled.register].title} {filled.done}")
        say.issues(filled.refused, say.out, limit=2)
