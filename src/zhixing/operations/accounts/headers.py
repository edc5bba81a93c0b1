"""What the browser may load: our own pages, styles and pictures, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
_OWN = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def content_security(answer: Answer) -> Answer:
    """Middleware: the content security policy of every page.

    A form may lead to the sign-on of the house where one is set, since the browser holds the redirect to the policy too.
    """
    targets = " ".join(("'self'", *settings.FORM_TARGETS))
    policy = "; ".join(f"{word} {value}" for word, value in {**_OWN, "form-action": targets}.items())

    def passing(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return passing
