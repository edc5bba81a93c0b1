"""The gate every request passes: the session has an end, and what an account owes comes before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone

from zhixing.operations.accounts.models import Account
from zhixing.operations.accounts.signing_in import Duty, duty_of

Answer = Callable[[HttpRequest], HttpResponse]
_BEGUN = "begun"
_ALWAYS = ("account_logout", "account_reauthenticate", "mfa_reauthenticate", "set_language")
_LEADS_TO = {Duty.CHANGE_PASSWORD: "account_change_password", Duty.SECOND_FACTOR: "mfa_activate_totp"}


def gate(answer: Answer) -> Answer:
    """Middleware: ends a session that has lasted its time, and sends whoever owes something to where they do it.

    A session that is not used ends by the age of its cookie; this is the end of one that is used all day.
    """

    def passing(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            if _is_over(request):
                logout(request)
                return redirect("account_login")
            duty = None if _by_house(request) else duty_of(request.user, timezone.localdate())
            if duty is not None and resolve(request.path_info).url_name not in (*_ALWAYS, _LEADS_TO[duty]):
                return redirect(_LEADS_TO[duty])
        return answer(request)

    return passing


def _by_house(request: HttpRequest) -> bool:
    """Whether the sign-on of the house vouches for the person: then its passwords and factors count, not ours."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "socialaccount" for record in records)


def _is_over(request: HttpRequest) -> bool:
    begun = request.session.setdefault(_BEGUN, time.time())
    return bool(time.time() - float(begun) > settings.SESSION_LASTS_SECONDS)
