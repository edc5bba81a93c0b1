"""From a sealed run to the rows a text may look at: targets, what is published beside them, what is asked of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from zhixing.surfaces.reports import outlooks
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.kinds import RESULTS, Kind
from zhixing.surfaces.reports.documents.plain_words import joined, lead_of, naming, period_text
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.figures import NONE
from zhixing.surfaces.reports.labels import LEVELS
from zhixing.surfaces.reports.lamps import LAMPS, lamp_of
from zhixing.surfaces.reports.parts import cities_with_rest
from zhixing.surfaces.reports.targets import Elsewhere, Standing, unit_title

_STATES = {"received": "已报", "late": "迟报", "overdue": "逾期未报", "upcoming": "未到期"}


class Views:
    """The rows of one run, each list made when first asked for."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.plan = contents.plan
        self._in_words = naming(contents.plan)
        self._tables: dict[str, list[dict[str, Any]]] = {}
        self._receipts: dict[str, list[str]] = {}
        for receipt in contents.receipts:
            self._receipts.setdefault(receipt.dataset, []).append(receipt.id)

    # --- sources --------------------------------------------------------------------------------------------

    def source(self, kind: Kind, more: str = "") -> str:
        """Where rows of a kind come from as a whole."""
        return "；".join(
            part
            for part in (
                f"{RESULTS.get(kind.result, kind.title)}（结果 {kind.result}）",
                more,
                f"运行 {self.contents.run.id}",
            )
            if part
        )

    def receipts(self, dataset: str) -> str:
        """The receipts of a dataset, the last of them by name."""
        found = sorted(self._receipts.get(dataset, ()))
        if not found:
            return ""
        return f"收据 {found[-1]}" if len(found) == 1 else f"收据 {found[-1]} 等 {len(found)} 张"

    def _rows(self, name: str) -> list[dict[str, Any]]:
        if name not in self._tables:
            run = self.contents.run
            self._tables[name] = pq.read_table(run.result(name)).to_pylist() if name in run.results else []
        return self._tables[name]

    def _made(self, kind: Kind, rows: Iterable[Row], more: str = "") -> Rows:
        return Rows.of(kind, rows, self.source(kind, more))

    # --- targets --------------------------------------------------------------------------------------------

    def targets(self) -> Rows:
        """Targets of the whole plan."""
        return self._targets(self.contents.whole)

    def place_targets(self) -> Rows:
        """Targets judged for each place by itself, place by place."""
        return self._targets(one for one in self.contents.standings if one.target.places == "each")

    def lights(self) -> dict[str, Rows]:
        """Targets of the whole plan by light."""
        return {lamp.light: self._targets(self.contents.by_light(lamp.light)) for lamp in LAMPS.values()}

    def programmes(self) -> Rows:
        """The plan's parts with their targets and how many have which light."""
        found = []
        for group in self.contents.groups:
            counts = {lamp.light: count for lamp, count in group.tally}
            cells = {"clause": group.clause, "title": group.title, **counts, "all": len(group.standings),
                     "targets": self._targets(group.standings)}  # fmt: skip
            found.append(
                Row(kinds.PROGRAMME, cells, self.source(kinds.PROGRAMME, f"方案 {group.clause}"), about=group)
            )
        return self._made(kinds.PROGRAMME, found)

    def looks(self) -> Rows:
        """How many targets of the whole plan had which light on every day they were looked at."""
        whole = {one.target.id for one in self.contents.whole}
        cycles = {cycle.id: cycle.title for cycle in self.plan.watching.cycles}
        counts: dict[tuple[date, str], Counter[str]] = {}
        for row in self._rows("lights"):
            if row["target"] in whole:
                counts.setdefault((row["as_of"], row["cycle"]), Counter())[row["light"]] += 1
        found = [
            Row(kinds.LOOK, {"day": day, "cycle": cycles.get(cycle, cycle), "all": sum(lights.values()),
                             **{lamp.light: lights[lamp.light] for lamp in LAMPS.values()}}, self.source(kinds.LOOK))
            for (day, cycle), lights in sorted(counts.items())
        ]  # fmt: skip
        return self._made(kinds.LOOK, found)

    def _targets(self, standings: Iterable[Standing]) -> Rows:
        return self._made(kinds.TARGET, (self._target(one) for one in standings))

    def _target(self, one: Standing) -> Row:
        target, row, plan = one.target, one.row, self.plan
        indicator = plan.indicators.get(target.indicator or "")
        dataset = (indicator.reported_in or indicator.dataset or "") if indicator else ""
        cells = {
            "id": target.id, "title": target.title, "clause": target.clause, "chapter": one.clause, "unit": one.unit,
            "goal": "定性" if one.goal == NONE else one.goal, "observed": row["observed"], "expected": row["expected"],
            "gap": one.gap, "needed": row["needed"], "progress": row["progress"], "calendar": row["calendar"],
            "light": one.lamp.light, "lamp": str(one.lamp), "reason": self._in_words(one.reason),
            "lead": lead_of(one.leads), "leads": one.leads,
            "supports": joined(unit_title(plan, unit) for unit in target.supporting_units), "scope": target.scope,
            "place": one.place, "period": period_text(row["observed_period"] or ""), "drawn": bool(one.path),
        }  # fmt: skip
        known = plan.datasets.get(dataset)
        said = f"{indicator.title}，{known.title}" if indicator and known else target.title
        parts = (
            said,
            f"口径：{target.scope}",
            f"方案 {target.clause}",
            self.receipts(dataset),
            f"运行 {self.contents.run.id}",
        )
        gap = one.lamp.word if one.lamp.light == "none" else "定性" if one.goal == NONE else "缺数"
        return Row(kinds.TARGET, cells, "；".join(part for part in parts if part), gap=gap, about=one)

    # --- beside the targets ---------------------------------------------------------------------------------

    def published(self) -> Rows:
        """Figures published elsewhere, never counted."""
        rows = (self._published(one) for one in self.contents.published)
        return Rows.of(kinds.PUBLISHED, rows, "公开发布的数；出处见各行；只作对照，不计入目标进度")

    def _published(self, one: Elsewhere) -> Row:
        series = one.series
        cells = {
            "indicator": one.indicator, "place": one.place, "period": period_text(series.period.text), "value": series.value,
            "unit": "" if series.unit.text == "1" else series.unit.text, "growth": series.growth, "scope": series.scope,
            "source": series.source, "known_on": series.known_on, "quality": series.quality,
            "targets": joined(dict.fromkeys(s.target.title for s in one.standings)), "beside": bool(one.standings),
        }  # fmt: skip
        source = f"{series.source}；口径：{series.scope}；{series.known_on} 获知；只作对照，不计入目标进度"
        return Row(kinds.PUBLISHED, cells, source, gap="未公布", about=one)

    def contradictions(self) -> Rows:
        """Reported figures that contradict each other."""
        checks = {check.id: check for check in self.plan.watching.checks}
        found = []
        for row in self._rows("contradictions"):
            check, place = checks.get(row["rule"]), self.plan.places.get(row["place"])
            cells = {"title": check.title if check else row["rule"], "period": period_text(row["period"]),
                     "where": place.title if place else row["place"], "stated": row["stated"], "found": row["found"],
                     "said": self._in_words(row["said_zh"])}  # fmt: skip
            found.append(
                Row(
                    kinds.CONTRADICTION,
                    cells,
                    self.source(kinds.CONTRADICTION, f"方案 {check.clause}" if check else ""),
                )
            )
        return self._made(kinds.CONTRADICTION, found)

    # --- what is asked of whom ------------------------------------------------------------------------------

    def due(self) -> Rows:
        """What is due from whom."""
        return self._due(self._rows("due"))

    def overdue(self) -> Rows:
        """What was due by the day of the run and has not come."""
        as_of = date.fromisoformat(self.contents.request["as_of"])
        return self._due(
            row for row in self._rows("due") if row["state"] == "overdue" and row["due"] <= as_of
        )

    def _due(self, rows: Iterable[Mapping[str, Any]]) -> Rows:
        return self._made(kinds.DUE, (self._one_due(row) for row in rows))

    def _one_due(self, row: Mapping[str, Any]) -> Row:
        plan = self.plan
        unit, place = plan.organisations.get(row["unit"]), plan.places.get(row["place"])
        lacking = joined(plan.indicators[name].title for name in row["lacking"] if name in plan.indicators)
        cells = {
            "form": row["title"], "period": period_text(row["period"]), "due": row["due"],
            "unit": (unit.short or unit.title) if unit else place.title if place else row["place"],
            "state": _STATES.get(row["state"], row["state"]), "received_on": row["received_on"],
            "lacking": lacking or ("全部" if row["state"] == "overdue" else ""),
        }  # fmt: skip
        form = plan.forms.get(row["form"])
        return Row(
            kinds.DUE, cells, self.source(kinds.DUE, f"方案 {form.clause}" if form else ""), gap="未收到"
        )

    def follow_ups(self) -> Rows:
        """Follow-ups that rules have opened."""
        return self._made(kinds.FOLLOW_UP, (self._follow_up(row) for row in self._rows("follow-ups")))

    def _follow_up(self, row: Mapping[str, Any]) -> Row:
        plan = self.plan
        target, form, place = (
            plan.targets.get(row["target"]),
            plan.forms.get(row["form"]),
            plan.places.get(row["place"]),
        )
        where = place.title if place and row["place"] != plan.head.province else ""
        leads = joined(unit_title(plan, unit) for unit in row["lead_units"]) or where or NONE
        cells = {
            **{name: row[name] for name in ("title", "clause", "ask", "opened_on", "deadline", "holds", "rule")},
            "about": f"{where}{target.title if target else form.title if form else ''}", "leads": leads, "lead": lead_of(leads),
            "why": self._in_words(row["why_zh"]),
        }  # fmt: skip
        return Row(kinds.FOLLOW_UP, cells, self.source(kinds.FOLLOW_UP, f"方案 {row['clause']}"))

    def parts(self) -> Rows:
        """Parts of targets assigned to places and years."""
        return self._parts(self._rows("cascade"))

    def city_parts(self) -> Rows:
        """The cities' parts of amounts over the whole term, and what no part accounts for; gaps add up to the whole."""
        return self._parts(cities_with_rest(self.plan, self._rows("cascade")))

    def _parts(self, rows: Iterable[Mapping[str, Any]]) -> Rows:
        found = []
        for row in rows:
            place, target = self.plan.places.get(row["place"]), self.plan.targets[row["target"]]
            numbers = {
                name: row[name]
                for name in ("goal", "expected", "observed", "progress", "gap", "share_of_gap")
            }
            cells = {
                **numbers, "target": target.id, "title": target.title, "where": place.title if place else row["reason_zh"],
                "level": LEVELS.get(row["level"], row["level"]), "period": period_text(row["period"]),
                "unit": "" if row["unit"] == "1" else row["unit"], "light": row["light"],
                "lamp": str(lamp_of(row["light"], row["reason"])), "reason": self._in_words(row["reason_zh"]),
                "split_reason": row["split_reason"] or "",
            }  # fmt: skip
            known = f"分解数 {row['split_known_on']} 获知" if row["split_known_on"] else ""
            more = "；".join(part for part in (f"方案 {target.clause}", known) if part)
            found.append(Row(kinds.PART, cells, self.source(kinds.PART, more)))
        splits = self.plan.watching.splits_in
        return self._made(kinds.PART, found, self.receipts(splits) if splits else "")

    def forecasts(self) -> Rows:
        """Where targets of the whole plan are heading."""
        whole = {one.target.id: one for one in self.contents.whole}
        found = []
        for row in self._rows("forecasts"):
            if row["place"] in ("", self.plan.head.province) and row["target"] in whole:
                target = self.plan.targets[row["target"]]
                plain = (
                    "target",
                    "deadline",
                    "points",
                    "goal",
                    "central",
                    "low",
                    "high",
                    "level",
                    "probability",
                )
                cells = {
                    **{name: row[name] for name in plain}, "title": target.title,
                    "unit": "" if row["unit"] == "1" else row["unit"], "method": row["method_zh"],
                    "needed": row["needed_per_period"], "why_not": row["why_not_zh"] or "", "given": bool(row["method"]),
                }  # fmt: skip
                more = (
                    f"{row['method_zh']}，{row['points']} 期；方案 {target.clause}"
                    if row["method"]
                    else f"方案 {target.clause}"
                )
                source = self.source(kinds.FORECAST, more)
                fan = outlooks.fan_of(whole[row["target"]], row) if row["method"] else None
                found.append(Row(kinds.FORECAST, cells, source, gap=row["why_not_zh"] or "缺数", about=fan))
        return self._made(kinds.FORECAST, found)


VIEWS: dict[str, Callable[[Views], Any]] = {
    "targets": Views.targets, "place_targets": Views.place_targets, "lights": Views.lights, "programmes": Views.programmes,
    "looks": Views.looks, "published": Views.published, "due": Views.due, "overdue": Views.overdue,
    "follow_ups": Views.follow_ups, "parts": Views.parts, "city_parts": Views.city_parts, "forecasts": Views.forecasts,
    "contradictions": Views.contradictions,
}  # fmt: skip
