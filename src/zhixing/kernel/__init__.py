"""Pure computing: plan, engine, facts, indicators, evaluation, measures, monitoring, runs.

No web framework, no network, no clock but through arguments. Rooms call each other only through their doors.
"""
