"""What must hold between the objects of a plan; one subject, one file."""

from collections.abc import Callable, Iterable

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan.checks.cases import check_cases
from zhixing.kernel.plan.checks.coverage import check_coverage
from zhixing.kernel.plan.checks.crosswalks import check_crosswalks
from zhixing.kernel.plan.checks.dates import check_dates
from zhixing.kernel.plan.checks.definitions import check_definitions
from zhixing.kernel.plan.checks.levers import check_levers
from zhixing.kernel.plan.checks.measures import check_measures
from zhixing.kernel.plan.checks.previous import check_previous
from zhixing.kernel.plan.checks.references import check_references
from zhixing.kernel.plan.checks.registers import check_registers
from zhixing.kernel.plan.checks.reporting import check_reporting
from zhixing.kernel.plan.checks.schemes import check_schemes
from zhixing.kernel.plan.checks.signs import check_signs
from zhixing.kernel.plan.checks.stackings import check_stackings
from zhixing.kernel.plan.checks.targets import check_targets
from zhixing.kernel.plan.checks.watching import check_watching
from zhixing.kernel.plan.compiled import CompiledPlan

CHECKS: tuple[Callable[[CompiledPlan], Iterable[Issue]], ...] = (
    check_references,
    check_coverage,
    check_definitions,
    check_previous,
    check_levers,
    check_dates,
    check_crosswalks,
    check_targets,
    check_schemes,
    check_signs,
    check_measures,
    check_stackings,
    check_cases,
    check_watching,
    check_reporting,
    check_registers,
)
