"""The monitoring room: where every target stands on a day, by exact arithmetic.

Receives: targets and the light rule of a plan, readings of their indicators, the day looked at. Gives:
assessments (expected path, progress, light with its reason, what is needed from now on), growth as published
beside growth from levels, rankings, forecasts, and their tables. May touch: fractions; pyarrow for the
tables; floating point for forecasts alone. Must not touch: an engine, files, the clock.
"""

from zhixing.kernel.monitoring.assess import MonitoredPlan, assess, assess_all
from zhixing.kernel.monitoring.assessment import Assessment, Judgement, Light, PathPoint, YearStanding
from zhixing.kernel.monitoring.cards import after_card
from zhixing.kernel.monitoring.cascade import Cascade, Part, cascade
from zhixing.kernel.monitoring.cascade_table import CASCADE, cascade_table
from zhixing.kernel.monitoring.consistency import FINDINGS, Finding, contradictions
from zhixing.kernel.monitoring.contributions import (
    Contribution,
    PathGap,
    RatioGap,
    Rest,
    Totals,
    lacking,
    rest_of,
)
from zhixing.kernel.monitoring.course import WHY_NOT
from zhixing.kernel.monitoring.cycles import Look, ends_of, looks_until
from zhixing.kernel.monitoring.disagreements import disagreeing
from zhixing.kernel.monitoring.divisions import Carried, PlaceHistory
from zhixing.kernel.monitoring.dues import STATES, Due, Filed, dues_until
from zhixing.kernel.monitoring.extrapolate import METHODS, Choice, backtest, chosen, extrapolated
from zhixing.kernel.monitoring.followups import Disagreement, Opened, open_follow_ups
from zhixing.kernel.monitoring.forecast import Forecast, Outlook, Seen, forecast
from zhixing.kernel.monitoring.forecast_table import forecasts_table
from zhixing.kernel.monitoring.goals import Direction, Goal, goal_of
from zhixing.kernel.monitoring.growth import GROWTH_ROUNDING, GrowthRow, compare_growth
from zhixing.kernel.monitoring.judged import require_judgement
from zhixing.kernel.monitoring.lights import Lit, Override, lights_over_time
from zhixing.kernel.monitoring.part_checks import check_parts
from zhixing.kernel.monitoring.placed import Placed, PlaceFigures, Ratio
from zhixing.kernel.monitoring.ranking import Ranked, rank_places
from zhixing.kernel.monitoring.readings import WHY_ASIDE, Aside, Reading, sum_of_places
from zhixing.kernel.monitoring.reasons import REASONS, Reason, shown_number
from zhixing.kernel.monitoring.splits import Split, adding, in_time, latest_splits, usable_splits
from zhixing.kernel.monitoring.tables import SCHEMA, to_table
from zhixing.kernel.monitoring.timing import share_passed
from zhixing.kernel.monitoring.watch_tables import (
    dues_table,
    findings_table,
    follow_ups_table,
    lights_table,
)
from zhixing.kernel.monitoring.workdays import after_working_days

__all__ = [
    "CASCADE",
    "FINDINGS",
    "GROWTH_ROUNDING",
    "METHODS",
    "REASONS",
    "SCHEMA",
    "STATES",
    "WHY_ASIDE",
    "WHY_NOT",
    "Aside",
    "Assessment",
    "Carried",
    "Cascade",
    "Choice",
    "Contribution",
    "Direction",
    "Disagreement",
    "Due",
    "Filed",
    "Finding",
    "Forecast",
    "Goal",
    "GrowthRow",
    "Judgement",
    "Light",
    "Lit",
    "Look",
    "MonitoredPlan",
    "Opened",
    "Outlook",
    "Override",
    "Part",
    "PathGap",
    "PathPoint",
    "PlaceFigures",
    "PlaceHistory",
    "Placed",
    "Ranked",
    "Ratio",
    "RatioGap",
    "Reading",
    "Reason",
    "Rest",
    "Seen",
    "Split",
    "Totals",
    "YearStanding",
    "adding",
    "after_card",
    "after_working_days",
    "assess",
    "assess_all",
    "backtest",
    "cascade",
    "cascade_table",
    "check_parts",
    "chosen",
    "compare_growth",
    "contradictions",
    "disagreeing",
    "dues_table",
    "dues_until",
    "ends_of",
    "extrapolated",
    "findings_table",
    "follow_ups_table",
    "forecast",
    "forecasts_table",
    "goal_of",
    "in_time",
    "lacking",
    "latest_splits",
    "lights_over_time",
    "lights_table",
    "looks_until",
    "open_follow_ups",
    "rank_places",
    "require_judgement",
    "rest_of",
    "share_passed",
    "shown_number",
    "sum_of_places",
    "to_table",
    "usable_splits",
]
