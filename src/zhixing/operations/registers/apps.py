"""The registers as an app of Django."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Entries of all registers, as the trail made them."""

    name = "zhixing.operations.registers"
    label = "registers"
    verbose_name = "台账 / registers"

    def ready(self) -> None:
        """Offer to take snapshots in the background."""
        from zhixing.operations.registers.snapshots import offer_snapshots  # noqa: PLC0415

        offer_snapshots()
