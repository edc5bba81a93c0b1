"""`zhixing facts`: templates out, files in, what was refused comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from zhixing.foundation.issues import NOWHERE, Refused, errors
from zhixing.kernel.facts import Lake, Receipt, check_facts, load_file, write_template
from zhixing.operations.workspace import open_workspace
from zhixing.surfaces.cli import codes, say

app = typer.Typer(help="模板、装入、检查数据 / templates, loading, checking of data", no_args_is_help=True)

Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="写到哪个 .xlsx / the .xlsx to write")],
    dataset: Annotated[
        list[str] | None, typer.Option(help="数据集编号，可多个；默认全部 / dataset ids; all by default")
    ] = None,
    workspace: Place = Path(),
) -> None:
    """生成填报模板。 Write the workbook to fill in."""
    plan = open_workspace(workspace).plan()
    write_template(plan, tuple(dataset or plan.datasets), out)
    say.out.print(str(out))


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help=".xlsx、.csv、.parquet")],
    dataset: Annotated[
        str | None,
        typer.Option(help="数据集编号；可由文件看出时不必给 / dataset id where the file does not say"),
    ] = None,
    known_on: Annotated[
        str | None, typer.Option(help="何日得知（默认今天）/ known on, today by default")
    ] = None,
    received_from: Annotated[str, typer.Option("--from", help="来自哪个部门 / who sent it")] = "",
    sheet: Annotated[str | None, typer.Option(help="工作表名 / sheet name")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """装入收到的文件；不合格的行退回并注明原因。 Load received files; refused rows come back with reasons."""
    place = open_workspace(workspace)
    plan, lake = place.plan(), place.lake
    day = say.day(known_on) or datetime.now().astimezone().date()
    receipts = []
    for file in files:
        if not file.is_file():
            raise Refused([codes.NO_FILE.at(NOWHERE, name=file)])
        receipt = load_file(
            plan, lake, file, dataset=dataset, known_on=day, received_from=received_from, sheet=sheet
        )
        receipts.append(receipt)
        if not json:
            _tell(lake, receipt)
    if json:
        say.as_json([receipt.to_json() for receipt in receipts])


def _tell(lake: Lake, receipt: Receipt) -> None:
    counts = receipt.counts
    say.out.print(
        say.both(
            f"{receipt.id} {receipt.file} → {receipt.dataset}：{counts.rows} 行，收下 {counts.accepted}，"
            f"退回 {counts.refused}，跳过 {counts.skipped}",
            f"{receipt.id} {receipt.file} → {receipt.dataset}: {counts.rows} rows, {counts.accepted} accepted, "
            f"{counts.refused} refused, {counts.skipped} skipped",
        )
    )
    for conversion in receipt.conversions:
        say.out.print(
            f"    {conversion.column}: {conversion.found} → {conversion.unit} × {conversion.factor}"
        )
    for note in receipt.notes:
        say.out.print(f"    {note.get('en' if say.english() else 'zh', note.get('code', ''))}")
    refused = lake.refused_path(receipt)
    if refused is not None:
        say.out.print(say.both(f"    退回的行和原因：{refused}", f"    refused rows with reasons: {refused}"))


@app.command()
def check(workspace: Place = Path(), json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """检查数据湖是否完好。 Check that the lake is intact."""
    place = open_workspace(workspace)
    found = check_facts(place.plan(), place.lake)
    if json:
        say.as_json([issue.to_json() for issue in found])
    else:
        say.issues(found, say.out)
        say.out.print(say.both(f"{len(found)} 个问题", f"{len(found)} issues"))
    if errors(found):
        raise typer.Exit(1)
