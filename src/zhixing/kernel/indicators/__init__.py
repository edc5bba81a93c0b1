"""The indicators room: from facts to indicator values at any grain.

Receives: a compiled plan and the names of materialised snapshots. Gives: syntax trees that compute values of firms
and, rolled up as declared, of industries, counties, cities and the province. May touch: nothing but its arguments.
Must not touch: grades, targets, files.
"""

from zhixing.kernel.indicators.frame import Frame, Step, frame, plan_industry
from zhixing.kernel.indicators.lowering import Lowering, parameter_value
from zhixing.kernel.indicators.rollup import PLACES, rolled_up, rollup

__all__ = [
    "PLACES",
    "Frame",
    "Lowering",
    "Step",
    "frame",
    "parameter_value",
    "plan_industry",
    "rolled_up",
    "rollup",
]
