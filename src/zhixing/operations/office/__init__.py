"""The office room: what every act needs at hand: the workspace, its plan, the rules of who may act, and the clock.

Receives: a workspace. Gives: an `Office`. May touch: the clock. Must not touch: tables; what acts mean.
"""

from zhixing.operations.office.office import Office, open_office, place_words

__all__ = ["Office", "open_office", "place_words"]
