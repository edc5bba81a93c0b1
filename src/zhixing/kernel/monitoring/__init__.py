"""The monitoring room: where every target stands on a day, by exact arithmetic.

Receives: targets and the light rule of a plan, readings of their indicators, the day looked at. Gives:
assessments (expected path, progress, light with its reason, what is needed from now on), growth as published
beside growth from levels, rankings, and the table of assessments. May touch: fractions; pyarrow for the
table. Must not touch: an engine, files, the clock, floating point.
"""

from zhixing.kernel.monitoring.assess import MonitoredPlan, assess, assess_all
from zhixing.kernel.monitoring.assessment import Assessment, Judgement, Light, PathPoint, YearStanding
from zhixing.kernel.monitoring.goals import Direction, Goal, goal_of
from zhixing.kernel.monitoring.growth import GROWTH_ROUNDING, GrowthRow, compare_growth
from zhixing.kernel.monitoring.ranking import Ranked, rank_places
from zhixing.kernel.monitoring.readings import WHY_ASIDE, Aside, Reading, sum_of_places
from zhixing.kernel.monitoring.reasons import REASONS, Reason
from zhixing.kernel.monitoring.tables import SCHEMA, to_table
from zhixing.kernel.monitoring.timing import share_passed

__all__ = [
    "GROWTH_ROUNDING",
    "REASONS",
    "SCHEMA",
    "WHY_ASIDE",
    "Aside",
    "Assessment",
    "Direction",
    "Goal",
    "GrowthRow",
    "Judgement",
    "Light",
    "MonitoredPlan",
    "PathPoint",
    "Ranked",
    "Reading",
    "Reason",
    "YearStanding",
    "assess",
    "assess_all",
    "compare_growth",
    "goal_of",
    "rank_places",
    "share_passed",
    "sum_of_places",
    "to_table",
]
