"""The plan room: a folder of text files becomes a compiled, checked, immutable plan.

Receives: a folder of YAML files. Gives: the compiled plan with a fingerprint, or every issue with file, line
and clause; formulas as checked syntax trees; the plan as JSON; the difference between two plans. May touch:
the files of that folder. Must not touch: facts, an engine, the clock.
"""

from zhixing.kernel.plan.case import Case
from zhixing.kernel.plan.checks.coverage import encoded_clauses
from zhixing.kernel.plan.compile import compile_plan, require_plan
from zhixing.kernel.plan.compiled import Compilation, CompiledPlan
from zhixing.kernel.plan.crosswalk import Crosswalk, Move
from zhixing.kernel.plan.diff import Change, PlanDiff, diff_plans
from zhixing.kernel.plan.diff_grades import ChangeGrade
from zhixing.kernel.plan.drafts import Edit, draft_patch, write_draft
from zhixing.kernel.plan.export import plan_json
from zhixing.kernel.plan.formulas import (
    FULL_YEARS,
    IN_GROUP,
    IN_UNIT,
    FormulaError,
    Kind,
    Names,
    Typed,
    check_formula,
    id_of,
    name_of,
    names_in,
    parse_formula,
    unit_of,
)
from zhixing.kernel.plan.naming import counted_by_place, names_on, place_groups
from zhixing.kernel.plan.objects import (
    Card,
    Clause,
    Column,
    Dataset,
    Indicator,
    Industry,
    Lever,
    LightRule,
    Measure,
    Missing,
    NotEncoded,
    Organisation,
    Parameter,
    Place,
    PlanHead,
    RowRule,
    Series,
    Target,
    Task,
)
from zhixing.kernel.plan.reporting import Report
from zhixing.kernel.plan.scheme import (
    Adjustment,
    Criterion,
    Grading,
    Group,
    Guard,
    Inheritance,
    Lookup,
    Pillar,
    Pool,
    Scheme,
    Stage,
    State,
    Statistic,
)
from zhixing.kernel.plan.scopes import scopes_of
from zhixing.kernel.plan.target_values import comparator_of, figure_of
from zhixing.kernel.plan.watching import ConsistencyCheck, Cycle, FollowUp, Forecasting, Form, Watching

__all__ = [
    "FULL_YEARS",
    "IN_GROUP",
    "IN_UNIT",
    "Adjustment",
    "Card",
    "Case",
    "Change",
    "ChangeGrade",
    "Clause",
    "Column",
    "Compilation",
    "CompiledPlan",
    "ConsistencyCheck",
    "Criterion",
    "Crosswalk",
    "Cycle",
    "Dataset",
    "Edit",
    "FollowUp",
    "Forecasting",
    "Form",
    "FormulaError",
    "Grading",
    "Group",
    "Guard",
    "Indicator",
    "Industry",
    "Inheritance",
    "Kind",
    "Lever",
    "LightRule",
    "Lookup",
    "Measure",
    "Missing",
    "Move",
    "Names",
    "NotEncoded",
    "Organisation",
    "Parameter",
    "Pillar",
    "Place",
    "PlanDiff",
    "PlanHead",
    "Pool",
    "Report",
    "RowRule",
    "Scheme",
    "Series",
    "Stage",
    "State",
    "Statistic",
    "Target",
    "Task",
    "Typed",
    "Watching",
    "check_formula",
    "comparator_of",
    "compile_plan",
    "counted_by_place",
    "diff_plans",
    "draft_patch",
    "encoded_clauses",
    "figure_of",
    "id_of",
    "name_of",
    "names_in",
    "names_on",
    "parse_formula",
    "place_groups",
    "plan_json",
    "require_plan",
    "scopes_of",
    "unit_of",
    "write_draft",
]
