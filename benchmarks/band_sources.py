"""The series on which the bands of forecasts are tried: published, seeded, of a sealed run, shipped with libraries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import yaml

SEED = 2018
_SERIES = Path(__file__).parent / "band_series.yaml"
TITLES = {
    "published: Lishui, Hangzhou": "公布数：丽水、杭州，逐年",
    "seeded: steady flow": "生成：平稳的流量累计，逐季",
    "seeded: seasonal flow": "生成：有季节的流量累计，逐季",
    "seeded: drifting level": "生成：漂移的存量，逐季",
    "seeded: bending trend": "生成：走势会弯的累计，逐季",
    "a sealed run": "合成省份一次运行，逐季",
    "yearly: 48 US states 1970–1986": "美国 48 州 1970—1986，逐年",
    "yearly: 11 US firms 1935–1954": "美国 11 家企业 1935—1954，逐年",
    "quarterly: US levels 1959–2009": "美国宏观存量 1959—2009，逐季",
    "quarterly: US running sums": "美国宏观流量累计，逐季",
}


@dataclass(frozen=True)
class Series:
    """Figures in order of time, so many a year."""

    name: str
    season: int
    values: tuple[float, ...]


def published() -> list[Series]:
    """Published figures restated with their source."""
    entries = yaml.safe_load(_SERIES.read_text(encoding="utf-8"))
    return [Series(one["id"], 1, tuple(float(v) for v in one["values"])) for one in entries]


def seeded(count: int = 24, length: int = 28) -> dict[str, list[Series]]:
    """Quarterly series of known kinds: running sums of steady and of seasonal flows, drifting levels, a trend that bends."""
    chance = np.random.default_rng(SEED)
    kinds: dict[str, Callable[[], Any]] = {
        "seeded: steady flow": lambda: np.cumsum(10 + chance.normal(0, 3, length)),
        "seeded: seasonal flow": lambda: np.cumsum(
            np.resize([6, 9, 9, 16], length) + chance.normal(0, 2, length)
        ),
        "seeded: drifting level": lambda: 100 + np.cumsum(1 + chance.normal(0, 3, length)),
        "seeded: bending trend": lambda: np.cumsum(10 + np.cumsum(chance.normal(0, 1, length))),
    }
    return {
        kind: [Series(f"{kind} {at}", 4, tuple(make().tolist())) for at in range(count)]
        for kind, make in kinds.items()
    }


def of_run(folder: Path) -> list[Series]:
    """The quarterly series that a sealed run forecast."""
    rows = pq.read_table(folder / "results" / "forecasts.parquet").to_pylist()
    return [
        Series(f"{row['target']} {row['place']}", 4, tuple(point["value"] for point in row["past"]))
        for row in rows
        if row["method"] and row["every"] == "quarter" and len(row["past"]) > 7
    ]


def shipped() -> dict[str, list[Series]]:
    """Economic series that come with statsmodels and linearmodels; none where these are not installed."""
    if find_spec("statsmodels") is None or find_spec("linearmodels") is None:
        return {}
    import statsmodels.api as sm  # noqa: PLC0415
    from linearmodels.datasets import munnell  # noqa: PLC0415

    states, firms, quarters = (
        munnell.load(), sm.datasets.grunfeld.load_pandas().data, sm.datasets.macrodata.load_pandas().data,
    )  # fmt: skip
    spans = [quarters.iloc[start : start + 40] for start in (0, 40, 80, 120, 160)]
    levels = ("realgdp", "realcons", "realinv", "realgovt", "realdpi", "cpi", "m1", "tbilrate", "unemp")
    flows = ("realinv", "realgovt", "unemp", "infl", "tbilrate")
    return {
        "yearly: 48 US states 1970–1986": [
            Series(f"{state} {name}", 1, tuple(group[name].astype(float)))
            for state, group in states.groupby("STATE") for name in ("GSP", "EMP", "UNEMP", "P_CAP")
        ],
        "yearly: 11 US firms 1935–1954": [
            Series(f"{firm} {name}", 1, tuple(group[name].astype(float)))
            for firm, group in firms.groupby("firm") for name in ("invest", "value", "capital")
        ],
        "quarterly: US levels 1959–2009": [Series(name, 4, tuple(span[name])) for span in spans for name in levels],
        "quarterly: US running sums": [Series(name, 4, tuple(span[name].cumsum())) for span in spans for name in flows],
    }  # fmt: skip
