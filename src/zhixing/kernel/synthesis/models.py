"""The calibration as typed objects: the province, how messy its files are, and the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from zhixing.kernel.synthesis.project_models import EnergyControl, Projects
from zhixing.kernel.synthesis.shapes import (
    Counties,
    County,
    Figure,
    Industries,
    Shape,
    Share,
    Sourced,
    Yearly,
)


class Firms(Shape):
    """How many firms, by year."""

    above: Yearly
    below: Yearly


class Revenue(Shape):
    """Main business revenue by year, 亿元: of the firms above scale, and of all industry."""

    above: Yearly
    all: Yearly


class Big(Shape):
    """The tail: firms over `line` (万元), how many, and their share of all revenue (%)."""

    line: Figure
    count: Yearly
    share: Yearly
    largest: Figure


class Below(Shape):
    """Firms below scale: the smallest revenue (万元), and their share of the rest of revenue (%)."""

    smallest: Figure
    share: Figure


class Ratios(Shape):
    """Ratios of all firms above scale, by year; units as in the file."""

    output: Yearly
    value_added: Yearly
    tax_per_mu: Yearly
    labour_productivity: Yearly
    rd: Yearly
    new_product: Yearly
    energy: Yearly
    water: Yearly
    wastewater: Yearly
    emissions: Yearly


class Land(Shape):
    """Land of firms: its level in the anchor year, and how it is held."""

    value_added_per_mu: Figure
    elasticity: Figure
    below: Figure
    changes: Figure
    change: Figure
    tenants: Figure
    landlords: Figure
    both: Figure
    untitled: Figure
    none: Figure
    use_tax: Figure


class Behaviour(Shape):
    """How firms come, go, do research and pay."""

    deaths_above: Figure
    deaths_below: Figure
    newborn_size: Figure
    newborn_spread: Figure
    persistence: Figure
    rd_active: Figure
    rd_always: Figure
    new_product_active: Figure
    below_tax: Figure
    below_tax_spread: Figure
    equivalent_value: Figure
    negative_value_added: Figure
    negative_tax: Figure
    city_registered: Figure


class Spread(Sourced):
    """Standard deviations of a logarithm: between firms, and between years of a firm."""

    firm: Decimal
    year: Decimal


class Spreads(Shape):
    """Spread of each figure around the level of its industry and county."""

    size: Spread
    output: Spread
    value_added: Spread
    land: Spread
    tax: Spread
    labour: Spread
    rd: Spread
    new_product: Spread
    energy: Spread
    electricity: Spread
    water: Spread
    wastewater: Spread
    emissions: Spread


class ByColumn(Sourced):
    """One number for each of some columns."""

    columns: dict[str, Decimal]


class Blanks(Shape):
    """Share of rows in which a column is empty."""

    above: ByColumn
    below: ByColumn


class SizeClass(Sourced):
    """A size of firm with both its lower bounds: persons, and revenue in 万元."""

    size: str
    persons: int
    revenue: Decimal


class Identity(Sourced):
    """The parts of synthetic credit codes and names."""

    department: Annotated[str, Field(pattern=r"^9[1-3]$")]
    subject: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}$")]
    name: str
    first_registration: int


class Mark(Sourced):
    """How often a mark falls on a firm in a year; a `kept` mark stays in later years."""

    mark: str
    reporter: str
    above: Share
    below: Share
    smallest: Decimal = Decimal(0)
    kept: bool = False


class Oddities(Shape):
    """What is made odd on purpose: meters that were missed for a year, tax that crowds above a line (万元/亩) in some counties.

    `meter_missed` is the share of firms a year, `meter_left` the share of electricity left to them. In `crowded_counties`
    (a share of all) so many (`lifted`) of those between `lifted_from` and 1 times the line come to lie up to `lifted_to`
    above it.
    """

    meter_missed: Figure
    meter_left: Figure
    line: Figure
    crowded_counties: Figure
    lifted: Figure
    lifted_from: Figure
    lifted_to: Figure


class Reporting(Shape):
    """How departments report the figures of targets."""

    on_track: Figure
    behind: Figure
    partly_missing: Figure
    quarterly: Figure
    start: Figure
    start_level: Figure
    ahead: Figure
    short: Figure
    wobble: Figure
    level: Figure
    uneven: Figure
    split_from: Figure
    split_counties: Figure
    late: Figure


class Finance(Shape):
    """Figures of county finance and land quota."""

    vat_local_increment: Figure
    land_quota: Figure
    land_quota_manufacturing: Figure
    incentive_funds: Figure
    incentive_counties: Figure
    incentive_from: Figure
    incentive_funds_traditional: Figure
    spread: Figure
    decrease: Figure


class AssessmentColumn(Sourced):
    """A column of the assessment of places: the province's `level` in the anchor year, and how counties differ from it.

    `shared` levels are totals shared out over counties; `additive` differences are added, others multiply.
    """

    level: Decimal
    drift: Decimal = Decimal(0)
    spread: Decimal
    wobble: Decimal
    least: Decimal = Decimal(-1000)
    most: Decimal = Decimal(1000)
    shared: bool = False
    additive: bool = False


class Assessment(Shape):
    """assessment.yaml, where the plan assesses places."""

    anchor_year: int
    industrial_counties: Figure
    columns: dict[str, AssessmentColumn]


class Metering(Shape):
    """metering.yaml, where the plan bills by meter: which counties file quarterly readings, of which year."""

    year: int
    counties: Annotated[tuple[str, ...], Field(min_length=1)]
    uneven: Figure


class Province(Shape):
    """province.yaml."""

    anchor_year: int
    line: Figure
    firms: Firms
    revenue: Revenue
    big: Big
    below: Below
    ratios: Ratios
    land: Land
    behaviour: Behaviour
    spreads: Spreads
    blanks: Blanks
    decimals: ByColumn
    sizes: Annotated[tuple[SizeClass, ...], Field(min_length=1)]
    identity: Identity
    marks: tuple[Mark, ...]
    reporting: Reporting
    finance: Finance
    oddities: Oddities | None = None


class Workbook(Shape):
    """The workbook of corrections."""

    rows: int
    title: str
    changed: Share
    columns: dict[str, str]


class Department(Shape):
    """The CSV of one department."""

    rows: int
    column: str
    encoding: Literal["gb18030"]
    title: str


class Rates(Shape):
    """How often each kind of dirt falls on a row."""

    full_width: Share
    thousands: Share
    unit_in_cell: Share
    bad_check_digit: Share
    unknown_county: Share
    retired_county: Share
    duplicate: Share
    text_in_number: Share
    blank: Share
    slash: Share
    spaces: Share
    text_number: Share


class Dirt(Sourced):
    """dirt.yaml."""

    county: County
    year: int
    workbook: Workbook
    department: Department
    rates: Rates


class Calibration(Shape):
    """All files; the optional ones only where the plan has the datasets they are for."""

    province: Province
    industries: Industries
    counties: Counties
    dirt: Dirt
    assessment: Assessment | None = None
    metering: Metering | None = None
    projects: Projects | None = None
    energy: EnergyControl | None = None
