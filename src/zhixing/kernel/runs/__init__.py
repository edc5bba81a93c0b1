"""The runs room: calls the rooms in order, writes the results, seals them, replays and compares.

Receives: a compiled plan, a lake, a request. Gives: a sealed run on disk; the issues of a verification. May touch: the
runs folder and, reading, the lake. Must not touch: the clock (dates come in the request), any rule.
"""

from zhixing.kernel.runs.attainment import attainment_of
from zhixing.kernel.runs.beside import Beside, side_by_side
from zhixing.kernel.runs.borders import Border, Histogram
from zhixing.kernel.runs.counsel import Counsel, advise_enterprise, fragility_of, weights_of
from zhixing.kernel.runs.execute import check_intact, execute, find_run, leftovers, request_for, verify
from zhixing.kernel.runs.fairness import FairRow, Split, ratio
from zhixing.kernel.runs.filed import filed_of
from zhixing.kernel.runs.firmness import Firmness
from zhixing.kernel.runs.flows import Net, net_by_grade, payer_and_receiver
from zhixing.kernel.runs.granted import Granted, granted_to
from zhixing.kernel.runs.lab import Comparison, Lab, Money
from zhixing.kernel.runs.ledgers import Ledger, ledger_of, yearly_of
from zhixing.kernel.runs.looks import Look, looks_of, wording_of
from zhixing.kernel.runs.manifest import Run, code_identity
from zhixing.kernel.runs.pairs import Spot
from zhixing.kernel.runs.request import Kind, Request
from zhixing.kernel.runs.splits import split_history, splits_known
from zhixing.kernel.runs.trace import explain_enterprise
from zhixing.kernel.runs.trial import CaseResult, run_cases

__all__ = [
    "Beside",
    "Border",
    "CaseResult",
    "Comparison",
    "Counsel",
    "FairRow",
    "Firmness",
    "Granted",
    "Histogram",
    "Kind",
    "Lab",
    "Ledger",
    "Look",
    "Money",
    "Net",
    "Request",
    "Run",
    "Split",
    "Spot",
    "advise_enterprise",
    "attainment_of",
    "check_intact",
    "code_identity",
    "execute",
    "explain_enterprise",
    "filed_of",
    "find_run",
    "fragility_of",
    "granted_to",
    "ledger_of",
    "leftovers",
    "looks_of",
    "net_by_grade",
    "payer_and_receiver",
    "ratio",
    "request_for",
    "run_cases",
    "side_by_side",
    "split_history",
    "splits_known",
    "verify",
    "weights_of",
    "wording_of",
    "yearly_of",
]
