"""The site: every page for every role is refused unless the policy says yes; acts go through pages as through commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhixing.kernel.plan import Role
from zhixing.operations import registers
from zhixing.operations.accounts import Desk, Grant, grant, open_account, operator, renew_organisations
from zhixing.operations.accounts.models import Account
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act

pytestmark = pytest.mark.django_db
PLANT = {"f-name": "一号厂房", "f-county": "丙区", "f-floor": "1,200平方米"}
Enter = Callable[..., Client]


@pytest.fixture
def enter(tiny_office: Office, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Somebody in a role, signed in to the site of the tiny office."""
    monkeypatch.setattr("zhixing.surfaces.web.asking.the_office", lambda: tiny_office)
    monkeypatch.setattr(settings, "SECOND_FACTOR_FOR_DECIDING", False)
    renew_organisations(tiny_office.plan, tiny_office.today())
    desk = Desk(tiny_office.plan, operator("root"), tiny_office.today(), lambda *kept, **named: None)

    def entered(name: str, role: Role, organisation: str = "", **limits: tuple[str, ...]) -> Client:
        open_account(desk, name, name, organisation)
        grant(desk, name, Grant(role, since=tiny_office.today(), **limits))  # type: ignore[arg-type]
        Account.objects.filter(username=name).update(must_change_password=False)
        client = Client()
        client.force_login(Account.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return entered


@pytest.fixture
def chen(enter: Enter) -> Client:
    return enter("chen", "county-officer", places=("330102",))


@pytest.fixture
def liu(enter: Enter) -> Client:
    return enter("liu", "department-liaison", "office", places=("330000",))


def opened(client: Client, **more: str) -> str:
    answer = client.post("/registers/plants/open/propose/", {**PLANT, **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def seen(client: Client, address: str) -> str:
    """The last event that the page of an entry shows, as its forms send it back."""
    found = re.search(r'name="seen" value="(\d+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_an_entry_goes_its_way_through_pages(chen: Client, liu: Client, tiny_office: Office) -> None:
    address = opened(chen)
    assert "一号厂房" in chen.get(address).content.decode()
    told = liu.post(
        f"{address}act/list/",
        {
            "f-opened_on": "2022-05-09",
            "seen": seen(liu, address),
            "e-0": SimpleUploadedFile("验收.txt", "合格".encode()),
        },
        follow=True,
    ).content.decode()
    assert "入库" in told
    entry = registers.entry_of(registers.register_of(tiny_office, "plants"), "000001")
    assert (entry.state, entry.values["floor"]) == ("listed", "1200.00")
    sha256 = entry.steps[1].evidence[0].sha256
    kept = chen.get(f"{address}evidence/{sha256}/")
    assert b"".join(kept.streaming_content).decode() == "合格"  # type: ignore[attr-defined]
    assert chen.get(f"{address}evidence/{'0' * 64}/").status_code == 404


def test_what_is_refused_is_said_with_what_was_typed(chen: Client, tiny_office: Office) -> None:
    answer = chen.post("/registers/plants/open/propose/", {**PLANT, "f-floor": "约八"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "facts.not-a-number" in page
    assert "约八" in page
    assert registers.entries_of(registers.register_of(tiny_office, "plants")) == []


def test_what_changed_meanwhile_is_not_overwritten(chen: Client, liu: Client) -> None:
    address = opened(chen)
    sent = {"seen": seen(liu, address), "reason": "拆"}
    assert liu.post(f"{address}act/drop/", sent).status_code == 302
    again = liu.post(f"{address}act/drop/", sent)
    assert again.status_code == 409
    assert "registers.changed-meanwhile" in again.content.decode()


def test_a_list_by_state_day_and_word_and_as_a_workbook(chen: Client) -> None:
    opened(chen)
    opened(chen, **{"f-name": "二号厂房"})
    assert "二号厂房" in chen.get("/registers/plants/").content.decode()
    assert "二号厂房" not in chen.get("/registers/plants/?q=一号").content.decode()
    assert "一号厂房" not in chen.get("/registers/plants/?state=listed").content.decode()
    assert "一号厂房" not in chen.get("/registers/plants/?as_of=2022-05-01").content.decode()
    book = chen.get("/registers/plants/book.xlsx")
    assert book.content[:2] == b"PK"
    assert "plants.xlsx" in book.headers["Content-Disposition"]


ROLES: tuple[Role, ...] = (
    "analyst", "county-officer", "department-liaison", "enterprise", "bank", "leader", "auditor", "plan-author", "administrator",
)  # fmt: skip
FIGURES = ("analyst", "county-officer", "department-liaison", "leader", "plan-author")
PAGES = ("/targets/", "/targets/pilots-total/", "/runs/", "/runs/nothing/")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_for_every_role(enter: Enter, role: Role, tiny_office: Office, county: object) -> None:
    act(tiny_office, county, Order("plants", "propose", given={"name": "一号", "county": "丙区"}))  # type: ignore[arg-type]
    limits = {"enterprises": ("91331003MA00000025",)} if role == "enterprise" else {}
    client = enter("somebody", role, "office", places=("330000",) if role != "enterprise" else (), **limits)
    for address in PAGES:
        status = client.get(address).status_code
        assert (status == 403) == (role not in FIGURES), (address, status)
    sees = client.get("/registers/plants/000001/").status_code == 200
    assert sees == (role in ("analyst", "county-officer", "department-liaison"))
    assert client.post("/registers/plants/000001/act/drop/", {"reason": "x"}).status_code in (
        (302,) if role == "department-liaison" else (403, 409)
    )
    assert client.get("/").status_code == 200


def test_nobody_sees_anything_without_signing_in(enter: Enter) -> None:
    for address in ("/", "/targets/", "/registers/", "/registers/plants/", "/runs/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "/sign-in/" in answer.headers["Location"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_whole_and_fetch_nothing_from_elsewhere(chen: Client, liu: Client, language: str) -> None:
    address = opened(chen)
    liu.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for page in (
        "/",
        "/registers/",
        "/registers/plants/",
        address,
        "/registers/plants/open/propose/",
        "/nowhere/",
        "/targets/",
    ):
        answer = liu.get(page)
        text = answer.content.decode()
        if page == "/nowhere/":
            assert answer.status_code == 404
            continue
        assert f'lang="{"en" if language == "en" else "zh-CN"}"' in text
        assert '<main id="main">' in text
        assert 'class="skip"' in text
        assert not re.search(r"(?:src|href)=\"https?:", text)
        assert "<script" not in text
        assert " style=" not in text
        assert text.count("<h1") == 1
        assert len(re.findall(r"<table", text)) == len(re.findall(r"<caption", text))
        assert len(answer.content) < 300_000
        labelled = set(re.findall(r'<label for="([^"]+)"', text))
        shown = set(re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', text))
        assert shown <= labelled


def test_a_rehearsal_says_so(chen: Client, tiny_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    assert "演练" not in chen.get("/").content.decode()
    rehearsal = replace(tiny_office, workspace=replace(tiny_office.workspace, rehearsal=True))
    monkeypatch.setattr("zhixing.surfaces.web.asking.the_office", lambda: rehearsal)
    assert "演练" in chen.get("/").content.decode()


def test_what_waits_is_on_the_first_page(
    chen: Client, liu: Client, tiny_office: Office, tmp_path: Path
) -> None:
    opened(chen)
    page = liu.get("/").content.decode()
    assert "000001" in page
    assert date(2022, 5, 23).isoformat() in page
