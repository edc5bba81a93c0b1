"""Answers that belong to no surface."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts."""
    return render(request, "429.html", status=429)
