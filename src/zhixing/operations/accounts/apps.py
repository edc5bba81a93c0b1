"""The accounts as an app of Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, organisations, grants."""

    name = "zhixing.operations.accounts"
    label = "accounts"
    verbose_name = "账户 / accounts"
