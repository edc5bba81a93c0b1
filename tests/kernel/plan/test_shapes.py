"""Files of any shape: the compiler reports, it never fails."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

SHAPES = (
    "",
    "~",
    "text",
    "[]",
    "[text]",
    "{a: 1}",
    "{KEY: text}",
    "{KEY: [text]}",
    "{KEY: [[1]]}",
    "{KEY: {a: {id: b}}}",
    "{KEY: [{id: [a]}]}",
    "{KEY: }",
    "id: [x]",
    "id: {a: 1}",
    "{id: x, extends: [y]}",
    "{id: x, extends: x}",
    "{id: x, extends: ''}",
)
SCALARS = (
    "",
    "~",
    "[]",
    "{}",
    "-1",
    "1/0",
    "1e999",
    "9999999999999999999",
    "2020..",
    "°",
    "(((",
    "a b",
    "１００",
)


def key_of(text: str) -> str:
    """The key of the list a file holds."""
    return next((line[:-1] for line in text.splitlines() if line.endswith(":") and line[0] != " "), "x")


@pytest.mark.parametrize("file", [name for name in tiny.FILES if not name.startswith("calibration/")])
def test_a_file_of_another_shape_is_reported(file: str, compile_files: Compile) -> None:
    for shape in SHAPES:
        text = shape.replace("KEY", key_of(tiny.FILES[file]))
        compilation = compile_files({**tiny.FILES, file: text})
        assert all(issue.en and issue.zh and issue.where.file for issue in compilation.issues)


lines = [
    (file, number)
    for file, text in tiny.FILES.items()
    for number, line in enumerate(text.splitlines())
    if ": " in line
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(lines), scalar=st.sampled_from(SCALARS), delete=st.booleans())
def test_a_spoilt_line_is_reported_or_harmless(
    place: tuple[str, int], scalar: str, delete: bool, compile_files: Compile
) -> None:
    file, number = place
    text = tiny.FILES[file].splitlines()
    head, _, tail = text[number].rpartition(": ")
    text[number : number + 1] = [] if delete else [f"{head}: {scalar}{'}' * tail.count('}')}"]
    compilation = compile_files({**tiny.FILES, file: "\n".join(text) + "\n"})
    assert compilation.issues or compilation.plan is not None
