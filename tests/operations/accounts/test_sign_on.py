"""Signing on through the house: to an account that is open, never to a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts import (
    Desk,
    Grant,
    accounts,
    close_account,
    grant,
    open_account,
    operator,
    record_in_log,
)
from zhixing.operations.workspace import SignOn
from zhixing.project.sign_on import form_targets, providers

pytestmark = pytest.mark.django_db


class House(BaseHTTPRequestHandler):
    """A sign-on that vouches for whoever is named; it speaks as little of OpenID Connect as it must."""

    person = "wang"

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        if self.path.startswith("/.well-known/"):
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            self._say({"issuer": base, **{name: f"{base}/{name}" for name in names}})
        else:
            self._say({"sub": f"id-of-{self.person}", "preferred_username": self.person})

    def do_POST(self) -> None:
        self._say({"access_token": "a", "token_type": "Bearer"})

    def _say(self, content: dict[str, str]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def house() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    thread = Thread(target=server.serve_forever)
    thread.start()
    sign_on = SignOn(f"http://127.0.0.1:{server.server_port}", "zhixing", "a secret")
    cache.clear()
    with override_settings(
        ROOT_URLCONF="tests.operations.accounts.addresses_with_sign_on",
        SOCIALACCOUNT_PROVIDERS=providers(sign_on),
        SIGN_ON_CLAIM=sign_on.claim,
        FORM_TARGETS=form_targets(sign_on),
    ):
        yield sign_on.server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(small: CompiledPlan) -> Desk:
    return Desk(small, operator("root"), timezone.localdate(), record_in_log)


def sign_on(client: Client, monkeypatch: pytest.MonkeyPatch, person: str) -> str:
    """Go to the house and come back as somebody; the page at the end."""
    monkeypatch.setattr(House, "person", person)
    away = client.post("/sign-on/oidc/house/login/?process=login").headers["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    back = client.get("/sign-on/oidc/house/login/callback/", {"code": "c", "state": state}, follow=True)
    return back.content.decode()


def test_the_sign_in_page_offers_the_house_and_allows_its_form(house: str) -> None:
    answer = Client().get("/sign-in/")
    assert "统一身份认证" in answer.content.decode()
    assert f"form-action 'self' {house}" in answer.headers["Content-Security-Policy"]


def test_who_has_an_account_comes_in_and_owes_nothing_to_our_passwords(
    house: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_account(desk, "wang", "王工")
    grant(desk, "wang", Grant("analyst", places=("330100",)))
    for _ in range(2):
        client = Client()
        assert "王工" in sign_on(client, monkeypatch, "wang")
        assert client.get("/").status_code == 200


def test_who_has_none_gets_none(house: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    assert "没有对应的账户" in sign_on(client, monkeypatch, "stranger")
    assert client.get("/").status_code == 302
    assert accounts() == ()


def test_a_closed_account_stays_closed(house: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_account(desk, "wang", "王工")
    sign_on(Client(), monkeypatch, "wang")
    close_account(desk, "wang")
    client = Client()
    assert "账户已注销" in sign_on(client, monkeypatch, "wang")
    assert client.get("/").status_code == 302


def test_a_name_that_is_closed_is_not_taken_over(
    house: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_account(desk, "wang", "王工")
    close_account(desk, "wang")
    assert "没有对应的账户" in sign_on(Client(), monkeypatch, "wang")
