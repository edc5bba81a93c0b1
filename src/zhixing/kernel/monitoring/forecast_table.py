"""Forecasts as a table of a run."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from zhixing.kernel.monitoring.forecast import Forecast

_TEXT, _LOOKED = pa.string(), pa.float64()
FORECASTS = pa.schema(
    [
        ("target", _TEXT), ("place", _TEXT), ("unit", _TEXT), ("deadline", pa.date32()), ("points", pa.int32()),
        ("method", _TEXT), ("method_zh", _TEXT), ("method_en", _TEXT),
        ("goal", _LOOKED), ("central", _LOOKED), ("low", _LOOKED), ("high", _LOOKED), ("level", _LOOKED),
        ("probability", _LOOKED), ("needed_per_period", _LOOKED), ("every", _TEXT),
        ("backtest_error", _LOOKED), ("widening", _LOOKED),
        ("why_not", _TEXT), ("why_not_zh", _TEXT), ("why_not_en", _TEXT),
        ("past", pa.list_(pa.struct([("end", pa.date32()), ("value", _LOOKED)]))),
        ("series", pa.list_(
            pa.struct([("end", pa.date32()), ("central", _LOOKED), ("low", _LOOKED), ("high", _LOOKED)])
        )),
    ],
    metadata={"contract": "monitoring.forecasts/1", "key": "target,place"},
)  # fmt: skip
"""Forecasts are estimates, not sums: floating, rounded to six decimals and ten digits before they are written."""
_LISTS = ("past", "series")


def forecasts_table(found: Iterable[Forecast]) -> pa.Table:
    """Forecasts by target and place; those that were not given say why."""
    rows = [
        {name: getattr(one, name) for name in FORECASTS.names if name not in _LISTS}
        | {name: [vars(point) for point in getattr(one, name)] for name in _LISTS}
        for one in found
    ]
    rows.sort(key=lambda row: (row["target"], row["place"]))
    return pa.Table.from_pylist(rows, FORECASTS)
