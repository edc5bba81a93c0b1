"""The glossary: one term, one word, in code, plans and documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

FORBIDDEN_NAMES = frozenset(
    {"utils", "common", "helpers", "misc", "manager", "handler", "processor", "data", "info"}
)
"""Names that say nothing; no module has one."""


@dataclass(frozen=True)
class Term:
    """A term of the field: in Chinese, as the stem of identifiers, and what it means.

    `confused_with` is what it must not be taken for; `instead_of` are English words no identifier uses for it;
    a `reserved` term is named but not built yet.
    """

    zh: str
    en: str
    definition: str
    confused_with: str = ""
    instead_of: tuple[str, ...] = ()
    reserved: bool = False


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    text = (files("zhixing.foundation") / "glossary.yaml").read_text(encoding="utf-8")
    # The base loader leaves every scalar a string.
    return tuple(_term(entry) for entry in yaml.load(text, Loader=yaml.BaseLoader)["terms"])


def _term(entry: dict[str, str | list[str]]) -> Term:
    unknown = set(entry) - {"zh", "en", "definition", "not", "instead_of", "reserved"}
    if unknown:
        raise ValueError(f"unknown keys in the glossary: {sorted(unknown)}")
    return Term(
        zh=str(entry["zh"]),
        en=str(entry["en"]),
        definition=str(entry["definition"]),
        confused_with=str(entry.get("not", "")),
        instead_of=tuple(entry.get("instead_of", ())),
        reserved=entry.get("reserved") == "true",
    )


def term(en: str) -> Term:
    """The term with this stem.

    Raises:
        KeyError: there is none.
    """
    return {one.en: one for one in glossary()}[en]
