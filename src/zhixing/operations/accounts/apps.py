"""The accounts as an app of Django."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, organisations, grants."""

    name = "zhixing.operations.accounts"
    label = "accounts"
    verbose_name = "账户 / accounts"

    def ready(self) -> None:
        """A password that its owner changed need not be changed again."""
        # The signals' app has models, which exist only now.
        from allauth.account.signals import password_changed  # noqa: PLC0415

        password_changed.connect(_password_changed, dispatch_uid="accounts.password-changed")


def _password_changed(user: Any, **_: object) -> None:
    user.must_change_password = False
    user.save(update_fields=("must_change_password",))
