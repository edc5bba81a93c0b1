"""Acts that are no act of a register, such as opening an account or signing in, recorded in the same trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from zhixing.kernel.registers import Event
from zhixing.operations.trail.chain import append, moment, writing


def record(who: str, act: str, subject: str, body: Mapping[str, object]) -> Event:
    """Seal one act into the trail, now; dates in its content are kept as texts."""
    room = act.partition(".")[0]
    plain = json.loads(json.dumps(dict(body), ensure_ascii=False, default=str))
    with writing():
        return append(who, "", act, f"{room}/{subject}", plain, moment(datetime.now(UTC)))
