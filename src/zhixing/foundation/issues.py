"""Issues: what is wrong, where, why and what to do, in Chinese and English, many at once.

A room declares its codes once with `declare`; a check makes issues with `CODE.at(where, name=...)`; a caller that
cannot go on raises `Refused` with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from string import Formatter
from typing import Any


class Severity(StrEnum):
    """How far an issue stops the work: an error refuses, a warning is shown, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, order=True)
class Where:
    """A place a person can open: a file with line, or a sheet with cell; and the clause it serves.

    `row` is the 1-based row of a table file; `line` and `column` are 1-based.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    row: int = 0
    clause: str = ""

    def __str__(self) -> str:
        parts = [self.file + (f":{self.line}" if self.line else "")]
        if self.sheet:
            parts.append(f"[{self.sheet}]")
        if self.cell:
            parts.append(self.cell)
        elif self.row:
            parts.append(f"row {self.row}")
        text = " ".join(part for part in parts if part)
        return f"{text} ({self.clause})" if self.clause and text else text or self.clause


NOWHERE = Where()


@dataclass(frozen=True)
class IssueCode:
    """A declared kind of issue. `zh`, `en` say what is wrong; `fix_zh`, `fix_en` say what to do."""

    code: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str
    severity: Severity = Severity.ERROR
    audience: str = "plan author"

    def at(self, where: Where = NOWHERE, **values: object) -> Issue:
        """Return an issue of this kind at `where`; `values` fill the sentences."""
        return Issue(self, where, dict(values))

    @property
    def placeholders(self) -> frozenset[str]:
        """Names that the sentences expect to be filled."""
        texts = (self.zh, self.en, self.fix_zh, self.fix_en)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong at one place."""

    kind: IssueCode
    where: Where = NOWHERE
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The word code, e.g. `plan.unknown-indicator`."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """Severity of the declared kind."""
        return self.kind.severity

    @property
    def zh(self) -> str:
        """The sentence in Chinese, with what to do."""
        return f"{self.kind.zh}。{self.kind.fix_zh}。".format_map(_Filled(self.values))

    @property
    def en(self) -> str:
        """The sentence in English, with what to do."""
        return f"{self.kind.en}. {self.kind.fix_en}.".format_map(_Filled(self.values))

    def moved(self, **changes: Any) -> Issue:
        """Return the same issue with parts of its place replaced."""
        return replace(self, where=replace(self.where, **changes))

    def to_json(self) -> dict[str, object]:
        """A plain mapping for programs."""
        place = {k: v for k, v in vars(self.where).items() if v}
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": place,
            "zh": self.zh,
            "en": self.en,
        }


class _Filled(dict[str, object]):
    """Fills sentences; a name nobody gave shows itself instead of failing while reporting a failure."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Refused(Exception):
    """Work that was refused; carries every issue found."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__("\n".join(f"{i.where} {i.code}: {i.en}" for i in self.issues))


_DECLARED: dict[str, IssueCode] = {}


def declare(
    code: str,
    *,
    zh: str,
    en: str,
    fix_zh: str,
    fix_en: str,
    severity: Severity = Severity.ERROR,
    audience: str = "plan author",
) -> IssueCode:
    """Declare an issue code `<room>.<what-is-wrong>`; a code can be declared once only."""
    if code in _DECLARED:
        raise ValueError(f"issue code declared twice: {code}")
    kind = IssueCode(code, zh, en, fix_zh, fix_en, severity, audience)
    _DECLARED[code] = kind
    return kind


def declared() -> Mapping[str, IssueCode]:
    """All codes declared by the rooms imported so far, by code."""
    return dict(sorted(_DECLARED.items()))


def errors(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Only the issues that refuse."""
    return tuple(issue for issue in issues if issue.severity is Severity.ERROR)


def require(issues: Iterable[Issue]) -> None:
    """Raise `Refused` with all issues when at least one of them is an error."""
    found = tuple(issues)
    if errors(found):
        raise Refused(found)
