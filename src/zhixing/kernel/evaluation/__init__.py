"""The evaluation room: values become states, scores, ranks and grades, with reasons.

Receives: a compiled scheme, the plan, a data year, an engine with the materialised snapshots. Gives: the result table
(one row for each entity), the whole evaluation as one text, the reasons for one entity, what would change its grade, how
firm grades are. May touch: nothing but
its arguments. Must not touch: files, measures, targets.
"""

from zhixing.kernel.evaluation.advice.advise import Advice, FactStep, ItemStep, advise
from zhixing.kernel.evaluation.advice.everybody import advise_all
from zhixing.kernel.evaluation.build import build
from zhixing.kernel.evaluation.columns import HOW, Item, entity_of, items_of
from zhixing.kernel.evaluation.explain import Explanation, Fact, ItemReason, explain
from zhixing.kernel.evaluation.fragility.choices import choices_sensitivity
from zhixing.kernel.evaluation.fragility.composite import METHODS, composites_of, rank_firmness, ranks_of
from zhixing.kernel.evaluation.fragility.table import fragility
from zhixing.kernel.evaluation.guards import guards_tree
from zhixing.kernel.evaluation.prepared import VERDICT, Prepared, prepare
from zhixing.kernel.evaluation.signs import SIGN_COLUMNS, signs
from zhixing.kernel.evaluation.verdict import check_result
from zhixing.kernel.evaluation.weighing import WEIGHINGS, suggested_weights

__all__ = [
    "HOW",
    "METHODS",
    "SIGN_COLUMNS",
    "VERDICT",
    "WEIGHINGS",
    "Advice",
    "Explanation",
    "Fact",
    "FactStep",
    "Item",
    "ItemReason",
    "ItemStep",
    "Prepared",
    "advise",
    "advise_all",
    "build",
    "check_result",
    "choices_sensitivity",
    "composites_of",
    "entity_of",
    "explain",
    "fragility",
    "guards_tree",
    "items_of",
    "prepare",
    "rank_firmness",
    "ranks_of",
    "signs",
    "suggested_weights",
]
