"""An office that takes in figures, its people, and files as they send them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.conftest import Clock
from tests.operations.intake import small

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import known_rows
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.registers import Order
from zhixing.operations.workspace import make_workspace, open_workspace

HEADINGS = ("代码", "年度", "名称", "县", "是否规上", "税收（万元）", "用地（亩）")
SentFile = Callable[..., Path]


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Office:
    folder = tmp_path / "small"
    tiny.write(folder, small.FILES)
    root = tmp_path / "ws"
    make_workspace(root, str(folder))
    return open_office(open_workspace(root), clock)


@pytest.fixture
def office_without(tmp_path: Path, clock: Clock) -> Callable[..., Office]:
    """An office on the plan without some of its files, or with other ones."""

    def made(files: Mapping[str, str | None]) -> Office:
        folder = tmp_path / "without"
        tiny.write(folder, {**small.FILES, **files})
        root = tmp_path / "ws-without"
        make_workspace(root, str(folder))
        return open_office(open_workspace(root), clock)

    return made


@pytest.fixture
def filer() -> Person:
    return Person("chen", "陈", "330102", (Grant("county-officer", places=("330102",)),))


@pytest.fixture
def checker() -> Person:
    return Person("he", "何", "330102", (Grant("county-officer", places=("330102",)),))


@pytest.fixture
def neighbour() -> Person:
    return Person("wu", "吴", "330106", (Grant("county-officer", places=("330106",)),))


@pytest.fixture
def approver() -> Person:
    return Person("wang", "王", "office", (Grant("analyst", places=("330000",)),))


@pytest.fixture
def tax_liaison() -> Person:
    return Person("xu", "徐", "tax-office", (Grant("department-liaison", places=("330000",)),))


@pytest.fixture
def firm() -> Person:
    return Person("firm-a", "甲厂", grants=(Grant("enterprise", enterprises=(small.A,)),))


def firm_row(
    code: str, county: str = "丙区", tax: object = 12, land: object = 3, year: int = 2021
) -> Sequence[object]:
    return (code, year, f"合成企业{code[-2]}", county, "是", tax, land)


@pytest.fixture
def sent(tmp_path: Path) -> SentFile:
    """A CSV file of some rows, with the headings of the county's form unless others are given."""

    def write(name: str, *rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> Path:
        path = tmp_path / name
        lines = [",".join(map(str, line)) for line in (headings, *rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def codes_of(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {issue.code for issue in caught.value.issues}


def order(entry: str, act: str, reason: str = "") -> Order:
    return Order("", act, entry, reason=reason)


def tax_of(office: Office, firm: str) -> Decimal | None:
    """The tax of a firm as known today."""
    rows = known_rows(
        office.plan, office.workspace.lake, "firm-year", where={"enterprise": [firm]}, known_on=office.today()
    )
    return rows["tax"].to_pylist()[0] if rows.num_rows else None
