"""Formulas: one line of SQL-like arithmetic, parsed to a tree, checked for names, kinds and units.

The tree that passes is what the engine computes: nothing is interpreted twice. Units are checked exactly: 万元 ÷ 亩
declared as 元/亩 is refused, because a silent factor of 10,000 is how wrong numbers are born.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from zhixing.foundation.issues import Issue, Where
from zhixing.foundation.quantities import NUMBER, Unit
from zhixing.kernel.plan import codes


class Kind(StrEnum):
    """What a part of a formula is."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    NONE = "none"


_ZH = {Kind.NUMBER: "数", Kind.TEXT: "文字", Kind.FLAG: "是非", Kind.DATE: "日期", Kind.NONE: "空"}


@dataclass(frozen=True)
class Typed:
    """Kind and unit of a part; `literal` marks a bare number in the formula, `zero` the number 0."""

    kind: Kind
    unit: Unit = NUMBER
    literal: bool = False
    zero: bool = False


FLAG = Typed(Kind.FLAG)
NONE = Typed(Kind.NONE)


@dataclass(frozen=True)
class Names:
    """What a formula may name: `known` gives kind and unit; `elsewhere` says which other dataset has a name.

    `groups` are the groups of places that `in_group` may ask for.
    """

    dataset: str
    known: Mapping[str, Typed]
    elsewhere: Mapping[str, str]
    aggregates: bool = False
    groups: Collection[str] = ()


class FormulaError(Exception):
    """A formula that cannot be read; `why` in the parser's words."""


_AGGREGATES: tuple[type[exp.Expr], ...] = (
    exp.Sum,
    exp.Avg,
    exp.Median,
    exp.Quantile,
    exp.Count,
    exp.Min,
    exp.Max,
)
FULL_YEARS = "FULL_YEARS"
IN_UNIT = "IN_UNIT"
IN_GROUP = "IN_GROUP"
PREVIOUS = "PREVIOUS"
_BEFORE = "previous__"


def parse_formula(text: str) -> exp.Expr:
    """Read one expression.

    Raises:
        FormulaError: it is not one, or it is more than one.
    """
    try:
        statements = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        raise FormulaError(str(error).splitlines()[0]) from error
    if len(statements) != 1 or statements[0] is None:
        raise FormulaError("one expression expected")
    tree = statements[0]
    if isinstance(tree, exp.Query | exp.Command | exp.DDL | exp.DML):
        raise FormulaError("an expression expected, not a statement")
    return tree


def names_in(tree: exp.Expr) -> Iterator[str]:
    """Names the formula refers to, each once, in order of appearance."""
    seen: dict[str, None] = {}
    for column in tree.find_all(exp.Column, bfs=False):
        seen.setdefault(column.name)
    yield from seen


def previous_name(name: str, years: int = 1) -> str:
    """The name under which the same entity's figure of years before stands beside a row; no column can have it.

    >>> previous_name("revenue")
    'previous__revenue'
    >>> previous_name("revenue", 0)
    'revenue'
    """
    return f"{_BEFORE * years}{name}"


def years_before(name: str) -> tuple[str, int]:
    """The column behind a name, and how many years before it was filed; 0 for a plain name.

    >>> years_before("previous__previous__revenue")
    ('revenue', 2)
    """
    years = 0
    while name.startswith(_BEFORE):
        name, years = name.removeprefix(_BEFORE), years + 1
    return name, years


def is_previous(tree: exp.Expr) -> bool:
    """Whether a part of a formula asks for the year before: `previous(...)`."""
    return isinstance(tree, exp.Anonymous) and str(tree.this).upper() == PREVIOUS


def id_of(name: str) -> str:
    """The plan id behind a name in a formula: hyphens are written as underscores there."""
    return name.replace("_", "-")


def name_of(key: str) -> str:
    """The name in formulas of a plan id."""
    return key.replace("-", "_")


class Checker:
    """Walks one formula and reports everything wrong in it."""

    def __init__(self, what: str, names: Names, where: Where) -> None:
        self.what = what
        self.names = names
        self.where = where
        self.issues: list[Issue] = []

    def check(self, tree: exp.Expr, wanted: Kind, unit: Unit | None = None) -> tuple[Issue, ...]:
        """Check the tree against the kind (and unit) it is declared to have."""
        found = self.typed(tree)
        if found is not None:
            self._kind(tree, found, wanted)
            if (
                unit is not None
                and found.kind is Kind.NUMBER
                and not (found.literal or found.unit.same(unit))
            ):
                self._report(codes.UNIT_MISMATCH, part=_text(tree), found=found.unit.text, wanted=unit.text)
        return tuple(self.issues)

    def typed(self, tree: exp.Expr) -> Typed | None:
        """Kind and unit of a part; None where something in it is wrong and has been reported."""
        for kinds, rule in _RULES:
            if isinstance(tree, kinds):
                return rule(self, tree)
        name = tree.name if isinstance(tree, exp.Anonymous) else tree.key
        self._report(codes.FORMULA_WORD, word=name)
        return None

    def _report(self, code: codes.IssueCode, **values: object) -> None:  # type: ignore[name-defined]
        self.issues.append(code.at(self.where, what=self.what, **values))

    def _kind(self, tree: exp.Expr, found: Typed, wanted: Kind) -> bool:
        if found.kind in (wanted, Kind.NONE):
            return True
        self._report(
            codes.WRONG_KIND, part=_text(tree), wanted=_ZH[wanted], found=_ZH[found.kind],
            wanted_en=wanted.value, found_en=found.kind.value,
        )  # fmt: skip
        return False

    def _numbers(self, *trees: exp.Expr) -> list[Typed] | None:
        found = [self.typed(tree) for tree in trees]
        if any(item is None for item in found):
            return None
        typed = [item for item in found if item is not None]
        # Every part is looked at, so that all that is wrong is said at once.
        fine = [self._kind(tree, item, Kind.NUMBER) for tree, item in zip(trees, typed, strict=True)]
        return typed if all(fine) else None

    def _alike(self, tree: exp.Expr, parts: list[exp.Expr]) -> Typed | None:
        """Parts that must be of one kind and one unit: a sum, a comparison, the branches of a case."""
        pairs = [(part, self.typed(part)) for part in parts]
        known = [(part, item) for part, item in pairs if item is not None and item.kind is not Kind.NONE]
        if any(item is None for _, item in pairs):
            return None
        if not known:
            return NONE
        first = next((item for _, item in known if not item.literal), known[0][1])
        for part, item in known:
            if not self._kind(part, item, first.kind):
                return None
            if first.kind is Kind.NUMBER and not _fits(item, first):
                self._report(
                    codes.UNIT_MISMATCH, part=_text(part), found=item.unit.text, wanted=first.unit.text
                )
                return None
        return Typed(first.kind, first.unit)

    def column(self, tree: exp.Column) -> Typed | None:
        name = tree.name
        if name in self.names.known:
            return self.names.known[name]
        if name in self.names.elsewhere:
            other = self.names.elsewhere[name]
            self._report(codes.GRAIN_MIXED, name=name, other=other, dataset=self.names.dataset)
            return None
        near = "、".join(get_close_matches(name, self.names.known, n=3, cutoff=0.5)) or "—"
        self._report(codes.UNKNOWN_NAME, name=name, near=near)
        return None

    def sum_of_parts(self, tree: exp.Binary) -> Typed | None:
        if self._numbers(tree.left, tree.right) is None:
            return None
        return self._alike(tree, [tree.left, tree.right])

    def product(self, tree: exp.Mul) -> Typed | None:
        pair = self._numbers(tree.left, tree.right)
        return pair and Typed(Kind.NUMBER, pair[0].unit.times(pair[1].unit))  # type: ignore[return-value]

    def quotient(self, tree: exp.Div) -> Typed | None:
        pair = self._numbers(tree.left, tree.right)
        return pair and Typed(Kind.NUMBER, pair[0].unit.over(pair[1].unit))  # type: ignore[return-value]

    def comparison(self, tree: exp.Binary) -> Typed | None:
        return FLAG if self._alike(tree, [tree.left, tree.right]) is not None else None

    def logic(self, tree: exp.Expr) -> Typed | None:
        parts = [part for part in (tree.this, tree.args.get("expression")) if part is not None]
        found = [self.typed(part) for part in parts]
        fine = [
            item is not None and self._kind(p, item, Kind.FLAG) for p, item in zip(parts, found, strict=True)
        ]
        return FLAG if all(fine) else None

    def is_null(self, tree: exp.Is) -> Typed | None:
        return FLAG if self.typed(tree.this) is not None else None

    def among(self, tree: exp.In) -> Typed | None:
        return FLAG if self._alike(tree, [tree.this, *tree.expressions]) is not None else None

    def between(self, tree: exp.Between) -> Typed | None:
        return (
            FLAG if self._alike(tree, [tree.this, tree.args["low"], tree.args["high"]]) is not None else None
        )

    def choice(self, tree: exp.Case) -> Typed | None:
        if tree.this is not None:
            self._report(codes.FORMULA_WORD, word="case <value> when")
            return None
        for branch in tree.args["ifs"]:
            condition = self.typed(branch.this)
            if condition is not None:
                self._kind(branch.this, condition, Kind.FLAG)
        values = [branch.args["true"] for branch in tree.args["ifs"]]
        default = tree.args.get("default")
        return self._alike(tree, [*values, default] if default is not None else values)

    def listed(self, tree: exp.Expr) -> Typed | None:
        return self._alike(tree, [tree.this, *tree.expressions])

    def same(self, tree: exp.Expr) -> Typed | None:
        found = self._numbers(tree.this)
        return found[0] if found else None

    def wrapped(self, tree: exp.Paren) -> Typed | None:
        return self.typed(tree.this)

    def rounded(self, tree: exp.Round) -> Typed | None:
        found = self._numbers(tree.this)
        return Typed(Kind.NUMBER, found[0].unit) if found else None

    def aggregate(self, tree: exp.Expr) -> Typed | None:
        if not self.names.aggregates:
            self._report(codes.FORMULA_WORD, word=f"{tree.key}()")
            return None
        if isinstance(tree, exp.Count):
            if tree.this is not None and not isinstance(tree.this, exp.Star):
                self.typed(tree.this)
            return Typed(Kind.NUMBER)
        return self.same(tree)

    def own_function(self, tree: exp.Anonymous) -> Typed | None:
        name = str(tree.this).upper()
        if name == FULL_YEARS and len(tree.expressions) == 1:
            found = self.typed(tree.expressions[0])
            if found is None or not self._kind(tree.expressions[0], found, Kind.DATE):
                return None
            return Typed(Kind.NUMBER, NUMBER)
        if name == IN_UNIT and len(tree.expressions) == 2:
            return self._converted(tree)
        if name == IN_GROUP and len(tree.expressions) == 2:
            return self._grouped(tree)
        if name == PREVIOUS and len(tree.expressions) == 1:
            return self.typed(tree.expressions[0])
        self._report(codes.FORMULA_WORD, word=str(tree.this))
        return None

    def _grouped(self, tree: exp.Anonymous) -> Typed | None:
        place, group = tree.expressions
        found = self.typed(place)
        if found is None or not self._kind(place, found, Kind.TEXT):
            return None
        if not isinstance(group, exp.Literal) or group.name not in self.names.groups:
            near = "、".join(get_close_matches(group.name, self.names.groups, n=3, cutoff=0.4))
            known = near or "、".join(self.names.groups)
            self._report(codes.UNKNOWN_PLACE_GROUP, name=group.name, known=known)
            return None
        return FLAG

    def _converted(self, tree: exp.Anonymous) -> Typed | None:
        found = self._numbers(tree.expressions[0])
        if not found:
            return None
        try:
            unit = Unit.parse(tree.expressions[1].name)
        except ValueError:
            self._report(
                codes.UNIT_MISMATCH,
                part=_text(tree),
                found=found[0].unit.text,
                wanted=tree.expressions[1].name,
            )
            return None
        if not found[0].unit.comparable(unit):
            self._report(codes.UNIT_MISMATCH, part=_text(tree), found=found[0].unit.text, wanted=unit.text)
            return None
        return Typed(Kind.NUMBER, unit)

    def literal(self, tree: exp.Literal) -> Typed:
        if tree.is_string:
            return Typed(Kind.TEXT)
        return Typed(Kind.NUMBER, NUMBER, literal=True, zero=float(tree.name) == 0)


def _fits(item: Typed, first: Typed) -> bool:
    """A bare zero fits every unit; a bare number fits plain numbers only."""
    return item.zero or item.unit.same(first.unit)


def _text(tree: exp.Expr) -> str:
    return tree.sql(dialect="duckdb")


# Each rule takes the node kinds written beside it; the table is what keeps the two together.
_Rule = Callable[[Checker, Any], Typed | None]
_RULES: tuple[tuple[tuple[type[exp.Expr], ...], _Rule], ...] = (
    ((exp.Column,), Checker.column),
    ((exp.Literal,), Checker.literal),
    ((exp.Null,), lambda checker, tree: NONE),
    ((exp.Boolean,), lambda checker, tree: FLAG),
    ((exp.Paren,), Checker.wrapped),
    ((exp.Neg, exp.Abs), Checker.same),
    ((exp.Add, exp.Sub), Checker.sum_of_parts),
    ((exp.Mul,), Checker.product),
    ((exp.Div,), Checker.quotient),
    ((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), Checker.comparison),
    ((exp.And, exp.Or, exp.Not), Checker.logic),
    ((exp.Is,), Checker.is_null),
    ((exp.In,), Checker.among),
    ((exp.Between,), Checker.between),
    ((exp.Case,), Checker.choice),
    ((exp.Coalesce, exp.Least, exp.Greatest), Checker.listed),
    ((exp.Round,), Checker.rounded),
    (_AGGREGATES, Checker.aggregate),
    ((exp.Anonymous,), Checker.own_function),
)


def check_formula(
    what: str, text: str, names: Names, where: Where, wanted: Kind, unit: Unit | None = None
) -> tuple[Issue, ...]:
    """Everything wrong with one formula."""
    try:
        tree = parse_formula(text)
    except FormulaError as error:
        return (codes.FORMULA_NOT_READ.at(where, what=what, why=str(error)),)
    return Checker(what, names, where).check(tree, wanted, unit)


def unit_of(tree: exp.Expr, names: Names) -> Unit:
    """The unit of a part of a formula that has passed its check."""
    typed = Checker("", names, Where()).typed(tree)
    return typed.unit if typed is not None else NUMBER
