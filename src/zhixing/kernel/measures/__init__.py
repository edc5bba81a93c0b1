"""The measures room: grades become proposed measures with amounts and legal basis.

Receives: the plan, a session with the facts, the results of evaluations by scheme and year. Gives: tables of proposals, their
sums, the ledger of a quarter; the reason why a measure is not in force. May touch: the session it is given. Must not touch:
decisions, which people make.
"""

from zhixing.kernel.measures.force import in_force, not_in_force
from zhixing.kernel.measures.ledger import METERED, NOT_METERED, ledger, quarter_of
from zhixing.kernel.measures.proposals import EXCEPTED, PROPOSED, Proposals
from zhixing.kernel.measures.sums import sums

__all__ = [
    "EXCEPTED",
    "METERED",
    "NOT_METERED",
    "PROPOSED",
    "Proposals",
    "in_force",
    "ledger",
    "not_in_force",
    "quarter_of",
    "sums",
]
