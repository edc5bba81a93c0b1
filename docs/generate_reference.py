"""Writes the pages of `docs/reference` from the code. Run it with `scripts/reference`.

It stands under `docs` because nothing at run time needs it, so it does not belong into the wheel.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

import zhixing
from zhixing.foundation.glossary import glossary
from zhixing.foundation.issues import IssueCode
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit, as_decimal
from zhixing.kernel.plan import measure, objects
from zhixing.kernel.plan.gather import SHELVES
from zhixing.surfaces import cli
from zhixing.surfaces.cli.app import app
from zhixing.surfaces.reports.documents.kinds import KINDS, LISTS, RECORDS
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.tables import TABLES

HERE = Path(__file__).resolve().parent
MADE = "<!-- Made by scripts/reference from the code. Do not edit: change the code and make it again. -->\n"


def codes_of_rooms() -> dict[str, IssueCode]:
    """Every code that a room declares, in its `codes.py`; tests may have declared others."""
    names = [m.name for m in pkgutil.walk_packages(zhixing.__path__, "zhixing.") if m.name.endswith(".codes")]
    found = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return {kind.code: kind for kind in found if isinstance(kind, IssueCode)}


def cell(text: str) -> str:
    """Text that fits into a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def table(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [headings, tuple("---" for _ in headings), *(tuple(cell(text) for text in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# --- issues


def issues_page() -> str:
    """Every declared code by room."""
    by_room: dict[str, list[IssueCode]] = {}
    for code, kind in sorted(codes_of_rooms().items()):
        by_room.setdefault(code.partition(".")[0], []).append(kind)
    parts = [
        MADE,
        "# 问题代码 / Issue codes\n",
        "An error refuses the work, a warning is shown, a note informs. `{…}` is filled in where the issue occurs. "
        "Codes are never reused or renamed after a release.\n",
        "、".join(f"[{room}](#{room})（{len(kinds)}）" for room, kinds in sorted(by_room.items())) + "\n",
    ]
    for room, kinds in sorted(by_room.items()):
        parts += [f"## {room}\n", *(_issue(kind) for kind in kinds)]
    return "\n".join(parts)


def _issue(kind: IssueCode) -> str:
    return (
        f"### {kind.code}\n\n"
        f"{kind.severity.value} · {kind.audience}\n\n"
        f"- {kind.zh}。**{kind.fix_zh}。**\n"
        f"- {_sentence(kind.en)} **{_sentence(kind.fix_en)}**\n"
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


# --- commands


def commands_page() -> str:
    """Every command with its arguments and options."""
    exits = " ".join((inspect.getdoc(cli) or "").split())
    root = typer.main.get_command(app)
    parts = [
        MADE,
        "# 命令 / Commands\n",
        "Options of `zhixing` itself stand before the command: `zhixing --lang en runs`. "
        f"Exit codes: {exits.partition('something (')[2].partition(')')[0]}.\n",
        _command(root, "zhixing", level=2),
    ]
    return "\n".join(parts)


def _command(command: Any, name: str, level: int) -> str:
    arguments = [p for p in command.params if not p.opts[0].startswith("-")]
    options = [p for p in command.params if p.opts[0].startswith("-")]
    called = " ".join([name, *(_argument(p) for p in arguments)])
    text = f"{'#' * level} {name}\n\n{' '.join((command.help or '').split())}\n\n```\n{called}"
    text += " [OPTIONS]\n```\n" if options else "\n```\n"
    rows = [(_parameter_name(p), _wanted(p), p.help or "", _default(p)) for p in (*arguments, *options)]
    if rows:
        text += "\n" + table(("", "takes", "meaning", "default"), iter(rows)) + "\n"
    for key, sub in getattr(command, "commands", {}).items():
        text += "\n" + _command(sub, f"{name} {key}", level if level == 3 else 3)
    return text


def _argument(parameter: Any) -> str:
    name = parameter.name.upper() + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _parameter_name(parameter: Any) -> str:
    if not parameter.opts[0].startswith("-"):
        return parameter.name.upper()
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}`" for name in names)


def _wanted(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return "flag"
    kind = parameter.type_descriptor.annotation
    inner = get_args(kind)[0] if get_origin(kind) is list else kind
    word = {"str": "text", "int": "whole number", "Path": "path"}.get(inner.__name__, inner.__name__)
    return f"{word}, repeatable" if parameter.nargs == -1 or parameter.multiple else word


def _default(parameter: Any) -> str:
    default = parameter.default
    text = "" if default in (None, False, "") or default == [] or callable(default) else f"`{default}`"
    return f"{text} (or `{parameter.envvar}`)" if parameter.envvar else text


# --- the plan language


def plan_language_page() -> str:
    """Every kind of plan object with its keys."""
    parts = [
        MADE,
        "# 方案语言 / The plan language\n",
        "A plan is a folder of YAML files. Every scalar is read as text with its file and line; types come from the "
        "tables below. Unknown and repeated keys, tags, anchors and aliases are refused. An *exact number* is "
        "`240.97`, `1,000`, `35%` or `1/3` and is kept as a fraction. An *id* is lower-case words with hyphens; a "
        "*name* (columns) has underscores; in formulas an id is written with underscores. A *period* is `2018`, "
        "`2018Q1`, `2018-03`, `2018-05-07` or a span `2018..2022`. A key without default is required.\n",
        table(("file or folder", "list under", "object"), (_shelf(shelf) for shelf in SHELVES)),
        "\n`calibration/*.yaml` (for the synthetic province) and `CHANGES.md` are free in form.\n",
    ]
    done: dict[str, type[BaseModel]] = {}
    for shelf in SHELVES:
        _gather(shelf.model, done)
    parts += [_model(model) for model in done.values()]
    return "\n".join(parts)


def _shelf(shelf: Any) -> tuple[str, ...]:
    name = shelf.model.__name__
    return f"`{shelf.place}`", f"`{shelf.key}`" if shelf.key else "(the file is the object)", _link(name)


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _gather(model: type[BaseModel], done: dict[str, type[BaseModel]]) -> None:
    """The model, then the models its keys hold, each once."""
    if model.__name__ in done:
        return
    done[model.__name__] = model
    for hint in _hints(model).values():
        for inner in _models_in(hint):
            _gather(inner, done)


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from _models_in(part)


def _hints(model: type[BaseModel]) -> Mapping[str, Any]:
    found = typing.get_type_hints(model, include_extras=True)
    return {name: found[name] for name in model.model_fields}


def _model(model: type[BaseModel]) -> str:
    hints = _hints(model)
    rows = (
        (
            f"`{info.alias or name}`",
            type_words(hints[name]),
            _default_of(info),
            meaning(model, info.alias or name),
        )
        for name, info in model.model_fields.items()
    )
    text = inspect.cleandoc(model.__doc__ or "")
    return f"## {model.__name__}\n\n{text}\n\n{table(('key', 'type', 'default', 'meaning'), rows)}\n"


@cache
def _meanings() -> Any:
    return yaml.load((HERE / "meanings.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def meaning(model: type[BaseModel], key: str) -> str:
    """What a key means: said for this object, else for all objects that have it.

    Raises:
        KeyError: nobody said it.
    """
    said = _meanings()
    own = said["objects"].get(model.__name__, {})
    return str(own[key] if key in own else said["keys"][key])


def _default_of(info: FieldInfo) -> str:
    if info.is_required():
        return ""
    value = info.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None or value in ((), {}, ""):
        return "none"
    if isinstance(value, BaseModel):
        return "as its defaults"
    if isinstance(value, Unit):
        return f"`{value.text}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    if isinstance(value, Fraction):
        return f"`{as_decimal(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


_ALIASES = (
    (objects.Exact, "exact number"),
    (objects.UnitText, "unit"),
    (objects.PeriodText, "period"),
    (objects.Id, "id"),
    (objects.Name, "name"),
    (objects.ClauseId, "clause id"),
    (objects.Ids, "id or list of ids"),
    (objects.Texts, "text or list of texts"),
    (measure.RateText, "number or parameter id"),
)
_PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    Unit: "unit",
    Period: "period",
}


def type_words(hint: Any) -> str:
    """A type as a plan author would say it."""
    for alias, words in _ALIASES:
        if hint == alias:
            return words
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        return type_words(args[0])
    rule = _BY_ORIGIN.get(origin)
    if rule is not None:
        return rule(args)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return _link(hint.__name__)
    return str(hint.__name__)


def _union(args: tuple[Any, ...]) -> str:
    return " or ".join(type_words(arg) for arg in args if arg is not type(None))


def _choices(args: tuple[Any, ...]) -> str:
    return ", ".join(f"`{arg}`" for arg in args)


def _tuple(args: tuple[Any, ...]) -> str:
    if args[-1] is Ellipsis:
        return f"list of {type_words(args[0])}"
    return f"{len(args)} of {type_words(args[0])}"


def _mapping(args: tuple[Any, ...]) -> str:
    return f"{type_words(args[0])} → {type_words(args[1])}"


_BY_ORIGIN: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    typing.Union: _union,
    types.UnionType: _union,
    typing.Literal: _choices,
    tuple: _tuple,
    dict: _mapping,
}

# --- the glossary


def glossary_page() -> str:
    """Every term with what it means."""
    rows = (
        (
            term.zh,
            f"`{term.en}`" + ("（尚未建成）" if term.reserved else ""),
            term.definition,
            term.confused_with,
            "、".join(f"`{word}`" for word in term.instead_of),
        )
        for term in glossary()
    )
    return "\n".join(
        [
            MADE,
            "# 术语 / Glossary\n",
            "One term, one word, in code, plans and documents. The source is `src/zhixing/foundation/glossary.yaml`.\n",
            table(("术语", "in identifiers", "意思", "不是", "not used for it"), rows),
            "",
        ]
    )


# --- the words of documents


def document_words_page() -> str:
    """Every list a text may look at, with the columns of its rows; every table with its columns."""
    parts = [
        MADE,
        "# 公文的词和栏 / Words and columns of documents\n",
        "What a text under `reports/` may look at. How it is written: [handbook](../handbook/7-changing-a-report.md). The source is",
        "`src/zhixing/surfaces/reports/documents/kinds.py`.\n",
    ]
    for kind in KINDS.values():
        words = [word for word, name in LISTS.items() if name == kind.name]
        words += [f"lights.{name}" for name in RECORDS["lights"]] if kind.name == "target" else []
        held = [(name, f"一组行：{KINDS[other].title}", "") for name, other in kind.rows.items()]
        rows = [(name, column.heading, column.type.value) for name, column in kind.columns.items()]
        parts += [f"## {kind.title} `{kind.name}`\n", "、".join(f"`{word}`" for word in words) + f"；结果 `{kind.result}`\n",
                  table(("栏", "标题", "类型"), ((f"`{a}`", b, c) for a, b, c in [*rows, *held])), ""]  # fmt: skip
    tables = (
        (
            f"`{name}`",
            made.kind.title,
            made.caption,
            "、".join(f"`{one}`" for one in made.columns) or "由等次决定",
        )
        for name, made in TABLES.items()
    )
    charts = (
        (f"`{name}`", made.kind.title, "若干行" if made.many else "一行") for name, made in PICTURES.items()
    )
    parts += [
        "## 表\n",
        table(("表", "行", "题", "列（可另选）"), tables),
        "",
        "## 图\n",
        table(("图", "行", "给几行"), charts),
        "",
    ]
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "issues.md": issues_page,
    "commands.md": commands_page,
    "plan-language.md": plan_language_page,
    "glossary.md": glossary_page,
    "document-words.md": document_words_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / "reference" / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
