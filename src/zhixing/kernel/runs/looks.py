"""The signs of a sealed run: what is worth a look, with the plan's own words for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import CompiledPlan, Sign, require_plan
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.manifest import Run

_PREFIX = "signs-"


@dataclass(frozen=True)
class Look:
    """One thing worth a look. `enterprise` is empty where many together are meant; figures unknown where a kind has none.

    `before` and `now` are the figure last year and this year, `line_before` and `line` the cut or what it is held against;
    `change` the points by which the item titled `item` moved; `above`, `below`, `beside` heads in the bands at a cut.
    """

    sign: Sign
    year: int
    scheme_title: str
    county: str
    county_title: str
    industry: str
    group: str
    enterprise: str
    name: str
    cut: str
    item: str
    before: float | None
    now: float | None
    line_before: float | None
    line: float | None
    change: float | None
    above: int | None
    below: int | None
    beside: int | None

    @property
    def wording(self) -> str:
        """What is worth a look, usual reasons, and that it is no finding."""
        return wording_of(self.sign)

    @property
    def figures(self) -> str:
        """The figures it rests on, in words."""
        return "；".join(self._figures())

    def _figures(self) -> Iterator[str]:
        if self.sign.kind == "bunching":
            yield f"“{self.cut}”切线 {_plain(self.line)}：线上区段 {self.above} 家，线下区段 {self.below} 家"
            yield f"两侧邻近区段共 {self.beside} 家"
        elif self.sign.kind == "crossing":
            yield f"上年 {_plain(self.before)}（“{self.cut}”切线 {_plain(self.line_before)}）"
            yield f"今年 {_plain(self.now)}（切线 {_plain(self.line)}）"
            yield f"“{self.item}”变动 {_plain(self.change, signed=True)} 分"
        else:
            yield f"{self.item} {_plain(self.now)}，对照值 {_plain(self.line)}：{self.cut}"


def wording_of(sign: Sign) -> str:
    """The words that stand beside everything a sign shows.

    They are the same for all: a look, usual causes, and no finding.
    """
    return f"值得一看：{sign.says}。常见原因有{'、'.join(sign.causes)}。不说明有问题。"


def looks_of(run: Run, year: int, *, county: str | None = None, sign: str | None = None) -> tuple[Look, ...]:
    """What is worth a look in a data year, in the order of the plan's signs.

    Raises:
        Refused: `runs.no-signs`, `runs.unknown-county`, `runs.unknown-sign`.
    """
    plan = require_plan(run.folder / "plan")
    name = f"{_PREFIX}{year}"
    if name not in run.results:
        years = "、".join(n.removeprefix(_PREFIX) for n in run.results if n.startswith(_PREFIX)) or "—"
        raise Refused([codes.NO_SIGNS.at(NOWHERE, run=run.id, year=year, known=years)])
    if county and county not in plan.places:
        raise Refused([codes.UNKNOWN_COUNTY.at(NOWHERE, name=county)])
    if sign and sign not in plan.signs:
        raise Refused([codes.UNKNOWN_SIGN.at(NOWHERE, name=sign, known="、".join(plan.signs) or "—")])
    rows = pq.read_table(run.result(name)).to_pylist()
    order = list(plan.signs)
    found = [
        _look(plan, row)
        for row in rows
        if (not county or row["county"] == county) and (not sign or row["sign"] == sign)
    ]
    return tuple(sorted(found, key=lambda look: order.index(look.sign.id)))


def _look(plan: CompiledPlan, row: dict[str, object]) -> Look:
    sign, scheme = plan.signs[str(row["sign"])], plan.schemes[str(row["scheme"])]
    county, item = str(row["county"] or ""), str(row["item"] or "")
    groups = {group.id: group.title for group in scheme.population.groups}
    own = {"sign": sign, "scheme_title": scheme.title, "county": county}
    own["county_title"] = plan.places[county].title if county in plan.places else county
    own["item"] = plan.indicators[item].title if item in plan.indicators else item
    own["group"] = groups.get(str(row["group"]), "")
    texts = {name: str(row[name] or "") for name in ("industry", "enterprise", "name", "cut")}
    numbers = ("year", "before", "now", "line_before", "line", "change", "above", "below", "beside")
    return Look(**own, **texts, **{name: row[name] for name in numbers})  # type: ignore[arg-type]


def _plain(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "—"
    text = f"{value:+.4f}" if signed else f"{value:.4f}"
    return text.rstrip("0").rstrip(".")
