"""`zhixing signs`: what in a sealed run is worth a look, with its figures and usual reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhixing.operations.workspace import open_workspace
from zhixing.surfaces.cli import say

if TYPE_CHECKING:
    from zhixing.kernel.runs import Look


def signs(
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")],
    run: Annotated[str, typer.Argument(help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")] = "latest",
    county: Annotated[str | None, typer.Option(help="只看这个县（市、区），写区划代码 / only this county, by its code")] = None,
    sign: Annotated[str | None, typer.Option("--sign", "-s", help="只看这种现象 / only this sign")] = None,
    first: Annotated[int, typer.Option(help="每种现象列前几条；0 为全部 / how many of each; 0 lists all")] = 10,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """值得一看的现象，供分析人员核对数据；不是认定。 What is worth a look, for analysts; not a finding."""
    from zhixing.kernel.runs import find_run, looks_of

    found = looks_of(find_run(open_workspace(workspace).runs, run), year, county=county, sign=sign)
    if json:
        say.as_json([_plain(look) for look in found])
        return
    by_sign: dict[str, list[Look]] = {}
    for look in found:
        by_sign.setdefault(look.sign.id, []).append(look)
    for looks in by_sign.values():
        for line in _lines(looks, first):
            say.out.print(line)
    say.out.print(
        say.both(
            f"{year} 年共 {len(found)} 条，供分析人员核对数据用，不是认定",
            f"{len(found)} in {year}; for analysts who check figures, not a finding",
        )
    )


COMMANDS: tuple[Callable[..., None], ...] = (signs,)


def _lines(looks: list[Look], first: int) -> Iterator[str]:
    sign = looks[0].sign
    title = say.both(sign.title, sign.title_en or sign.title)
    yield say.both(
        f"— {title}（{sign.id}，条款 {sign.clause}）：{len(looks)} 条",
        f"— {title} ({sign.id}, clause {sign.clause}): {len(looks)}",
    )
    yield f"  {looks[0].wording}"
    for look in looks[: first or None]:
        who = f"{look.name} {look.enterprise}".strip()
        yield "  " + "  ".join(part for part in (look.county_title, look.group, who, look.figures) if part)
    if first and len(looks) > first:
        rest = len(looks) - first
        yield say.both(
            f"  ……另有 {rest} 条，用 --first 0 全列", f"  ... and {rest} more; --first 0 lists all"
        )


def _plain(look: Look) -> dict[str, object]:
    """A plain mapping for programs."""
    told = {key: value for key, value in vars(look).items() if key != "sign"}
    return {"sign": look.sign.id, "clause": look.sign.clause, **told, "wording": look.wording}
