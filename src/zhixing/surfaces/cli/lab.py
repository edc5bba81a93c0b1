"""`zhixing whatif`: a rule tried on the population that is there, before it is law."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.plan import CompiledPlan, Edit, draft_patch, require_plan, write_draft
from zhixing.kernel.runs import Comparison, Firmness, Lab
from zhixing.operations.workspace import open_workspace, plan_folder
from zhixing.surfaces.cli import codes, say, trial_prints

_DRAWS = 1000


def whatif(  # noqa: PLR0913, PLR0917 (options of a command)
    scheme: Annotated[str, typer.Option("--scheme", "-s", help="评价办法 / scheme")],
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")],
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="改动，可多个：类/编号:路径=新值，+= 添一项，-= 去掉 / a change: kind/id:path=value, += adds, -= takes away",
        ),
    ] = None,
    changes: Annotated[
        list[Path] | None,
        typer.Option(help="写着改动的文本文件，一行一个，一个文件一份草案 / a text file of changes, one a line; one draft for each file"),
    ] = None,
    draft: Annotated[list[str] | None, typer.Option("--draft", help="另一个方案文件夹作草案，可多个 / another plan folder")] = None,
    save: Annotated[Path | None, typer.Option(help="把唯一一份草案存成补丁 / write the one draft as a patch")] = None,
    html: Annotated[Path | None, typer.Option(help="写成网页 / write a page here")] = None,
    robust: Annotated[bool, typer.Option("--robust", help="再看稳不稳：权重抽签，其他年度 / how firm it is")] = False,
    draws: Annotated[int, typer.Option(help="抽多少次 / how many draws")] = _DRAWS,
    as_known_on: Annotated[str | None, typer.Option("--as-known-on", help="只用该日已知的数据 / use what was known then")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """试算一条规则：谁升谁降、在哪里、多少钱、稳不稳；几份草案可并排。 Try a rule: who moves, where, how much money, how firmly."""
    place = open_workspace(workspace)
    plan = place.plan()
    asked = _asked(change, changes)
    if not asked and not draft:
        raise Refused([codes.NOTHING_TO_TRY.at(NOWHERE)])
    if save and len(asked) + len(draft or ()) > 1:
        raise Refused([codes.ONE_PATCH.at(NOWHERE)])
    with tempfile.TemporaryDirectory(prefix="zhixing-draft-") as scratch:
        drafts = dict(_drafts(plan, asked, draft or (), Path(scratch)))
        if save:
            [only] = drafts.values()
            save.write_text(draft_patch(plan.root, only.root), encoding="utf-8")
        with Engine() as engine:
            lab = Lab(plan, place.lake, engine, say.day(as_known_on))
            found = {name: lab.compare(one, scheme, year) for name, one in drafts.items()}
            firm = (
                {name: _robustness(lab, drafts[name], one, draws) for name, one in found.items()}
                if robust
                else {}
            )
    if html:
        from zhixing.surfaces.reports import render_whatif

        listed = {name: asked.get(name, ()) for name in found}
        html.write_text(render_whatif(plan, found, listed, firm), encoding="utf-8")
    if json:
        say.as_json(trial_prints.plain(plan, found, firm))
        return
    trial_prints.show(plan, found, firm)
    if html:
        say.out.print(str(html))
    if save:
        say.out.print(
            say.both(
                f"补丁：{save}（在方案文件夹里 git apply）",
                f"patch: {save} (git apply inside the plan's folder)",
            )
        )


COMMANDS: tuple[Callable[..., None], ...] = (whatif,)


def _asked(change: Sequence[str] | None, files: Sequence[Path] | None) -> Mapping[str, tuple[str, ...]]:
    """The changes of every draft by its name: those of `--set` together, those of each file by the file's name.

    Raises:
        Refused: `cli.no-changes-file`.
    """
    found: dict[str, tuple[str, ...]] = {}
    if change:
        found[say.both("改动", "changes")] = tuple(change)
    for file in files or ():
        if not file.is_file():
            raise Refused([codes.NO_CHANGES_FILE.at(NOWHERE, name=file)])
        lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
        found[file.stem] = tuple(line for line in lines if line and not line.startswith("#"))
    return found


def _drafts(
    plan: CompiledPlan, asked: Mapping[str, Sequence[str]], folders: Sequence[str], scratch: Path
) -> Iterator[tuple[str, CompiledPlan]]:
    for at, (name, changes) in enumerate(asked.items()):
        folder = write_draft(plan, [Edit.parse(one) for one in changes], scratch / f"draft-{at}")
        yield name, require_plan(folder)
    for name in folders:
        yield name, require_plan(plan_folder(name, Path.cwd()))


def _robustness(
    lab: Lab, draft: CompiledPlan, found: Comparison, draws: int
) -> tuple[Firmness | Refused, tuple[Comparison, ...]]:
    """How firm the moves are (or why that cannot be said), and the same draft in every year with facts."""
    firm: Firmness | Refused
    try:
        firm = lab.firmness(draft, found, draws=draws)
    except Refused as refused:
        firm = refused
    years = lab.years(found.scheme)
    return firm, tuple(
        found if year == found.year else lab.compare(draft, found.scheme, year, money=False) for year in years
    )
