"""The addresses of a site whose workspace names a sign-on of the house."""

from django.urls import include, path

from zhixing.project.urls import handler429, sign_on_pages, urlpatterns

__all__ = ["handler429", "urlpatterns"]
urlpatterns = [*urlpatterns, path("sign-on/", include(sign_on_pages))]
