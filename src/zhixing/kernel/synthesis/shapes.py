"""Shapes of the calibration: figures with their sources, industries and counties.

Every figure carries its source or says that it is assumed and why; `Sourced` refuses one that does neither.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

NO_SOURCE_MARK = "no source"
Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(gt=0)]
County = Annotated[str, Field(pattern=r"^\d{6}$")]


class Shape(BaseModel):
    """Base: unknown keys are refused, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sourced(Shape):
    """Something with a source, or an assumption with its reason."""

    source: str = ""
    assumed: bool = False
    reason: str = ""

    @model_validator(mode="after")
    def _says_where_from(self) -> Sourced:
        if not self.source and not (self.assumed and self.reason):
            raise ValueError(NO_SOURCE_MARK)
        return self


class Figure(Sourced):
    """One number."""

    value: Decimal


Yearly = dict[int, Figure]


class Level(Shape):
    """What an industry is like, relative to all industry above scale."""

    firms: Positive
    size: Decimal
    value_added: Positive
    value_added_per_mu: Positive
    tax: Positive
    labour_productivity: Positive
    energy: Positive
    electricity: Share
    water: Positive
    wastewater: Positive
    emissions: Positive
    emitters: Share
    cod: Decimal
    ammonia_nitrogen: Decimal
    sulphur_dioxide: Decimal
    nitrogen_oxides: Decimal
    rd: Positive
    new_product: Positive

    @model_validator(mode="after")
    def _split_is_whole(self) -> Level:
        if self.cod + self.ammonia_nitrogen + self.sulphur_dioxide + self.nitrogen_oxides != 100:
            raise ValueError("the four pollutants do not add to 100 %")
        return self


class Trade(Shape):
    """An industry with its four-digit codes; `main` weighs some codes above the others."""

    id: str
    title: str = ""
    codes: Annotated[tuple[Annotated[str, Field(pattern=r"^\d{2,4}$")], ...], Field(min_length=1)]
    main: dict[str, Positive] = {}
    level: Level


class Industries(Shape):
    """industries.yaml: the industries of the plan, and the rest of manufacturing."""

    provenance: dict[str, Sourced]
    industries: tuple[Trade, ...]
    others: tuple[Trade, ...]

    @property
    def trades(self) -> tuple[Trade, ...]:
        """All industries, those of the plan first."""
        return self.industries + self.others


class Split(Sourced):
    """Which share of a county's firms a successor takes."""

    origin: County = Field(alias="from")
    to: County
    share: Share


class FormerCode(Sourced):
    """A county's code at registration, used until a year."""

    county: County
    code: County
    until: int


class CountyLevel(Shape):
    """One county: weight, levels relative to the province, and what it is known for."""

    id: County
    firms: Positive
    tax_per_mu: Positive
    value_added_per_mu: Positive
    labour_productivity: Positive
    specialisms: dict[str, Positive] = {}
    source: str = ""


class Counties(Shape):
    """counties.yaml."""

    provenance: dict[str, Sourced]
    splits: tuple[Split, ...] = ()
    former_codes: tuple[FormerCode, ...] = ()
    counties: Annotated[tuple[CountyLevel, ...], Field(min_length=1)]
