"""Where Spark cannot run, the session says what is missing and how to get it."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import SparkEngine


def missing(**settings: str) -> str:
    with pytest.raises(Refused) as caught:
        SparkEngine(**settings)
    (issue,) = caught.value.issues
    assert issue.code == "engine.no-spark"
    assert "ZHIXING_SPARK=1 scripts/setup" in str(caught.value)
    return str(issue.values["what"])


def test_without_the_package_and_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = importlib.util.find_spec

    def absent(name: str, package: str | None = None) -> Any:
        return None if name == "pyspark" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", absent)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert missing() == "pyspark、Java 17"


def test_a_setting_that_decides_results_is_nobody_s_to_set() -> None:
    with pytest.raises(ValueError, match=r"spark\.sql\.ansi\.enabled"):
        SparkEngine(**{"spark.sql.ansi.enabled": "false"})
