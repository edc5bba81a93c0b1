"""Which address of the site leads to which page."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhixing.surfaces.web import entries, pages

_ENTRY = "registers/<slug:register>/<slug:entry>/"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("targets/", pages.targets, name="targets"),
    path("targets/<slug:target>/", pages.target, name="target"),
    path("runs/", pages.runs, name="runs"),
    path("runs/<slug:run>/", pages.run, name="run"),
    path("registers/", entries.register_list, name="registers"),
    path("registers/<slug:register>/", entries.one_register, name="register"),
    path("registers/<slug:register>/book.xlsx", entries.book, name="register-book"),
    path("registers/<slug:register>/open/<slug:act>/", entries.open_entry, name="open-entry"),
    path(_ENTRY, entries.one_entry, name="entry"),
    path(f"{_ENTRY}act/<slug:act>/", entries.do_act, name="act"),
    path(f"{_ENTRY}evidence/<slug:sha256>/", entries.evidence, name="evidence"),
]
