"""Everything a report of a run shows, gathered once: the page and the workbook show the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan, Scheme, require_plan
from zhixing.kernel.runs import Look, Run, looks_of
from zhixing.surfaces.reports import checks, grades, levels, money, places, receiving, targets
from zhixing.surfaces.reports.figures import years_text

NOT_IN_FORCE = "measures.not-in-force"


@dataclass(frozen=True)
class Contents:
    """A run with its plan and lake, and the views of it; each view is computed when first asked for."""

    run: Run
    lake: Lake
    plan: CompiledPlan

    @property
    def request(self) -> dict[str, Any]:
        """What the run was asked: years, dates, schemes."""
        asked: dict[str, Any] = self.run.manifest["request"]
        return asked

    @property
    def years(self) -> str:
        """Data years as one span."""
        return years_text(self.run.years)

    @property
    def title(self) -> str:
        """Title of the report."""
        return f"{self.years} 年度运行报告"

    @property
    def verify(self) -> str:
        """The command that recomputes the run."""
        return f"zhixing verify {self.run.id}"

    @cached_property
    def standings(self) -> tuple[targets.Standing, ...]:
        """Every target."""
        return targets.standings_of(self.run, self.plan)

    @cached_property
    def whole(self) -> tuple[targets.Standing, ...]:
        """Targets of the whole plan, one light each."""
        return tuple(one for one in self.standings if one.target.places == "province")

    @cached_property
    def apart(self) -> list[targets.Apart]:
        """Targets judged for each place by itself."""
        return targets.apart_of(self.standings)

    @cached_property
    def groups(self) -> list[targets.Group]:
        """Targets of the whole plan by programme."""
        return targets.groups_of(self.plan, self.whole)

    def by_light(self, light: str) -> list[targets.Standing]:
        """Targets of the whole plan with one light."""
        return [standing for standing in self.whole if standing.lamp.light == light]

    @cached_property
    def published(self) -> list[targets.Elsewhere]:
        """Figures published elsewhere."""
        return targets.published_of(self.plan, self.standings)

    @cached_property
    def levels(self) -> tuple[levels.Level, ...]:
        """Indicator values of province, prefectures and industries."""
        return levels.levels_of(self.run, self.plan)

    @cached_property
    def graded(self) -> tuple[grades.Graded, ...]:
        """Grades by scheme and year."""
        return grades.graded_of(self.run, self.plan)

    @cached_property
    def screened(self) -> tuple[grades.Graded, ...]:
        """Lists of screenings by scheme and year."""
        return grades.graded_of(self.run, self.plan, "screening")

    @cached_property
    def moves(self) -> dict[str, tuple[grades.Moves, ...]]:
        """Moves by scheme; schemes without any are left out."""
        found = {scheme.id: grades.moves_of(self.run, self.plan, scheme) for scheme in self.schemes}
        return {name: moves for name, moves in found.items() if moves}

    @cached_property
    def money(self) -> tuple[money.Money, ...]:
        """Measures by year and grade."""
        return money.money_of(self.run, self.plan)

    @cached_property
    def schemes(self) -> list[Scheme]:
        """Schemes that were used, those with most counties first."""
        used = {one.scheme.id: one.scheme for one in self.graded}
        return list(used.values())

    @cached_property
    def assessed(self) -> tuple[places.Assessed, ...]:
        """Places by assessment, year and group of peers."""
        return places.assessed_of(self.run, self.plan)

    @cached_property
    def checked(self) -> tuple[checks.Checked, ...]:
        """Places, projects and parcels against stated lines."""
        return checks.checks_of(self.run, self.plan)

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """What is worth a look in the last year that was looked at; for whoever analyses, not for pages and documents."""
        years = [year for year in self.run.years if f"signs-{year}" in self.run.results]
        return looks_of(self.run, max(years)) if years else ()

    @cached_property
    def receipts(self) -> tuple[Any, ...]:
        """Receipts of the facts that went in."""
        return receiving.receipts_of(self.run, self.lake)

    @cached_property
    def synthetic(self) -> str:
        """How the facts say that they are synthetic; empty when they are not."""
        return receiving.synthetic_of(self.run, self.lake, self.receipts)

    @cached_property
    def received(self) -> list[receiving.Received]:
        """Files and rows by dataset."""
        return receiving.received_of(self.plan, self.receipts)

    @cached_property
    def refusals(self) -> list[receiving.Refusal]:
        """Why rows were refused."""
        return receiving.refusals_of(self.plan, self.lake, self.receipts)

    @cached_property
    def not_in_force(self) -> list[str]:
        """Measures that were not in force, with the reason; titles instead of ids."""
        return [self._titled(note) for note in self._notes(NOT_IN_FORCE)]

    @cached_property
    def other_notes(self) -> list[str]:
        """What else the run noticed."""
        return [str(note["zh"]) for note in self.run.manifest["notes"] if note["code"] != NOT_IN_FORCE]

    def _notes(self, code: str) -> Iterator[dict[str, Any]]:
        return (note for note in self.run.manifest["notes"] if note["code"] == code)

    def _titled(self, note: dict[str, Any]) -> str:
        text = str(note["zh"])
        for measure in self.plan.measures.values():
            text = text.replace(f"“{measure.id}”", f"“{measure.title}”")
        return text

    @property
    def seal(self) -> list[tuple[str, str, str]]:
        """What the seal covers: word, hash, in words."""
        manifest = self.run.manifest
        code, results = manifest["code"], manifest["results"]
        rows = sum(result["rows"] for result in results.values())
        engine = "，".join(f"{name} {number}" for name, number in code["engine"].items())
        return [
            ("输入", "", f"{len(manifest['facts'])} 张收据"),
            ("规则", manifest["plan"]["fingerprint"], f"方案 {manifest['plan']['id']} 第 {manifest['plan']['version']} 版"),
            ("程序", code["fingerprint"], f"知行 {code['version']}，{engine}"),
            ("结果", "", f"{len(results)} 个文件 {rows} 行"),
            ("总印", self.run.seal, "以上全部"),
        ]  # fmt: skip


def contents_of(run: Run, lake: Lake) -> Contents:
    """Open a run with the plan that was sealed with it."""
    return Contents(run, lake, require_plan(run.folder / "plan"))
