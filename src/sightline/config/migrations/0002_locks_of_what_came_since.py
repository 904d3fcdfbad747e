"""The second lock on the tables made since it was put on: profiles, adults, councils, areas, schools, sharing."""

from django.db import migrations

from sightline.config.second_lock import by_episode, by_person, by_row, locks

# A notice is about an episode, or about a person of whom none is open. A desk sees what it has yet to acknowledge, also
# while the person's record is not open to it; never of a record that is kept apart from it.
NOTICES = r"""
CREATE FUNCTION lock_told_apart(p_episode bigint, p_person bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce(p_person, (SELECT e.person_id FROM episodes_episode e WHERE e.id = p_episode)) = ANY(
    lock_hidden(current_setting('sightline.post')::bigint, current_setting('sightline.at')::timestamptz));
END $$;
SELECT lock_off('duties_notice');
DO $do$
DECLARE
  own constant text := 'acknowledged_at IS NULL AND ended_at IS NULL AND EXISTS (SELECT 1 FROM access_desk d WHERE d.id = duties_notice.desk_id'
    ' AND d.agency_id = ANY(current_setting(''sightline.agencies'')::bigint[]))'
    ' AND NOT lock_told_apart(episode_id, person_id)';
  of_episode constant text := 'CASE WHEN episode_id IS NOT NULL'
    ' THEN EXISTS (SELECT 1 FROM episodes_episode e WHERE e.id = duties_notice.episode_id) ELSE %s END';
  person constant text := 'duties_notice.person_id';
BEGIN
  PERFORM lock_put('duties_notice', 'system', 'true');
  PERFORM lock_put('duties_notice', 'register', 'true');
  PERFORM lock_put('duties_notice', 'register_apart', format(of_episode, 'NOT (' || lock_among(person, 'hidden') || ')'));
  PERFORM lock_put('duties_notice', 'involved', own || ' OR ' || format(of_episode, lock_part(person)));
  PERFORM lock_put('duties_notice', 'involved_apart', own || ' OR ' || format(of_episode, lock_part_apart(person)));
END $do$;
"""

UNNOTICED = """
SELECT lock_off('duties_notice');
SELECT lock_by_episode('duties_notice');
DROP FUNCTION lock_told_apart(bigint, bigint);
"""

# An agency that is offered a placement, or to which something is disclosed, reads that one row without a part in the
# person's care; never of a record that is kept apart from it.
ADDRESSED = r"""
DO $do$
DECLARE
  its constant text := 'current_setting(''sightline.agency'')::bigint';
  kept constant text := format('NOT (%s)', lock_among('person_id', 'hidden'));
  offered constant text := format('(agency_id = %1$s OR provider_id = %1$s OR host_id = %1$s)', its);
  disclosed constant text := format('(agency_id = %1$s OR to_agency_id = %1$s)', its);
BEGIN
  EXECUTE format('CREATE POLICY lock_involved_addressed ON episodes_placementoffer TO sightline_involved USING (%s)',
                 offered);
  EXECUTE format('CREATE POLICY lock_involved_apart_addressed ON episodes_placementoffer TO sightline_involved_apart'
                 ' USING (%s AND %s)', offered, kept);
  EXECUTE format('CREATE POLICY lock_involved_addressed ON sharing_disclosure TO sightline_involved USING (%s)',
                 disclosed);
  EXECUTE format('CREATE POLICY lock_involved_apart_addressed ON sharing_disclosure TO sightline_involved_apart'
                 ' USING (%s AND %s)', disclosed, kept);
END $do$;
"""

# What a council hands to its duty team in the evening names episodes: its own, and the team's to whose desk it goes.
COUNCILS = r"""
DO $do$
DECLARE theirs constant text := '(agency_id = current_setting(''sightline.agency'')::bigint OR EXISTS (SELECT 1'
  ' FROM access_desk d WHERE d.id = episodes_councilhandover.to_desk_id'
  ' AND d.agency_id = current_setting(''sightline.agency'')::bigint))';
BEGIN
  PERFORM lock_put('episodes_councilhandover', 'system', 'true');
  PERFORM lock_put('episodes_councilhandover', seen_by, theirs)
    FROM unnest(ARRAY['register', 'register_apart', 'involved', 'involved_apart']) seen_by;
END $do$;
"""


class Migration(migrations.Migration):
    """Each table by name, with whose rows it holds."""

    dependencies = [
        ("wiring", "0001_second_lock"),
        ("people", "0003_profiles"),
        ("access", "0004_restricted_and_break_glass"),
        ("episodes", "0005_between_areas_and_schools"),
        ("duties", "0003_notices_about_people_and_messages_given_up"),
        ("sharing", "0004_family_and_publicity"),
    ]
    operations = [
        migrations.RunSQL(NOTICES, UNNOTICED),
        *locks(
            by_person("people_profile"),
            by_person("people_profilephoto"),
            by_person("episodes_leave"),
            by_person("episodes_placementoffer"),
            by_person("sharing_disclosure"),
            by_person("sharing_link", "person"),
            by_person("sharing_telling"),
            by_episode("episodes_privatewhereabouts"),
            by_episode("episodes_ownershipdispute"),
            by_episode("episodes_elsewhere"),
            by_episode("episodes_firstcheck"),
            by_episode("episodes_carereport"),
            by_episode("episodes_schoolabsence"),
            by_episode("sharing_familycontact"),
            by_episode("sharing_charitynumber"),
            by_episode("sharing_appeal"),
            by_episode("sharing_rescuealert"),
            by_row("episodes_caresignature", "episodes_carereport", "report_id", "episode_id"),
            by_row("sharing_familyupdate", "sharing_familycontact", "contact_id"),
            by_row("sharing_familynote", "sharing_familycontact", "contact_id"),
            by_row("sharing_outlet", "sharing_appeal", "appeal_id"),
            by_row("sharing_publicitydecision", "sharing_appeal", "appeal_id"),
        ),
        migrations.RunSQL(ADDRESSED, migrations.RunSQL.noop),
        migrations.RunSQL(COUNCILS, "SELECT lock_off('episodes_councilhandover')"),
    ]
