"""The database itself refuses to change or remove an event, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER trail_event_no_{name} BEFORE {verb} ON trail_event
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
_FUNCTION = """
CREATE FUNCTION trail_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
"""
_POSTGRES = """
CREATE TRIGGER trail_event_no_{name} BEFORE {verb} ON trail_event
FOR EACH ROW EXECUTE FUNCTION trail_event_refuse()
"""
_VERBS = {"update": "UPDATE", "delete": "DELETE"}


def guard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the guards."""
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(_FUNCTION)
    for name, verb in _VERBS.items():
        editor.execute((_POSTGRES if postgres else _SQLITE).format(name=name, verb=verb))


def unguard(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guards away again."""
    postgres = editor.connection.vendor == "postgresql"
    for name in _VERBS:
        editor.execute(f"DROP TRIGGER trail_event_no_{name}" + (" ON trail_event" if postgres else ""))
    if postgres:
        editor.execute("DROP FUNCTION trail_event_refuse()")


class Migration(migrations.Migration):
    """Guards on the table of events."""

    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
