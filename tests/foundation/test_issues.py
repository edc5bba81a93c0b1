"""Issues: one declaration, many issues, two languages, places a person can open."""

from __future__ import annotations

import json

import pytest

from zhixing.foundation.issues import (
    Issue,
    IssueCode,
    Refused,
    Severity,
    Where,
    declare,
    declared,
    errors,
    require,
)

SPILT = IssueCode("tea.spilt", "{cup}的茶洒了", "the tea of {cup} is spilt", "擦干{cup}", "dry {cup}")
COLD = IssueCode("tea.cold", "茶凉了", "the tea is cold", "再烧水", "boil water", severity=Severity.WARNING)


def test_an_issue_says_what_is_wrong_and_what_to_do_in_both_languages() -> None:
    issue = SPILT.at(Where("kitchen.yaml", 3, 5, clause="4.7"), cup="A")
    assert issue.zh == "A的茶洒了。擦干A。"
    assert issue.en == "the tea of A is spilt. dry A."
    assert issue.code == "tea.spilt"


def test_a_name_nobody_gave_shows_itself() -> None:
    assert SPILT.at().en == "the tea of {cup} is spilt. dry {cup}."
    assert SPILT.placeholders == {"cup"}


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where("a.yaml", 3), "a.yaml:3"),
        (Where("a.yaml", 3, clause="4.7"), "a.yaml:3 (4.7)"),
        (Where("a.xlsx", sheet="规上", cell="F37"), "a.xlsx [规上] F37"),
        (Where("a.csv", row=12), "a.csv row 12"),
        (Where(clause="4.7"), "4.7"),
        (Where(), ""),
    ],
)
def test_a_place_reads_as_a_person_would_look_it_up(where: Where, text: str) -> None:
    assert str(where) == text


def test_only_errors_refuse_and_all_issues_are_shown() -> None:
    warning, error = COLD.at(), SPILT.at(cup="A")
    require([warning])
    assert errors([warning, error]) == (error,)
    with pytest.raises(Refused) as caught:
        require([warning, error])
    assert caught.value.issues == (warning, error)
    assert "tea.spilt" in str(caught.value)


def test_an_issue_moves_without_losing_its_words() -> None:
    moved = SPILT.at(Where("a.yaml", 3), cup="A").moved(clause="4.7")
    assert moved.where == Where("a.yaml", 3, clause="4.7")
    assert moved.values == {"cup": "A"}


def test_an_issue_as_json_keeps_only_what_is_known() -> None:
    issue: Issue = SPILT.at(Where("a.yaml", 3), cup="A")
    assert json.loads(json.dumps(issue.to_json())) == {
        "code": "tea.spilt",
        "severity": "error",
        "where": {"file": "a.yaml", "line": 3},
        "zh": issue.zh,
        "en": issue.en,
    }


def test_a_code_is_declared_once() -> None:
    code = "test-issues.once"
    kind = declare(code, zh="甲", en="a", fix_zh="乙", fix_en="b")
    assert declared()[code] is kind
    with pytest.raises(ValueError, match="declared twice"):
        declare(code, zh="甲", en="a", fix_zh="乙", fix_en="b")
