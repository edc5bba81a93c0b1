"""The page on registers says what the plan holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhixing.kernel.plan import CompiledPlan


@pytest.fixture
def page(checkout: Path) -> str:
    return (checkout / "docs" / "explanation" / "registers.md").read_text(encoding="utf-8")


def test_every_register_stands_in_the_table_once(page: str, plan: CompiledPlan) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if re.match(r"\| `[a-z-]+` \| [^|]+ \| \d", line)
    ]
    assert sorted(row[0].strip("`") for row in rows) == sorted(plan.registers)
    for name, title, clause, about, states, counts, feeds in rows:
        register = plan.registers[name.strip("`")]
        assert (title, clause, about) == (register.title_en, register.clause, register.about), name
        standing, _, final = states.partition(" / ")
        assert standing.split(", ") == [s.id for s in register.states if not s.final], name
        assert final.split(", ") == [s.id for s in register.states if s.final], name
        assert re.findall(r"`([a-z-]+)`", counts) == list(
            dict.fromkeys(t.indicator for t in register.counts)
        ), name
        assert re.findall(r"`([a-z-]+)`", feeds) == [feed.dataset for feed in register.feeds], name


def test_the_numbers_before_the_table(page: str, plan: CompiledPlan) -> None:
    registers = list(plan.registers.values())
    said = re.search(r"(\d+) registers, (\d+) states, (\d+) acts, (\d+) counts, (\d+) feeds", page)
    assert said is not None
    assert [int(number) for number in said.groups()] == [
        len(registers),
        sum(len(one.states) for one in registers),
        sum(len(one.acts) for one in registers),
        sum(len(one.counts) for one in registers),
        sum(len(one.feeds) for one in registers),
    ]


def test_acts_of_the_example_are_acts(page: str, plan: CompiledPlan) -> None:
    acts = {act.id: act.to for act in plan.registers["outdated-capacity"].acts}
    shown = re.findall(r"^\| \d{4}-\d\d-\d\d \| `([a-z-]+)` \|.*\| `([a-z-]+)` \|$", page, re.MULTILINE)
    assert len(shown) == 4
    assert all(acts[act] == state for act, state in shown)
