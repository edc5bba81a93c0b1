"""The intake: figures that counties, departments and firms file, from the calendar of what is due to the lake.

Receives: a person, a file or the rows of a page, what it answers (a form or a dataset, a place, a period, a unit). Gives: what is
due from whom and where it stands; entries of the register that serves submissions, with the file, the refused rows, the
difference from what is known and the codes that do not meet; land confirmed by firms; faults of shared meters and tenancies.
May touch: the files of the workspace, the trail, registers through their acts, the lake through `facts` and only when a
submission is accepted. Must not touch: who may act (the accounts say it), which steps a submission goes through (the plan says
it), any figure.
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.intake.asking import Ask, Asked
    from zhixing.operations.intake.differing import Difference
    from zhixing.operations.intake.forms import template
    from zhixing.operations.intake.land import (
        Answer,
        LandRow,
        ask_firms,
        land_seen,
        land_state,
        require_confirmed,
    )
    from zhixing.operations.intake.matching import Matching, match
    from zhixing.operations.intake.owing import Owed, calendar
    from zhixing.operations.intake.papers import Shown, hand_out, show
    from zhixing.operations.intake.receiving import Uploaded, upload, upload_rows
    from zhixing.operations.intake.reviewing import difference_of, review, write_standing
    from zhixing.operations.intake.sharing import check_shared

__all__ = [
    "Answer",
    "Ask",
    "Asked",
    "Difference",
    "LandRow",
    "Matching",
    "Owed",
    "Shown",
    "Uploaded",
    "ask_firms",
    "calendar",
    "check_shared",
    "difference_of",
    "hand_out",
    "land_seen",
    "land_state",
    "match",
    "require_confirmed",
    "review",
    "show",
    "template",
    "upload",
    "upload_rows",
    "write_standing",
]
_MODULES = (
    "asking", "differing", "forms", "land", "matching", "owing", "papers", "receiving", "reviewing", "sharing",
)  # fmt: skip


def __getattr__(name: str) -> object:
    return opened(__name__, _MODULES, name)
