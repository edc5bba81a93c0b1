"""The commands, put together; refusals become issues on the screen and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

import zhixing
from zhixing.foundation.issues import Refused
from zhixing.surfaces.cli import (
    accounts,
    counsel,
    demo,
    facts,
    intake,
    integrity,
    jobs,
    lab,
    measures,
    objections,
    plan,
    registers,
    results,
    returned,
    runs,
    say,
    serve,
    signs,
    supervision,
    watching,
)

REFUSED = 1
_HELP = (
    "知行：把政府行动方案编译成可以运行的系统。 Compiles a government action plan into the running system."
)

app = typer.Typer(help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(plan.app, name="plan")
for name, command in returned.COMMANDS.items():
    facts.app.command(name)(command)
app.add_typer(facts.app, name="facts")
app.add_typer(measures.app, name="measures")
app.add_typer(accounts.app, name="accounts")
app.add_typer(registers.app, name="registers")
app.add_typer(intake.app, name="intake")
app.add_typer(registers.trail_app, name="trail")
app.add_typer(results.app, name="results")
app.add_typer(objections.app, name="objections")
app.add_typer(supervision.app, name="supervision")
app.add_typer(jobs.app, name="jobs")
_ROOMS = (runs, counsel, demo, watching, lab, signs, serve, jobs, integrity)
for command in (command for room in _ROOMS for command in room.COMMANDS):
    app.command()(command)


def _version(asked: bool) -> None:
    if asked:
        say.out.print(f"zhixing {zhixing.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    lang: Annotated[str, typer.Option(help="zh 或 en / zh or en", envvar="ZHIXING_LANG")] = "zh",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")
    ] = False,
) -> None:
    os.environ["ZHIXING_LANG"] = lang


def main() -> None:
    """Run the command line; a refusal prints every issue and exits with 1."""
    try:
        app()
    except Refused as refused:
        say.issues(refused.issues)
        sys.exit(REFUSED)
