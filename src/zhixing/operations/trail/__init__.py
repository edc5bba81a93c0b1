"""The trail room: every act of a person or a rule as an event, sealed over the one before it, never changed or removed.

Receives: who did what to what, in which role, with what content, and when. Gives: the sealed event; events by subject,
person or act; the whole trail as lines that an outsider verifies. May touch: its own table. Must not touch: the meaning of
any act; who may act.
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.trail.chain import append, check, events, export, last, moment, writing
    from zhixing.operations.trail.recording import record

__all__ = ["append", "check", "events", "export", "last", "moment", "record", "writing"]


def __getattr__(name: str) -> object:
    return opened(__name__, ("chain", "recording"), name)
