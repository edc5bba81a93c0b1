"""What a draft would change, as one page to read: who moves, where, how much money, beside the rule as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Comparison, bunching
from zhixing.surfaces.reports.figures import figure, share
from zhixing.surfaces.reports.page import page_environment, page_style

_MOST = 20


def render_whatif(
    plan: CompiledPlan, found: Mapping[str, Comparison], changes: Sequence[str], *, synthetic: bool
) -> str:
    """The page; drafts stand one below the other with the same tables."""
    titles = {place.id: place.title for place in plan.places.values()}
    titles |= {"above-scale": "规上", "below-scale": "规下"}
    return (
        page_environment()
        .get_template("whatif.html.j2")
        .render(
            style=page_style(),
            plan=plan.head.title,
            changes=changes,
            drafts=found,
            synthetic=synthetic,
            titles=titles,
            most=_MOST,
            figure=figure,
            share=share,
            bunching=bunching,
        )
    )
