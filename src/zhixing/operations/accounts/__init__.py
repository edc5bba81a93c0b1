"""The accounts room: organisations, people, roles, and what each may do.

Receives: a compiled plan's organisations and places; people and their grants. Gives: verdicts on who may do what; sign-in.
May touch: its own tables. Must not touch: figures, registers, runs.
"""

__all__: list[str] = []
