"""`zhixing objections`: filed by a firm, answered by a department, accepted or rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhixing.surfaces.cli.acting import As, Place, acting
from zhixing.surfaces.cli.registers import pairs
from zhixing.surfaces.cli.results import (
    Attach,
    Enterprise,
    EntryId,
    Json,
    Reason,
    Set,
    States,
    do_act,
    evidence_of,
    list_serving,
    tell_entry,
)

app = typer.Typer(help="异议 / objections", no_args_is_help=True)


@app.command("file")
def file_objection(  # noqa: PLR0913, PLR0917 (an objection says this much)
    publication: Annotated[str, typer.Argument(help="公布的编号 / the publication")],
    enterprise: Enterprise,
    account: As,
    kind: Annotated[str, typer.Option(help="data（数据）或 grade（等次）")],
    place: Annotated[str, typer.Option(help="所在县（市、区）代码 / the county")],
    claimed: Annotated[str, typer.Option(help="企业主张的数或等次 / the value or grade claimed")],
    column: Annotated[str, typer.Option(help="哪一列 / which column")] = "grade",
    set_: Set = None,
    attach: Attach = None,
    workspace: Place = Path(),
) -> None:
    """提出异议，公示期内由企业或所在县（市、区）提出。 File an objection while the notice runs."""
    office, person = acting(workspace, account)
    from zhixing.operations import results as door

    given = {
        "publication": publication, "enterprise": enterprise, "place": place, "kind": kind, "column": column,
        "claimed": claimed, **dict(pairs(set_)),
    }  # fmt: skip
    tell_entry(office, door.file_objection(office, person, given, evidence_of(office, attach)))


@app.command()
def answer(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """来源部门答复。 The department that supplied the figure answers."""
    do_act("objections", "answer", entry, account, set_, attach, reason, workspace)


@app.command()
def accept(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """采纳：更正的数成为新的事实，或决定等次。 Accept it: a corrected figure becomes a new fact, a grade is decided."""
    do_act("objections", "accept", entry, account, set_, attach, reason, workspace)


@app.command()
def reject(
    entry: EntryId, account: As, set_: Set = None, attach: Attach = None, reason: Reason = "", workspace: Place = Path()
) -> None:  # fmt: skip
    """不采纳，写明理由。 Reject it, with the reason."""
    do_act("objections", "reject", entry, account, set_, attach, reason, workspace)


@app.command("list")
def list_objections(account: As, state: States = None, json: Json = False, workspace: Place = Path()) -> None:
    """列出异议。 List objections."""
    list_serving("objections", account, state, json, workspace)
