"""Signing in: nobody signs up, a closed account is no account, who decides proves it twice."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from zhixing.operations.accounts.models import Account
from zhixing.operations.accounts.reading import grant_of
from zhixing.operations.accounts.roles import DECIDING

_SETTING_UP = timedelta(minutes=5)


class Duty(StrEnum):
    """What somebody who has signed in must do before anything else."""

    CHANGE_PASSWORD = "change-password"
    SECOND_FACTOR = "second-factor"


def duty_of(account: Account, on: date) -> Duty | None:
    """The next thing the account owes; the second factor of those who decide where the settings ask for it."""
    if account.must_change_password:
        return Duty.CHANGE_PASSWORD
    if settings.SECOND_FACTOR_FOR_DECIDING and _decides(account, on) and not _has_second_factor(account):
        return Duty.SECOND_FACTOR
    return None


def _decides(account: Account, on: date) -> bool:
    grants = (grant_of(row) for row in account.role_grants.all())
    return any(grant.role in DECIDING and grant.counts_on(on) for grant in grants)


def _has_second_factor(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def _has_just_set_up(account: Account) -> bool:
    since = timezone.now() - _SETTING_UP
    factors = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP)
    return bool(factors.filter(created_at__gte=since).exists())


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """How the accounts are signed in to. They are opened by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """A new password passes the policy and differs from the present one."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(cleaned):
            english = (get_language() or "").startswith("en")
            raise ValidationError(
                "choose a password other than the present one" if english else "新密码不能与现在的密码相同"
            )
        return cleaned

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to the start, or to what is owed next."""
        return reverse("home")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of whoever is setting up the second factor that is owed, or reads its recovery codes right after."""
        user = context.request.user
        if isinstance(user, Account) and (
            duty_of(user, timezone.localdate()) is Duty.SECOND_FACTOR or _has_just_set_up(user)
        ):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """How a sign-on of the house leads to an account: by the name it vouches for, to an account that is open already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A name without an account is refused; signing on opens none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect the sign-on to the account of that name the first time."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        name = str(claims.get("userinfo", claims).get(settings.SIGN_ON_CLAIM, ""))
        account = Account.objects.filter(username=name, is_active=True).first() if name else None
        if account is not None:
            sociallogin.connect(request, account)
