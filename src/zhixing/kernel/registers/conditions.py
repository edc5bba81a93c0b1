"""Conditions of a register, with the numbers that the plan's parameters have in a year."""

from __future__ import annotations

from fractions import Fraction

from sqlglot import exp

from zhixing.kernel.indicators import parameter_value
from zhixing.kernel.plan import CompiledPlan, Register, id_of, parse_formula


def in_year(plan: CompiledPlan, register: Register, formula: str, year: int) -> str:
    """The formula with each parameter replaced by its value in the year; fields come before parameters.

    Raises:
        Refused: `indicators.no-parameter-value`.
    """
    fields = {column.id for column in register.fields}

    def replaced(tree: exp.Expr) -> exp.Expr:
        if isinstance(tree, exp.Column) and tree.name not in fields and id_of(tree.name) in plan.parameters:
            return _number(parameter_value(plan, id_of(tree.name), year))
        return tree

    return parse_formula(formula).transform(replaced).sql(dialect="duckdb")


def _number(value: Fraction) -> exp.Expr:
    quotient = exp.Div(
        this=exp.Literal.number(value.numerator), expression=exp.Literal.number(value.denominator)
    )
    return exp.Literal.number(value.numerator) if value.denominator == 1 else exp.Paren(this=quotient)
