"""A workspace: a folder with `zhixing.toml`, the lake and the sealed runs."""

from __future__ import annotations

import os
import tomllib
from dataclasses import MISSING, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import zhixing
from zhixing.foundation.issues import NOWHERE, Refused, Where
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.operations.workspace import codes

SETTINGS = "zhixing.toml"
DEFAULT_PLAN = "zhejiang-2018"
LOCAL_HOSTS = ("localhost", "127.0.0.1")


def shipped_plans() -> Path:
    """The folder of plans that ship with the program: inside the wheel, or beside `src` in a checkout."""
    packaged = Path(str(files("zhixing"))) / "plans"
    return packaged if packaged.is_dir() else Path(zhixing.__file__).resolve().parents[2] / "plans"


def plan_folder(name: str, base: Path) -> Path:
    """The folder of a plan given by path (from `base`) or by the name of a shipped one.

    Raises:
        Refused: `workspace.no-plan`.
    """
    for folder in (base / name, shipped_plans() / name):
        if (folder / "plan.yaml").is_file():
            return folder
    shipped = shipped_plans()
    known = (
        "、".join(sorted(p.name for p in shipped.iterdir() if (p / "plan.yaml").is_file()))
        if shipped.is_dir()
        else "—"
    )
    raise Refused([codes.NO_PLAN.at(NOWHERE, name=name, known=known)])


@dataclass(frozen=True)
class SignOn:
    """A sign-on of the house (OpenID Connect): where it is, who we are there, which claim names the account."""

    server: str
    client: str
    secret: str
    title: str = "统一身份认证 / single sign-on"
    claim: str = "preferred_username"


@dataclass(frozen=True)
class SignIn:
    """How long a session lasts unused and at most, and whether those who decide need a second factor."""

    idle_minutes: int = 30
    hours: int = 10
    second_factor: bool = True


@dataclass(frozen=True)
class Workspace:
    """Where things live at run time. In a `rehearsal` nothing is real: figures are synthetic and the day may be set."""

    root: Path
    plan_name: str = DEFAULT_PLAN
    database: str = ""
    hosts: tuple[str, ...] = LOCAL_HOSTS
    sign_on: SignOn | None = None
    sign_in: SignIn = SignIn()
    rehearsal: bool = False

    @property
    def lake(self) -> Lake:
        """The facts, append-only."""
        return Lake(self.root / "lake")

    @property
    def runs(self) -> Path:
        """The sealed runs."""
        return self.root / "runs"

    @property
    def files(self) -> Path:
        """Received files and evidence, each under its sha256."""
        return self.root / "files"

    @property
    def reports(self) -> Path:
        """Reports written from runs."""
        return self.root / "reports"

    def plan(self) -> CompiledPlan:
        """The workspace's plan, compiled."""
        return require_plan(plan_folder(self.plan_name, self.root))


def make_workspace(root: Path, plan: str, *, rehearsal: bool = False) -> Workspace:
    """Make a folder a workspace; one for rehearsal says so for good.

    Raises:
        Refused: `workspace.workspace-exists`, `workspace.no-plan`.
    """
    if (root / SETTINGS).exists():
        raise Refused([codes.WORKSPACE_EXISTS.at(NOWHERE, folder=root)])
    # A path is given from where the person stands, and kept from where the workspace is.
    given = Path.cwd() / plan
    if (given / "plan.yaml").is_file():
        plan = os.path.relpath(given, root)
    else:
        plan_folder(plan, root)
    root.mkdir(parents=True, exist_ok=True)
    quoted = plan.replace("\\", "\\\\").replace('"', '\\"')
    text = f'# 知行工作区 / a Zhixing workspace\nplan = "{quoted}"\n'
    if rehearsal:
        text += "# 演练：数据是合成的，日期可以设定 / a rehearsal: nothing here is real\nrehearsal = true\n"
    (root / SETTINGS).write_text(text, encoding="utf-8")
    return Workspace(root, plan, rehearsal=rehearsal)


def open_workspace(root: Path) -> Workspace:
    """The workspace in a folder.

    Raises:
        Refused: `workspace.no-workspace`, `workspace.bad-settings`.
    """
    settings = root / SETTINGS
    if not settings.is_file():
        raise Refused([codes.NO_WORKSPACE.at(NOWHERE, folder=root)])
    try:
        content = tomllib.loads(settings.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused([codes.BAD_SETTINGS.at(Where(str(settings)), why=str(error))]) from error
    return Workspace(root, **_settings(content, settings))


_KEYS: dict[str, type] = {
    "plan": str,
    "database": str,
    "hosts": list,
    "sign_on": dict,
    "sign_in": dict,
    "rehearsal": bool,
}
_NAMES = {"plan": "plan_name"}
_Part = TypeVar("_Part", SignOn, SignIn)


def _settings(content: dict[str, Any], file: Path) -> dict[str, Any]:
    """The settings of `zhixing.toml` as `Workspace` names them; a word or a value it does not know is refused."""
    strange = [key for key, value in content.items() if not isinstance(value, _KEYS.get(key, ()))]
    hosts = content.get("hosts", [])
    if "hosts" not in strange and not all(isinstance(host, str) for host in hosts):
        strange.append("hosts")
    if strange:
        raise _bad(file, ", ".join(strange))
    kept = {_NAMES.get(key, key): value for key, value in content.items() if key != "hosts"}
    if "sign_on" in content:
        kept["sign_on"] = _part(SignOn, "sign_on", content["sign_on"], file)
    if "sign_in" in content:
        kept["sign_in"] = _part(SignIn, "sign_in", content["sign_in"], file)
    return {**kept, "hosts": tuple(hosts)} if hosts else kept


def _part(part: type[_Part], name: str, content: dict[str, Any], file: Path) -> _Part:
    """A table of the settings as the dataclass of its kind; numbers are at least one."""
    kinds = {one.name: str(one.type) for one in fields(part)}
    strange = [
        f"{name}.{key}"
        for key, value in content.items()
        if type(value).__name__ != kinds.get(key) or (type(value) is int and value < 1)
    ]
    needed = {one.name for one in fields(part) if one.default is MISSING}
    strange += [f"{name}.{key}" for key in sorted(needed - set(content))]
    if strange:
        raise _bad(file, ", ".join(strange))
    return part(**content)


def _bad(file: Path, why: str) -> Refused:
    return Refused([codes.BAD_SETTINGS.at(Where(str(file)), why=why)])
