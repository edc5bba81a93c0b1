"""Names of the columns an evaluation gives, and the contract of its result."""

from __future__ import annotations

from dataclasses import dataclass

from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme, name_of

HOW = {
    "ratio": ("按比例计分", "value over base"),
    "step": ("按分档计分", "points of the step reached"),
    "capped": ("达到上限", "cut at the cap"),
    "floored": ("低于下限，按下限计", "raised to the floor"),
    "missing-zero": ("缺数，计零分", "missing, no points"),
    "missing-group-mean": ("缺数，按同组平均得分", "missing, mean score of the group"),
    "missing-no-mean": (
        "缺数，同组也没有得分可平均，计零分",
        "missing, and no mean score in the group, no points",
    ),
    "missing-mean-value": ("缺数，按同类平均值计算", "missing, computed with the mean value of its like"),
    "missing-points-off": ("缺数，扣分", "missing, points taken off"),
    "missing-left-out": (
        "缺数，不计此项，其余权重按比例放大",
        "missing, left out, the other weights re-scaled",
    ),
    "missing-refused": ("缺数，办法不允许", "missing, which the scheme does not allow"),
    "no-base": ("没有大于零的基准值，计零分", "no base above zero, no points"),
    "no-base-full": ("没有可用的基准值，得满分", "no usable base, full points"),
    "no-base-refused": (
        "没有大于零的基准值，办法不允许",
        "no base above zero, which the scheme does not allow",
    ),
}


@dataclass(frozen=True)
class Item:
    """One indicator of a scheme with its criterion in each group that uses it."""

    indicator: str
    by_group: dict[str, Criterion]

    @property
    def name(self) -> str:
        """The indicator's name in column names."""
        return name_of(self.indicator)

    @property
    def value(self) -> str:
        """Column of the value."""
        return f"value_{self.name}"

    @property
    def base(self) -> str:
        """Column of the base."""
        return f"base_{self.name}"

    @property
    def high(self) -> str:
        """Column of the upper end of a linear score, or of the standard deviation of a z-score."""
        return f"high_{self.name}"

    @property
    def has_high(self) -> bool:
        """Whether any group scores this item between two ends."""
        return any(criterion.family in ("linear", "z-score") for criterion in self.by_group.values())

    @property
    def filled(self) -> str:
        """Column that says whether a mean stands in for the value."""
        return f"filled_{self.name}"

    @property
    def score(self) -> str:
        """Column of the points."""
        return f"score_{self.name}"

    @property
    def how(self) -> str:
        """Column that says how the points came about; one of `HOW`."""
        return f"how_{self.name}"


def items_of(scheme: Scheme) -> tuple[Item, ...]:
    """Every indicator of the scheme once, in the order first written."""
    found: dict[str, dict[str, Criterion]] = {}
    for group, criteria in scheme.criteria.items():
        for criterion in criteria:
            found.setdefault(criterion.indicator, {})[group] = criterion
    return tuple(Item(indicator, by_group) for indicator, by_group in found.items())


def entity_of(plan: CompiledPlan, scheme: Scheme) -> str:
    """The column that says which entity a row is about: the first key column of the scheme's dataset."""
    return plan.datasets[scheme.population.dataset].key[0]


def carried(plan: CompiledPlan, scheme: Scheme) -> tuple[str, ...]:
    """Columns of the dataset that are carried into the result to say who it is about."""
    contract = plan.datasets[scheme.population.dataset]
    wanted = (*contract.key, "name", "county", "industry", "size", *scheme.grading.within)
    known = {column.id for column in contract.columns}
    return tuple(dict.fromkeys(name for name in wanted if name in known))
