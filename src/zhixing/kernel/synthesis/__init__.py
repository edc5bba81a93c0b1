"""A synthetic province: the source files it would really receive, for trying things on.

Receives: a compiled plan with its calibration, a folder, a seed, years, a scale. Gives: files in the
plan's dataset contracts, all marked as synthetic, the same bytes for the same seed. May touch: the
folder it is given. Must not touch: the lake, other rooms than the plan's, the clock; and no figure of a
place or industry is written in its code.
"""

from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.identity import subject_check
from zhixing.kernel.synthesis.synthesise import Synthetic, synthesise

__all__ = ["PlanView", "Synthetic", "subject_check", "synthesise"]
