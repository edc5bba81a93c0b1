"""Signing in with a browser: the right password, the second factor, the ends of a session, and no way around."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from zhixing.kernel.plan import CompiledPlan
from zhixing.operations import trail
from zhixing.operations.accounts import (
    Desk,
    Grant,
    Opened,
    accounts,
    close_account,
    grant,
    open_account,
    operator,
    record_in_log,
    reset_password,
)

pytestmark = pytest.mark.django_db
SIGN_IN, PASSWORD, SECOND, CHECK = (
    "/sign-in/",
    "/sign-in/password/",
    "/sign-in/second-factor/app/",
    "/sign-in/second-factor/check/",
)
AGAIN = "/sign-in/second-factor/again/"
OWN = "tidal-Wharf-59-linden"


@pytest.fixture(autouse=True)
def _no_attempts_of_others() -> None:
    cache.clear()


@pytest.fixture
def desk(small: CompiledPlan) -> Desk:
    return Desk(small, operator("root"), timezone.localdate(), record_in_log)


@pytest.fixture
def wang(desk: Desk) -> Opened:
    """An auditor: reads, decides nothing."""
    opened = open_account(desk, "wang", "王工")
    grant(desk, "wang", Grant("auditor"))
    return opened


def sign_in(client: Client, name: str, password: str) -> str:
    """Where signing in leads; empty where it stays on the page."""
    answer = client.post(SIGN_IN, {"login": name, "password": password})
    return answer.headers.get("Location", "") if answer.status_code == 302 else ""


def change(client: Client, old: str, to: str) -> bool:
    answer = client.post(PASSWORD, {"oldpassword": old, "password1": to, "password2": to})
    return answer.status_code == 302


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_every_page_asks_for_signing_in(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=/")
    page = client.get(SIGN_IN)
    assert "账户名" in page.content.decode()
    assert 'lang="zh-CN"' in page.content.decode()


def test_the_first_sign_in_demands_a_password_of_ones_own(client: Client, wang: Opened) -> None:
    assert sign_in(client, "wang", wang.password) == "/"
    assert client.get("/").headers["Location"] == PASSWORD
    assert not change(client, wang.password, wang.password)
    for weak in ("short-Pass1", "839201746352", "qwerty123456"):
        assert not change(client, wang.password, weak)
    assert change(client, wang.password, OWN)
    assert client.get("/").status_code == 200
    assert "王工" in client.get("/").content.decode()
    (seen,) = accounts()
    assert not seen.must_change_password


def test_a_password_is_not_the_name_again(client: Client, desk: Desk) -> None:
    opened = open_account(desk, "tax-office-liaison", "联络员")
    sign_in(client, opened.name, opened.password)
    assert not change(client, opened.password, "tax-office-liaison1")
    assert change(client, opened.password, OWN)


def test_wrong_passwords_lock_the_name_also_for_the_right_one(client: Client, wang: Opened) -> None:
    for _ in range(5):
        assert sign_in(client, "wang", "not-the-password") == ""
    answer = Client().post(SIGN_IN, {"login": "wang", "password": wang.password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    # The count lies in the database, where every process sees it.
    assert "DatabaseCache" in type(cache._connections["default"]).__name__  # type: ignore[attr-defined]


def test_an_unknown_name_is_told_what_a_wrong_password_is_told(client: Client, wang: Opened) -> None:
    def told(name: str) -> list[str]:
        page = client.post(SIGN_IN, {"login": name, "password": "x" * 12}).content.decode()
        return re.findall(r"errorlist[^>]*>.*?</ul>", page, re.S)

    assert told("wang") == told("nobody") != []


def test_who_decides_sets_up_and_then_shows_a_second_factor(client: Client, desk: Desk) -> None:
    opened = open_account(desk, "li", "李工")
    grant(desk, "li", Grant("analyst", places=("330100",)))
    sign_in(client, "li", opened.password)
    assert change(client, opened.password, OWN)
    assert client.get("/").headers["Location"] == SECOND
    page = client.get(SECOND).content.decode()
    secret = client.session[SECRET_SESSION_KEY]
    assert "data:image/svg+xml" in page
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    answer = client.post(SECOND, {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
    assert len(codes) == 10
    assert client.get("/").status_code == 200
    Authenticator.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    for answer in (client.post(f"{SECOND}off/"), client.get("/sign-in/second-factor/codes/")):
        assert answer.headers["Location"].partition("?")[0] in {"/sign-in/again/", AGAIN}

    cache.clear()
    other = Client()
    assert sign_in(other, "li", OWN) == CHECK
    assert other.get("/").status_code == 302
    assert other.post(CHECK, {"code": "000000"}).status_code == 200
    assert other.get("/").status_code == 302
    assert other.post(CHECK, {"code": codes[0]}).status_code == 302
    assert other.get("/").status_code == 200

    third = Client()
    sign_in(third, "li", OWN)
    assert third.post(CHECK, {"code": codes[0]}).status_code == 200


def test_a_second_factor_is_not_asked_where_the_setting_says_so(client: Client, desk: Desk) -> None:
    opened = open_account(desk, "li", "李工")
    grant(desk, "li", Grant("analyst", places=("330100",)))
    with override_settings(SECOND_FACTOR_FOR_DECIDING=False):
        sign_in(client, "li", opened.password)
        assert change(client, opened.password, OWN)
        assert client.get("/").status_code == 200


def test_a_closed_account_is_refused_and_its_sessions_end(client: Client, desk: Desk, wang: Opened) -> None:
    sign_in(client, "wang", wang.password)
    assert change(client, wang.password, OWN)
    assert client.get("/").status_code == 200
    close_account(desk, "wang")
    assert client.get("/").status_code == 302
    assert Session.objects.count() == 0
    assert sign_in(Client(), "wang", OWN) == ""


def test_a_password_reset_ends_sessions_and_is_changed_again(
    client: Client, desk: Desk, wang: Opened
) -> None:
    sign_in(client, "wang", wang.password)
    assert change(client, wang.password, OWN)
    again = reset_password(desk, "wang", second_factor=True)
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "wang", OWN) == ""
    assert sign_in(client, "wang", again.password) == "/"
    assert client.get("/").headers["Location"] == PASSWORD


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/signup/",
        "/accounts/signup/",
        "/sign-up/",
        "/sign-in/email/",
        "/sign-in/password/reset/",
        "/sign-on/house/login/",
    ],
)
def test_nobody_signs_up_and_nothing_goes_by_mail(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "me", "password1": OWN, "password2": OWN}).status_code == 404
    assert accounts() == ()


def test_a_session_ends_when_unused_and_when_the_day_is_over(client: Client, wang: Opened) -> None:
    sign_in(client, "wang", wang.password)
    assert change(client, wang.password, OWN)
    row = Session.objects.get()
    assert 0 < (row.expire_date - timezone.now()).total_seconds() <= 30 * 60
    session = client.session
    session["begun"] = time.time() - 10 * 3600 - 1
    session.save()
    assert client.get("/").headers["Location"] == SIGN_IN
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"

    sign_in(client, "wang", OWN)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_a_page_loads_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.content.decode())
    style = client.get("/static/zhixing/plain.css")
    assert (style.status_code, b"http" in b"".join(style.streaming_content)) == (200, False)
    style.close()


def test_english_is_a_press_of_a_button_away(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": SIGN_IN}, follow=True)
    assert "Sign in" in answer.content.decode()
    assert "登录" not in answer.content.decode()


def test_a_form_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a", "password": "b"}).status_code == 403


def test_an_ended_grant_asks_for_no_second_factor(client: Client, desk: Desk) -> None:
    opened = open_account(desk, "li", "李工")
    grant(desk, "li", Grant("analyst", places=("330100",), since=date(2999, 1, 1)))
    sign_in(client, "li", opened.password)
    assert change(client, opened.password, OWN)
    assert client.get("/").status_code == 200


def test_signing_in_and_out_is_recorded(
    client: Client, wang: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trail.last()[0]
    sign_in(client, "wang", "not-the-password")
    sign_in(client, "my-own-password", "x")
    sign_in(client, "wang", wang.password)
    assert change(client, wang.password, OWN)
    client.post("/sign-in/out/")
    assert [(event.act, event.subject) for event in trail.events(after=before)] == [
        ("accounts.sign-in-failed", "accounts/wang"),
        ("accounts.sign-in-failed", "accounts/"),
        ("accounts.sign-in", "accounts/wang"),
        ("accounts.change-password", "accounts/wang"),
        ("accounts.sign-out", "accounts/wang"),
    ]


def test_every_page_speaks_both_languages(client: Client, desk: Desk) -> None:
    opened = open_account(desk, "li", "李工")
    grant(desk, "li", Grant("analyst", places=("330100",)))
    sign_in(client, "li", opened.password)
    assert (
        "密码太短"
        in client.post(PASSWORD, {"oldpassword": opened.password, "password1": "abc"}).content.decode()
    )
    assert change(client, opened.password, OWN)
    client.get(SECOND)
    client.post(SECOND, {"code": code_of(client.session[SECRET_SESSION_KEY])})
    paths = ("", "closed/", "again/", "password/", "second-factor/", "second-factor/codes/", "second-factor/codes/new/",
             "second-factor/app/off/", "sessions/", "out/")  # fmt: skip
    for language, other in (("zh-hans", "English"), ("en", "中文")):
        client.post("/language/", {"language": language, "next": "/"})
        for path in paths:
            answer = client.get(f"/sign-in/{path}", follow=True)
            text = answer.content.decode()
            assert answer.status_code == 200, path
            assert f">{other}</button>" in text, path
            assert not re.findall(r'<script|(?:src|href|action)="(?:https?:)?//', text), path
