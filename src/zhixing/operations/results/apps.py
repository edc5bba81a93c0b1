"""The results as an app of Django: what the program does at acts on publications and objections."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Runs become public, objections are heard. It keeps no table: the registers and the trail hold everything."""

    name = "zhixing.operations.results"
    label = "results"
    verbose_name = "结果 / results"

    def ready(self) -> None:
        """Offer the effects, and look at every act on publications and objections."""
        # The registers have tables, which may be touched only now.
        from zhixing.operations import registers  # noqa: PLC0415
        from zhixing.operations.results import background, noticing, objecting, publishing  # noqa: PLC0415

        registers.attend("publications", publishing.attend_publication)
        registers.attend("objections", objecting.attend_objection)
        registers.offer("notice", noticing.notice)
        registers.offer("compute", publishing.compute)
        registers.offer("publish", publishing.publish)
        registers.offer("correct-fact", objecting.correct_fact)
        registers.offer("correct-grade", objecting.correct_grade)
        background.offer_runs()
