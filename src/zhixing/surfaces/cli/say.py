"""How the command line speaks: issues, progress, tables; Chinese first, English on request."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from zhixing.foundation.issues import Issue, Refused, Severity
from zhixing.surfaces.cli import codes

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_WORD = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("警告", "warning"),
    Severity.NOTE: ("说明", "note"),
}


def english() -> bool:
    """Whether English was asked for (`--lang en` or ZHIXING_LANG=en)."""
    return os.environ.get("ZHIXING_LANG", "zh").lower().startswith("en")


def both(zh: str, en: str) -> str:
    """The sentence in the language asked for."""
    return en if english() else zh


def issues(found: Iterable[Issue], console: Console = err, limit: int = 200) -> None:
    """Print issues, one a line: place, severity, code, sentence."""
    listed = list(found)
    for issue in listed[:limit]:
        line = Text()
        place = str(issue.where)
        if place:
            line.append(f"{place}: ")
        line.append(_WORD[issue.severity][english()], style=_STYLE[issue.severity])
        line.append(f" {issue.code}\n    ", style="dim")
        line.append(issue.en if english() else issue.zh)
        console.print(line)
    if len(listed) > limit:
        console.print(both(f"……另有 {len(listed) - limit} 条", f"... and {len(listed) - limit} more"))


def as_json(content: Any) -> None:
    """Print JSON for a program."""
    print(json.dumps(content, ensure_ascii=False, indent=1, default=str))  # noqa: T201


def day(text: str | None) -> date | None:
    """A date a person typed.

    Raises:
        Refused: `cli.bad-date`.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused([codes.BAD_DATE.at(text=text)]) from error


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """A progress bar for a long step; the callback takes what is being done and the share done."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=False) as bar:
        task = bar.add_task(title, total=1.0)

        def tell(label: str, share: float) -> None:
            bar.update(task, completed=share, description=f"{title} {label}".ljust(34))

        yield tell
        bar.update(task, completed=1.0, description=title.ljust(34))
