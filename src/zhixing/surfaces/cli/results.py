"""`zhixing results`: runs become public, lists are read, a bank asks for a grade."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.acting import As, Place, acting, opened
from zhixing.surfaces.cli.registers import list_entries, pairs, print_entry

if TYPE_CHECKING:
    from zhixing.kernel.registers import Entry, Evidence
    from zhixing.operations.office import Office
    from zhixing.operations.results import Changes, Published, Serves, Shift

app = typer.Typer(help="结果的公示和公布 / publication of results", no_args_is_help=True)

EntryId = Annotated[str, typer.Argument(help="公布或异议的编号 / the number of the entry")]
Set = Annotated[list[str] | None, typer.Option("--set", help="字段=值，可多个 / field=value")]
Attach = Annotated[list[str] | None, typer.Option("--attach", help="佐证名=文件，可多个 / piece=file")]
Reason = Annotated[str, typer.Option(help="理由 / the reason")]
Scheme = Annotated[str, typer.Argument(help="评价办法 / the scheme")]
Year = Annotated[int, typer.Argument(help="数据年度 / the data year")]
Enterprise = Annotated[str, typer.Argument(help="统一社会信用代码 / unified social credit code")]
Purpose = Annotated[str, typer.Option(help="用途 / the purpose")]
States = Annotated[list[str] | None, typer.Option("--state", help="只看这些状态 / only these states")]
Json = Annotated[bool, typer.Option("--json")]


class KindName(StrEnum):
    """What a run computes."""

    RUN = "run"
    EVALUATE = "evaluate"
    MONITOR = "monitor"


@app.command()
def start(
    years: Annotated[str, typer.Option("--years", "-y", help="数据年度 / data years")],
    account: As,
    kind: Annotated[KindName, typer.Option(help="评价、监测或全部 / what to compute")] = KindName.EVALUATE,
    scheme: Annotated[list[str] | None, typer.Option("--scheme", "-s", help="评价办法 / schemes")] = None,
    as_known_on: Annotated[
        str | None, typer.Option(help="只用该日已知的数据 / use what was known on that day")
    ] = None,
    workspace: Place = Path(),
) -> None:
    """启动一次运行，起止记入留痕。 Start a run; its begin and end are in the trail."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    try:
        asked = tuple(Period.parse(years).years)
    except ValueError as error:
        raise Refused([codes.BAD_YEARS.at(NOWHERE, text=years)]) from error
    known_on = say.day(as_known_on)
    with say.progress(say.both("计算", "computing")) as tell:
        run = door.start_run(office, person, kind.value, asked, scheme or (), known_on, progress=tell)
    say.out.print(say.both(f"{run.id}。封印 {run.seal}", f"{run.id}. Seal {run.seal}"))


@app.command()
def propose(
    scheme: Scheme,
    year: Year,
    place: Annotated[str, typer.Argument(help="公布地区代码 / the place that publishes")],
    account: As,
    run: Annotated[str, typer.Option(help="运行编号、其开头，或 latest / a run's id, or latest")] = "latest",
    set_: Set = None,
    attach: Attach = None,
    workspace: Place = Path(),
) -> None:
    """提出公示：先复算核对运行。 Propose a result for publication; the run is verified first."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    given = {"scheme": scheme, "year": str(year), "place": place, "run": run, **dict(pairs(set_))}
    tell_entry(office, door.propose(office, person, given, evidence_of(office, attach)))


def evidence_of(office: Office, attach: Sequence[str] | None) -> list[Evidence]:
    """Files given as `piece=file`, kept."""
    from zhixing.operations.registers import keep

    return [keep(office.workspace, Path(file), piece) for piece, file in pairs(list(attach or ()))]


def tell_entry(office: Office, entry: Entry) -> None:
    """Show an entry after an act on it."""
    print_entry(office.plan.registers[entry.register], entry)


def do_act(
    serves: Serves, what: str, entry: str, account: str, set_: list[str] | None, attach: list[str] | None,
    reason: str, workspace: Path,
) -> None:  # fmt: skip
    """Do what a word stands for on an entry, and show it."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    given, evidence = dict(pairs(set_)), evidence_of(office, attach)
    tell_entry(office, door.do(office, person, serves, what, entry, given, evidence, reason))


@app.command()
def check(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """核对，由提出人以外的人办。 Check it, by somebody else than who proposed it."""
    do_act("publications", "check", entry, account, set_, attach, reason, workspace)


@app.command()
def notice(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """公示，从今天起。 Put it on public notice, from today."""
    do_act("publications", "notice", entry, account, set_, attach, reason, workspace)


@app.command()
def recompute(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """异议采纳后用现在已知的事实重算。 Recompute over facts as known now."""
    do_act("publications", "recompute", entry, account, set_, attach, reason, workspace)


@app.command()
def finalise(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """审定公布；运行从此只读。 Publish it for good; its run is read-only from then on."""
    do_act("publications", "finalise", entry, account, set_, attach, reason, workspace)


@app.command()
def withdraw(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """撤回。 Withdraw it."""
    do_act("publications", "withdraw", entry, account, set_, attach, reason, workspace)


@app.command("list")
def list_publications(
    account: As, state: States = None, json: Json = False, workspace: Place = Path()
) -> None:
    """列出公示和公布。 List publications."""
    list_serving("publications", account, state, json, workspace)


def list_serving(serves: Serves, account: str, state: list[str] | None, json: bool, workspace: Path) -> None:
    """List the entries of the register that serves this work."""
    found = opened(workspace)
    from zhixing.operations.registers import serving

    list_entries(serving(found, serves).id, account, state=state, json=json, workspace=workspace)


@app.command()
def changes(entry: EntryId, account: As, json: Json = False, workspace: Place = Path()) -> None:
    """重算前后谁变了、因为哪条异议。 What a new run moved, and because of which objection."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers
    from zhixing.operations import results as door

    registers.seen(office, person, registers.serving(office, "publications"), entry)
    found = door.changes(office, entry)
    if json:
        say.as_json({**vars(found), "shifts": [vars(one) for one in found.shifts]})
        return
    _print_changes(found)


def _print_changes(found: Changes) -> None:
    say.out.print(f"{found.run_before} → {found.run}")
    heads = (("企业", "enterprise"), ("等次", "grade"), ("总分", "total"), ("名次", "rank"), ("原因", "why"))
    table = Table(*(say.both(*head) for head in heads))
    for one in found.shifts:
        grade = f"{one.grade_before or '—'} → {one.grade_after or '—'}"
        total = f"{one.total_before} → {one.total_after}"
        table.add_row(one.name, grade, total, f"{one.rank_before} → {one.rank_after}", _why(found, one))
    say.out.print(table)
    if found.other_facts:
        names = "、".join(found.other_facts)
        say.out.print(
            say.both(
                f"另有不是异议带来的新数据，也可能使等次变化：{names}",
                f"other new facts may have moved grades too: {names}",
            )
        )


def _why(found: Changes, one: Shift) -> str:
    if one.objections:
        own = "、".join(one.objections)
        decided = say.both("，等次由人决定", ", the grade was decided") if one.decided else ""
        return say.both(f"本企业异议 {own}", f"its own objection {own}") + decided
    others = "、".join(found.accepted) or "—"
    return say.both(f"随他人变化（异议 {others}）", f"moved with others (objections {others})")


@app.command()
def published(
    scheme: Scheme,
    year: Year,
    place: Annotated[str, typer.Option(help="哪个地区公布的 / published by which place")] = "",
    out: Annotated[Path | None, typer.Option(help="写成 .xlsx / write an .xlsx here")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """已公布的名单，任何人可看。 A published list, for everybody."""
    office = opened(workspace)
    from zhixing.operations import results as door

    found = door.published(office, scheme, year, place)
    if out is not None:
        say.out.print(str(door.write_published(found, out)))
    elif json:
        say.as_json({**vars(found), "rows": [vars(row) for row in found.rows]})
    else:
        _print_published(found, door.seal_lines(found))


def _print_published(found: Published, seal: Sequence[tuple[str, str]]) -> None:
    heads = (
        ("企业", "enterprise"),
        ("地区", "place"),
        ("等次", "grade"),
        ("调整前", "before it was moved"),
        ("理由", "why"),
    )
    table = Table(*(say.both(*head) for head in heads))
    for row in found.rows:
        table.add_row(row.name, row.place, row.grade, row.computed, row.why)
    say.out.print(table)
    for name, text in seal:
        say.out.print(f"{name}  {text}", markup=False)


@app.command("ask-grade")
def ask_grade(
    enterprise: Enterprise,
    year: Year,
    account: As,
    purpose: Purpose = "",
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """问一家企业的等次：须有用途和企业同意，每次都留痕。 Ask for a grade, with a purpose and the firm's consent."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    found = door.ask_grade(office, person, enterprise, purpose, year)
    if json:
        say.as_json(vars(found))
        return
    moved = say.both(f"（调整前 {found.computed}）", f" (before it was moved {found.computed})")
    say.out.print(f"{found.name} {found.year} {found.grade}{moved if found.computed else ''} {found.seal}")


@app.command()
def consent(
    enterprise: Enterprise,
    account: As,
    purpose: Purpose,
    asker: Annotated[
        str, typer.Option(help="只给哪个账户或单位；默认任何银行 / only to this account or organisation")
    ] = "",
    until: Annotated[str | None, typer.Option(help="截止日（含）/ last day, included")] = None,
    end: Annotated[bool, typer.Option("--end", help="收回同意 / take it back")] = False,
    workspace: Place = Path(),
) -> None:
    """企业同意（或收回同意）告知等次。 The firm agrees that its grade is told, or takes it back."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    if end:
        door.end_consent(office, person, enterprise, purpose, asker=asker)
        say.out.print(say.both("已收回同意", "consent taken back"))
        return
    door.give_consent(office, person, enterprise, purpose, asker=asker, until=say.day(until))
    say.out.print(say.both("已记下同意", "consent noted"))


@app.command("keep-up")
def keep_up(workspace: Place = Path()) -> None:
    """记异议数、结束期满的公示，每天办一次。 Count objections and close notices that are over, once a day."""
    office = opened(workspace)
    from zhixing.operations import results as door

    for entry in door.keep_up(office):
        say.out.print(entry)
