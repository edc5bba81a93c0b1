"""What `zhixing.toml` may say about signing in."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhixing.foundation.issues import Refused
from zhixing.operations.workspace import SignIn, SignOn, open_workspace

SIGN_ON = '[sign_on]\nserver = "https://id.example"\nclient = "zhixing"\nsecret = "s"\n'


def workspace(folder: Path, text: str) -> Path:
    (folder / "zhixing.toml").write_text(text, encoding="utf-8")
    return folder


def test_signing_in_can_be_set(tmp_path: Path) -> None:
    text = f'hosts = ["a.example"]\n{SIGN_ON}[sign_in]\nidle_minutes = 15\nsecond_factor = false\n'
    found = open_workspace(workspace(tmp_path, text))
    assert found.sign_on == SignOn("https://id.example", "zhixing", "s")
    assert found.sign_in == SignIn(15, 10, second_factor=False)
    assert found.hosts == ("a.example",)


def test_nothing_is_said_by_default(tmp_path: Path) -> None:
    found = open_workspace(workspace(tmp_path, ""))
    assert found.sign_on is None
    assert found.sign_in == SignIn(30, 10, second_factor=True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[sign_on]\nserver = "https://id.example"\n', "sign_on.client"),
        (f"{SIGN_ON}colour = 1\n", "sign_on.colour"),
        ("sign_on = 1\n", "sign_on"),
        ("[sign_in]\nidle_minutes = 0\n", "sign_in.idle_minutes"),
        ("[sign_in]\nhours = true\n", "sign_in.hours"),
        ('[sign_in]\nsecond_factor = "no"\n', "sign_in.second_factor"),
        ("hosts = [1]\n", "hosts"),
        ("plan = 1\n", "plan"),
    ],
)
def test_a_word_or_value_that_is_not_known_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        open_workspace(workspace(tmp_path, text))
    (issue,) = refused.value.issues
    assert issue.code == "workspace.bad-settings"
    assert word in issue.en
