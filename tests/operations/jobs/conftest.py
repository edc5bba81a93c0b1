"""What tests of the jobs share: kinds of work that are offered for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from zhixing.operations import jobs
from zhixing.operations.accounts import Person
from zhixing.operations.jobs import kinds
from zhixing.operations.office import Office

Offer = Callable[[Callable[[Mapping[str, Any]], Mapping[str, Any]]], str]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Offer a function of the arguments as the kind `try`."""
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))

    def offer(function: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> str:
        def work(office: Office, person: Person, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
            return function(arguments)

        jobs.offer("try", work, zh="试", en="a trial")
        return "try"

    return offer
