"""What PostgreSQL itself enforces of the record: appending in one step, and refusing to change or remove anything."""

from django.db import migrations

from sightline.audit.sql import APPEND, APPEND_ONLY, REFUSE, guard


class Migration(migrations.Migration):
    """Functions and triggers."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND, "DROP FUNCTION audit_append"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse CASCADE"),
        *(migrations.RunSQL(guard(table), migrations.RunSQL.noop) for table in APPEND_ONLY),
    ]
