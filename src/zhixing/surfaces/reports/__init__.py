"""Reports: pages that a person reads, prints and files.

Receives: compiled plans and sealed runs. Gives: self-contained HTML without scripts or outside addresses.
May touch: its own templates and style. Must not touch: any rule; every figure it prints was computed in the
kernel.
"""

from zhixing.surfaces.reports.plan_page import render_plan

__all__ = ["render_plan"]
