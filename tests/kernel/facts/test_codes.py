"""Every code of this room is provoked by one of its tests."""

from __future__ import annotations

from pathlib import Path

import zhixing.kernel.facts  # noqa: F401 (declares the codes)
from zhixing.foundation.issues import declared


def test_every_code_has_a_test() -> None:
    here = Path(__file__).parent
    written = "".join(path.read_text(encoding="utf-8") for path in sorted(here.glob("test_*.py")))
    codes = [code for code in declared() if code.startswith("facts.")]
    assert len(codes) > 40
    assert [code for code in codes if f'"{code}"' not in written] == []
