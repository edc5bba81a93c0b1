"""The rooms' own tests once more on every engine: evaluations by hand, roll-ups, measures, snapshots of the facts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from tests.engines.conftest import Opening
from tests.kernel.evaluation import test_by_hand as evaluation
from tests.kernel.evaluation import test_signs as signs
from tests.kernel.facts.small_plan import FIRMS, SmallPlan, firm, small_plan, write_csv
from tests.kernel.indicators import test_previous as previous
from tests.kernel.indicators import test_rollup as indicators
from tests.kernel.measures import test_lines as lines
from tests.kernel.measures import test_measures as measures
from tests.kernel.measures import test_together as together
from tests.kernel.support import computing_on

from zhixing.kernel.engine import Session, col
from zhixing.kernel.facts import Lake, load_file, snapshot
from zhixing.kernel.plan import CompiledPlan

Case = Callable[[CompiledPlan], None]


def cases(*modules: ModuleType, wants: str = "plan") -> Iterator[Case]:
    """The tests of the modules that ask for one thing only, and compute something; laws over many draws stay at home."""
    for module in modules:
        for name, found in vars(module).items():
            alone = name.startswith("test_") and list(inspect.signature(found).parameters) == [wants]
            if alone and not hasattr(found, "hypothesis"):
                yield pytest.param(found, id=f"{module.__name__.rpartition('.')[2]}-{name}")


@pytest.mark.parametrize("case", list(cases(evaluation, signs, previous, indicators, measures)))
def test_a_case_by_hand(case: Case, plan: CompiledPlan, opening: Opening) -> None:
    with computing_on(opening):
        case(plan)


@pytest.mark.parametrize("case", list(cases(lines, together, wants="tmp_path")))
def test_a_case_with_measures_of_its_own(
    case: Callable[[Path], None], tmp_path: Path, opening: Opening
) -> None:
    with computing_on(opening):
        case(tmp_path)


def test_the_cases_are_there() -> None:
    assert len(list(cases(lines, together, wants="tmp_path"))) >= 15
    assert len(list(cases(evaluation))) >= 15
    assert len(list(cases(signs))) >= 10
    assert len(list(cases(previous))) >= 2
    assert len(list(cases(indicators))) >= 5
    assert len(list(cases(measures))) >= 3


@pytest.fixture
def facts() -> SmallPlan:
    return small_plan()


def lake_of(plan: SmallPlan, folder: Path) -> Lake:
    """Three receipts that meet, late, blank and none among them, and one that stands apart."""
    lake = Lake(folder / "lake")
    files: list[tuple[str, date, list[tuple[str, ...]]]] = [
        ("a", date(2019, 6, 1), [(firm(1), "2018", "331003", "10", "5", "7"), (firm(2), "2018", "331003", "1", "2", "3")]),
        ("b", date(2019, 7, 1), [(firm(1), "2018", "331003", "", "6.000001", "8"), (firm(3), "2018", "331003", "2", "4", "")]),
        ("c", date(2019, 6, 15), [(firm(2), "2018", "331003", "9", "/", "4")]),
        ("d", date(2020, 6, 1), [(firm(1), "2019", "331003", "11", "7", "9")]),
    ]  # fmt: skip
    for name, known_on, rows in files:
        heads = ("firm", "year", "county", "land", "tax", "staff")
        file = write_csv(folder / f"{name}.csv", heads, *rows)
        load_file(plan, lake, file, dataset="firms", known_on=known_on)
    return lake


@pytest.mark.parametrize("day", [date(2019, 6, 1), date(2019, 6, 20), date(2019, 7, 1), None])
def test_what_was_known_on_a_day(
    facts: SmallPlan, tmp_path: Path, session: Session, day: date | None
) -> None:
    """Firm 1: land from the first, tax and staff from the later; firm 2: on June 15 other land, and that there is no tax."""
    taken = snapshot(facts, lake_of(facts, tmp_path), "firms", day)
    taken.register(session)
    session.create("known", taken.tree)
    tree = taken.tree.copy().order_by(col("firm"), col("year"))
    names = ("firm", "year", "land", "tax", "staff")
    found = [tuple(row[name] for name in names) for row in session.table(tree).to_pylist()]
    assert [(f[-2:], y, *map(_plain, rest)) for f, y, *rest in found] == [
        (key[0][-2:], key[1], *row) for key, row in sorted(known_on(day).items())
    ]
    assert [column["id"] for column in FIRMS["columns"]] == session.table(tree).column_names  # type: ignore[attr-defined]


def _plain(value: object) -> str | None:
    return None if value is None else f"{float(value):.10g}"  # type: ignore[arg-type]


def known_on(day: date | None) -> dict[tuple[str, int], tuple[str | None, ...]]:
    """Land, tax and staff, by hand."""
    one, two, three = (firm(1), 2018), (firm(2), 2018), (firm(3), 2018)
    known: dict[tuple[str, int], tuple[str | None, ...]] = {one: ("10", "5", "7"), two: ("1", "2", "3")}
    if day is None or day >= date(2019, 6, 15):
        known[two] = ("9", None, "4")
    if day is None or day >= date(2019, 7, 1):
        known |= {one: ("10", "6.000001", "8"), three: ("2", "4", None)}
    if day is None:
        known[(firm(1), 2019)] = ("11", "7", "9")
    return known
