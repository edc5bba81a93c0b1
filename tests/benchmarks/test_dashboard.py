"""The dashboard's answers are those of SQL by hand, and unlike answers are refused. No test asserts a time."""

from __future__ import annotations

import pytest

from benchmarks import dashboard, per_mu
from zhixing.kernel.facts import Lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return dashboard.fill(per_mu.shipped_plan(), tmp_path_factory.mktemp("dashboard"), 8, 5)


def test_every_question_has_the_same_answer_by_hand(lake: Lake) -> None:
    plan = per_mu.shipped_plan()
    cities, counties = dashboard.places_of(plan)
    assert (len(cities), len(counties)) == (11, 89)
    sizes = []
    for question in dashboard.questions(plan):
        one = dashboard.ours(plan, lake.root, question, 1)
        sizes.append(dashboard.require_same(one, dashboard.by_hand(lake.root, question, 1), question.name))
    # Two districts ended in 2021, so there is nothing of theirs in the last year.
    assert sizes == [8 * (100 * 5 - 2), 8 * 11 * 5, 8 * 5]


def test_unlike_answers_are_refused(lake: Lake) -> None:
    question = dashboard.questions(per_mu.shipped_plan())[2]
    found = dashboard.by_hand(lake.root, question, 1)
    with pytest.raises(ValueError, match="the answers differ"):
        dashboard.require_same(found, found.slice(1), question.name)
    assert dashboard.floor(lake.root, question, 1).num_rows > 0
