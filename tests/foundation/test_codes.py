"""Codes of firms, places and industries. Every firm here is made up: the body is chosen, the check is computed."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhixing.foundation.codes import is_industry_code, is_place_code, place_level, uscc_complete, uscc_fault

# GB 32100-2015: 31 characters, without I, O, S, V and Z; the weights are the powers of 3 modulo 31.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]

bodies = st.builds(
    lambda organisation: "91330000" + organisation,
    st.text(alphabet=ALPHABET, min_size=9, max_size=9),
)


@given(body=bodies)
def test_the_check_character_follows_the_standard(body: str) -> None:
    total = sum(weight * ALPHABET.index(mark) for weight, mark in zip(WEIGHTS, body, strict=True))
    assert uscc_complete(body) == body + ALPHABET[(31 - total % 31) % 31]


@given(body=bodies)
def test_a_completed_code_has_no_fault(body: str) -> None:
    assert uscc_fault(uscc_complete(body)) == ""


@given(body=bodies, place=st.integers(8, 17), shift=st.integers(1, 30))
def test_one_wrong_character_is_always_found(body: str, place: int, shift: int) -> None:
    code = uscc_complete(body)
    other = ALPHABET[(ALPHABET.index(code[place]) + shift) % 31]
    assert uscc_fault(code[:place] + other + code[place + 1 :]) == "checksum"


@given(body=bodies, place=st.integers(8, 16))
def test_two_neighbours_exchanged_are_found(body: str, place: int) -> None:
    code = uscc_complete(body)
    exchanged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assume(exchanged != code)
    assert uscc_fault(exchanged) == "checksum"


@pytest.mark.parametrize(
    ("code", "fault"),
    [("", "length"), ("9133", "length"), ("A1330000000000000X", "format"), ("9133000000000000IX", "format")],
)
def test_each_fault_has_its_word(code: str, fault: str) -> None:
    assert uscc_fault(code) == fault


@pytest.mark.parametrize("letter", sorted(set(string.ascii_uppercase) - set(ALPHABET)))
def test_letters_that_look_like_digits_are_refused(letter: str) -> None:
    assert uscc_fault("9133000000000000" + letter + "0") != ""


@pytest.mark.parametrize(
    ("code", "level"),
    [("330000", "province"), ("330100", "prefecture"), ("330102", "county"), ("330782", "county")],
)
def test_the_level_of_a_place_is_in_its_code(code: str, level: str) -> None:
    assert is_place_code(code)
    assert place_level(code) == level


@pytest.mark.parametrize("code", ["33000", "3300000", "33010A", ""])
def test_what_is_not_a_place_code(code: str) -> None:
    assert not is_place_code(code)


@pytest.mark.parametrize(
    ("code", "fine"), [("01", True), ("0111", True), ("385", True), ("C17", False), ("1", False)]
)
def test_the_shape_of_an_industry_code(code: str, fine: bool) -> None:
    assert is_industry_code(code) is fine
