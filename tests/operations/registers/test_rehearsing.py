"""Synthetic entries go through the acts of the real plan's registers, in a rehearsal alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from zhixing.foundation.issues import Refused
from zhixing.operations import trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.registers import Filling, fill, tallies
from zhixing.operations.workspace import make_workspace, open_workspace

pytestmark = pytest.mark.django_db
FILLING = Filling(7, ("331003", "330110"), 1, date(2020, 1, 6))
SOME = ("outdated-capacity", "leading-firms", "standard-plants", "robots")


@pytest.fixture
def rehearsal(tmp_path: Path, checkout: Path) -> Office:
    make_workspace(tmp_path / "ws", str(checkout / "plans" / "zhejiang-2018"), rehearsal=True)
    return open_office(open_workspace(tmp_path / "ws"), lambda: datetime(2022, 1, 10, 2, tzinfo=UTC))


def test_entries_count_for_targets(rehearsal: Office) -> None:
    filled = fill(rehearsal, FILLING, SOME)
    assert {one.register: (one.done, one.refused) for one in filled} == dict.fromkeys(SOME, (2, ()))
    leader = Person("he", "何", grants=(Grant("leader", places=("330000",)),))
    found = {one.indicator: one for one in tallies(rehearsal, leader, date(2021, 12, 31))}
    counting = {name for name, one in found.items() if one.entries == 2}
    assert {"outdated-capacity-enterprises", "standard-plants"} <= counting
    assert found["outdated-capacity-enterprises"].targets
    assert all("合成" in event.who for event in trail.events(under="registers/"))
    assert trail.check() == ()


def test_a_county_does_not_see_what_counts_for_the_province(rehearsal: Office) -> None:
    county = Person("chen", "陈", grants=(Grant("county-officer", places=("331003",)),))
    with pytest.raises(Refused, match="not-allowed"):
        tallies(rehearsal, county, date(2021, 12, 31))


def test_nothing_synthetic_gets_into_a_real_workspace(tiny_office: Office) -> None:
    with pytest.raises(Refused, match="no-rehearsal"):
        fill(tiny_office, FILLING)
