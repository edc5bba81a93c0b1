"""Crosswalks: how figures of the divisions before a change are moved to those after it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from zhixing.kernel.plan.objects import Cited, Exact, Ids, PlanModel

PlaceId = Annotated[str, Field(pattern=r"^\d{6}$")]
Basis = Literal["townships", "area", "population", "enterprises", "employment", "output"]


class Move(PlanModel):
    """The share of a place's figures that goes to a place of the new divisions; a place may keep a part itself."""

    origin: PlaceId = Field(alias="from")
    to: PlaceId
    share: Exact
    note: str = ""

    model_config = PlanModel.model_config | {"populate_by_name": True}


class Crosswalk(Cited):
    """Shares by which figures of the divisions that ended are moved to those valid `on` a day and after.

    All shares of one old place are listed, what it keeps too, and add to 1, so that totals stay what they were. The shares
    are those of `basis`; `assumption` says what is taken for granted when they are used for other figures. `indicators` is
    the family it is for; without it, it is for every indicator that no other crosswalk of the same day names.
    """

    on: date
    basis: Basis
    assumption: str
    source: str
    indicators: Ids = ()
    moves: tuple[Move, ...]
