"""Turn a tree into the text of one engine, refusing what engines disagree on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import allowed, codes
from zhixing.kernel.engine.build import ExactPercentile, Tree
from zhixing.kernel.engine.spark_words import in_spark


def render(tree: Tree, dialect: str = "duckdb", *, pretty: bool = True) -> str:
    """The text of `tree` for `dialect` (duckdb or spark).

    Raises:
        Refused: `engine.function-not-allowed`, every such function at once.
    """
    require_allowed(tree)
    own = {"duckdb": _in_duckdb, "spark": in_spark}[dialect]
    options: dict[str, Any] = {"dialect": dialect, "pretty": pretty, "max_text_width": 110}
    return _rewritten(tree.copy(), own).sql(**options)


def _rewritten(tree: Tree, own: Callable[[Tree], Tree]) -> Tree:
    """Every node by `own`, children first: what a rewriting itself wrote is not rewritten again."""
    for node in reversed(list(tree.walk(bfs=False))):
        changed = own(node)
        if changed is not node:
            if node is tree:
                tree = changed
            else:
                node.replace(changed)
    return tree


def _in_duckdb(node: Tree) -> Tree:
    if isinstance(node, ExactPercentile):
        return exp.Anonymous(this="QUANTILE_CONT", expressions=[node.this, node.args["quantile"]])
    return node


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
