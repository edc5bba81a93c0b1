"""The accounts as an app of Django."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, organisations, grants."""

    name = "zhixing.operations.accounts"
    label = "accounts"
    verbose_name = "账户 / accounts"

    def ready(self) -> None:
        """Begin to record; what is watched needs the tables, which exist only now."""
        import_module(f"{self.name}.watching").watch()
