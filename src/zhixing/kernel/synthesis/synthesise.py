"""Write the source files that a whole province would receive."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pyarrow as pa

from zhixing.kernel.plan import Dataset
from zhixing.kernel.synthesis.assessed import DATASET as ASSESSED
from zhixing.kernel.synthesis.assessed import assessed, large_firms
from zhixing.kernel.synthesis.calibration import (
    PlanView,
    calibrated_years,
    require_calibration,
    require_request,
)
from zhixing.kernel.synthesis.columns import dataset_of, write_parquet
from zhixing.kernel.synthesis.controlled import DATASET as CONTROLLED
from zhixing.kernel.synthesis.controlled import controlled
from zhixing.kernel.synthesis.decided import judgements, overrides
from zhixing.kernel.synthesis.dirt import write_department, write_workbook
from zhixing.kernel.synthesis.figures import Figures
from zhixing.kernel.synthesis.finance import place_year_finance
from zhixing.kernel.synthesis.geography import divisions
from zhixing.kernel.synthesis.identity import identities
from zhixing.kernel.synthesis.marks import enterprise_marks
from zhixing.kernel.synthesis.metered import DATASET as METERED
from zhixing.kernel.synthesis.metered import utility_quarter
from zhixing.kernel.synthesis.models import Calibration
from zhixing.kernel.synthesis.parts import Sharing, Weighing, adds_over_places
from zhixing.kernel.synthesis.population import populate
from zhixing.kernel.synthesis.projects import BIDS, PARCELS, PROJECTS, Batches, committed, happened
from zhixing.kernel.synthesis.reported import Line, received_on, reported, target_of
from zhixing.kernel.synthesis.rows import Province, enterprise_year
from zhixing.kernel.synthesis.splits import split_files

Progress = Callable[[str, float], None]
_REPORTED = ("place-figures", "register-counts")
_FINANCE = "place-year-finance"
_PANEL_SHARE, _FILES_SHARE = 0.15, 0.8


@dataclass(frozen=True)
class Synthetic:
    """What was written: files in order, rows by file name, the seed, indicators that got no figure, and the day
    on which the files that came late or early would have been received; the others come by the middle of the next year.
    """

    files: tuple[Path, ...]
    counts: Mapping[str, int]
    seed: int
    left_out: Mapping[str, str] = field(default_factory=dict)
    received: Mapping[str, date] = field(default_factory=dict)


def synthesise(
    plan: PlanView,
    folder: Path,
    *,
    seed: int,
    years: Sequence[int] = range(2017, 2023),
    scale: Decimal = Decimal(1),
    progress: Progress | None = None,
) -> Synthetic:
    """Write a synthetic province into `folder`; `scale` 1 is the whole province.

    The same seed and scale give the same rows, whichever years are asked for, and the same bytes.

    Raises:
        Refused: the calibration or the request does not hold; `synthesis.*` codes.
    """
    scale = Decimal(scale)
    calibration = require_calibration(plan)
    require_request(calibration, years, scale, seed)
    folder.mkdir(parents=True, exist_ok=True)
    writing = _Writing(plan, calibration, folder, seed, progress or (lambda _text, _share: None))
    writing.prepare(scale)
    writing.enterprises(sorted(set(years)))
    writing.reports(sorted(set(years)))
    writing.projects(sorted(set(years)), scale)
    return writing.finish(scale)


class _Writing:
    """One run of writing; remembers files and counts."""

    def __init__(
        self, plan: PlanView, calibration: Calibration, folder: Path, seed: int, progress: Progress
    ) -> None:
        self._plan, self._calibration, self._folder = plan, calibration, folder
        self._seed, self._tell = seed, progress
        self._label = f"合成数据（种子 {seed}）"
        self._counts: dict[str, int] = {}
        self._left_out: dict[str, str] = {}
        self._received: dict[str, date] = {}
        self._large: dict[int, dict[str, int]] = {}
        self._weighing = Weighing(plan, calibration, seed)

    def prepare(self, scale: Decimal) -> None:
        """Make the panel; always over all calibrated years, so that a year does not depend on the others."""
        years = calibrated_years(self._calibration.province)
        places = divisions(self._plan, self._calibration, years)
        step = _PANEL_SHARE / len(years)

        def tell(year: int) -> None:
            self._tell(f"企业名册 {year}", step * (years.index(year) + 1))

        panel = populate(self._calibration, years, self._seed, scale, tell)
        who = identities(self._calibration, panel.firms, places, self._seed)
        figures = Figures(self._calibration, panel, self._seed)
        self._province = Province(self._calibration, panel, places, who, figures, self._seed)

    def enterprises(self, years: list[int]) -> None:
        """Enterprise years and marks, one file a year; the messy files with their year."""
        yearly = dataset_of(self._plan, "enterprise-year")
        marks = dataset_of(self._plan, "enterprise-marks")
        for number, year in enumerate(years, start=1):
            roster = self._province.panel.rosters[year]
            table = enterprise_year(self._province, yearly, roster, self._label)
            self._parquet(f"enterprise-year-{year}.parquet", table)
            self._large[year] = large_firms(table)
            made = enterprise_marks(self._province, marks, roster, self._label)
            self._parquet(f"enterprise-marks-{year}.parquet", made)
            metering = self._calibration.metering
            if metering is not None and year == metering.year and METERED in self._plan.datasets:
                readings = utility_quarter(
                    metering, self._plan.datasets[METERED], table, self._seed, self._label
                )
                self._parquet(f"{METERED}-{year}.parquet", readings)
            if year == self._calibration.dirt.year:
                self._messy(yearly, table)
            self._tell(f"企业年度数据 {year}", _PANEL_SHARE + _FILES_SHARE * number / len(years))

    def reports(self, years: list[int]) -> None:
        """Figures that departments report, and county finance where the plan has it."""
        reporting = self._calibration.province.reporting
        for name in _REPORTED:
            dataset = dataset_of(self._plan, name)
            found = reported(self._plan, reporting, name, years, self._seed)
            self._left_out.update(found.left_out)
            sharing: dict[str, Sharing] = {}
            lines = [one for line in found.lines for one in self._with_parts(line, sharing)]
            for period in sorted({line.period for line in lines}):
                self._csv(f"{name}-{period}.csv", dataset, [one for one in lines if one.period == period])
                self._received[f"{name}-{period}.csv"] = received_on(name, period, reporting, self._seed)
        self._decisions(years)
        self._assessed(years)
        if _FINANCE in self._plan.datasets:
            dataset = self._plan.datasets[_FINANCE]
            for year in years:
                table = place_year_finance(self._province, dataset, [year], self._label)
                self._parquet(f"{_FINANCE}-{year}.parquet", table)

    def _with_parts(self, line: Line, sharing: dict[str, Sharing]) -> Iterator[Line]:
        """The province's line, and those of cities and counties where amounts add up."""
        yield line
        indicator = self._plan.indicators[line.indicator]
        target = target_of(self._plan, indicator)
        if target is None or not adds_over_places(target, indicator):
            return
        if indicator.id not in sharing:
            uneven = Fraction(self._calibration.province.reporting.uneven.value)
            sharing[indicator.id] = Sharing(self._weighing, indicator.id, target.kind == "level-by", uneven)
        yield from sharing[indicator.id].parts(line)

    def _decisions(self, years: list[int]) -> None:
        """Splits, judgements and overrides, each in the dataset that the plan's watching names."""
        watching = self._plan.watching
        if watching.splits_in:
            reporting = self._calibration.province.reporting
            for file in split_files(self._plan, self._weighing, reporting, self._label):
                self._rows(watching.splits_in, file.name, file.rows, file.known_on)
        if watching.judgements_in:
            for year in years:
                rows = [
                    row for at, row in judgements(self._plan, years, self._label, self._seed) if at == year
                ]
                self._rows(watching.judgements_in, str(year), rows, date(year, 12, 25))
        if watching.overrides_in:
            rows = overrides(self._plan, self._whole, years, self._label)
            self._rows(watching.overrides_in, str(max(years)), rows, date(max(years), 1, 10))

    def _assessed(self, years: list[int]) -> None:
        """What places are assessed by, where the plan does so: received in the spring after."""
        assessment, dataset = self._calibration.assessment, self._plan.datasets.get(ASSESSED)
        if assessment is None or dataset is None:
            return
        for year in years:
            rows = assessed(
                self._plan,
                dataset,
                self._weighing,
                assessment,
                year,
                self._large[year],
                self._label,
                self._seed,
            )
            self._rows(ASSESSED, str(year), list(rows), date(year + 1, 4, 20))

    def projects(self, years: list[int], scale: Decimal) -> None:
        """Energy caps of places; projects, parcels and bids: each where the plan has datasets and figures for it."""
        energy, projects = self._calibration.energy, self._calibration.projects
        for year in years if energy is not None and CONTROLLED in self._plan.datasets else ():
            assert energy is not None
            rows = controlled(self._province, self._weighing, energy, year, self._label)
            self._rows(CONTROLLED, str(year), list(rows), date(year + 1, 3, 20))
        if projects is None or not {PROJECTS, PARCELS, BIDS} <= set(self._plan.datasets):
            return
        batches = Batches(self._province, projects, scale, self._label)
        made = {year: batches.of(year) for year in range(batches.first, max(years) + 1)}
        for year in (one for one in years if one in made):
            batch, end = made[year], date(year, 12, 31)
            self._rows(PARCELS, str(year), [parcel.notice for parcel in batch.parcels], end)
            self._rows(BIDS, str(year), [bid for parcel in batch.parcels for bid in parcel.bids], end)
            self._rows(PROJECTS, f"committed-{year}", list(committed(batch)), end)
            filed = list(happened(iter(made.values()), year))
            self._rows(PROJECTS, str(year), filed, date(year + 1, 3, 20))

    def _rows(self, dataset: str, name: str, rows: Sequence[Mapping[str, str]], known_on: date) -> None:
        if not rows:
            return
        text = StringIO()
        columns = self._plan.datasets[dataset].columns
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column.title for column in columns)
        for row in rows:
            writer.writerow(row.get(column.id, "") for column in columns)
        file = f"{dataset}-{name}.csv"
        (self._folder / file).write_text(text.getvalue(), encoding="utf-8", newline="\n")
        self._counts[file] = len(rows)
        self._received[file] = known_on

    @property
    def _whole(self) -> str:
        return next(p.id for p in self._plan.places.values() if p.level == "province")

    def finish(self, scale: Decimal) -> Synthetic:
        """Say in plain words what this folder is."""
        note = self._folder / "SYNTHETIC.txt"
        note.write_text(self._note(scale), encoding="utf-8", newline="\n")
        self._tell("完成", 1.0)
        files = tuple(self._folder / name for name in (*self._counts, note.name))
        return Synthetic(files, dict(self._counts), self._seed, dict(self._left_out), dict(self._received))

    def _messy(self, dataset: Dataset, table: pa.Table) -> None:
        dirt = self._calibration.dirt
        name = f"enterprise-year-dirty-{dirt.county}-{dirt.year}.xlsx"
        path = self._folder / name
        self._counts[name] = write_workbook(
            self._plan, self._calibration, dataset, table, path, self._label, self._seed
        )
        name = f"enterprise-year-{dirt.department.column}-{dirt.county}-{dirt.year}.csv"
        self._counts[name] = write_department(dataset, dirt, table, self._folder / name, self._seed)

    def _parquet(self, name: str, table: pa.Table) -> None:
        write_parquet(table, self._folder / name)
        self._counts[name] = table.num_rows

    def _csv(self, name: str, dataset: Dataset, lines: Sequence[Line]) -> None:
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column.title for column in dataset.columns)
        for line in lines:
            cells = {
                **vars(line),
                "place": line.place or self._whole,
                "value": format(line.value, "f"),
                "growth": "" if line.growth is None else format(line.growth, "f"),
                "source": self._label,
            }
            writer.writerow(cells.get(column.id, "") for column in dataset.columns)
        (self._folder / name).write_text(text.getvalue(), encoding="utf-8", newline="\n")
        self._counts[name] = len(lines)

    def _note(self, scale: Decimal) -> str:
        identity = self._calibration.province.identity
        parts = [
            f"{self._label}：本文件夹全部为合成数据，不是任何真实企业、地区或部门的数据。",
            f"Synthetic data (seed {self._seed}): nothing here describes a real firm, place or department.",
            f"规模 scale：{scale:f}",
            f"企业名称一律以“{identity.name}”开头；",
            f"信用代码的主体标识码为 {identity.subject}000001—{identity.subject}999999。",
            "数值按计划文件夹 calibration/ 中写明来源或假定的标定生成。",
            "",
            "文件 files：",
            *(f"  {name}  {count}" for name, count in self._counts.items()),
            "",
            "没有报数的指标 indicators without figures：",
            *(f"  {name}：{why}" for name, why in self._left_out.items()),
        ]
        return "\n".join(parts) + "\n"
