"""Where acts on accounts are recorded: a callable that whoever keeps the trail gives."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

_LOG = logging.getLogger("zhixing.acts")


class Record(Protocol):
    """Keeps one act: who did it, which act, on what, with what content. It raises where it cannot keep it."""

    def __call__(self, who: str, act: str, subject: str, body: Mapping[str, object]) -> object:
        """Keep the act."""


def record_in_log(who: str, act: str, subject: str, body: Mapping[str, object]) -> None:
    """Keep the act as a line of the program's log."""
    line = {"who": who, "act": act, "subject": subject, **body}
    _LOG.info("%s", json.dumps(line, ensure_ascii=False, default=str))


def recorder() -> Record:
    """Where this installation records acts: what the setting `RECORD` names."""
    return cast(Record, import_string(settings.RECORD))
