"""The site as an app of Django: its templates, styles and words for templates."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "zhixing.surfaces.web"
    label = "web"
    verbose_name = "网站 / site"
