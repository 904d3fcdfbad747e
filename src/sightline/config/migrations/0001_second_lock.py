"""Row-level security on every table that holds a person's or an episode's data."""

from django.db import migrations

from sightline.audit.sql import APPEND, APPEND_LOCKED
from sightline.config.migrations._0001_sql import LOCK, UNLOCK


class Migration(migrations.Migration):
    """Functions and policies; taken away again, the gate alone decides as before."""

    dependencies = [
        ("audit", "0002_append_only"),
        ("people", "0002_carestatus_one_care_status_at_a_time"),
        ("access", "0004_restricted_and_break_glass"),
        ("episodes", "0002_episode_episode_newest"),
        ("duties", "0002_alter_duty_state"),
    ]
    operations = [
        migrations.RunSQL(LOCK, UNLOCK),
        migrations.RunSQL(APPEND_LOCKED, APPEND.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)),
    ]
