"""The same bytes on machines whose vector instructions round differently."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.kernel.synthesis.conftest import ROOT, SEED, Made

_MAKE = """
import sys
from decimal import Decimal
from pathlib import Path
from zhixing.kernel.plan import require_plan
from zhixing.kernel.synthesis import synthesise

synthesise(require_plan(Path(sys.argv[1])), Path(sys.argv[2]), seed=int(sys.argv[3]), scale=Decimal("0.01"))
"""
_EXP = "import numpy as np, sys; sys.stdout.buffer.write(np.exp(np.linspace(0.01, 70, 10**6)).tobytes())"
# numpy's wide instruction sets on x86; their exp, log and power differ from the plain ones in the last bit.
_PLAIN = {**os.environ, "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}


def _exp(environment: dict[str, str]) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", _EXP], env=environment, check=True, capture_output=True
    ).stdout


def test_plain_instructions_give_the_same_bytes(small: Made, tmp_path: Path) -> None:
    if _exp(dict(os.environ)) == _exp(_PLAIN):
        pytest.skip("this machine's vector instructions cannot be told apart, so there is nothing to compare")
    arguments = [sys.executable, "-c", _MAKE, str(ROOT / "plans" / "zhejiang-2018"), str(tmp_path), str(SEED)]
    subprocess.run(arguments, env=_PLAIN, check=True)
    for path in small.result.files:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
