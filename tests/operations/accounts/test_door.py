"""The door: pure until it is asked for what needs tables."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zhixing.operations import accounts


def test_every_name_of_the_door_is_there() -> None:
    assert [name for name in accounts.__all__ if not hasattr(accounts, name)] == []


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="nobody"):
        accounts.nobody  # noqa: B018


def test_a_verdict_needs_no_framework() -> None:
    asked = (
        "import sys; from zhixing.operations.accounts import may, rules_of; print('django.db' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
