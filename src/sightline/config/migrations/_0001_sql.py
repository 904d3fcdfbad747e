"""The SQL of the second lock as it was first put on. Frozen: what changes later is a later migration's.

Each way of seeing is a role of the server. Policies name one role each, so that the planner meets one short condition
and never one joined of everything that could be: a council's list pays for its own rule alone.
"""

# What the server is told of each connection, and how the role is chosen. The role is the way of seeing; the settings
# say whose post, agency and moment it is.
SAYING = r"""
CREATE FUNCTION lock_say(p_sees text, p_role text, p_post bigint, p_by bigint, p_agency bigint, p_post_role text,
                         p_at timestamptz, p_because text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sightline.sees', p_sees, false),
          set_config('sightline.post', coalesce(p_post, 0)::text, false),
          set_config('sightline.by', coalesce(p_by, 0)::text, false),
          set_config('sightline.agency', coalesce(p_agency, 0)::text, false),
          set_config('sightline.agencies', '{}', false),
          set_config('sightline.role', p_post_role, false),
          set_config('sightline.at', coalesce(p_at, 'infinity')::text, false),
          set_config('sightline.because', p_because, false),
          set_config('sightline.hidden', '{}', false), set_config('sightline.opened', '{}', false),
          set_config('sightline.lists', '{}', false), set_config('role', p_role, false);
END $$;

CREATE FUNCTION lock_shut() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_say('', 'none', NULL, NULL, NULL, '', NULL, '');
END $$;

CREATE FUNCTION lock_for_system(p_because text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(btrim(p_because), '') = '' THEN
    RAISE EXCEPTION 'the system looks at people only for a reason' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM lock_say('system', 'sightline_system', NULL, NULL, NULL, 'system', NULL, p_because);
END $$;
"""

# Restricted records that a post may not see, and records that it may see without its agency having a part.
APART = r"""
CREATE FUNCTION lock_hidden(p_post bigint, p_at timestamptz) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(r.person_id), '{}') FROM access_restriction r
    WHERE (r.lifted_at IS NULL OR r.lifted_at > p_at)
      AND NOT EXISTS (SELECT 1 FROM access_named n WHERE n.restriction_id = r.id AND n.post_id = p_post
                        AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at)));
END $$;

CREATE FUNCTION lock_opened(p_post bigint, p_at timestamptz) RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(o.person_id), '{}') FROM (
    SELECT g.person_id FROM access_breakglass g
      WHERE g.post_id = p_post AND g.opened_at <= p_at AND g.until > p_at
    UNION
    SELECT r.person_id FROM access_restriction r JOIN access_named n ON n.restriction_id = r.id
      WHERE n.post_id = p_post AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at) AND r.lifted_at IS NULL
  ) o);
END $$;

CREATE FUNCTION lock_standing(p_post bigint, p_at timestamptz, p_also bigint[], OUT its_user bigint, OUT its_agency bigint,
                              OUT its_role text, OUT sees text, OUT hidden bigint[], OUT opened bigint[],
                              OUT lists bigint[],
                              OUT agencies bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT p.user_id, a.id, p.role,
         CASE WHEN p.role IN ('analyst', 'administrator') THEN 'nobody'
              WHEN a.kind IN ('police', 'national unit') THEN 'register' ELSE 'involved' END
    INTO its_user, its_agency, its_role, sees
    FROM access_post p JOIN access_agency a ON a.id = p.agency_id
    WHERE p.id = p_post AND (p.until IS NULL OR p.until >= (p_at AT TIME ZONE 'Europe/London')::date);
  agencies := ARRAY[its_agency];
  IF p_also <> '{}' THEN  -- out of hours also those for whose desks one of its own answers
    agencies := agencies || coalesce((SELECT array_agg(DISTINCT d.agency_id) FROM access_desk d
      JOIN access_desk o ON o.id = d.out_of_hours_id AND o.agency_id = its_agency WHERE d.agency_id = ANY(p_also)), '{}');
  END IF;
  lists := coalesce((SELECT array_agg(n.restriction_id) FROM access_named n
    WHERE n.post_id = p_post AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at)), '{}');
  opened := coalesce((SELECT array_agg(g.person_id) FROM access_breakglass g
    WHERE g.post_id = p_post AND g.opened_at <= p_at AND g.until > p_at), '{}');
  IF lists <> '{}' THEN
    opened := opened || coalesce((SELECT array_agg(r.person_id) FROM access_restriction r
      WHERE r.id = ANY(lists) AND r.lifted_at IS NULL), '{}');
  END IF;
  hidden := coalesce((SELECT array_agg(r.person_id) FROM access_restriction r
    WHERE (r.lifted_at IS NULL OR r.lifted_at > p_at) AND r.id <> ALL(lists)), '{}');
  IF sees = 'involved' AND hidden <> '{}' THEN  -- of whom it has no part in, nothing shows in any case
    hidden := coalesce((SELECT array_agg(h) FROM unnest(hidden) h WHERE h = ANY(opened)
      OR EXISTS (SELECT 1 FROM access_involvement i WHERE i.person_id = h AND i.agency_id = ANY(agencies))), '{}');
  END IF;
END $$;

-- Whether a call was about somebody whose restricted record is not one to be seen.
CREATE FUNCTION lock_call_apart(p_call bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM episodes_report r JOIN episodes_episode e ON e.id = r.episode_id
    WHERE r.call_id = p_call AND e.person_id = ANY(lock_hidden(current_setting('sightline.post')::bigint,
                                                               current_setting('sightline.at')::timestamptz)));
END $$;

CREATE FUNCTION lock_for_post(p_post bigint, p_at timestamptz, p_also bigint[] DEFAULT '{}', OUT hidden bigint[],
                              OUT opened bigint[])
LANGUAGE plpgsql AS $$
DECLARE v record;
BEGIN
  v := lock_standing(p_post, p_at, p_also);
  IF v.sees IS NULL OR p_at IS NULL THEN
    PERFORM lock_shut();
    RETURN;
  END IF;
  hidden := v.hidden;
  opened := v.opened;
  PERFORM set_config('sightline.sees', v.sees, false), set_config('sightline.post', p_post::text, false),
          set_config('sightline.by', v.its_user::text, false), set_config('sightline.agency', v.its_agency::text, false),
          set_config('sightline.agencies', v.agencies::text, false),
          set_config('sightline.role', v.its_role, false), set_config('sightline.at', p_at::text, false),
          set_config('sightline.because', '', false), set_config('sightline.hidden', v.hidden::text, false),
          set_config('sightline.opened', v.opened::text, false),
          set_config('sightline.lists', v.lists::text, false),
          set_config('role', CASE
            WHEN v.sees = 'nobody' THEN 'sightline_nobody'
            WHEN v.sees = 'register' AND v.hidden = '{}' THEN 'sightline_register'
            WHEN v.sees = 'register' THEN 'sightline_register_apart'
            WHEN v.hidden = '{}' AND v.opened = '{}' THEN 'sightline_involved'
            ELSE 'sightline_involved_apart' END, false);
END $$;
"""

# Asked where a policy must not ask the table of parts itself: in the policy of that table, and by the record's own
# function. Runs as the owner.
SEES = r"""
CREATE FUNCTION lock_sees(p_person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE sees constant text := coalesce(current_setting('sightline.sees', true), '');
BEGIN
  IF sees = 'system' THEN RETURN true; END IF;
  IF sees NOT IN ('register', 'involved') OR p_person = ANY(current_setting('sightline.hidden')::bigint[]) THEN
    RETURN false;
  END IF;
  RETURN sees = 'register' OR p_person = ANY(current_setting('sightline.opened')::bigint[])
    OR EXISTS (SELECT 1 FROM access_involvement p WHERE p.person_id = p_person
                 AND p.agency_id = ANY(current_setting('sightline.agencies')::bigint[])
                 AND p.since <= current_setting('sightline.at')::timestamptz
                 AND (p.until IS NULL OR p.until > current_setting('sightline.at')::timestamptz));
END $$;
"""

# How a migration puts the lock on a table: it names the table and the column. `OFFSET 0` keeps the planner from reading
# everybody an agency has a part in before it looks at the first row of a list; numbers kept in a setting are unnested,
# so that they are hashed once a statement and not compared one by one for each row.
PUTTING = r"""
CREATE FUNCTION lock_put(p_table text, p_seen_by text, p_using text, p_check text DEFAULT NULL,
                         p_for text DEFAULT 'ALL') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY %I ON %I FOR %s TO %I%s%s',
                 'lock_' || p_seen_by || CASE p_for WHEN 'ALL' THEN '' ELSE '_' || lower(p_for) END, p_table, p_for,
                 'sightline_' || p_seen_by, CASE WHEN p_for = 'INSERT' THEN '' ELSE ' USING (' || p_using || ')' END,
                 CASE p_for WHEN 'SELECT' THEN '' ELSE ' WITH CHECK (' || coalesce(p_check, p_using) || ')' END);
END $$;

-- A school's part opens the one record it is about: the person's name and that episode, and nothing else of the person.
CREATE FUNCTION lock_part(p_column text, p_episode text DEFAULT NULL) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format('EXISTS (SELECT 1 FROM access_involvement p WHERE p.person_id = %s'
    ' AND p.agency_id = ANY(current_setting(''sightline.agencies'')::bigint[])'
    ' AND p.since <= current_setting(''sightline.at'')::timestamptz'
    ' AND (p.until IS NULL OR p.until > current_setting(''sightline.at'')::timestamptz)'
    '%s OFFSET 0)', p_column, CASE WHEN p_episode = 'any' THEN '' ELSE
      ' AND (p.part NOT IN (''school'', ''education welfare service'')' || coalesce(' OR p.episode = ' || p_episode, '')
      || ')' END)
$$;

CREATE FUNCTION lock_among(p_column text, p_name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format('%s IN (SELECT unnest(current_setting(''sightline.%s'')::bigint[]))', p_column, p_name)
$$;

CREATE FUNCTION lock_part_apart(p_column text, p_episode text DEFAULT NULL) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format('(NOT (%s) AND (%s OR %s))', lock_among(p_column, 'hidden'), lock_part(p_column, p_episode),
                lock_among(p_column, 'opened'))
$$;

CREATE FUNCTION lock_by_person(p_table text, p_column text DEFAULT 'person_id', p_episode text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE person constant text := format('%I.%I', p_table, p_column);
BEGIN
  PERFORM lock_put(p_table, 'system', 'true');
  PERFORM lock_put(p_table, 'register', 'true');
  PERFORM lock_put(p_table, 'register_apart', format('NOT (%s)', lock_among(person, 'hidden')));
  PERFORM lock_put(p_table, 'involved', lock_part(person, p_episode));
  PERFORM lock_put(p_table, 'involved_apart', lock_part_apart(person, p_episode));
END $$;

CREATE FUNCTION lock_by_episode(p_table text, p_column text DEFAULT 'episode_id') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  episode constant text := format('%I.%I', p_table, p_column);
  seen constant text := format('EXISTS (SELECT 1 FROM episodes_episode e WHERE e.id = %s)', episode);
BEGIN
  PERFORM lock_put(p_table, 'system', 'true');
  PERFORM lock_put(p_table, 'register', 'true');
  PERFORM lock_put(p_table, 'register_apart', seen);
  PERFORM lock_put(p_table, 'involved', seen);
  PERFORM lock_put(p_table, 'involved_apart', seen);
END $$;

CREATE FUNCTION lock_by_row(p_table text, p_other text, p_column text, p_key text DEFAULT 'id') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE seen constant text := format('EXISTS (SELECT 1 FROM %I o WHERE o.%I = %I.%I OFFSET 0)',
                                     p_other, p_key, p_table, p_column);
BEGIN
  PERFORM lock_put(p_table, 'system', 'true');
  PERFORM lock_put(p_table, seen_by, seen)
    FROM unnest(ARRAY['register', 'register_apart', 'involved', 'involved_apart', 'nobody']) seen_by;
END $$;

CREATE FUNCTION lock_by_post(p_table text, p_column text DEFAULT 'post_id') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_put(p_table, 'system', 'true');
  PERFORM lock_put(p_table, seen_by, format('%I = current_setting(''sightline.post'')::bigint', p_column))
    FROM unnest(ARRAY['register', 'register_apart', 'involved', 'involved_apart', 'nobody']) seen_by;
END $$;

CREATE FUNCTION lock_off(p_table text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v record;
BEGIN
  FOR v IN SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = p_table LOOP
    EXECUTE format('DROP POLICY %I ON %I', v.policyname, p_table);
  END LOOP;
  EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', p_table);
END $$;

REVOKE EXECUTE ON FUNCTION lock_put, lock_by_person, lock_by_episode, lock_by_row, lock_by_post, lock_off FROM PUBLIC;
"""

TABLES = r"""
SELECT lock_by_person('people_person', 'id', 'any');
SELECT lock_by_person('people_othername');
SELECT lock_by_person('people_namekey');
SELECT lock_by_person('people_identifier');
SELECT lock_by_person('people_carestatus');
SELECT lock_by_person('people_placement');
SELECT lock_by_person('people_flag');
SELECT lock_by_person('people_relationship');
SELECT lock_by_person('people_triggerplan');
SELECT lock_by_person('episodes_episode', 'person_id', 'episodes_episode.id');
SELECT lock_by_episode('episodes_report');
SELECT lock_by_episode('episodes_riskfact');
SELECT lock_by_episode('episodes_decision');
SELECT lock_by_episode('episodes_enquiry');
SELECT lock_by_episode('episodes_searchedplace');
SELECT lock_by_episode('episodes_sighting');
SELECT lock_by_episode('episodes_contact');
SELECT lock_by_episode('episodes_attachment');
SELECT lock_by_episode('episodes_handover');
SELECT lock_by_episode('episodes_found');
SELECT lock_by_episode('episodes_interview');
SELECT lock_by_episode('episodes_closingcheck');
SELECT lock_by_episode('duties_duty');
SELECT lock_by_episode('duties_notice');
SELECT lock_by_post('access_draft');
SELECT lock_by_post('access_once');
"""

# A call is seen by who took it, and by who sees the person that was reported in it.
CALLS = r"""
DO $do$
DECLARE
  took constant text := 'taken_by_id = current_setting(''sightline.post'')::bigint';
  reported constant text := 'EXISTS (SELECT 1 FROM episodes_report r WHERE r.call_id = episodes_call.id)';
  kept constant text := 'NOT lock_call_apart(episodes_call.id)';
BEGIN
  PERFORM lock_put('episodes_call', 'system', 'true');
  PERFORM lock_put('episodes_call', 'register', 'true');
  PERFORM lock_put('episodes_call', 'register_apart', kept);
  PERFORM lock_put('episodes_call', 'involved', took || ' OR ' || reported);
  PERFORM lock_put('episodes_call', 'involved_apart', kept || ' AND (' || took || ' OR ' || reported || ')');
  PERFORM lock_put('episodes_call', 'nobody', took);
END $do$;
"""

# Giving a part, to oneself too, needs a view of the person already. `>=`: what ends at this moment is still seen by
# whoever ends it.
PARTS = r"""
DO $do$
DECLARE
  own constant text := '(agency_id = ANY(current_setting(''sightline.agencies'')::bigint[]) AND (until IS NULL OR until >='
    ' current_setting(''sightline.at'')::timestamptz) AND since <= current_setting(''sightline.at'')::timestamptz)';
  kept constant text := format('NOT (%s)', lock_among('person_id', 'hidden'));
BEGIN
  PERFORM lock_put('access_involvement', 'system', 'true');
  PERFORM lock_put('access_involvement', 'register', 'true');
  PERFORM lock_put('access_involvement', 'register_apart', kept);
  PERFORM lock_put('access_involvement', 'involved', own || ' OR lock_sees(person_id)', 'lock_sees(person_id)');
  PERFORM lock_put('access_involvement', 'involved_apart', kept || ' AND (' || own || ' OR lock_sees(person_id))',
                   'lock_sees(person_id)');
END $do$;
"""

RESTRICTED = r"""
DO $do$
DECLARE
  seen_by text;
  own constant text := 'post_id = current_setting(''sightline.post'')::bigint';
  coordinates constant text := '((SELECT current_setting(''sightline.role'')) = ''missing person coordinator'''
    ' AND NOT (' || lock_among('person_id', 'hidden') || '))';
BEGIN
  FOREACH seen_by IN ARRAY ARRAY['register', 'register_apart', 'involved', 'involved_apart'] LOOP
    PERFORM lock_put('access_restriction', seen_by, lock_among('id', 'lists'));
    PERFORM lock_put('access_named', seen_by, lock_among('restriction_id', 'lists'));
    PERFORM lock_put('access_breakglass', seen_by,
                     own || CASE WHEN seen_by LIKE 'register%' THEN ' OR ' || coordinates ELSE '' END);
  END LOOP;
  PERFORM lock_put('access_restriction', 'system', 'true');
  PERFORM lock_put('access_named', 'system', 'true');
  PERFORM lock_put('access_breakglass', 'system', 'true');
END $do$;
"""

# What waits to be sent: every action may add to it; the police and the system read what failed.
MESSAGES = r"""
SELECT lock_put('duties_outgoing', seen_by, 'true') FROM unnest(ARRAY['system', 'register', 'register_apart']) seen_by;
SELECT lock_put('duties_outgoing', seen_by, 'true', 'true', 'INSERT')
  FROM unnest(ARRAY['involved', 'involved_apart', 'nobody']) seen_by;
"""

# The record is read as its person is; it is written by its own function, and by the system. The system's own chain names
# callers and who signed in: read by those who see the register, and by who wrote it. What agencies tell one another
# there, which names no person, is for every post.
RECORD = r"""
DO $do$
DECLARE
  open_chain constant text := '(agency = current_setting(''sightline.agency'')::bigint OR kind IN (''issue raised'','
    ' ''issue answered'', ''report given'', ''expectations agreed'', ''conference requested'', ''conference held''))';
  event constant text := 'EXISTS (SELECT 1 FROM audit_event v WHERE v.id = audit_content.event_id OFFSET 0)';
  call constant text := 'CASE WHEN body->>''call'' ~ ''^[0-9]{1,18}$'' THEN NOT lock_call_apart((body->>''call'')::bigint)'
    ' ELSE true END';
  own_line constant text := '(agency = current_setting(''sightline.agency'')::bigint'
    ' AND (by = current_setting(''sightline.by'')::bigint OR by IN (SELECT d.stand_in_id FROM access_delegation d'
    ' WHERE d.post_id = current_setting(''sightline.post'')::bigint)))';
  names_none constant text := '(current_setting(''sightline.hidden'') = ''{}'' OR NOT EXISTS (SELECT 1'
    ' FROM jsonb_array_elements_text(people) n WHERE ' || lock_among('n::bigint', 'hidden') || '))';
  audits constant text := '((SELECT current_setting(''sightline.role'')) IN (''administrator'','
    ' ''missing person coordinator'', ''superintendent'') AND (agency = current_setting(''sightline.agency'')::bigint'
    ' OR (SELECT kind IN (''police'', ''national unit'') FROM access_agency'
    ' WHERE id = current_setting(''sightline.agency'')::bigint)))';
  seen_by text;
BEGIN
  PERFORM lock_put(t, 'system', 'true') FROM unnest(ARRAY['audit_event', 'audit_content', 'audit_chain',
                                                          'audit_consultation']) t;
  PERFORM lock_put(t, 'register', 'true', NULL, 'SELECT')
    FROM unnest(ARRAY['audit_event', 'audit_content', 'audit_chain']) t;
  PERFORM lock_put('audit_event', 'register_apart', format('NOT (%s)', lock_among('chain', 'hidden')), NULL, 'SELECT');
  PERFORM lock_put('audit_chain', 'register_apart', format('NOT (%s)', lock_among('id', 'hidden')), NULL, 'SELECT');
  PERFORM lock_put('audit_event', 'involved', format('CASE WHEN chain = 0 THEN %s ELSE %s END', open_chain,
                                                     lock_part('audit_event.chain', 'audit_event.episode')), NULL, 'SELECT');
  PERFORM lock_put('audit_event', 'involved_apart', format('CASE WHEN chain = 0 THEN %s ELSE %s END', open_chain,
                                                           lock_part_apart('audit_event.chain', 'audit_event.episode')), NULL, 'SELECT');
  PERFORM lock_put('audit_event', 'nobody', 'chain = 0 AND ' || open_chain, NULL, 'SELECT');
  PERFORM lock_put('audit_chain', 'involved', 'id = 0 OR ' || lock_part('audit_chain.id', 'any'), NULL, 'SELECT');
  PERFORM lock_put('audit_chain', 'involved_apart', 'id = 0 OR ' || lock_part_apart('audit_chain.id', 'any'), NULL, 'SELECT');
  PERFORM lock_put('audit_chain', 'nobody', 'id = 0', NULL, 'SELECT');
  PERFORM lock_put('audit_content', 'register_apart', call || ' AND ' || event, NULL, 'SELECT');
  PERFORM lock_put('audit_content', 'involved', event, NULL, 'SELECT');
  PERFORM lock_put('audit_content', 'involved_apart', call || ' AND ' || event, NULL, 'SELECT');
  PERFORM lock_put('audit_content', 'nobody', call || ' AND ' || event, NULL, 'SELECT');
  FOREACH seen_by IN ARRAY ARRAY['register', 'register_apart', 'involved', 'involved_apart', 'nobody'] LOOP
    PERFORM lock_put('audit_consultation', seen_by, own_line || ' OR (' || names_none || ' AND ' || audits || ')',
                     NULL, 'SELECT');
    PERFORM lock_put('audit_consultation', seen_by, own_line, own_line, 'INSERT');
  END LOOP;
END $do$;
"""

LOCK = "\n".join((SAYING, APART, SEES, PUTTING, TABLES, CALLS, PARTS, RESTRICTED, MESSAGES, RECORD))

UNLOCK = r"""
DO $do$
DECLARE v record;
BEGIN
  FOR v IN SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    PERFORM lock_off(v.tablename);
  END LOOP;
END $do$;
DROP FUNCTION lock_for_post(bigint, timestamptz, bigint[]), lock_standing(bigint, timestamptz, bigint[]), lock_hidden(bigint, timestamptz),
  lock_opened(bigint, timestamptz), lock_sees(bigint), lock_for_system(text), lock_shut(),
  lock_say(text, text, bigint, bigint, bigint, text, timestamptz, text), lock_by_person(text, text, text),
  lock_by_episode(text, text), lock_by_row(text, text, text, text), lock_by_post(text, text), lock_off(text),
  lock_put(text, text, text, text, text), lock_part(text, text), lock_part_apart(text, text), lock_among(text, text),
  lock_call_apart(bigint);
"""
