"""The trail as an app of Django."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Events, each sealed over the one before it."""

    name = "zhixing.operations.trail"
    label = "trail"
    verbose_name = "留痕 / trail"
