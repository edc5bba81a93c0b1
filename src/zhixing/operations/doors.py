"""Doors that open on first use: Django reads a room's package before its tables may be touched."""

from __future__ import annotations

from importlib import import_module


def opened(room: str, modules: tuple[str, ...], name: str) -> object:
    """What a room exports under a name, from the first of its modules that has it.

    Raises:
        AttributeError: none has.
    """
    exported = getattr(import_module(room), "__all__", ())
    if name in exported:
        for module in modules:
            found = import_module(f"{room}.{module}")
            if hasattr(found, name):
                # A module of the same name must not stand in the room where its export was asked for.
                value = getattr(found, name)
                setattr(import_module(room), name, value)
                return value
    raise AttributeError(f"module {room!r} has no attribute {name!r}")
