"""From a checked formula to the tree the engine computes.

Indicators at the same grain are written in place, parameters become the number valid in the year, every division is
guarded as the indicator's `missing` rule says. A quotient is one correctly rounded floating division, then rounded to
the indicator's declared decimals; sums stay exact decimals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.quantities import Unit
from zhixing.kernel.engine import (
    Tree,
    case,
    col,
    compare,
    fixed,
    func,
    in_,
    is_null,
    lit,
    minus,
    or_,
    over,
    times,
)
from zhixing.kernel.indicators import codes
from zhixing.kernel.plan import (
    FULL_YEARS,
    IN_GROUP,
    IN_UNIT,
    PLAN_INDUSTRY,
    PREVIOUS,
    CompiledPlan,
    Indicator,
    figure_of,
    id_of,
    is_previous,
    name_of,
    names_on,
    parse_formula,
    place_groups,
    previous_name,
    unit_of,
)
from zhixing.kernel.plan import Missing as MissingRule

_PLAIN = MissingRule()


@dataclass(frozen=True)
class Lowering:
    """Formulas over the rows of one dataset in one year.

    `column` says how a column of the dataset is reached; joined indicators (`per`) are columns of their own name, and what
    `previous(...)` asks for are columns named by `previous_name`, which the frame puts beside the row.
    """

    plan: CompiledPlan
    dataset: str
    year: int
    column: Callable[[str], Tree] = col

    def value(self, indicator: Indicator) -> Tree:
        """The indicator's value for one row, rounded to its decimals where it is a quotient; unknown where missing."""
        if indicator.per:
            return self.column(name_of(indicator.id))
        tree = self._lower(self._formula(indicator), indicator.missing)
        if indicator.missing.gap == "zero":
            tree = func("COALESCE", tree, lit(0))
        return fixed(tree, indicator.decimals) if _is_inexact(tree) else tree

    def value_of(self, text: str) -> Tree:
        """A formula that stands in the plan outside an indicator (the base of a measure), over one row."""
        return self._lower(parse_formula(text), _PLAIN)

    def quotient(self, indicator: Indicator) -> tuple[Tree, Tree]:
        """Numerator and denominator of one row, for a ratio of totals (checked by the compiler to be a division)."""
        tree = self._formula(indicator)
        factor = Fraction(1)
        while not isinstance(tree, exp.Div):
            if isinstance(tree, exp.Anonymous):
                factor *= self._factor(tree)
                tree = tree.expressions[0]
            else:
                tree = tree.this
        above = self._lower(tree.this, indicator.missing)
        return _scaled(above, factor), self._lower(tree.expression, indicator.missing)

    def aggregate(self, indicator: Indicator) -> Tree:
        """The value of an indicator over a group of rows (`per`): its formula with sum, count and the like."""
        tree = self._lower(self._formula(indicator), indicator.missing)
        return fixed(tree, indicator.decimals) if _is_inexact(tree) else tree

    def condition(self, text: str) -> Tree:
        """A condition of the plan over one row."""
        return self._lower(parse_formula(text), _PLAIN)

    def year_before(self) -> Lowering:
        """The same formulas over the same entity's row of the year before: its definitions, its parameters."""
        return replace(self, year=self.year - 1, column=lambda name: self.column(previous_name(name)))

    def names(self, text: str) -> tuple[str, ...]:
        """Columns of the dataset and joined indicators that a text needs, through all definitions.

        What it needs of earlier years comes under `previous_name`.
        """
        found: dict[str, None] = {}
        self._collect(parse_formula(text), found)
        return tuple(found)

    def names_of(self, indicator: Indicator) -> tuple[str, ...]:
        """As `names`, of an indicator's formula."""
        if indicator.per:
            return (name_of(indicator.id),)
        found: dict[str, None] = {}
        self._collect(self._formula(indicator), found)
        return tuple(found)

    def _collect(self, tree: exp.Expr, found: dict[str, None]) -> None:
        for column in tree.find_all(exp.Column):
            earlier = _years_asked(column)
            needed: dict[str, None] = {}
            other = self.plan.indicators.get(id_of(column.name))
            if self._is_column(column.name) or (other is not None and other.per):
                needed.setdefault(column.name)
            elif other is not None:
                then = replace(self, year=self.year - earlier)
                then._collect(then._formula(other), needed)
            for name in needed:
                found.setdefault(previous_name(name, earlier))

    def _is_column(self, name: str) -> bool:
        return any(column.id == name for column in self.plan.datasets[self.dataset].columns)

    def _formula(self, indicator: Indicator) -> exp.Expr:
        for version in indicator.versions:
            if version.since <= self.year <= (version.until or self.year):
                return parse_formula(version.formula)
        if indicator.formula is None:
            raise Refused([codes.NO_DEFINITION.at(NOWHERE, name=indicator.id, year=self.year)])
        return parse_formula(indicator.formula)

    def _lower(self, tree: exp.Expr, missing: MissingRule) -> Tree:
        if isinstance(tree, exp.Column):
            return self._name(tree.name, missing)
        if isinstance(tree, exp.Div):
            return self._division(tree, missing)
        if isinstance(tree, exp.Round):
            places = tree.args.get("decimals")
            return fixed(self._lower(tree.this, missing), int(places.name) if places is not None else 0)
        if isinstance(tree, exp.Least | exp.Greatest):
            return self._extreme(tree, missing)
        if isinstance(tree, exp.Anonymous):
            return self._own(tree, missing)
        copy = tree.copy()
        for key, value in tree.args.items():
            if isinstance(value, exp.Expr):
                copy.set(key, self._lower(value, missing))
            elif isinstance(value, list):
                copy.set(key, [self._lower(v, missing) if isinstance(v, exp.Expr) else v for v in value])
        return copy

    def _name(self, name: str, missing: MissingRule) -> Tree:
        if self._is_column(name) or name == PLAN_INDUSTRY:
            return self.column(name)
        indicator = self.plan.indicators.get(id_of(name))
        if indicator is not None:
            return exp.paren(self.value(indicator), copy=False)
        return _number(self._parameter(id_of(name)))

    def _parameter(self, key: str) -> Fraction:
        return parameter_value(self.plan, key, self.year)

    def _division(self, tree: exp.Div, missing: MissingRule) -> Tree:
        above, below = self._lower(tree.this, missing), self._lower(tree.expression, missing)
        quotient = over(above, below)
        branches: list[tuple[Tree, Tree]] = [(compare(below.copy(), ">", lit(0)), quotient)]
        if missing.negative_divisor == "as-is":
            branches.append((compare(below.copy(), "<", lit(0)), quotient.copy()))
        if missing.zero_divisor == "zero":
            branches.append((compare(below.copy(), "=", lit(0)), lit(0)))
        return case(branches)

    def _extreme(self, tree: exp.Expr, missing: MissingRule) -> Tree:
        """Least and greatest without ever showing the engine an unknown: engines disagree on what it does there."""
        sign = "<=" if isinstance(tree, exp.Least) else ">="
        parts = [self._lower(part, missing) for part in (tree.this, *tree.expressions)]
        result = parts[0]
        for part in parts[1:]:
            result = case(
                [
                    (or_(is_null(result.copy()), is_null(part.copy())), lit(None)),
                    (compare(result.copy(), sign, part.copy()), result),
                ],
                part,
            )
        return result

    def _own(self, tree: exp.Anonymous, missing: MissingRule) -> Tree:
        name = str(tree.this).upper()
        if name == FULL_YEARS:
            # On 31 December every anniversary of the year has passed, so full years are a difference of years.
            return minus(lit(self.year), func("YEAR", self._lower(tree.expressions[0], missing)))
        if name == IN_GROUP:
            return in_(
                self._lower(tree.expressions[0], missing), place_groups(self.plan)[tree.expressions[1].name]
            )
        if name == PREVIOUS:
            return self.year_before()._lower(tree.expressions[0], missing)
        if name == IN_UNIT:
            return _scaled(self._lower(tree.expressions[0], missing), self._factor(tree))
        raise ValueError(f"unchecked function {name}")

    def _factor(self, tree: exp.Anonymous) -> Fraction:
        """The exact factor of `in_unit(expression, 'unit')`."""
        found = unit_of(
            tree.expressions[0], names_on(self.plan, self.plan.datasets[self.dataset], aggregates=True)
        )
        return found.to(Unit.parse(tree.expressions[1].name))


def parameter_value(plan: CompiledPlan, key: str, year: int) -> Fraction:
    """The value of a parameter in a year, in the parameter's unit.

    Raises:
        Refused: `indicators.no-parameter-value`.
    """
    parameter = plan.parameters[key]
    if parameter.figure_of:
        target = plan.targets[parameter.figure_of]
        figure = figure_of(target)
        if figure is not None and target.unit is not None and year in target.period.years:
            return figure * target.unit.to(parameter.unit)
    for dated in parameter.values:
        if dated.since <= year <= (dated.until or year):
            return dated.value
    raise Refused(
        [
            codes.NO_PARAMETER_VALUE.at(
                plan.where("parameters", key, clause=parameter.clause), name=key, year=year
            )
        ]
    )


def _number(value: Fraction) -> Tree:
    """An exact number: a decimal literal where it ends, else a quotient."""
    places = 0
    while places < 12 and (value * 10**places).denominator != 1:
        places += 1
    scaled = value * 10**places
    if scaled.denominator == 1:
        return lit(Decimal(scaled.numerator).scaleb(-places))
    return exp.paren(over(lit(value.numerator), lit(value.denominator)), copy=False)


def _scaled(tree: Tree, factor: Fraction) -> Tree:
    if factor == 1:
        return tree
    scaled = times(tree, lit(factor.numerator)) if factor.numerator != 1 else tree
    return over(scaled, lit(factor.denominator)) if factor.denominator != 1 else scaled


def _years_asked(column: exp.Column) -> int:
    """How many `previous(...)` a column of a formula stands in."""
    years, above = 0, column.parent
    while above is not None:
        years, above = years + is_previous(above), above.parent
    return years


def _is_inexact(tree: Tree) -> bool:
    return tree.find(exp.Div) is not None
