"""Turn a tree into the text of one engine, refusing what engines disagree on."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import allowed, codes
from zhixing.kernel.engine.build import ExactPercentile, Tree

_PERCENTILE = {"duckdb": "QUANTILE_CONT", "spark": "PERCENTILE"}


def render(tree: Tree, dialect: str = "duckdb", *, pretty: bool = True) -> str:
    """The text of `tree` for `dialect` (duckdb or spark).

    Raises:
        Refused: `engine.function-not-allowed`, every such function at once.
    """
    require_allowed(tree)
    word = _PERCENTILE[dialect]

    def own(node: Tree) -> Tree:
        if isinstance(node, ExactPercentile):
            return exp.Anonymous(this=word, expressions=[node.this, node.args["quantile"]])
        return node

    options: dict[str, Any] = {"dialect": dialect, "pretty": pretty, "max_text_width": 110}
    return tree.copy().transform(own, copy=False).sql(**options)


def require_allowed(tree: Tree) -> None:
    """Raise `Refused` naming every function outside the allow-list."""
    found = {
        node.name if isinstance(node, exp.Anonymous) else node.key
        for node in tree.walk()
        if isinstance(node, exp.Func) and not _is_allowed(node)
    }
    if found:
        listed = allowed.names()
        raise Refused(codes.FUNCTION_NOT_ALLOWED.at(name=name, allowed=listed) for name in sorted(found))


def _is_allowed(node: exp.Func) -> bool:
    if isinstance(node, exp.Round):
        # To a whole number all engines agree; with decimals they do not.
        return not node.args.get("decimals")
    return isinstance(node, ExactPercentile) or type(node).key in allowed.KEYS
