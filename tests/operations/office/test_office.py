"""The clock of an office: the machine's, or in a rehearsal the day that was set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.kernel.plan import tiny

from zhixing.foundation.issues import Refused
from zhixing.operations.office import open_office
from zhixing.operations.workspace import Workspace, make_workspace, open_workspace


def made(tmp_path: Path, *, rehearsal: bool) -> Workspace:
    tiny.write(tmp_path / "tiny", tiny.FILES)
    make_workspace(tmp_path / "ws", str(tmp_path / "tiny"), rehearsal=rehearsal)
    return open_workspace(tmp_path / "ws")


def test_the_clock_is_the_machines(tmp_path: Path) -> None:
    office = open_office(made(tmp_path, rehearsal=False))
    assert abs(office.clock() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_rehearsal_has_the_day_that_was_set_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", "2023-06-01")
    office = open_office(made(tmp_path, rehearsal=True))
    assert office.today().isoformat() == "2023-06-01"
    assert office.clock() < office.clock()


@pytest.mark.parametrize(("rehearsal", "day"), [(False, "2023-06-01"), (True, "2023-6-1"), (True, "六月")])
def test_a_day_is_set_in_a_rehearsal_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rehearsal: bool, day: str
) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", day)
    with pytest.raises(Refused, match="day-set"):
        open_office(made(tmp_path, rehearsal=rehearsal))
