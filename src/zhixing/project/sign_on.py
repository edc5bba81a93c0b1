"""The sign-on of the house as allauth wants it described."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from zhixing.operations.workspace import SignOn


def providers(sign_on: SignOn | None) -> dict[str, Any]:
    """The one provider; none where the workspace names none."""
    if sign_on is None:
        return {}
    app = {
        "provider_id": "house",
        "name": sign_on.title,
        "client_id": sign_on.client,
        "secret": sign_on.secret,
        "settings": {"server_url": sign_on.server},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def form_targets(sign_on: SignOn | None) -> tuple[str, ...]:
    """Where a form may lead besides ourselves."""
    if sign_on is None:
        return ()
    parts = urlsplit(sign_on.server)
    return (f"{parts.scheme}://{parts.netloc}",)
