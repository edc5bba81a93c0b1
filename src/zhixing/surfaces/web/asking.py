"""Who asks for a page, at which office; what is refused becomes a page that says why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from zhixing.foundation.issues import Refused
from zhixing.operations.accounts import Person, person_of
from zhixing.operations.office import Office, open_office

_FORBIDDEN = "accounts.not-allowed"
_ABSENT = frozenset({"registers.no-register", "registers.no-entry", "accounts.no-account"})


@dataclass(frozen=True)
class Asked:
    """A request with its office and the person who asks."""

    request: HttpRequest
    office: Office
    person: Person

    def page(self, template: str, status: int = 200, /, **words: object) -> HttpResponse:
        """A page from a template of this room."""
        shared = {
            "office": self.office,
            "plan": self.office.plan,
            "person": self.person,
            "today": self.office.today(),
            "status": status,
        }
        return render(self.request, f"web/{template}", {**shared, **words}, status=status)


View = Callable[..., HttpResponseBase]


@cache
def the_office() -> Office:
    """The office of the workspace that this process serves."""
    if settings.WORKSPACE is None:
        raise RuntimeError("the site needs a workspace: ZHIXING_WORKSPACE")
    return open_office(settings.WORKSPACE)


def page(view: View) -> View:
    """A view that is given an `Asked`, and whose refusals become pages."""

    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponseBase:
        office = the_office()
        asked = Asked(request, office, person_of(request.user.get_username(), office.today()))
        try:
            return view(asked, **named)
        except Refused as refused:
            return refusal(asked, refused)

    return answered


def absent(asked: Asked) -> HttpResponse:
    """The page of an address that leads nowhere."""
    return asked.page("refused.html", 404, issues=())


def refusal(asked: Asked, refused: Refused) -> HttpResponse:
    """The page of a refusal: every issue in the language of the reader, with what to do."""
    found = {issue.code for issue in refused.issues}
    status = 403 if _FORBIDDEN in found else 404 if found & _ABSENT else 409
    return asked.page("refused.html", status, issues=refused.issues)
