"""`zhixing facts examine, current, diff, unmatched`: forms that go out filled in, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import (
    Change,
    Examination,
    Kind,
    Unmatched,
    current_rows,
    difference,
    known_rows,
    read_sent,
    returned_of,
    unmatched,
    write_current,
    write_difference,
    write_unmatched,
)
from zhixing.kernel.facts import examine as examine_file
from zhixing.kernel.plan import Dataset
from zhixing.operations.workspace import open_workspace
from zhixing.surfaces.cli import codes, say

Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]
Day = Annotated[str | None, typer.Option(help="何日得知（默认今天）/ known on, today by default")]
SheetName = Annotated[str | None, typer.Option(help="工作表名 / sheet name")]
DatasetId = Annotated[str, typer.Option(help="数据集编号 / dataset id")]
MaybeDataset = Annotated[
    str | None, typer.Option(help="数据集编号；可由文件看出时不必给 / dataset id where the file does not say")
]
Selection = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="选取条件，列=值，可多个 / which rows, column=value, several allowed",
        show_default=False,
    ),
]
KeepIn = Annotated[Path | None, typer.Option(help="退回的行写到哪个文件夹 / the folder for the refused rows")]
_SIGNS = {
    Kind.BY_SENDER: ("报送方改", "changed by the sender"),
    Kind.LEFT_BLANK: ("报送方留空（不改原值）", "left blank by the sender (changes nothing)"),
    Kind.HERE: ("此间改", "changed here meanwhile"),
    Kind.BOTH_SAME: ("双方同改", "both changed, to the same"),
    Kind.CONFLICT: ("冲突", "conflict"),
    Kind.ROW_ADDED: ("新增行", "row added"),
    Kind.ROW_MISSING: ("未报回的行（不是删除）", "row not returned (not deleted)"),
    Kind.ROW_REFUSED: ("退回行", "row refused"),
    Kind.ROW_ADDED_HERE: ("此间新增行", "row added here meanwhile"),
    Kind.ROW_LEFT_HERE: ("此间不再有的行", "row no longer here"),
}
SHOWN = 20


def examine(
    file: Annotated[Path, typer.Argument(help=".xlsx、.csv、.parquet")],
    dataset: MaybeDataset = None,
    known_on: Day = None,
    sheet: SheetName = None,
    keep_in: KeepIn = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """试读一份文件：装入时会怎样，但什么也不收。 Read a file on trial: what loading would give; nothing is accepted."""
    place = open_workspace(workspace)
    _require_file(file)
    found = examine_file(
        place.plan(),
        place.lake,
        file,
        dataset=dataset,
        known_on=_day(known_on),
        sheet=sheet,
        keep_in=keep_in or place.root / "examined",
    )
    if json:
        say.as_json(_examined(found))
        return
    counts = found.receipt.counts
    say.out.print(
        say.both(
            f"试读 {found.receipt.file} → {found.dataset}：{counts.rows} 行，可收 {counts.accepted}，"
            f"将退回 {counts.refused}，跳过 {counts.skipped}；没有收下任何数据",
            f"tried {found.receipt.file} → {found.dataset}: {counts.rows} rows, {counts.accepted} acceptable, "
            f"{counts.refused} would be refused, {counts.skipped} skipped; nothing was accepted",
        )
    )
    say.out.print(f"    sha256 {found.sha256}")
    for note in found.receipt.notes:
        say.out.print(f"    {note.get('en' if say.english() else 'zh', note.get('code', ''))}")
    say.issues(found.issues, say.out)
    if found.refused_workbook is not None:
        refused = found.refused_workbook
        say.out.print(say.both(f"    退回的行和原因：{refused}", f"    refused rows with reasons: {refused}"))


def _examined(found: Examination) -> dict[str, Any]:
    plain = found.receipt.to_json()
    kept = ("dataset", "file", "sheet", "sha256", "known_on", "counts", "conversions", "notes")
    workbook = str(found.refused_workbook) if found.refused_workbook else None
    return {
        **{name: plain[name] for name in kept},
        "issues": [issue.to_json() for issue in found.issues],
        "refused_workbook": workbook,
    }


def current(
    out: Annotated[Path, typer.Argument(help="写到哪个 .xlsx / the .xlsx to write")],
    dataset: DatasetId,
    where: Selection = None,
    known_on: Day = None,
    workspace: Place = Path(),
) -> None:
    """把现有数据填进表里发出，改好后发回。 Write the form with what is known, to be corrected and sent back."""
    place = open_workspace(workspace)
    sent = write_current(
        place.plan(), place.lake, dataset, out, where=_selection(where), known_on=_day(known_on)
    )
    rows = sent.rows.num_rows
    say.out.print(
        say.both(f"{out}：{rows} 行，截至 {sent.known_on}", f"{out}: {rows} rows as known on {sent.known_on}")
    )


def diff(
    file: Annotated[Path, typer.Argument(help="发回的 .xlsx / the form that came back")],
    out: Annotated[Path | None, typer.Option(help="写成工作簿 / write a workbook")] = None,
    known_on: Day = None,
    keep_in: KeepIn = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """三方比对：发出的、报回的、现在的。 Compare what was sent, what came back and what is known now."""
    place = open_workspace(workspace)
    plan, lake, day = place.plan(), place.lake, _day(known_on)
    _require_file(file)
    sent = read_sent(plan, file)
    folder = keep_in or place.root / "examined"
    examined = examine_file(plan, lake, file, dataset=sent.dataset, known_on=day, keep_in=folder)
    returned = returned_of(plan, examined)
    now = current_rows(plan, lake, sent, examined.rows, known_on=day)
    changes = difference(plan.datasets[sent.dataset], sent.rows, returned, now)
    if out is not None:
        write_difference(plan, sent.dataset, changes, out, returned=returned, made_on=day)
    if json:
        say.as_json(
            [plain_change(plan.datasets[sent.dataset], c) for c in changes if c.kind is not Kind.UNCHANGED]
        )
        return
    tell_changes(plan.datasets[sent.dataset], changes)
    if out is not None:
        say.out.print(str(out))


def plain_change(dataset: Dataset, change: Change) -> dict[str, Any]:
    """A change for programs."""
    return {
        "key": dict(zip(dataset.key, change.key, strict=True)),
        "column": change.column,
        "kind": change.kind.value,
        "sent": change.sent,
        "returned": change.returned,
        "current": change.current,
        "states_none": change.states_none,
        "where": str(change.where),
    }


def tell_changes(dataset: Dataset, changes: Sequence[Change]) -> None:
    """How often what happened, and the first changes one a line."""
    counts = Counter(change.kind for change in changes)
    for kind, (zh, en) in _SIGNS.items():
        if counts[kind]:
            say.out.print(f"{say.both(zh, en)}: {counts[kind]}")
    titles = {column.id: column.title for column in dataset.columns}
    listed = [change for change in changes if change.kind is not Kind.UNCHANGED]
    if not listed:
        say.out.print(say.both("没有改动", "nothing changed"))
    for change in listed[:SHOWN]:
        key, word = " ".join(map(_text, change.key)), say.both(*_SIGNS[change.kind])
        values = say.both(
            f"发出 {_text(change.sent)}，报回 {'/' if change.states_none else _text(change.returned)}，现在 {_text(change.current)}",
            f"sent {_text(change.sent)}, returned {'/' if change.states_none else _text(change.returned)}, "
            f"now {_text(change.current)}",
        )
        about = f"{titles[change.column]}: {values}" if change.column else ""
        say.out.print("    " + " ".join(part for part in (key, _spot(change), word, about) if part))
    if len(listed) > SHOWN:
        more = len(listed) - SHOWN
        say.out.print(say.both(f"    ……另有 {more} 处", f"    ... and {more} more"))


def _spot(change: Change) -> str:
    where = change.where
    return where.cell or (say.both(f"第 {where.row} 行", f"row {where.row}") if where.row else "")


def _text(value: object) -> str:
    return "—" if value is None else str(value)


def unmatched_codes(
    file: Annotated[Path, typer.Argument(help="部门的文件 / the department's file")],
    dataset: DatasetId,
    where: Selection = None,
    out: Annotated[Path | None, typer.Option(help="写成工作簿 / write a workbook")] = None,
    known_on: Day = None,
    sheet: SheetName = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """对不上的代码：名录有而文件无、文件有而名录无，及可能是谁。 Codes that do not meet, both ways, and who may be meant."""
    place = open_workspace(workspace)
    plan, day = place.plan(), _day(known_on)
    _require_file(file)
    listed = known_rows(plan, place.lake, dataset, where=_selection(where), known_on=day)
    examined = examine_file(
        plan, place.lake, file, dataset=dataset, known_on=day, sheet=sheet, keep_in=place.root / "examined"
    )
    code, called = _code_and_name(plan.datasets[dataset])
    found = unmatched(listed, _as_texts(examined, code, called), code, name=called)
    if out is not None:
        write_unmatched(found, out, made_on=day)
    if json:
        say.as_json(tables(found))
        return
    tell_unmatched(found)
    if out is not None:
        say.out.print(str(out))


def _code_and_name(dataset: Dataset) -> tuple[str, str | None]:
    """The column of the codes (a credit code of the key, else its first column) and the first text beside the key."""
    columns = {column.id: column for column in dataset.columns}
    codes_first = sorted(dataset.key, key=lambda name: columns[name].type != "uscc")
    texts = (c.id for c in dataset.columns if c.type == "text" and c.id not in dataset.key)
    return codes_first[0], next(texts, None)


def _as_texts(examined: Examination, key: str, name: str | None) -> pa.Table:
    """Codes and names of all rows of a file, of the refused ones as they came."""
    wanted = [column for column in (key, name, "_row") if column in examined.refused.column_names]
    schema = pa.schema([(column, pa.int32() if column == "_row" else pa.string()) for column in wanted])
    return pa.concat_tables(
        [table.select(wanted).cast(schema) for table in (examined.rows, examined.refused)]
    )


def tables(found: Unmatched) -> dict[str, Any]:
    """What does not meet, for programs."""
    return {
        "matched": found.matched,
        "only_listed": found.only_listed.to_pylist(),
        "only_returned": found.only_returned.to_pylist(),
        "guesses": found.guesses.to_pylist(),
    }


def tell_unmatched(found: Unmatched) -> None:
    """How many codes meet and do not, and the first guesses."""
    listed, returned = found.only_listed.num_rows, found.only_returned.num_rows
    say.out.print(
        say.both(
            f"对上 {found.matched}；名录有文件无 {listed}；文件有名录无 {returned}",
            f"{found.matched} matched; {listed} only in the list; {returned} only in the file",
        )
    )
    for row in found.guesses.to_pylist()[:SHOWN]:
        say.out.print(
            f"    {row['returned_code']} {row['returned_name']} → {row['listed_code']} {row['listed_name']} "
            f"({row['reason']} {row['likeness']:.2f})"
        )


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise Refused([codes.NO_FILE.at(NOWHERE, name=file)])


def _day(text: str | None) -> date:
    return say.day(text) or datetime.now().astimezone().date()


def _selection(where: Sequence[str] | None) -> dict[str, list[str]]:
    """`column=value` words as a selection.

    Raises:
        Refused: `cli.bad-selection`.
    """
    chosen: dict[str, list[str]] = {}
    wrong = []
    for text in where or ():
        column, equals, value = text.partition("=")
        if not (column.strip() and equals and value.strip()):
            wrong.append(codes.BAD_SELECTION.at(text=text))
        chosen.setdefault(column.strip(), []).append(value.strip())
    if wrong:
        raise Refused(wrong)
    return chosen


COMMANDS: dict[str, Callable[..., None]] = {
    "examine": examine,
    "current": current,
    "diff": diff,
    "unmatched": unmatched_codes,
}
