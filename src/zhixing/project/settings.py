"""Django's settings, drawn from the workspace that `ZHIXING_WORKSPACE` names.

Without a workspace nothing is kept: the database lies in memory and the key is thrown away. So tools that only want to
know the models need no workspace. `ZHIXING_DATABASE` overrides the `database` of `zhixing.toml`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from zhixing.operations.workspace import Workspace, database_of, open_workspace, secret_key

_named = os.environ.get("ZHIXING_WORKSPACE")
WORKSPACE: Workspace | None = open_workspace(Path(_named)) if _named else None

SECRET_KEY = secret_key(WORKSPACE) if WORKSPACE else secrets.token_urlsafe(50)
DATABASES = {"default": database_of(WORKSPACE, os.environ.get("ZHIXING_DATABASE", ""))}
DEBUG = False
ALLOWED_HOSTS = list(WORKSPACE.hosts) if WORKSPACE else ["localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_tasks_db",
    "zhixing.operations.trail",
    "zhixing.operations.accounts",
    "zhixing.operations.jobs",
    "zhixing.operations.registers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "zhixing.project.urls"
AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
