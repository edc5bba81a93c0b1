"""The workspace: a folder with `zhixing.toml`, the plan or its name, the lake, the sealed runs and the database.

Receives: the path of a folder. Gives: where its parts lie, its settings, its plan compiled. May touch: `zhixing.toml` and
the folder of a new workspace. Must not touch: what lies in the lake and in the runs; the framework of the operations.
"""

from zhixing.operations.workspace.database import database_of, secret_key
from zhixing.operations.workspace.folder import (
    DEFAULT_PLAN,
    LOCAL_HOSTS,
    SETTINGS,
    SignIn,
    SignOn,
    Workspace,
    make_workspace,
    open_workspace,
    plan_folder,
    shipped_plans,
)

__all__ = [
    "DEFAULT_PLAN",
    "LOCAL_HOSTS",
    "SETTINGS",
    "SignIn",
    "SignOn",
    "Workspace",
    "database_of",
    "make_workspace",
    "open_workspace",
    "plan_folder",
    "secret_key",
    "shipped_plans",
]
