"""Django's settings, drawn from the workspace that `ZHIXING_WORKSPACE` names.

Without a workspace nothing is kept: the database lies in memory and the key is thrown away. So tools that only want to
know the models need no workspace. `ZHIXING_DATABASE` overrides the `database` of `zhixing.toml`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from zhixing.operations.workspace import LOCAL_HOSTS, Workspace, database_of, open_workspace, secret_key
from zhixing.project.sign_on import form_targets, providers

_HERE = Path(__file__).resolve().parent
_named = os.environ.get("ZHIXING_WORKSPACE")
WORKSPACE: Workspace | None = open_workspace(Path(_named)) if _named else None
_sign_in = WORKSPACE.sign_in if WORKSPACE else Workspace(Path()).sign_in
_sign_on = WORKSPACE.sign_on if WORKSPACE else None

SECRET_KEY = secret_key(WORKSPACE) if WORKSPACE else secrets.token_urlsafe(50)
DATABASES = {"default": database_of(WORKSPACE, os.environ.get("ZHIXING_DATABASE", ""))}
DEBUG = False
ALLOWED_HOSTS = list(WORKSPACE.hosts) if WORKSPACE else list(LOCAL_HOSTS)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "zhixing.operations.trail",
    "zhixing.operations.accounts",
    "zhixing.operations.jobs",
    "zhixing.operations.registers",
    "zhixing.operations.results",
    "zhixing.surfaces.web",
    "zhixing.operations.intake",
    "zhixing.operations.supervision",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhixing.operations.accounts.headers.content_security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "zhixing.operations.accounts.gate.gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "zhixing.project.urls"
AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static"]
WHITENOISE_USE_FINDERS = True

# Counts of failed sign-ins lie in the database: they hold for every process and outlive each of them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Culling throws away at random, and must not throw away a lock.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# A workspace that only this machine reaches is served without TLS; any other sits behind a proxy that speaks it.
BEHIND_TLS = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_TLS else 0
FORM_TARGETS = form_targets(_sign_on)

# An unused session ends by its age, counted anew with every request; a used one by the gate.
SESSION_COOKIE_AGE = _sign_in.idle_minutes * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LASTS_SECONDS = _sign_in.hours * 3600
USERSESSIONS_TRACK_ACTIVITY = True

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "zhixing.operations.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display", "email")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "zhixing.operations.accounts.signing_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# Five wrong passwords lock a name for a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/15m/key"}
SECOND_FACTOR_FOR_DECIDING = _sign_in.second_factor
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "知行 Zhixing"
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "zhixing.operations.accounts.signing_in.SignOn"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = providers(_sign_on)
SIGN_ON_CLAIM = _sign_on.claim if _sign_on else ""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Where acts on accounts are recorded: in the trail, with everything else that people do.
RECORD = "zhixing.operations.trail.record"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"dated": {"format": "%(asctime)s %(message)s"}},
    "handlers": {
        "acts": {
            "class": "logging.FileHandler",
            "filename": WORKSPACE.root / "acts.log",
            "encoding": "utf-8",
            "delay": True,
            "formatter": "dated",
        }
        if WORKSPACE
        else {"class": "logging.NullHandler"}
    },
    "loggers": {"zhixing.acts": {"handlers": ["acts"], "level": "INFO", "propagate": False}},
}
