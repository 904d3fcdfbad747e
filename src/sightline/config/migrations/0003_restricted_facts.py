"""The second lock on what is kept apart of a person whose record stays open: the list alone, in every way of seeing."""

from django.db import migrations

# `lock_facts` looks past the lock, because a list says itself who may read it; it answers for the post that asks alone.
# Who no longer may see the person sees nothing of a list either.
FACTS = r"""
CREATE FUNCTION lock_facts() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(n.fact_id) FROM access_factnamed n
    WHERE n.post_id = current_setting('sightline.post')::bigint
      AND n.since <= current_setting('sightline.at')::timestamptz
      AND (n.until IS NULL OR n.until > current_setting('sightline.at')::timestamptz)), '{}');
END $$;

DO $do$
DECLARE
  fact constant text := 'id IN (SELECT unnest(lock_facts())) AND lock_sees(person_id)';
  list constant text := 'EXISTS (SELECT 1 FROM access_restrictedfact f WHERE f.id = access_factnamed.fact_id OFFSET 0)';
  seen_by text;
BEGIN
  FOREACH seen_by IN ARRAY ARRAY['register', 'register_apart', 'involved', 'involved_apart'] LOOP
    PERFORM lock_put('access_restrictedfact', seen_by, fact);
    PERFORM lock_put('access_factnamed', seen_by, list);
  END LOOP;
  PERFORM lock_put('access_restrictedfact', 'system', 'true');
  PERFORM lock_put('access_factnamed', 'system', 'true');
END $do$;
"""

OFF = "SELECT lock_off('access_factnamed'); SELECT lock_off('access_restrictedfact'); DROP FUNCTION lock_facts();"


class Migration(migrations.Migration):
    """Two tables under a rule of their own."""

    dependencies = [
        ("wiring", "0002_locks_of_what_came_since"),
        ("access", "0005_restricted_facts"),
    ]
    operations = [migrations.RunSQL(FACTS, OFF)]
