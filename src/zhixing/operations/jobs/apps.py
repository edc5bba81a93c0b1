"""The jobs as an app of Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work in the background."""

    name = "zhixing.operations.jobs"
    label = "jobs"
    verbose_name = "后台工作 / jobs"
