"""The page that explains targets names what the code knows, and its numbers are those of the tests."""

from pathlib import Path
from typing import get_args

from zhixing.kernel.monitoring import REASONS
from zhixing.kernel.monitoring.goals import COMPARATORS
from zhixing.kernel.plan import Target

PAGE = (Path(__file__).resolve().parents[3] / "docs/explanation/targets.md").read_text(encoding="utf-8")


def test_every_kind_and_comparator_is_explained() -> None:
    kinds = get_args(Target.model_fields["kind"].annotation)
    assert [word for word in (*kinds, *COMPARATORS) if f"`{word}`" not in PAGE] == []


def test_named_answers_exist() -> None:
    named = PAGE[PAGE.index("## 有名字的回答") :].split("`")[1::2]
    assert named
    assert set(named) <= set(REASONS)
