"""Agencies that the people layer knows by number only: the database keeps the numbers true."""

from django.db import migrations

NUMBERS = (("people_carestatus", "authority"), ("people_placement", "provider"), ("people_placement", "host_authority"))


def _key(table: str, column: str) -> migrations.RunSQL:
    name = f"{table}_{column}_is_an_agency"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES access_agency (id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    """Foreign keys that point upwards, in the database only."""

    dependencies = [("access", "0001_initial"), ("people", "0001_initial")]
    operations = [_key(table, column) for table, column in NUMBERS]
