"""The words a document's text may use, filled from one sealed run: what each gives, and where its figures come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq

from zhixing.kernel.plan import Report
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents.blocks import Block, chinese_day
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.tables import TABLES
from zhixing.surfaces.reports.figures import NONE, THIN, figure, share, spaced
from zhixing.surfaces.reports.lamps import LAMPS
from zhixing.surfaces.reports.parts import cities_with_rest
from zhixing.surfaces.reports.targets import Standing, unit_title

WORDS = (
    "run", "plan", "targets", "programmes", "lights", "figure", "number", "percent", "day", "published", "due", "overdue",
    "follow_ups", "parts", "forecasts", "grades", "moves", "measures", "has", "table", "chart", "gap", "source",
)  # fmt: skip
MARK = "\ue000"
"""Stands around the number of a block or note in the text, until the text has been read."""
Rows = Sequence[Mapping[str, Any]]


@dataclass
class Filling:
    """One document while it is filled: the blocks its text put in, and the notes its figures carry."""

    contents: Contents
    report: Report
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _read: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    # --- what a text may call ---------------------------------------------------------------------------------

    def words(self) -> dict[str, Any]:
        """Everything by its word."""
        return {
            name: getattr(self, f"_{name}")() if name in _PLAIN else getattr(self, name) for name in WORDS
        }

    def source(self, text: str) -> str:
        """A note of where what stands before it comes from; the same note is printed once."""
        if text not in self.notes:
            self.notes.append(text)
        return f"{MARK}n{self.notes.index(text) + 1}{MARK}"

    def figure(self, standing: Standing, name: str = "observed") -> str:
        """A figure of a target with its unit and its source; a named gap where there is none."""
        value = standing.row[name]
        if value is None:
            return self.gap(standing)
        if name in ("progress", "calendar"):
            return f"{figure(value * 100, 1)}%"
        return f"{figure(value, 2)}{_unit(standing)}{self.source(self._said(standing))}"

    def gap(self, standing: Standing) -> str:
        """Why there is no figure."""
        return f"（{standing.lamp.word}）"

    def number(self, value: Any, places: int = 2) -> str:
        """A number as documents print it."""
        return NONE if value is None else figure(Decimal(str(value)), places)

    def percent(self, part: Any, whole: Any, places: int = 1) -> str:
        """A part of a whole in per cent."""
        return f"{share(part, whole, places)}%" if whole else NONE

    def day(self, value: date | None) -> str:
        """A day in Chinese."""
        return NONE if value is None else chinese_day(value)

    def has(self, result: str) -> bool:
        """Whether the run holds a result."""
        return result in self.contents.run.results

    def table(self, name: str, rows: Iterable[Any] = (), caption: str = "", most: int = 0) -> str:
        """A table of rows; `most` keeps it to the first so many and says so in its caption."""
        if name not in TABLES:
            raise LookupError(f"没有表 {name}；可用：{'、'.join(TABLES)}")
        chosen = list(rows)
        shown = chosen[:most] if most else chosen
        more = f"（前 {most} 项，共 {len(chosen)} 项）" if most and len(chosen) > most else ""
        made = TABLES[name](self.contents, shown, caption, more)
        return self._put(made)

    def chart(self, name: str, about: Any = None, caption: str = "") -> str:
        """A chart; nothing where there is nothing to draw, which the text says."""
        if name not in PICTURES:
            raise LookupError(f"没有图 {name}；可用：{'、'.join(PICTURES)}")
        made = PICTURES[name](self.contents, about, caption, len(self.blocks))
        return self._put(made) if made is not None else ""

    def _put(self, block: Block) -> str:
        self.blocks.append(block)
        return f"\n\n{MARK}b{len(self.blocks)}{MARK}\n\n"

    # --- what a text may look at ------------------------------------------------------------------------------

    def _run(self) -> dict[str, Any]:
        request = self.contents.request
        as_of, known = date.fromisoformat(request["as_of"]), date.fromisoformat(request["as_known_on"])
        quarter = (as_of.month + 2) // 3
        return {
            "id": self.contents.run.id, "seal": self.contents.run.seal, "as_of": as_of, "known_on": known,
            "year": as_of.year, "quarter": quarter, "years": self.contents.years, "last_year": self.contents.run.years[-1],
            "synthetic": bool(self.contents.synthetic),
            "span": f"{as_of.year}年" if as_of.month == 12 else f"{as_of.year}年{_QUARTERS[quarter]}季度",
        }  # fmt: skip

    def _plan(self) -> dict[str, Any]:
        head = self.contents.plan.head
        return {
            "title": head.title,
            "number": head.document_number,
            "term": head.term.text.replace("..", "—"),
        }

    def _targets(self) -> tuple[Standing, ...]:
        return self.contents.whole

    def _programmes(self) -> list[Any]:
        return self.contents.groups

    def _lights(self) -> dict[str, list[Standing]]:
        return {light.value: self.contents.by_light(light.value) for light in LAMPS}

    def _published(self) -> list[Any]:
        return self.contents.published

    def _due(self) -> Rows:
        return self._rows("due")

    def _overdue(self) -> Rows:
        as_of = date.fromisoformat(self.contents.request["as_of"])
        return [row for row in self._rows("due") if row["state"] == "overdue" and row["due"] <= as_of]

    def _follow_ups(self) -> Rows:
        rows = []
        for row in self._rows("follow-ups"):
            target = self.contents.plan.targets.get(row["target"])
            leads = "、".join(unit_title(self.contents.plan, unit) for unit in row["lead_units"])
            place = self.contents.plan.places.get(row["place"])
            form = self.contents.plan.forms.get(row["form"])
            about = target.title if target else form.title if form else ""
            where = place.title if place and row["place"] != self.contents.plan.head.province else ""
            rows.append(
                {
                    **row,
                    "leads": leads or where or NONE,
                    "about": f"{where}{about}",
                    "why": spaced(row["why_zh"]),
                }
            )
        return rows

    def _titled(self, text: str) -> str:
        """A sentence of the kernel with titles for the ids of units and indicators."""
        plan = self.contents.plan
        named = {unit: unit_title(plan, unit) for unit in plan.organisations} | {
            i.id: i.title for i in plan.indicators.values()
        }
        words = sorted(named, key=len, reverse=True)
        pattern = r"(?<![A-Za-z0-9-])(" + "|".join(map(re.escape, words)) + r")(?![A-Za-z0-9-])"
        return spaced(re.sub(pattern, lambda found: named[found[1]], text)) if words else spaced(text)

    def _parts(self) -> Rows:
        plan = self.contents.plan
        return [
            {**row, "title": plan.targets[row["target"]].title}
            for row in cities_with_rest(plan, self._rows("cascade"))
        ]

    def _forecasts(self) -> Rows:
        return [
            {**row, "title": self.contents.plan.targets[row["target"]].title}
            for row in self._rows("forecasts")
            if row["place"] in ("", self.contents.plan.head.province)
        ]

    def _grades(self) -> Sequence[Any]:
        return self.contents.graded

    def _moves(self) -> Mapping[str, Any]:
        return self.contents.moves

    def _measures(self) -> Sequence[Any]:
        return self.contents.money

    def _rows(self, name: str) -> list[dict[str, Any]]:
        if name not in self._read:
            path = self.contents.run.result(name)
            self._read[name] = pq.read_table(path).to_pylist() if self.has(name) else []
        return self._read[name]

    def _said(self, standing: Standing) -> str:
        target, indicator = (
            standing.target,
            self.contents.plan.indicators.get(standing.target.indicator or ""),
        )
        where = indicator.reported_in or indicator.dataset if indicator else ""
        dataset = self.contents.plan.datasets.get(where or "")
        said = f"{indicator.title}，{dataset.title}" if indicator and dataset else target.title
        return f"{said}；口径：{target.scope}；方案 {target.clause}；运行 {self.contents.run.id}"


_QUARTERS = {1: "一", 2: "二", 3: "三", 4: "四"}
_PLAIN = tuple(name for name in WORDS if hasattr(Filling, f"_{name}"))


def _unit(standing: Standing) -> str:
    return f"{THIN}{standing.unit}" if standing.unit else ""
