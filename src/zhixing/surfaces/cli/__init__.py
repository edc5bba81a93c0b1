"""The command line: `zhixing`.

Receives: what a person types. Gives: text or JSON, exit codes that mean something (0 fine, 1 refused, 2 wrong usage,
3 a sealed run does not verify). May touch: the workspace, the clock, the screen. Must not touch: any rule.
"""

from zhixing.surfaces.cli.app import main

__all__ = ["main"]
