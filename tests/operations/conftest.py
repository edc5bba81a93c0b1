"""What the tests of the operations share: a workspace with the tiny plan, its office with a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.kernel.plan import tiny

from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.workspace import make_workspace, open_workspace


class Clock:
    """A clock that goes on by a second whenever it is looked at, and to another day when told."""

    def __init__(self) -> None:
        self.moment = datetime(2022, 5, 9, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def to(self, day: str) -> None:
        """Ten o'clock in China on that day."""
        self.moment = datetime.fromisoformat(f"{day}T02:00:00+00:00")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tiny_office(tmp_path: Path, clock: Clock) -> Office:
    """The office of a fresh workspace on the tiny plan."""
    folder = tmp_path / "tiny"
    tiny.write(folder, tiny.FILES)
    root = tmp_path / "ws"
    make_workspace(root, str(folder))
    return open_office(open_workspace(root), clock)


Somebody = Callable[..., Person]


@pytest.fixture
def county() -> Person:
    return Person("chen", "陈", grants=(Grant("county-officer", places=("330102",)),))


@pytest.fixture
def department() -> Person:
    return Person("liu", "刘", "office", (Grant("department-liaison", places=("330000",)),))


@pytest.fixture
def analyst() -> Person:
    return Person("wang", "王", "office", (Grant("analyst", places=("330000",)),))
