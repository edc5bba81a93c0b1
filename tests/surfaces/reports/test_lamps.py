"""Lights: every one has its own shape and word."""

from __future__ import annotations

from zhixing.kernel.monitoring import REASONS, Light
from zhixing.surfaces.reports.lamps import LAMPS, lamp_of


def test_every_light_has_a_shape_and_a_word_of_its_own() -> None:
    assert set(LAMPS) == set(Light)
    assert len({lamp.mark for lamp in LAMPS.values()}) == len(LAMPS)
    assert len({lamp.word for lamp in LAMPS.values()}) == len(LAMPS)
    assert [str(lamp) for lamp in LAMPS.values()] == ["■ 告警", "▲ 预警", "● 正常", "✓ 已达成", "○ 缺数"]


def test_without_light_the_word_says_what_is_missing() -> None:
    words = {reason: lamp_of("none", reason) for reason in REASONS}
    assert {lamp.mark for lamp in words.values()} == {"○"}
    assert words["no-reading"].word == "缺数"
    assert words["not-judged"].word == "待判断"
    assert words["figure-in-force"].word == words["figure-not-in-force"].word == "规则用数"


def test_a_reason_never_changes_a_real_light() -> None:
    assert lamp_of("red", "not-judged") == LAMPS[Light.RED]
