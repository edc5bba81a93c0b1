"""The house: nobody reaches past a room's door, every room says what it is, every issue code tells its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from zhixing.foundation.issues import IssueCode

SOURCE = Path(__file__).resolve().parents[2] / "src"
STOREYS_WITH_ROOMS = ("kernel", "operations", "surfaces")
CARD = ("Receives:", "Gives:", "May touch:", "Must not touch:")


class Import(NamedTuple):
    """One import of ours: who, on which line, which module, which name of it (empty for a plain import)."""

    file: str
    line: int
    room: str
    module: str
    name: str


def modules() -> list[Path]:
    return sorted((SOURCE / "zhixing").rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rooms() -> list[str]:
    """Folders of a storey that holds rooms: `zhixing.kernel.plan`, `zhixing.surfaces.reports`, ..."""
    return sorted(
        f"zhixing.{storey}.{folder.name}"
        for storey in STOREYS_WITH_ROOMS
        for folder in (SOURCE / "zhixing" / storey).iterdir()
        if any(folder.glob("*.py"))
    )


ROOMS = rooms()


def room_of(module: str) -> str:
    """The room a module lies in; empty outside rooms."""
    return next((room for room in ROOMS if module == room or module.startswith(room + ".")), "")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in modules():
        yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports() -> Iterator[Import]:
    """Every import of a room's module from outside that room, also inside functions and for types only."""
    for path, tree in trees():
        here = dotted(path)
        own = room_of(here)
        for node in ast.walk(tree):
            for module, name in _imported(node, here, is_package=path.name == "__init__.py"):
                room = room_of(f"{module}.{name}") if name else room_of(module)
                if room and room != own:
                    yield Import(path.relative_to(SOURCE).as_posix(), node.lineno, room, module, name)


def _imported(node: ast.AST, here: str, *, is_package: bool) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = here.split(".")
        keep = len(parts) - node.level + (1 if is_package else 0)
        base = ".".join([*parts[:keep], *filter(None, [node.module])]) if node.level else node.module or ""
        yield from ((base, alias.name) for alias in node.names)


def exported(room: str) -> set[str]:
    """The names in the `__all__` of a room's door."""
    path = SOURCE / Path(*room.split(".")) / "__init__.py"
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
            return set(ast.literal_eval(node.value))
    return set()


def test_there_are_rooms_and_imports_between_them() -> None:
    assert {"zhixing.kernel.plan", "zhixing.kernel.engine", "zhixing.surfaces.reports"} <= set(ROOMS)
    assert any(found.room == "zhixing.kernel.plan" for found in imports())


def test_nobody_imports_past_a_door() -> None:
    past = [
        f"{found.file}:{found.line} imports {found.module}{'.' + found.name if found.name else ''}"
        for found in imports()
        if not is_door(found) and not (found.module == found.room and found.name in exported(found.room))
    ]
    assert past == []


def test_nobody_reaches_past_a_door_that_was_imported_whole() -> None:
    past = []
    for path, tree in trees():
        doors = {}
        for node in ast.walk(tree):
            for alias in getattr(node, "names", []) if isinstance(node, ast.Import | ast.ImportFrom) else []:
                full = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
                if full in ROOMS and full != room_of(dotted(path)):
                    doors[alias.asname or alias.name] = full
        for node in ast.walk(tree):
            door = doors.get(ast.unparse(node.value)) if isinstance(node, ast.Attribute) else None
            if door and node.attr not in exported(door):
                past.append(f"{path.relative_to(SOURCE).as_posix()}:{node.lineno} {door}.{node.attr}")
    assert past == []


def is_door(found: Import) -> bool:
    """Whether the whole door was imported: `from zhixing.kernel import evaluation`."""
    return found.room == (f"{found.module}.{found.name}" if found.name else found.module)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_card(room: str) -> None:
    path = SOURCE / Path(*room.split(".")) / "__init__.py"
    card = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert [word for word in CARD if word not in card] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_exports_what_it_has(room: str) -> None:
    path = SOURCE / Path(*room.split(".")) / "__init__.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = {
        alias.asname or alias.name
        for n in ast.walk(tree)
        if isinstance(n, ast.ImportFrom)
        for alias in n.names
    }
    defined |= {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    defined |= {
        t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    }
    assert exported(room) - defined == set()


class Code(NamedTuple):
    """An issue code and the room whose `codes.py` declares it."""

    room: str
    kind: IssueCode


def declared_codes() -> list[Code]:
    found = []
    for path in modules():
        if path.name == "codes.py" and room_of(dotted(path)):
            module = import_module(dotted(path))
            kinds = [kind for kind in vars(module).values() if isinstance(kind, IssueCode)]
            found += [Code(room_of(dotted(path)).rpartition(".")[2], kind) for kind in kinds]
    return found


CODES = declared_codes()


def test_every_issue_code_names_the_room_that_declares_it() -> None:
    assert [c.kind.code for c in CODES if c.kind.code.partition(".")[0] != c.room] == []
    assert {"plan", "engine", "facts"} <= {c.room for c in CODES}


def test_codes_are_declared_in_the_file_for_them_and_once() -> None:
    strays = [
        f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
        for path, tree in trees()
        if path.name != "codes.py" and dotted(path) != "zhixing.foundation.issues"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "declare"
    ]
    assert strays == []
    codes = [c.kind.code for c in CODES]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("kind", [c.kind for c in CODES], ids=lambda kind: kind.code)
def test_both_languages_say_the_same_things(kind: IssueCode) -> None:
    assert placeholders(kind.zh + kind.fix_zh) == placeholders(kind.en + kind.fix_en)
    assert all((kind.zh, kind.en, kind.fix_zh, kind.fix_en))


def placeholders(text: str) -> set[str]:
    """Names to be filled in; `_zh` and `_en` mark the two forms of one name."""
    return {name.removesuffix("_en").removesuffix("_zh") for _, name, _, _ in Formatter().parse(text) if name}
