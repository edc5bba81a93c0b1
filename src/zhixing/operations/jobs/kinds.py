"""Kinds of work that other rooms offer to be done in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhixing.foundation.issues import Refused
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.jobs import codes
from zhixing.operations.office import Office

Work = Callable[[Office, Person, Mapping[str, Any]], Mapping[str, Any]]
"""Does the work and gives back what is worth knowing of it: ids, names, counts; texts, whole numbers and lists only.

It may be asked for again after it was stopped anywhere, and must then find its work done or do the rest: sealed runs,
receipts and entries with a key are like that. It tells how far it is with `progress`.
"""
About = Callable[[Office, Mapping[str, Any]], Subject]


def _province(office: Office, arguments: Mapping[str, Any]) -> Subject:
    return Subject(place=office.plan.head.province)


@dataclass(frozen=True)
class Kind:
    """One kind: what it is called, what does it, and which action of the accounts on what it takes to ask for it."""

    id: str
    zh: str
    en: str
    work: Work
    action: str
    about: About


_KINDS: dict[str, Kind] = {}


def offer(
    kind: str, work: Work, *, zh: str, en: str, action: str = "start-run", about: About = _province
) -> None:
    """Say what does a kind of work. Whoever may do `action` to what `about` gives may submit it."""
    _KINDS[kind] = Kind(kind, zh, en, work, action, about)


def kind_of(name: str) -> Kind:
    """The kind of this name.

    Raises:
        Refused: `jobs.unknown-kind`.
    """
    if name not in _KINDS:
        raise Refused([codes.UNKNOWN_KIND.at(kind=name, known="、".join(sorted(_KINDS)) or "—")])
    return _KINDS[name]


def words_of(name: str) -> tuple[str, str]:
    """What a kind is called; one that nobody offers any more goes by its name."""
    kind = _KINDS.get(name)
    return (kind.zh, kind.en) if kind else (name, name)
