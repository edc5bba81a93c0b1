"""Reading YAML: nothing is guessed, nothing is hidden, everything has a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.kernel.plan.read import Document, parse_yaml


@pytest.mark.parametrize("text", ["0111", "1e3", "yes", "2018-05-07", "0x1F", "1_000", "12:30", "1.0", "+1"])
def test_a_scalar_stays_the_text_it_was_written_as(text: str) -> None:
    assert parse_yaml(f"code: {text}", "a.yaml").tree == {"code": text}


@given(digits=st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_digits_stay_digits_wherever_they_stand(digits: str) -> None:
    document = parse_yaml(f"- {digits}\n- {{{digits}: [{digits}]}}\n", "a.yaml")
    assert document.tree == [digits, {digits: [digits]}]


def test_only_an_empty_value_is_nothing() -> None:
    tree = parse_yaml('a:\nb: ~\nc: null\nd: ""\ne: "null"\n', "a.yaml").tree
    assert tree == {"a": None, "b": None, "c": None, "d": "", "e": "null"}


def test_a_repeated_key_keeps_the_first_and_says_both_lines() -> None:
    document = parse_yaml("a: 1\nb: 2\na: 3\n", "a.yaml")
    assert document.tree == {"a": "1", "b": "2"}
    (issue,) = document.issues
    assert (issue.code, issue.where.line, issue.values["first"]) == ("plan.repeated-key", 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x\n",
        "a: &x [*x]\n",
        "a: &x {b: 1}\nc: {<<: *x}\n",
        "? [a, b]\n: 1\n",
        "a: !secret text\n",
        "a: !!python/name:os.system x\n",
    ],
)
def test_what_a_reviewer_cannot_see_through_is_refused(text: str) -> None:
    assert "plan.hidden-syntax" in {issue.code for issue in parse_yaml(text, "a.yaml").issues}


def test_aliases_of_aliases_do_not_unfold() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40)]
    document = parse_yaml("\n".join(["l0: &l0 [x]", *levels]), "a.yaml")
    assert len(document.issues) == 39 * 9


def test_two_documents_in_one_file_are_refused() -> None:
    (issue,) = parse_yaml("a: 1\n---\nb: 2\n", "a.yaml").issues
    assert issue.code == "plan.not-yaml"


def test_a_place_is_the_place_of_the_key_and_else_of_what_encloses_it() -> None:
    document = parse_yaml("targets:\n  - id: x\n    unit:\n      亩\n", "a.yaml")
    assert document.where(("targets", 0, "unit")).line == 3
    assert document.where(("targets", 0, "scope")).line == 2
    assert document.where(("nothing",)).line == 1


def test_the_quick_reader_sees_what_the_careful_one_sees(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted((checkout / "plans").rglob("*.yaml"))
    assert len(files) > 150

    def seen() -> list[Document]:
        parse_yaml.cache_clear()
        return [parse_yaml(file.read_text(encoding="utf-8"), file.name) for file in files]

    quick = seen()
    monkeypatch.setattr("zhixing.kernel.plan.read._QUICK", None)
    assert seen() == quick


@pytest.mark.parametrize(
    "text",
    [
        "a: ~",
        "a: ''",
        'a: "~"',
        "a:",
        "a: null",
        "a: |\n  x\n",
        "a: [1, ~, '', x]",
        "中: {文: 1.50, b: 0111}",
        "- &a x\n- *a",
        "a: !b c",
    ],
)
def test_odd_texts_are_read_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parse_yaml.cache_clear()
    quick = parse_yaml(text, "x.yaml")
    parse_yaml.cache_clear()
    monkeypatch.setattr("zhixing.kernel.plan.read._QUICK", None)
    assert parse_yaml(text, "x.yaml") == quick
    parse_yaml.cache_clear()
