"""`zhixing check`, `backup`, `restore`: whether an office is whole, and one archive of all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from zhixing.foundation.issues import Issue, Severity
from zhixing.surfaces.cli import say
from zhixing.surfaces.cli.acting import Place, opened

Json = Annotated[bool, typer.Option("--json")]
Deep = Annotated[bool, typer.Option("--deep", help="每个文件都读一遍核对 / read every file")]
Archive = Annotated[Path, typer.Argument(help="备份文件 / the archive")]


def check(
    deep: Deep = False,
    redraw: Annotated[bool, typer.Option("--redraw", help="先由留痕重画各条 / first draw the entries anew from the trail")] = False,
    json: Json = False,
    workspace: Place = Path(),
) -> None:  # fmt: skip
    """核对是否完整：留痕、台账、附件、收据、后台工作。 Check whether all is whole: trail, entries, evidence, receipts, jobs."""
    office = opened(workspace)
    from zhixing.operations import integrity, registers, trail

    if redraw:
        registers.redraw(office)
    found = integrity.check(office, deep=deep)
    number, seal = trail.last()
    if json:
        say.as_json({"number": number, "seal": seal, "issues": [issue.to_json() for issue in found]})
    else:
        _tell(found, number, seal)
    _end(found)


def backup(file: Archive, workspace: Place = Path()) -> None:
    """把工作区和数据库存成一个文件；别人照常办事。 Put workspace and database into one file, while others go on working."""
    office = opened(workspace)
    from zhixing.operations import integrity

    made = integrity.backup(office, file)
    say.out.print(
        say.both(
            f"{made.path}：{made.rows} 行，{made.receipts} 份收据，{made.runs} 个运行，{made.files} 个附件，{made.bytes} 字节\n"
            f"最后一条留痕 {made.number} {made.seal}（另处记下）",
            f"{made.path}: {made.rows} rows, {made.receipts} receipts, {made.runs} runs, {made.files} files, {made.bytes} bytes\n"
            f"last event {made.number} {made.seal} (write it down elsewhere)",
        )
    )


def restore(
    file: Archive,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="新工作区文件夹 / the new workspace folder")],
    database: Annotated[str, typer.Option(help="空的 PostgreSQL 数据库地址；默认放在文件夹里 / an empty PostgreSQL database")] = "",
) -> None:  # fmt: skip
    """由备份建一个新工作区，并全部核对。 Make a new workspace from an archive, and check all of it."""
    import django

    from zhixing.operations import integrity

    unpacked = integrity.unpack(file, workspace, database)
    os.environ["ZHIXING_WORKSPACE"] = str(workspace.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhixing.project.settings"
    django.setup()
    try:
        issues = integrity.load(file)
    except BaseException:
        integrity.discard(workspace)
        raise
    from zhixing.operations import trail

    found = (*unpacked.issues, *issues, *integrity.check(opened(workspace), deep=True))
    _tell(found, *trail.last())
    _end(found)


def _tell(found: Iterable[Issue], number: int, seal: str) -> None:
    listed = list(found)
    say.issues(listed, say.out)
    wrong = sum(1 for issue in listed if issue.severity is Severity.ERROR)
    say.out.print(
        say.both(
            f"{wrong} 处错误，{len(listed) - wrong} 处说明；最后一条留痕 {number} {seal}",
            f"{wrong} errors, {len(listed) - wrong} remarks; last event {number} {seal}",
        )
    )


def _end(found: Iterable[Issue]) -> None:
    if any(issue.severity is Severity.ERROR for issue in found):
        raise typer.Exit(1)


COMMANDS: tuple[Callable[..., None], ...] = (check, backup, restore)
