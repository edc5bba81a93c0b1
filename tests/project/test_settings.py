"""The settings that a workspace leads to, each asked in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zhixing.operations.workspace import make_workspace

_ASK = """
import json, django
from django.conf import settings
from django.core.checks import run_checks
django.setup()
names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "FORM_TARGETS",
         "SESSION_COOKIE_AGE", "SECOND_FACTOR_FOR_DECIDING", "ALLAUTH_TRUSTED_PROXY_COUNT")
found = {name: getattr(settings, name) for name in names}
found["checks"] = [str(one.id) for one in run_checks(include_deployment_checks=True)]
print(json.dumps(found))
"""


def settings_of(folder: Path, text: str) -> dict[str, Any]:
    place = make_workspace(folder / "work", "zhejiang-2018").root
    (place / "zhixing.toml").write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        "ZHIXING_WORKSPACE": str(place),
        "ZHIXING_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "zhixing.project.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(asked.stdout)
    return found


def test_a_site_that_others_reach_wants_tls(tmp_path: Path) -> None:
    text = 'hosts = ["zhixing.example"]\n[sign_on]\nserver = "https://id.example/realms/a"\nclient = "c"\nsecret = "s"\n'
    found = settings_of(tmp_path, text)
    assert found["ALLOWED_HOSTS"] == ["zhixing.example"]
    assert found["FORM_TARGETS"] == ["https://id.example"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    # Whether the domain goes to the browsers' own lists is not ours to say.
    assert set(found["checks"]) <= {"security.W005", "security.W021"}


def test_a_site_of_this_machine_alone_does_without(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "[sign_in]\nidle_minutes = 5\nsecond_factor = false\n")
    assert not found["SESSION_COOKIE_SECURE"]
    assert not found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_AGE"] == 300
    assert not found["SECOND_FACTOR_FOR_DECIDING"]
