"""A message that was written before a record was restricted names the person: the police off the list do not read it."""

from django.db import migrations

MESSAGES = r"""
CREATE FUNCTION lock_message_apart(p_key text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  number constant bigint := substring(p_key FROM '^(?:notice|disclosure) ([0-9]{1,18})$')::bigint;
  person bigint;
BEGIN
  IF number IS NULL THEN RETURN false; END IF;
  IF p_key LIKE 'notice %' THEN
    SELECT coalesce(n.person_id, e.person_id) INTO person
      FROM duties_notice n LEFT JOIN episodes_episode e ON e.id = n.episode_id WHERE n.id = number;
  ELSE
    SELECT d.person_id INTO person FROM sharing_disclosure d WHERE d.id = number;
  END IF;
  RETURN coalesce(person = ANY(lock_hidden(current_setting('sightline.post')::bigint,
                                           current_setting('sightline.at')::timestamptz)), false);
END $$;
DROP POLICY lock_register_apart ON duties_outgoing;
SELECT lock_put('duties_outgoing', 'register_apart', 'NOT lock_message_apart(key)', 'true');
"""
OFF = r"""
DROP POLICY lock_register_apart ON duties_outgoing;
SELECT lock_put('duties_outgoing', 'register_apart', 'true');
DROP FUNCTION lock_message_apart(text);
"""


class Migration(migrations.Migration):
    """One policy changed; writing a message stays free, because every action adds some."""

    dependencies = [("wiring", "0003_restricted_facts")]
    operations = [migrations.RunSQL(MESSAGES, OFF)]
