"""A job as others see it, and how its parts are kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from zhixing.operations.accounts import Grant, Person
from zhixing.operations.jobs.kinds import words_of
from zhixing.operations.jobs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRow

STATES: Mapping[str, tuple[str, str]] = {
    WAITING: ("等候", "waiting"),
    RUNNING: ("进行中", "running"),
    DONE: ("完成", "done"),
    FAILED: ("失败", "failed"),
    CANCELLED: ("已取消", "cancelled"),
}


@dataclass(frozen=True)
class Job:
    """One job. `done` of `of` is how far it is (0 of 0: not known); `issues` say what went wrong, as issues do in JSON."""

    id: int
    kind: str
    zh: str
    en: str
    who: str
    arguments: Mapping[str, Any]
    state: str
    attempts: int
    done: int
    of: int
    said_zh: str
    said_en: str
    submitted_at: datetime
    started_at: datetime | None
    heartbeat: datetime | None
    ended_at: datetime | None
    result: Mapping[str, Any] | None
    issues: tuple[Mapping[str, Any], ...]

    @property
    def state_words(self) -> tuple[str, str]:
        """The state in Chinese and English."""
        return STATES[self.state]

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        return asdict(self)


def job_from(row: JobRow) -> Job:
    """The row as others see it."""
    zh, en = words_of(row.kind)
    return Job(
        row.pk, row.kind, zh, en, row.who, json.loads(row.arguments), row.state, row.attempts, row.done, row.of,
        row.said_zh, row.said_en, row.submitted_at, row.started_at, row.heartbeat, row.ended_at, json.loads(row.result),
        tuple(json.loads(row.issues)),
    )  # fmt: skip


def text_of(content: Any) -> str:
    """Content as it is kept: JSON, keys sorted."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def plain(value: Any) -> Any:
    """A value as the trail can keep it.

    Raises:
        TypeError: it is neither text, whole number, flag, date, nothing, nor a list or mapping of such.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be kept")


def person_text(person: Person) -> str:
    """The person as they were when they asked, with their grants and the days these hold."""
    return text_of(plain(asdict(person)))


def person_from(text: str) -> Person:
    """Back from what was kept."""
    content = json.loads(text)
    grants = tuple(_grant(grant) for grant in content.pop("grants"))
    return Person(**content, grants=grants)


def _grant(content: dict[str, Any]) -> Grant:
    lists = {key: tuple(value) for key, value in content.items() if isinstance(value, list)}
    days = {
        "since": date.fromisoformat(content["since"]),
        "until": date.fromisoformat(content["until"]) if content["until"] else None,
    }
    return Grant(**{**content, **lists, **days})
