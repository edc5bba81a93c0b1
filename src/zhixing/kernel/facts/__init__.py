"""The facts room: received files become accepted, dated, traceable facts.

Receives: a compiled plan (its dataset contracts and places), files of suppliers with the day they were known,
a lake folder. Gives: forms to fill in; receipts; refused rows with reasons; snapshots as known on a day, as
trees over the lake's files; the cell behind a value. May touch: the lake folder, the files it is given, the
engine to test row rules. Must not touch: the clock, the network, any figure's meaning beyond its contract; it
never changes or deletes what was accepted.
"""

from zhixing.kernel.facts.contract import FactPlan, arrow_type
from zhixing.kernel.facts.integrity import check_facts
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.loading import load_file
from zhixing.kernel.facts.provenance import SourceCell, cell_of, history_of
from zhixing.kernel.facts.receipts import Conversion, Counts, Receipt, SourceColumn
from zhixing.kernel.facts.rows import ReadRow, holding, read_rows
from zhixing.kernel.facts.snapshot import Snapshot, snapshot
from zhixing.kernel.facts.strands import Cell
from zhixing.kernel.facts.template import write_template
from zhixing.kernel.facts.values import Value

__all__ = [
    "Cell",
    "Conversion",
    "Counts",
    "FactPlan",
    "Lake",
    "ReadRow",
    "Receipt",
    "Snapshot",
    "SourceCell",
    "SourceColumn",
    "Value",
    "arrow_type",
    "cell_of",
    "check_facts",
    "history_of",
    "holding",
    "load_file",
    "read_rows",
    "snapshot",
    "write_template",
]
