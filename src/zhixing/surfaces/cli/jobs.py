"""`zhixing work` and `zhixing jobs`: long work in the background."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from zhixing.surfaces.cli import say
from zhixing.surfaces.cli.acting import As, Place, acting, opened
from zhixing.surfaces.cli.registers import pairs

if TYPE_CHECKING:
    from zhixing.operations.jobs import Job

app = typer.Typer(help="后台工作 / jobs", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="编号 / the job's number")]
Json = Annotated[bool, typer.Option("--json")]


def work(
    once: Annotated[bool, typer.Option("--once", help="做完等着的就停 / stop when nothing waits")] = False,
    until_closed: Annotated[
        bool, typer.Option("--until-closed", help="标准输入关闭就停 / stop when standard input is closed")
    ] = False,
    workspace: Place = Path(),
) -> None:
    """做后台工作，直到叫停；被打断的工作先重新排上。 Do jobs until told to stop; what was interrupted is taken up first."""
    office = opened(workspace)
    import threading

    from zhixing.operations import jobs

    stop = threading.Event()

    def halt(number: int, frame: FrameType | None) -> None:
        # The job at hand is finished; who asks twice ends it, and the next start takes it up again.
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    def halt_at_the_end() -> None:
        sys.stdin.buffer.read()
        stop.set()

    if until_closed:
        threading.Thread(target=halt_at_the_end, daemon=True).start()
    before = {number: signal.signal(number, halt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        count = jobs.work(office, once=once, stop=stop, say=lambda found: say.issues(found, say.out))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    say.out.print(say.both(f"做了 {count} 项", f"{count} done"))


@app.command("list")
def list_jobs(
    account: As,
    state: Annotated[list[str] | None, typer.Option(help="waiting、running、done、failed、cancelled")] = None,
    json: Json = False,
    workspace: Place = Path(),
) -> None:
    """列出后台工作。 List jobs."""
    office, person = acting(workspace, account)
    from zhixing.operations import jobs

    found = jobs.jobs(office, person, states=tuple(state or ()))
    if json:
        say.as_json([job.to_json() for job in found])
        return
    heads = (
        ("编号", "id"),
        ("工作", "work"),
        ("谁", "who"),
        ("状态", "state"),
        ("进度", "progress"),
        ("说明", "said"),
    )
    table = Table(*(say.both(*head) for head in heads))
    for job in found:
        done = f"{job.done}/{job.of}" if job.of else ""
        table.add_row(
            str(job.id), say.both(job.zh, job.en), job.who, say.both(*job.state_words), done, _said(job)
        )
    say.out.print(table)


def _said(job: Job) -> str:
    if job.issues:
        return "；".join(str(issue["en" if say.english() else "zh"]) for issue in job.issues)
    return say.both(job.said_zh, job.said_en)


@app.command()
def submit(
    kind: Annotated[str, typer.Argument(help="种类，如 watch、snapshot / the kind of work")],
    account: As,
    set_: Annotated[list[str] | None, typer.Option("--set", help="参数=值，可多个 / argument=value")] = None,
    workspace: Place = Path(),
) -> None:
    """排上一项后台工作。 Put a job in the queue."""
    office, person = acting(workspace, account)
    from zhixing.operations import jobs

    _tell(jobs.submit(office, person, kind, dict(pairs(set_))))


@app.command()
def retry(id: Number, account: As, workspace: Place = Path()) -> None:
    """重做失败或已取消的一项。 Try a job again that failed or was cancelled."""
    office, person = acting(workspace, account)
    from zhixing.operations import jobs

    _tell(jobs.retry(office, person, id))


@app.command()
def cancel(id: Number, account: As, workspace: Place = Path()) -> None:
    """取消一项；进行中的在下一步停下。 Cancel a job; one that runs stops at its next step."""
    office, person = acting(workspace, account)
    from zhixing.operations import jobs

    _tell(jobs.cancel(office, person, id))


def _tell(job: Job) -> None:
    say.out.print(f"{job.id} {say.both(job.zh, job.en)} {say.both(*job.state_words)}")


COMMANDS: tuple[Callable[..., None], ...] = (work,)
