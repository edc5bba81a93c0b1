"""The office of a workspace: its people and decisions made ready for a command."""

from __future__ import annotations

import os
from pathlib import Path

from zhixing.operations.workspace import Workspace, open_workspace


def office(workspace: Path) -> Workspace:
    """Open the workspace with its database, which is brought up to date first.

    A process has one office: where the framework already runs, as in a server, it keeps the workspace it began with.
    """
    import django
    from django.apps import apps

    place = open_workspace(workspace)
    if not apps.ready:
        os.environ["ZHIXING_WORKSPACE"] = str(place.root.resolve())
        os.environ["DJANGO_SETTINGS_MODULE"] = "zhixing.project.settings"
        django.setup()
    _bring_up_to_date()
    return place


def _bring_up_to_date() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
