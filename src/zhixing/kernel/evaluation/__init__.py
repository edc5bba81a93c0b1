"""The evaluation room: values become states, scores, ranks and grades, with reasons.

Receives: a compiled scheme, the plan, a data year, an engine with the materialised snapshots. Gives: the result table
(one row for each enterprise), the whole evaluation as one text, the reasons for one enterprise. May touch: nothing but
its arguments. Must not touch: files, measures, targets.
"""

from zhixing.kernel.evaluation.build import build
from zhixing.kernel.evaluation.columns import HOW, Item, entity_of, items_of
from zhixing.kernel.evaluation.explain import Explanation, Fact, ItemReason, explain
from zhixing.kernel.evaluation.verdict import check_result

__all__ = [
    "HOW",
    "Explanation",
    "Fact",
    "Item",
    "ItemReason",
    "build",
    "check_result",
    "entity_of",
    "explain",
    "items_of",
]
