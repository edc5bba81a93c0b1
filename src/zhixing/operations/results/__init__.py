"""The results: runs become public, objections are heard, what is accepted becomes a fact and a new run.

Receives: a person who starts a run, acts on a publication or an objection, or asks for a grade. Gives: sealed runs; what the
program does at acts of the registers that serve publications and objections; what a new run changed; published lists with
their seal; a grade, with purpose and consent. May touch: the runs and the lake through the kernel, the modes of published
runs, the registers and the trail. Must not touch: a score or a grade in a run; who may act; what a register means.
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.results.asking import Answer, ask_grade, end_consent, give_consent, has_consented
    from zhixing.operations.results.book import seal_lines, write_published
    from zhixing.operations.results.changing import Changes, Shift, changes
    from zhixing.operations.results.doing import Serves, do, file_objection, propose
    from zhixing.operations.results.listing import Listed, Published, published
    from zhixing.operations.results.noting import keep_up
    from zhixing.operations.results.standing import objections_to
    from zhixing.operations.results.starting import start_run

__all__ = [
    "Answer",
    "Changes",
    "Listed",
    "Published",
    "Serves",
    "Shift",
    "ask_grade",
    "changes",
    "do",
    "end_consent",
    "file_objection",
    "give_consent",
    "has_consented",
    "keep_up",
    "objections_to",
    "propose",
    "published",
    "seal_lines",
    "start_run",
    "write_published",
]

_MODULES = ("asking", "book", "changing", "doing", "listing", "noting", "standing", "starting")


def __getattr__(name: str) -> object:
    return opened(__name__, _MODULES, name)
