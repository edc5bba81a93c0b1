"""The registers of the plan that ships: nothing in them leads nowhere, and every count of the plan has its entries."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from zhixing.kernel.plan import Act, Column, CompiledPlan, Register, Tally

PEOPLE_OF_ORGANISATIONS = {"department-liaison", "analyst", "leader"}


@pytest.fixture
def registers(plan: CompiledPlan) -> list[Register]:
    found = list(plan.registers.values())
    assert len(found) > 80
    return found


def fields_of(register: Register) -> dict[str, Column]:
    return {field.id: field for field in register.fields}


def openings(register: Register) -> list[Act]:
    return [act for act in register.acts if not act.source]


def onward(register: Register) -> dict[str, set[str]]:
    """From each state, the states that one act leads to."""
    ways: dict[str, set[str]] = {state.id: set() for state in register.states}
    for act in register.acts:
        for source in act.source:
            if act.to and act.to != source:
                ways[source].add(act.to)
    return ways


def reach(ways: dict[str, set[str]], starts: Iterable[str]) -> set[str]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        for following in ways[waiting.pop()] - seen:
            seen.add(following)
            waiting.append(following)
    return seen


def resting(register: Register) -> set[str]:
    """Where an entry may stay: final states, and standing ones, which have no deadline."""
    return {s.id for s in register.states if s.final or s.within_working_days is None}


def test_every_indicator_of_the_registers_is_counted(plan: CompiledPlan, registers: list[Register]) -> None:
    wanted = {key for key, indicator in plan.indicators.items() if indicator.reported_in == "register-counts"}
    counted = {tally.indicator for register in registers for tally in register.counts}
    assert len(wanted) == 39
    assert counted == wanted


def test_counts_have_a_day_and_a_unit(plan: CompiledPlan, registers: list[Register]) -> None:
    for register in registers:
        fields = fields_of(register)
        for tally in register.counts:
            label = f"{register.id}: {tally.indicator}"
            # A day written down, so that what was there before the plan began keeps its own year.
            assert tally.day is not None, label
            assert fields[tally.day].type == "date", label
            if tally.sum is not None:
                unit = fields[tally.sum].unit
                assert unit is not None, label
                assert unit.comparable(plan.indicators[tally.indicator].unit), label
            else:
                # A sum of ones must be in a unit of which one is one, so that nothing is a factor off.
                assert plan.indicators[tally.indicator].unit.text in {"家", "个", "项", "台"}, label


def test_counts_are_in_the_scope_of_a_target(plan: CompiledPlan, registers: list[Register]) -> None:
    scopes: dict[str, set[str]] = {}
    for target in plan.targets.values():
        if target.indicator is not None:
            scopes.setdefault(target.indicator, set()).add(target.scope)

    def known(tally: Tally) -> bool:
        # The second batch is counted industry by industry; the scope says which.
        return tally.scope.partition("：")[0] in scopes[tally.indicator]

    assert [t for register in registers for t in register.counts if not known(t)] == []


def test_nothing_is_named_twice(registers: list[Register]) -> None:
    for register in registers:
        states = [state.id for state in register.states]
        assert len(set(states)) == len(states), register.id
        assert len(fields_of(register)) == len(register.fields), register.id
        assert set(register.dropped) <= {s.id for s in register.states if s.final}, register.id
        for act in register.acts:
            assert act.source or act.to, (register.id, act.id)
            assert act.title_en, (register.id, act.id)
            assert act.id not in act.apart_from, (register.id, act.id)
            assert all(rule.says_en for rule in act.requires), (register.id, act.id)


def test_no_state_is_dead(registers: list[Register]) -> None:
    for register in registers:
        ways = onward(register)
        starts = {act.to for act in openings(register) if act.to}
        assert starts, register.id
        assert reach(ways, starts) == set(ways), register.id
        for state in register.states:
            assert state.final == (not ways[state.id]), (register.id, state.id)
            assert reach(ways, [state.id]) & resting(register), (register.id, state.id)


def test_whoever_can_be_late_is_named(registers: list[Register]) -> None:
    for register in registers:
        for state in register.states:
            assert (state.within_working_days is None) == (state.overdue_to is None), (register.id, state.id)


def test_no_field_is_dead(registers: list[Register]) -> None:
    for register in registers:
        written = {name for act in register.acts for name in act.sets}
        assert written == set(fields_of(register)), register.id
        for act in openings(register):
            required = {field.id for field in register.fields if field.required}
            assert required - set(act.sets) == set(), (register.id, act.id)
        assert set(register.key) & written == set(register.key), register.id


def test_what_an_act_needs_was_written_by_then(registers: list[Register]) -> None:
    for register in registers:
        ways = onward(register)
        for act in register.acts:
            before = {
                name
                for other in register.acts
                for name in other.sets
                if other is act
                or not other.source
                or not act.source
                or any(
                    set(act.source) & reach(ways, [other.to] if other.to else [source])
                    for source in other.source
                )
            }
            assert set(act.needs) <= before, (register.id, act.id)


def test_roles_make_sense(registers: list[Register]) -> None:
    for register in registers:
        for act in register.acts:
            label = f"{register.id}: {act.id}"
            people = set(act.by) - {"system"}
            assert people or not (act.at or act.units or act.reason or act.apart_from), label
            # Officers of counties, firms and banks belong to none of the organisations of the plan.
            assert not act.units or people <= PEOPLE_OF_ORGANISATIONS, label
            # A firm has no office at a level, and can only move entries that name it.
            assert "enterprise" not in people or not act.at, label
            assert "enterprise" not in people or register.enterprise, label
            assert "county-officer" not in people or set(act.at) != {"province"}, label
            # A bank acts with the firm's consent only: where it is not there, somebody else records its word.
            assert people != {"bank"}, label


def test_nobody_decides_alone(registers: list[Register]) -> None:
    """Where an entry begins to count or becomes a fact, a person has acted who did not file it."""
    for register in registers:
        deciding = {state for tally in register.counts for state in tally.states}
        for act in register.acts:
            if act.source and act.to in deciding and not set(act.source) & deciding and not act.reason:
                kinds = set(act.by) & {"department-liaison", "leader", "analyst"}
                assert act.apart_from or act.evidence or kinds, (register.id, act.id)
        for act in register.acts:
            if act.effect in ("accept-file", "correct-fact", "correct-grade", "publish"):
                assert act.apart_from, (register.id, act.id)
                assert set(act.by) != {"enterprise"}, (register.id, act.id)


def test_place_firm_and_unit_are_of_their_type(registers: list[Register]) -> None:
    for register in registers:
        fields = fields_of(register)
        assert set(register.key) <= set(fields), register.id
        assert fields[register.place].type == "place", register.id
        assert fields[register.place].required, register.id
        assert register.enterprise is None or fields[register.enterprise].type == "uscc", register.id
        assert register.unit is None or (
            fields[register.unit].choices_from == "organisations" or fields[register.unit].type == "text"
        ), register.id
        for field in register.fields:
            assert field.title_en, (register.id, field.id)
            assert field.type != "choice" or field.choices or field.choices_from, (register.id, field.id)


def test_feeds_keep_type_and_unit(plan: CompiledPlan, registers: list[Register]) -> None:
    for register in registers:
        fields = fields_of(register)
        for feed in register.feeds:
            label = f"{register.id}: {feed.dataset}"
            columns = {column.id: column for column in plan.datasets[feed.dataset].columns}
            for name, source in feed.columns.items():
                column, field = columns[name], fields[source]
                assert column.type in (field.type, "text"), (label, name)
                assert column.type == "text" or not column.unit or column.unit == field.unit, (label, name)
                assert set(field.choices) <= set(column.choices) or not column.choices, (label, name)


def test_the_work_of_the_program_goes_through_registers(registers: list[Register]) -> None:
    served = {register.serves for register in registers}
    assert served == {
        "lists",
        "submissions",
        "publications",
        "objections",
        "follow-ups",
        "confirmations",
        "meters",
        "tenancies",
    }
    effects = {act.effect for register in registers for act in register.acts} - {None}
    assert effects == {"accept-file", "compute", "notice", "correct-fact", "correct-grade", "publish"}


def test_a_locked_submission_is_opened_above_and_with_a_reason(plan: CompiledPlan) -> None:
    register = plan.registers["submissions"]
    accepting = [act for act in register.acts if act.effect == "accept-file"]
    assert [act.to for act in accepting] == ["locked"]
    leaving = [act for act in register.acts if "locked" in act.source]
    assert [(act.id, act.at, act.reason) for act in leaving] == [("reopen", ("province",), True)]


def test_only_honours_are_public(registers: list[Register]) -> None:
    """What people file about troubles, money or persons is not for everybody."""
    for register in registers:
        if register.public:
            assert register.serves == "lists", register.id
            assert register.about not in ("case", "contract", "person", "file", "result"), register.id
