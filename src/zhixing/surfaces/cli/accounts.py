"""`zhixing accounts`: people, their roles, their passwords, as whoever works at the machine."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.table import Table

from zhixing.operations.accounts import ROLES, Grant, recorder
from zhixing.surfaces.cli import say
from zhixing.surfaces.cli.acting import opened
from zhixing.surfaces.cli.office import office

if TYPE_CHECKING:
    from zhixing.kernel.plan import Role
    from zhixing.operations.accounts import AccountSeen, Desk, GrantSeen, Opened

app = typer.Typer(help="账户、角色、密码 / accounts, roles, passwords", no_args_is_help=True)

Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]
Name = Annotated[str, typer.Argument(help="账户名 / the name of the account")]
RoleName = Annotated[str, typer.Argument(help=f"角色 / role: {', '.join(ROLES)}")]
Places = Annotated[
    list[str] | None, typer.Option("--place", help="地区代码，可多个 / codes of places, several allowed")
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit", help="代表的单位，可多个；默认本单位 / organisations spoken for; their own by default"
    ),
]
Industries = Annotated[list[str] | None, typer.Option("--industry", help="限于行业 / only these industries")]
Enterprises = Annotated[
    list[str] | None,
    typer.Option("--enterprise", help="统一社会信用代码，可多个 / unified social credit codes"),
]
Purpose = Annotated[str, typer.Option(help="限于用途 / only for this purpose")]
Since = Annotated[str | None, typer.Option(help="起始日，默认今天 / first day, today by default")]
Until = Annotated[str | None, typer.Option(help="截止日（含）/ last day, included")]


def _desk(workspace: Path) -> Desk:
    found = opened(workspace)
    from zhixing.operations.accounts import Desk, operator, renew_organisations

    today = found.today()
    renew_organisations(found.plan, today)
    return Desk(found.plan, operator(getpass.getuser()), today, recorder())


@app.command()
def add(
    name: Name,
    display: Annotated[str, typer.Argument(help="显示的姓名 / the name shown")],
    organisation: Annotated[
        str,
        typer.Option("--organisation", "-o", help="单位编号或地区代码 / id of the organisation, or a place"),
    ] = "",
    workspace: Place = Path(),
) -> None:
    """开立账户；密码只显示这一次。 Open an account; its password is shown this once."""
    desk = _desk(workspace)
    from zhixing.operations.accounts import open_account

    _tell_password(open_account(desk, name, display, organisation))


def _tell_password(opened: Opened) -> None:
    say.out.print(
        say.both(
            f"{opened.name} 的密码（只显示这一次，首次登录须修改）：{opened.password}",
            f"the password of {opened.name} (shown once, to be changed at the first sign-in): {opened.password}",
        )
    )


@app.command("list")
def list_accounts(workspace: Place = Path(), json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """列出账户和授权。 List accounts and grants."""
    office(workspace)
    from zhixing.operations.accounts import accounts

    found = accounts()
    if json:
        say.as_json([_plain(account) for account in found])
        return
    heads = (("账户", "account"), ("姓名", "name"), ("单位", "organisation"), ("状态", "state"))
    table = Table(*(say.both(*head) for head in heads), say.both("授权", "grants"))
    for account in found:
        grants = "\n".join(_line(one) for one in account.grants)
        table.add_row(account.name, account.display, account.organisation, _state(account), grants)
    say.out.print(table)


def _state(account: AccountSeen) -> str:
    if account.closed_on:
        return say.both(f"{account.closed_on} 注销", f"closed {account.closed_on}")
    if account.must_change_password:
        return say.both("待改密码", "password to be changed")
    return say.both("有效", "open")


def _line(one: GrantSeen) -> str:
    given = one.grant
    limits = (
        *given.places,
        *given.units,
        *given.industries,
        *given.enterprises,
        *filter(None, [given.purpose]),
    )
    days = f"{given.since}..{given.until or ''}"
    ended = say.both("（已终止）", " (ended)") if one.ended_on else ""
    return f"#{one.number} {say.both(*ROLES[given.role])} {' '.join(limits)} {days}{ended}"


def _plain(account: AccountSeen) -> dict[str, object]:
    grants = [
        {"number": one.number, **vars(one.grant), "given_by": one.given_by, "ended_by": one.ended_by}
        for one in account.grants
    ]
    return {**vars(account), "grants": grants}


@app.command()
def grant(  # noqa: PLR0913, PLR0917 (the options of the command are the limits of a grant)
    name: Name,
    role: RoleName,
    place: Places = None,
    unit: Units = None,
    industry: Industries = None,
    enterprise: Enterprises = None,
    purpose: Purpose = "",
    since: Since = None,
    until: Until = None,
    workspace: Place = Path(),
) -> None:
    """授予角色。 Give a role."""
    desk = _desk(workspace)
    from zhixing.operations import accounts as door

    given = Grant(
        cast("Role", role),
        _several(place),
        _several(unit),
        _several(industry),
        _several(enterprise),
        purpose,
        say.day(since) or date.min,
        say.day(until),
    )
    say.out.print(_line(door.grant(desk, name, given)))


def _several(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(values or ())


@app.command()
def end(
    number: Annotated[int, typer.Argument(help="授权编号，见 list / the number of the grant, see list")],
    workspace: Place = Path(),
) -> None:
    """终止授权，今天起无效。 End a grant: from today on it no longer counts."""
    desk = _desk(workspace)
    from zhixing.operations.accounts import end_grant

    say.out.print(_line(end_grant(desk, number)))


@app.command("reset-password")
def reset(
    name: Name,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="动态口令也重新设置 / the second factor too")
    ] = False,
    workspace: Place = Path(),
) -> None:
    """重设密码；原有登录随即失效。 Give a new password; sessions end at once."""
    desk = _desk(workspace)
    from zhixing.operations.accounts import reset_password

    _tell_password(reset_password(desk, name, second_factor=second_factor))


@app.command()
def close(name: Name, workspace: Place = Path()) -> None:
    """注销账户；不能恢复。 Close an account; it is not opened again."""
    desk = _desk(workspace)
    from zhixing.operations.accounts import close_account

    close_account(desk, name)
    say.out.print(say.both(f"已注销 {name}", f"closed {name}"))
