"""The intake as an app of Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhixing.kernel.facts import Cell
    from zhixing.kernel.plan import Act, Register
    from zhixing.kernel.registers import Entry
    from zhixing.operations.accounts import Person
    from zhixing.operations.office import Office


class IntakeConfig(AppConfig):
    """Submissions; it keeps no table of its own."""

    name = "zhixing.operations.intake"
    label = "intake"
    verbose_name = "报送 / intake"

    def ready(self) -> None:
        """Offer to accept a file when an act of the plan asks for it."""
        from zhixing.operations.registers import attend, offer  # noqa: PLC0415 (its tables exist only now)

        offer("accept-file", _accept)
        attend("publications", _land_first)


def _land_first(office: Office, register: Register, act: Act, entry: Entry) -> Mapping[str, Cell]:
    from zhixing.operations.intake.land import attend_publication  # noqa: PLC0415

    return attend_publication(office, register, act, entry)


def _accept(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    from zhixing.operations.intake.accepting import accept  # noqa: PLC0415 (a process that accepts nothing stays light)

    return accept(office, person, register, entry)
