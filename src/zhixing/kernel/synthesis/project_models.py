"""The calibration of projects, of standard land and of the double control of energy; every figure with its source."""

from __future__ import annotations

from zhixing.kernel.synthesis.shapes import Figure, Shape, Yearly


class Projects(Shape):
    """projects.yaml, where the plan looks at projects: shares of one, days, 万元 and 亩; spreads of a logarithm."""

    from_year: Figure
    projects: Figure
    least: Figure
    parcels: Figure
    land: Figure
    land_spread: Figure
    investment_per_mu: Figure
    floor_ratio: Figure
    tax_of_average: Figure
    resources_of_average: Figure
    index_spread: Figure
    value_added_of_investment: Figure
    other_value_added: Figure
    other_spread: Figure
    intensity_spread: Figure
    energy_coefficient: Figure
    cleared: Figure
    assessed: Figure
    bidders: Figure
    bid_short: Figure
    bid_equal: Figure
    bid_most: Figure
    on_negative_list: Figure
    kept_ahead: Figure
    kept_spread: Figure
    days_to_production: Figure
    days_more: Figure
    days_to_check: Figure


class EnergyControl(Shape):
    """energy.yaml, where the plan caps energy by place: shares of last year's use, and cuts in per cent.

    `growth` has a figure for every calibrated year but the first, which has no year before.
    """

    growth: Yearly
    growth_spread: Figure
    cut: Figure
    cut_spread: Figure
    quota: Figure
    quota_from: Figure
    sold: Figure
    sold_spread: Figure
