"""The supervision as an app of Django; it has no tables of its own."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Follow-ups, escalations, agendas."""

    name = "zhixing.operations.supervision"
    label = "supervision"
    verbose_name = "督办 / supervision"

    def ready(self) -> None:
        """Offer to watch and to open follow-ups in the background."""
        from zhixing.operations.supervision.background import offer_watching  # noqa: PLC0415

        offer_watching()
