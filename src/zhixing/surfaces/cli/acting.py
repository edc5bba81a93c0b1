"""Who acts at the command line: an account named with `--as`, proven by its password."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhixing.surfaces.cli.office import office

if TYPE_CHECKING:
    from zhixing.operations.accounts import Person
    from zhixing.operations.office import Office

As = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="ZHIXING_AS",
        help="以哪个账户办理；密码在 ZHIXING_PASSWORD 或当场输入 / the account that acts",
    ),
]
Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]


def opened(workspace: Path) -> Office:
    """The office of a workspace, with every room's effects offered."""
    place = office(workspace)
    from zhixing.operations.office import open_office

    return open_office(place)


def acting(workspace: Path, name: str) -> tuple[Office, Person]:
    """The office and the person who acts, once the password is right.

    Raises:
        Refused: `accounts.not-proven`.
    """
    found = opened(workspace)
    from zhixing.operations.accounts import proven

    password = os.environ.get("ZHIXING_PASSWORD") or getpass.getpass(f"{name}: ")
    return found, proven(name, password, found.today())
