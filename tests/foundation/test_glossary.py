"""One term, one word: the glossary itself, and the identifiers that must follow it."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import BaseModel

from zhixing.foundation.glossary import FORBIDDEN_NAMES, glossary, term
from zhixing.kernel.monitoring import Assessment, Light
from zhixing.kernel.plan import CompiledPlan

ROOMS = (
    "plan",
    "engine",
    "facts",
    "indicators",
    "evaluation",
    "measures",
    "monitoring",
    "runs",
    "synthesis",
    "registers",
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _snake(name: str) -> str:
    """`SourceCell` and `source_cell` alike as `_source_cell_`."""
    return "_" + "_".join(word.lower() for word in _WORD.findall(name)) + "_"


def _door_names() -> list[str]:
    names = []
    for room in ROOMS:
        names += [f"{room}.{name}" for name in importlib.import_module(f"zhixing.kernel.{room}").__all__]
    return names


def _plan_models() -> list[type[BaseModel]]:
    modules = [
        importlib.import_module(f"zhixing.kernel.plan.{name}")
        for name in ("objects", "scheme", "case", "crosswalk", "watching", "register")
    ]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__
    ]


def _plan_keys() -> list[str]:
    return [
        f"{model.__name__}.{field.alias or name}"
        for model in _plan_models()
        for name, field in model.model_fields.items()
    ]


def test_every_room_is_looked_at(checkout: Path) -> None:
    kernel = checkout / "src" / "zhixing" / "kernel"
    assert set(ROOMS) == {path.parent.name for path in kernel.glob("*/__init__.py")}


def test_no_term_is_given_twice() -> None:
    for name in ("zh", "en"):
        counts = Counter(getattr(one, name) for one in glossary())
        assert [text for text, count in counts.items() if count > 1] == []


def test_every_term_is_complete() -> None:
    assert len(glossary()) >= 60
    for one in glossary():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", one.en), one
        assert re.search(r"[\u4e00-\u9fff]", one.zh), one
        assert len(one.definition) >= 4, one


def test_what_a_term_is_confused_with_is_a_term_too() -> None:
    stems = {one.en for one in glossary()} | {"received_from", "base_year", "year", "ranges", "mean"}
    for one in glossary():
        for name in re.findall(r"（([a-z_]+)）", one.confused_with):
            assert name in stems, f"{one.zh}: {name}"


def test_a_word_that_is_not_used_is_no_stem() -> None:
    stems = {one.en for one in glossary()}
    assert {word for one in glossary() for word in one.instead_of} & stems == set()


@pytest.mark.parametrize("names", [_door_names(), _plan_keys()], ids=["doors", "plan keys"])
def test_identifiers_use_the_words_of_the_glossary(names: list[str]) -> None:
    wrong = [
        f"{name}: say {one.en}, not {word}"
        for name in names
        for one in glossary()
        for word in one.instead_of
        if f"_{word}_" in _snake(name.partition(".")[2]) or f"_{word}s_" in _snake(name.partition(".")[2])
    ]
    assert wrong == []


def test_every_kind_of_plan_object_is_a_term() -> None:
    plural = {"criteria": "criterion", "industries": "industry", "cases": "case"}
    held = set(CompiledPlan.__dataclass_fields__) - {
        "root", "fingerprint", "files", "head", "calibration", "spots", "published", "not_encoded",
    }  # fmt: skip
    for kind in held:
        assert term(plural.get(kind, kind.removesuffix("s")))
    assert term("published")
    assert term("not_encoded")


def test_what_monitoring_says_is_in_the_glossary() -> None:
    assert {"light", "progress", "expected"} <= set(Assessment.__dataclass_fields__)
    for name in ("light", "progress", "expected", "reading", "aside", "judgement", "assessment"):
        assert term(name)
    assert all(word in term("light").definition for word in "绿黄红灰蓝")
    assert len(Light) == 5


def test_a_term_is_used_unless_it_is_reserved(checkout: Path) -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder, ending in (("src", "*.py"), ("plans", "*.yaml"))
        for path in sorted((checkout / folder).rglob(ending))
        if path.name not in ("glossary.py", "glossary.yaml")
    )
    used = text.lower().replace("-", "_")
    unused = [one.en for one in glossary() if not one.reserved and one.en not in used]
    squeezed = used.replace("_", "")
    assert [en for en in unused if en.replace("_", "") not in squeezed] == []


def test_a_reserved_term_names_no_room_yet(checkout: Path) -> None:
    folders = {path.parent.name for path in (checkout / "src").rglob("__init__.py")}
    for one in glossary():
        if one.reserved:
            assert not folders & {one.en, one.en + "s"}, f"{one.en} is built now: drop `reserved`"


def test_no_module_has_an_empty_name(checkout: Path) -> None:
    modules = [p for folder in ("src", "tests") for p in (checkout / folder).rglob("*.py")]
    assert modules
    wrong = [p.as_posix() for p in modules if set(p.stem.removeprefix("test_").split("_")) & FORBIDDEN_NAMES]
    assert wrong == []
