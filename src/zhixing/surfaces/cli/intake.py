"""`zhixing intake`: what is due, forms out, files in, their review, and what does not meet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.surfaces.cli import codes, intake_prints, say
from zhixing.surfaces.cli.acting import As, Place, acting
from zhixing.surfaces.cli.registers import pairs

if TYPE_CHECKING:
    from zhixing.operations.intake import Ask

app = typer.Typer(help="报送：日历、上传、核对、审定 / figures that are filed", no_args_is_help=True)

FormId = Annotated[
    str, typer.Option("--form", "-f", help="报送表编号；没有报送表的写数据集编号 / a form, or a dataset")
]
PeriodText = Annotated[str, typer.Option("--period", "-p", help="报送时期，如 2022、2022Q1 / the period")]
PlaceCode = Annotated[str, typer.Option("--place", help="报送地区，代码或全名 / the place, by code or name")]
Unit = Annotated[
    str, typer.Option("--unit", help="报送单位，默认本单位 / the unit that files, one's own by default")
]
Firm = Annotated[
    str, typer.Option("--firm", help="企业自报时的统一社会信用代码 / the firm that files its own figures")
]
SheetName = Annotated[str | None, typer.Option(help="工作表名 / sheet name")]
EntryId = Annotated[str, typer.Argument(help="报送编号 / number of the submission")]
Reason = Annotated[str, typer.Option(help="理由 / the reason")]
Fields = Annotated[list[str] | None, typer.Option("--set", help="字段=值，可多个 / field=value")]
Attach = Annotated[list[str] | None, typer.Option(help="佐证名=文件，可多个 / piece=file")]
Out = Annotated[Path | None, typer.Option(help="写成工作簿 / write a workbook")]
Json = Annotated[bool, typer.Option("--json")]


@app.command()
def calendar(
    account: As,
    until: Annotated[
        str | None, typer.Option(help="到哪日为止的时期，默认今天 / periods that end by")
    ] = None,
    since: Annotated[str | None, typer.Option(help="自哪日起的时期 / periods from")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """谁欠哪张表、何时到期、到了哪一步。 Who owes which form by when, and where it stands."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    found = intake.calendar(office, person, say.day(until) or office.today(), say.day(since))
    if json:
        say.as_json([asdict(row) for row in found])
        return
    intake_prints.calendar(office.plan, found)


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="写到哪个 .xlsx / the .xlsx to write")],
    form: FormId,
    period: PeriodText,
    place: PlaceCode,
    account: As,
    firm: Firm = "",
    workspace: Place = Path(),
) -> None:
    """生成填报表；能看的现有数据已填好。 Write the form, filled in with what the person may see."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    rows = intake.template(office, person, out, intake.Ask(form, period, place, "", firm))
    say.out.print(say.both(f"{out}：已填 {rows} 行", f"{out}: {rows} rows filled in"))


def _ask(form: str, period: str, place: str, unit: str = "", firm: str = "") -> Ask:
    from zhixing.operations.intake import Ask

    return Ask(form, period, place, unit, firm)


@app.command()
def upload(  # noqa: PLR0913, PLR0917 (a submission has this many parts)
    file: Annotated[Path, typer.Argument(help=".xlsx、.csv、.parquet")],
    form: FormId,
    period: PeriodText,
    place: PlaceCode,
    account: As,
    unit: Unit = "",
    firm: Firm = "",
    sheet: SheetName = None,
    reason: Reason = "",
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """报送一份文件：当场检查、比对，等待核对；审定以前不进数据湖。 File figures: examined and compared at once."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    if not file.is_file():
        raise Refused([codes.NO_FILE.at(NOWHERE, name=file)])
    ask = _ask(form, period, place, unit, firm)
    done = intake.upload(office, person, file, ask, sheet=sheet, reason=reason)
    if json:
        say.as_json(intake_prints.uploaded_plain(done))
        return
    intake_prints.uploaded(done)


@app.command("list")
def list_submissions(
    account: As,
    state: Annotated[list[str] | None, typer.Option(help="只看这些状态 / only these states")] = None,
    place: Annotated[str, typer.Option(help="只看某地 / only this place")] = "",
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """列出报送。 List the submissions that the person may see."""
    office, person = acting(workspace, account)
    from zhixing.operations import registers

    of = registers.serving(office, "submissions")
    found = list(registers.lines(office, person, of, states=tuple(state or ()), place=place))
    if json:
        say.as_json([{"id": line.id, "state": line.state, **line.values} for line in found])
        return
    intake_prints.submissions(office.plan, of, found)


@app.command()
def show(
    entry: EntryId,
    account: As,
    paper: Annotated[
        str, typer.Option(help="取出一份：file、refused、difference、unmatched / hand out a paper")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="写到哪里 / where to write it")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """看一份报送，或取出它的文件、退回的行、比对。 Show a submission, or hand out one of its papers."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    found = intake.show(office, person, entry)
    if paper:
        name = found.file if paper == "file" else f"{paper}.xlsx"
        say.out.print(str(intake.hand_out(office, person, entry, paper, out or Path(f"{entry}-{name}"))))
        return
    if json:
        say.as_json(intake_prints.shown_plain(found))
        return
    intake_prints.shown(office.plan, found)


@app.command()
def differences(
    entry: EntryId, account: As, out: Out = None, json: Json = False, workspace: Place = Path()
) -> None:
    """收下这份报送会改动什么，今天比。 What accepting the submission would change, as of today."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    found = intake.difference_of(office, person, entry)
    shown = intake.show(office, person, entry)
    if out is not None:
        intake.write_standing(office, person, entry, out)
    if json:
        say.as_json(intake_prints.difference_plain(shown.ask.dataset, found))
        return
    intake_prints.difference(shown.ask.dataset, found)
    if out is not None:
        say.out.print(str(out))


def _review(
    workspace: Path, account: str, entry: str, act: str, *, reason: str = "", seen: str = "",
    given: list[str] | None = None, attach: list[str] | None = None,
) -> None:  # fmt: skip
    office, person = acting(workspace, account)
    from zhixing.operations import intake, registers

    evidence = tuple(registers.keep(office.workspace, Path(file), piece) for piece, file in pairs(attach))
    order = registers.Order("", act, entry, dict(pairs(given)), evidence, reason)
    done = intake.review(office, person, order, seen)
    intake_prints.reviewed(registers.serving(office, "submissions"), done)


@app.command()
def check(
    entry: EntryId, account: As, given: Fields = None, attach: Attach = None, reason: Reason = "",
    workspace: Place = Path(),
) -> None:  # fmt: skip
    """核对。 Check a submission."""
    _review(workspace, account, entry, "check", reason=reason, given=given, attach=attach)


@app.command()
def approve(
    entry: EntryId, account: As,
    seen: Annotated[str, typer.Option(help="所见差异的编号，至少前八位 / the difference that was seen")] = "",
    given: Fields = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path(),
) -> None:  # fmt: skip
    """审定；最后一级审定时装入数据湖。 Approve; the last approval loads the figures."""
    _review(workspace, account, entry, "approve", reason=reason, seen=seen, given=given, attach=attach)


@app.command("return")
def send_back(entry: EntryId, account: As, reason: Reason = "", workspace: Place = Path()) -> None:
    """退回更正。 Return it for correction."""
    _review(workspace, account, entry, "return", reason=reason)


@app.command()
def reopen(entry: EntryId, account: As, reason: Reason = "", workspace: Place = Path()) -> None:
    """凭理由重新打开已锁定的报送。 Reopen what was locked, with a reason."""
    _review(workspace, account, entry, "reopen", reason=reason)


@app.command()
def unmatched(
    file: Annotated[Path, typer.Argument(help="部门的文件 / the department's file")],
    form: FormId,
    period: PeriodText,
    place: PlaceCode,
    account: As,
    out: Out = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """部门文件与企业名录对不上的代码，两边都列；什么也不报送。 Codes that do not meet the list of firms."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    found = intake.match(office, person, file, _ask(form, period, place), out)
    if json:
        say.as_json(intake_prints.unmatched_plain(found.found))
        return
    intake_prints.unmatched(found.found)
    if found.book is not None:
        say.out.print(str(found.book))


@app.command()
def land(
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / the year")],
    place: PlaceCode,
    account: As,
    shared: Annotated[
        bool,
        typer.Option("--shared", help="连同共用计量表和租赁的毛病 / with faults of shared meters, leases"),
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="先把面积送企业确认 / send the firms their land first")
    ] = False,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """用地确认：已确认、未答复、有异议；还有未确认的退出码为 1。 Land confirmed before any score."""
    office, person = acting(workspace, account)
    from zhixing.operations import intake

    if ask:
        sent = len(intake.ask_firms(office, person, year, place))
        say.out.print(say.both(f"送出 {sent} 条", f"{sent} sent"))
    rows = intake.land_seen(office, person, year, place)
    faults = intake.check_shared(office) if shared else ()
    if json:
        say.as_json({"firms": [asdict(row) for row in rows], "faults": [issue.to_json() for issue in faults]})
    else:
        intake_prints.land(office.plan, rows)
        say.issues(faults, say.out)
    if faults or any(row.answer != "confirmed" for row in rows):
        raise typer.Exit(1)
