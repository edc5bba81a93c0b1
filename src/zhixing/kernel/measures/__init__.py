"""The measures room: grades become proposed measures with amounts and legal basis.

Receives: the plan, a year, the result of an evaluation in the engine. Gives: a syntax tree that computes proposals; the
reason why a measure is not in force. May touch: nothing but its arguments. Must not touch: decisions, which people make.
"""

from zhixing.kernel.measures.build import build, not_in_force

__all__ = ["build", "not_in_force"]
