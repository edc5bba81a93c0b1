"""From item points to a total: a sum or an index of pillars, then what adjusts it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    col,
    compare,
    decimal,
    double,
    fixed,
    func,
    is_known,
    is_null,
    lit,
    named,
    over,
    plus,
    table,
    times,
)
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.points import WIDTH, in_group
from zhixing.kernel.plan import Criterion, Pillar, Scheme, name_of


@dataclass(frozen=True)
class _Part:
    """A member of a mean: its share between 0 and 1, its weight."""

    share: Tree
    weight: Fraction


@dataclass(frozen=True)
class Totals:
    """The trees of the last steps before ranking."""

    scheme: Scheme
    items: tuple[Item, ...]

    def steps(self) -> list[tuple[str, exp.Query]]:
        """The pillars of an index, members before what they are part of, and `totals`: of everybody who is scored."""
        scored = and_(is_null(col("state")), is_known(col("group")))
        made: list[tuple[str, exp.Query]] = []
        last = "scored"
        for height, pillars in enumerate(self._by_height()):
            shares = [named(case([(scored.copy(), self._share(p))]), _share_column(p)) for p in pillars]
            made.append((f"pillars_{height}", exp.select(exp.Star(), *shares).from_(table(last))))
            last = f"pillars_{height}"
        tree = self._index() if self.scheme.index else self._sum()
        summed = decimal(self._adjusted(tree), self.scheme.rounding.total, WIDTH)
        selected: list[Tree] = [exp.Star(), *self._shown(), named(case([(scored, summed)]), "total")]
        made.append(("totals", exp.select(*selected).from_(table(last))))
        return made

    def _sum(self) -> Tree:
        """The exact sum of the points; where items are left out, re-scaled to the full weight."""
        scores = [func("COALESCE", col(item.score), lit(0)) for item in self.items]
        summed = plus(*scores)
        if not any(c.missing == "leave-out" for i in self.items for c in i.by_group.values()):
            return summed
        branches = []
        for group in self.scheme.criteria:
            mine = [i for i in self.items if group in i.by_group]
            present = plus(
                *(case([(is_known(col(i.score)), _weight(i.by_group[group]))], lit(0)) for i in mine)
            )
            whole = lit(as_decimal(sum((i.by_group[group].weight for i in mine), Fraction(0))))
            scaled = over(times(exp.paren(summed.copy()), whole), exp.paren(present))
            rescaled = decimal(fixed(scaled, self.scheme.rounding.score), self.scheme.rounding.score, WIDTH)
            full = compare(exp.paren(present.copy()), "=", whole.copy())
            some = compare(exp.paren(present.copy()), ">", lit(0))
            branches += [
                (and_(in_group(group), full), summed.copy()),
                (and_(in_group(group), some), rescaled),
            ]
        return case(branches, lit(0))

    # --- a composite index --------------------------------------------------------------------------------------

    def _by_height(self) -> list[list[Pillar]]:
        """Pillars of criteria alone first, then those whose members are all before them."""
        left = list(self.scheme.index.pillars) if self.scheme.index else []
        found: list[list[Pillar]] = []
        while left:
            parents = {pillar.parent for pillar in left}
            ready = [pillar for pillar in left if pillar.id not in parents]
            found.append(ready)
            left = [pillar for pillar in left if pillar.id in parents]
        return found

    def _index(self) -> Tree:
        assert self.scheme.index is not None
        index = self.scheme.index
        parts = [_Part(col(_share_column(p)), p.weight) for p in index.pillars if p.parent is None]
        whole = times(exp.paren(_mean(parts, index.method)), double(lit(as_decimal(index.scale))))
        return fixed(whole, self.scheme.rounding.total)

    def _shown(self) -> list[Tree]:
        """Every pillar on the scale of the total; the total itself is computed from what they are unrounded."""
        if self.scheme.index is None:
            return []
        scale, places = double(lit(as_decimal(self.scheme.index.scale))), self.scheme.rounding.score
        return [
            named(
                decimal(fixed(times(col(_share_column(p)), scale.copy()), places), places, WIDTH),
                pillar_column(p),
            )
            for p in self.scheme.index.pillars
        ]

    def _share(self, pillar: Pillar) -> Tree:
        """The mean of a pillar's members, criteria of the row's group and pillars below it."""
        assert self.scheme.index is not None
        children = [p for p in self.scheme.index.pillars if p.parent == pillar.id]
        below = [_Part(col(_share_column(child)), child.weight) for child in children]
        branches: list[tuple[Tree, Tree]] = []
        for group, criteria in self.scheme.criteria.items():
            mine = {c.indicator: c for c in criteria if c.pillar == pillar.id}
            parts = [
                _Part(
                    over(col(item.score), double(_weight(mine[item.indicator]))), mine[item.indicator].weight
                )
                for item in self.items
                if item.indicator in mine
            ]
            if parts or below:
                branches.append((in_group(group), _mean([*parts, *below], pillar.method)))
        return case(branches)

    # --- adjustments --------------------------------------------------------------------------------------------

    def _adjusted(self, tree: Tree) -> Tree:
        if not self.scheme.adjustments:
            return tree
        return plus(exp.paren(tree), col("adjustment"))


def pillar_column(pillar: Pillar) -> str:
    """Column of a pillar's score."""
    return f"pillar_{name_of(pillar.id)}"


def _share_column(pillar: Pillar) -> str:
    return f"share_{name_of(pillar.id)}"


def _weight(criterion: Criterion) -> Tree:
    return lit(as_decimal(criterion.weight))


def _mean(parts: list[_Part], method: str) -> Tree:
    """The weighted mean of the members that are known; unknown when none is."""
    known = [is_known(part.share) for part in parts]
    weights = [double(lit(as_decimal(part.weight))) for part in parts]
    present = plus(*(case([(k, w)], double(lit(0))) for k, w in zip(known, weights, strict=True)))
    whole = case([(compare(exp.paren(present), ">", lit(0)), exp.paren(present.copy()))])

    def summed(terms: list[Tree]) -> Tree:
        pairs = zip(known, weights, terms, strict=True)
        return plus(*(case([(k.copy(), times(w.copy(), t))], double(lit(0))) for k, w, t in pairs))

    if method == "arithmetic":
        return over(exp.paren(summed([part.share.copy() for part in parts])), whole)
    # A member at or below nothing makes a geometric or harmonic mean nothing.
    none = [
        and_(k.copy(), compare(part.share.copy(), "<=", lit(0))) for k, part in zip(known, parts, strict=True)
    ]
    nothing = exp.or_(*none)
    if method == "geometric":
        logs: list[Tree] = [func("LN", double(_positive(part.share))) for part in parts]
        mean = func("EXP", over(exp.paren(summed(logs)), whole))
    else:
        inverses: list[Tree] = [over(lit(1), _positive(part.share)) for part in parts]
        mean = over(whole, exp.paren(summed(inverses)))
    return case([(nothing, double(lit(0)))], mean)


def _positive(tree: Tree) -> Tree:
    return case([(compare(tree.copy(), ">", lit(0)), tree.copy())])


def adjustment(scheme: Scheme, conditions: list[Tree], summed: Tree) -> Tree:
    """All adjustments together in points: factors and per cents of the sum of items, then points, then the limits."""
    places = scheme.rounding.score
    parts: list[Tree] = []
    for holds, one in zip(conditions, scheme.adjustments, strict=True):
        if one.points is not None:
            amount: Tree = lit(as_decimal(one.points))
        else:
            share = one.percent / 100 if one.percent is not None else (one.factor or Fraction(1)) - 1
            amount = fixed(times(double(exp.paren(summed.copy())), double(lit(as_decimal(share)))), places)
        parts.append(case([(holds, decimal(amount, places, WIDTH))], decimal(lit(0), places, WIDTH)))
    whole = exp.paren(plus(*parts))
    most, least = scheme.adjustment_limits.most, scheme.adjustment_limits.least
    branches: list[tuple[Tree, Tree]] = []
    if most is not None:
        branches.append((compare(whole, ">", lit(as_decimal(most))), lit(as_decimal(most))))
    if least is not None:
        branches.append((compare(whole.copy(), "<", lit(as_decimal(least))), lit(as_decimal(least))))
    return decimal(case(branches, whole.copy()), places, WIDTH)
