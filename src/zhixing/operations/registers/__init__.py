"""The registers of an office: acts done by people, entries as they stand, evidence, snapshots into the lake.

Receives: a person, an act on an entry, evidence; what other rooms offer to do, or have to say, at an act. Gives: the entry after it; lists
and histories that the person may see; receipts of snapshots. May touch: its own table, the trail, the files of the
workspace, the lake through `facts`. Must not touch: what a register means (the plan says it), who may act (the accounts say
it).
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.registers.acting import Order, act, astray, redraw
    from zhixing.operations.registers.books import Imported, export_book, import_book
    from zhixing.operations.registers.effects import Attendance, Effect, attend, offer
    from zhixing.operations.registers.keeping import keep, path_of
    from zhixing.operations.registers.reading import (
        Line,
        entries_of,
        entry_of,
        every_entry,
        lines,
        register_of,
        seen,
        serving,
        subject_about,
    )
    from zhixing.operations.registers.rehearsing import Filled, Filling, fill
    from zhixing.operations.registers.snapshots import snapshot
    from zhixing.operations.registers.tallying import Tallied, tallies

__all__ = [
    "Attendance",
    "Effect",
    "Filled",
    "Filling",
    "Imported",
    "Line",
    "Order",
    "Tallied",
    "act",
    "astray",
    "attend",
    "entries_of",
    "entry_of",
    "every_entry",
    "export_book",
    "fill",
    "import_book",
    "keep",
    "lines",
    "offer",
    "path_of",
    "redraw",
    "register_of",
    "seen",
    "serving",
    "snapshot",
    "subject_about",
    "tallies",
]


def __getattr__(name: str) -> object:
    return opened(
        __name__,
        ("acting", "books", "effects", "keeping", "reading", "rehearsing", "snapshots", "tallying"),
        name,
    )
