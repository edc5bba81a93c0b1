"""Signing in and out is recorded too, and what a person changes in the own account."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from zhixing.operations.accounts.models import Account
from zhixing.operations.accounts.recording import recorder


def watch() -> None:
    """Begin to record; called once, when the app is ready."""
    for signal, receiver in (
        (user_logged_in, _signed_in),
        (user_logged_out, _signed_out),
        (user_login_failed, _failed),
        (password_changed, _password_changed),
        (authenticator_added, _factor_added),
        (authenticator_removed, _factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}")


def _signed_in(request: HttpRequest, user: Account, **_: object) -> None:
    recorder()(user.username, "accounts.sign-in", user.username, {"from": _address(request)})


def _signed_out(request: HttpRequest, user: Account | None, **_: object) -> None:
    if user is not None:
        recorder()(user.username, "accounts.sign-out", user.username, {})


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: object) -> None:
    """The name that was tried; a password is often typed into the field of the name, so only a name of ours is kept."""
    tried = str(credentials.get("username", ""))
    known = Account.objects.filter(username=tried).exists()
    body = {"from": _address(request), "known": known}
    recorder()("", "accounts.sign-in-failed", tried if known else "", body)


def _password_changed(user: Account, **_: object) -> None:
    """A password that its owner changed need not be changed again."""
    user.must_change_password = False
    user.save(update_fields=("must_change_password",))
    recorder()(user.username, "accounts.change-password", user.username, {})


def _factor_added(user: Account, authenticator: Any, **_: object) -> None:
    recorder()(user.username, "accounts.add-factor", user.username, {"factor": authenticator.type})


def _factor_removed(user: Account, authenticator: Any, **_: object) -> None:
    recorder()(user.username, "accounts.remove-factor", user.username, {"factor": authenticator.type})


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
