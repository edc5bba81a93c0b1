"""The facts room: received files become accepted, dated, traceable facts.

Receives: a compiled plan (its dataset contracts and places), files of suppliers with the day they were known,
a lake folder. Gives: forms to fill in, empty or with what is known; receipts; trial readings that accept nothing; refused
rows with reasons; the difference between what was sent, returned and known; codes that do not match; snapshots as known on
a day, as trees over the lake's files; the cell behind a value. May touch: the lake folder, the files it is given, the
engine to test row rules and to read selected rows. Must not touch: the clock, the network, any figure's meaning beyond its
contract; it never changes or deletes what was accepted.
"""

from zhixing.kernel.facts.contract import FactPlan, arrow_type
from zhixing.kernel.facts.current import current_rows, write_current
from zhixing.kernel.facts.difference import Change, Key, Kind, Returned, difference, returned_of
from zhixing.kernel.facts.difference_book import write_difference
from zhixing.kernel.facts.integrity import check_facts
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.loading import load_file
from zhixing.kernel.facts.matching import Unmatched, unmatched
from zhixing.kernel.facts.matching_book import write_unmatched
from zhixing.kernel.facts.provenance import SourceCell, cell_of, history_of
from zhixing.kernel.facts.receipts import Conversion, Counts, Receipt, SourceColumn
from zhixing.kernel.facts.rows import ReadRow, holding, read_rows
from zhixing.kernel.facts.selection import known_rows
from zhixing.kernel.facts.sent import Sent, read_sent
from zhixing.kernel.facts.sharing import Holding, MeterPart, Tenancy, check_meters, check_tenancies
from zhixing.kernel.facts.snapshot import Snapshot, snapshot
from zhixing.kernel.facts.strands import Cell
from zhixing.kernel.facts.template import write_template
from zhixing.kernel.facts.trial import Examination, examine
from zhixing.kernel.facts.values import Value

__all__ = [
    "Cell",
    "Change",
    "Conversion",
    "Counts",
    "Examination",
    "FactPlan",
    "Holding",
    "Key",
    "Kind",
    "Lake",
    "MeterPart",
    "ReadRow",
    "Receipt",
    "Returned",
    "Sent",
    "Snapshot",
    "SourceCell",
    "SourceColumn",
    "Tenancy",
    "Unmatched",
    "Value",
    "arrow_type",
    "cell_of",
    "check_facts",
    "check_meters",
    "check_tenancies",
    "current_rows",
    "difference",
    "examine",
    "history_of",
    "holding",
    "known_rows",
    "load_file",
    "read_rows",
    "read_sent",
    "returned_of",
    "snapshot",
    "unmatched",
    "write_current",
    "write_difference",
    "write_template",
    "write_unmatched",
]
