"""The chain: whatever is changed, removed, exchanged or put in is seen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zhixing.kernel.registers import FIRST, Event, check_trail


def chain(length: int) -> list[Event]:
    found: list[Event] = []
    previous = FIRST
    for number in range(1, length + 1):
        event = Event(
            number,
            f"2022-05-09T02:00:{number:02d}.000000+00:00",
            "陈",
            "analyst",
            "see",
            "x/1",
            {"n": number},
            previous,
        ).sealed()
        found.append(event)
        previous = event.seal
    return found


def codes_of(events: list[Event]) -> list[str]:
    return [issue.code for issue in check_trail(events)]


def test_an_untouched_chain_has_no_break() -> None:
    assert codes_of(chain(20)) == []


@given(st.integers(0, 9), st.sampled_from(["who", "act", "subject", "at", "role"]))
def test_a_changed_event_is_one_break(at: int, part: str) -> None:
    events = chain(10)
    events[at] = replace(events[at], **{part: "别人"})
    assert codes_of(events) == ["registers.trail-changed"]


@given(st.integers(0, 9))
def test_a_changed_event_that_is_sealed_again_breaks_the_next(at: int) -> None:
    events = chain(10)
    events[at] = replace(events[at], who="别人").sealed()
    assert codes_of(events) == (["registers.trail-cut"] if at < 9 else [])


@given(st.integers(0, 8))
def test_a_removed_event_leaves_a_gap(at: int) -> None:
    events = chain(10)
    del events[at]
    assert codes_of(events) == ["registers.trail-gap", "registers.trail-cut"]


@given(st.integers(0, 8))
def test_exchanged_events_are_seen(at: int) -> None:
    events = chain(10)
    events[at], events[at + 1] = events[at + 1], events[at]
    assert "registers.trail-gap" in codes_of(events)


def test_a_seal_does_not_depend_on_the_order_of_keys() -> None:
    one = Event(1, "t", "w", "r", "a", "s", {"b": 1, "a": "文"}, FIRST).sealed()
    two = Event(1, "t", "w", "r", "a", "s", {"a": "文", "b": 1}, FIRST).sealed()
    assert one.seal == two.seal
