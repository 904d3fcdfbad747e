"""Row-level security, written as SQL: which rows of which table the database shows on whose behalf (DESIGN section 5).

The gate decides in Python and is the door; this decides again in PostgreSQL, for whatever comes past the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# The kinds of agency that see the register, and the roles that never open a person's record: as the gate has them.
FUNCTIONS = r"""
CREATE FUNCTION lock_say(p_sees text, p_post bigint, p_by bigint, p_agency bigint, p_role text, p_at timestamptz,
                         p_because text) RETURNS void LANGUAGE sql AS $$
  SELECT set_config('sightline.sees', p_sees, false),
         set_config('sightline.post', coalesce(p_post::text, ''), false),
         set_config('sightline.by', coalesce(p_by::text, ''), false),
         set_config('sightline.agency', coalesce(p_agency::text, ''), false),
         set_config('sightline.role', p_role, false),
         set_config('sightline.at', coalesce(p_at::text, ''), false),
         set_config('sightline.because', p_because, false),
         set_config('sightline.hidden', '', false), set_config('sightline.hidden_episodes', '', false),
         set_config('sightline.hidden_calls', '', false), set_config('sightline.opened', '', false),
         set_config('sightline.lists', '', false)
$$;

CREATE FUNCTION lock_shut() RETURNS void LANGUAGE sql AS $$
  SELECT lock_say('', NULL, NULL, NULL, '', NULL, '')
$$;

CREATE FUNCTION lock_for_system(p_because text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(btrim(p_because), '') = '' THEN
    RAISE EXCEPTION 'the system looks at people only for a reason' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM lock_say('system', NULL, NULL, NULL, 'system', NULL, p_because);
END $$;

CREATE FUNCTION lock_hidden(p_post bigint, p_at timestamptz) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(r.person_id), '{}') FROM access_restriction r
    WHERE (r.lifted_at IS NULL OR r.lifted_at > p_at)
      AND NOT EXISTS (SELECT 1 FROM access_named n WHERE n.restriction_id = r.id AND n.post_id = p_post
                        AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at))
$$;

CREATE FUNCTION lock_opened(p_post bigint, p_at timestamptz) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(o.person_id), '{}') FROM (
    SELECT g.person_id FROM access_breakglass g
      WHERE g.post_id = p_post AND g.opened_at <= p_at AND g.until > p_at
    UNION
    SELECT r.person_id FROM access_restriction r JOIN access_named n ON n.restriction_id = r.id
      WHERE n.post_id = p_post AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at) AND r.lifted_at IS NULL
  ) o
$$;

CREATE FUNCTION lock_keep_apart(p_post bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE hidden constant bigint[] := lock_hidden(p_post, p_at);
BEGIN
  PERFORM set_config('sightline.opened', lock_opened(p_post, p_at)::text, false);
  PERFORM set_config('sightline.lists', coalesce((SELECT array_agg(n.restriction_id) FROM access_named n
    WHERE n.post_id = p_post AND n.since <= p_at AND (n.until IS NULL OR n.until > p_at)), '{}')::text, false);
  IF hidden <> '{}' THEN
    PERFORM set_config('sightline.hidden', hidden::text, false);
    PERFORM set_config('sightline.hidden_episodes', coalesce((SELECT array_agg(e.id) FROM episodes_episode e
      WHERE e.person_id = ANY(hidden)), '{}')::text, false);
    PERFORM set_config('sightline.hidden_calls', coalesce((SELECT array_agg(r.call_id) FROM episodes_report r
      JOIN episodes_episode e ON e.id = r.episode_id
      WHERE e.person_id = ANY(hidden) AND r.call_id IS NOT NULL), '{}')::text, false);
  END IF;
END $$;

CREATE FUNCTION lock_for_post(p_post bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v record;
BEGIN
  SELECT p.user_id, p.role, a.id AS agency, a.kind INTO v
    FROM access_post p JOIN access_agency a ON a.id = p.agency_id
    WHERE p.id = p_post AND (p.until IS NULL OR p.until >= (p_at AT TIME ZONE 'Europe/London')::date);
  IF NOT FOUND OR p_at IS NULL THEN
    PERFORM lock_shut();
    RETURN;
  END IF;
  PERFORM lock_say(
    CASE WHEN v.role IN ('analyst', 'administrator') THEN 'nobody'
         WHEN v.kind IN ('police', 'national unit') THEN 'register'
         ELSE 'involved' END,
    p_post, v.user_id, v.agency, v.role, p_at, '');
  PERFORM lock_keep_apart(p_post, p_at);
END $$;
"""


def _said(name: str, kind: str = "") -> str:
    """What the connection was told, asked once a statement and not once a row."""
    setting = f"current_setting('sightline.{name}', true)"
    return f"(SELECT nullif({setting}, ''){f'::{kind}' if kind else ''})"


SEES, ROLE = _said("sees"), _said("role")
POST, BY, AGENCY = _said("post", "bigint"), _said("by", "bigint"), _said("agency", "bigint")
AT = _said("at", "timestamptz")
SYSTEM, REGISTER = f"{SEES} = 'system'", f"{SEES} = 'register'"
EVERYBODY = f"{SEES} IN ('system', 'register')"
ANYBODY = f"{SEES} IS NOT NULL"

# An agency that has a part in a person's care now. `>=`: what ends at this moment is still seen by whoever ends it.
PART = f"""p.agency_id = {AGENCY} AND {SEES} = 'involved' AND p.since <= {AT} AND (p.until IS NULL OR p.until > {AT})"""


def _numbers(name: str) -> str:
    """Numbers worked out once for this post and moment: restricted records, and those opened in an emergency."""
    return f"((SELECT coalesce(nullif(current_setting('sightline.{name}', true), ''), '{{}}'))::bigint[])"


HIDDEN, HIDDEN_EPISODES, HIDDEN_CALLS = _numbers("hidden"), _numbers("hidden_episodes"), _numbers("hidden_calls")
OPENED, LISTS = _numbers("opened"), _numbers("lists")


def seen(person: str) -> str:
    """Whether the person of this number is one to be seen; a restricted record only by who is on its list."""
    part = f"EXISTS (SELECT 1 FROM access_involvement p WHERE p.person_id = {person} AND {PART})"  # noqa: S608 - our own names
    part = f"({REGISTER} OR ({SEES} = 'involved' AND {person} = ANY({OPENED})) OR {part})"
    return f"({SYSTEM} OR ({person} <> ALL({HIDDEN}) AND {part}))"


# Asked by what must not ask the table of parts itself: its own policy, and the record. Runs as the owner.
INVOLVED = f"""
CREATE FUNCTION lock_sees(p_person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT coalesce({seen("p_person")}, false)
$$;
"""


def of_episode(table: str) -> str:
    """Rows that belong to one episode, and with it to a person."""
    whose = (
        f"SELECT 1 FROM episodes_episode e WHERE e.id = {table}.episode_id AND NOT {REGISTER} AND {seen('e.person_id')}"  # noqa: S608 - names of our own
    )
    register = f"{REGISTER} AND {table}.episode_id <> ALL({HIDDEN_EPISODES})"
    return f"({SYSTEM} OR ({register}) OR EXISTS ({whose}))"


# Columns are named with their table: in a subquery a bare name would mean the table asked there.
BY_PERSON = {"people_person": "id"} | dict.fromkeys(
    (
        "people_othername", "people_namekey", "people_identifier", "people_carestatus", "people_placement",
        "people_flag", "people_relationship", "people_triggerplan", "episodes_episode",
    ),
    "person_id",
)  # fmt: skip
BY_EPISODE = (
    "episodes_report", "episodes_riskfact", "episodes_decision", "episodes_enquiry", "episodes_searchedplace",
    "episodes_sighting", "episodes_contact", "episodes_attachment", "episodes_handover", "episodes_found",
    "episodes_interview", "episodes_closingcheck", "duties_duty", "duties_notice",
)  # fmt: skip
OWN_POST = ("access_draft", "access_once")
"""What somebody typed, and which forms were acted on: his or her own."""

# The system's own chain names callers and who signed in: read by those who see the register, and by who wrote it.
# What agencies tell one another there, which names no person, is for every post.
TOLD_TO_ALL = ("issue raised", "issue answered", "report given", "expectations agreed", "conference requested",
               "conference held")  # fmt: skip
_TOLD = ", ".join(f"'{kind}'" for kind in TOLD_TO_ALL)
OF_RECORD = (
    f"(CASE WHEN chain = 0 THEN {EVERYBODY} OR agency = {AGENCY} OR ({ANYBODY} AND kind IN ({_TOLD}))"
    f" ELSE {seen('audit_event.chain')} END)"
)
OF_CHAIN = f"(id = 0 AND {ANYBODY} OR {seen('audit_chain.id')})"
# The note of a call on the system's chain names the call; one about a restricted record is kept apart with it.
OF_CONTENT = (
    f"({SYSTEM} OR ({REGISTER} AND {HIDDEN} = '{{}}')"  # noqa: S608 - names of our own
    f" OR (coalesce(body->>'call', '') <> ALL({HIDDEN_CALLS}::text[])"
    f" AND EXISTS (SELECT 1 FROM audit_event v WHERE v.id = audit_content.event_id)))"
)
# A call is seen by who took it, and by who sees the person that was reported in it.
REPORTED = "SELECT 1 FROM episodes_report r WHERE r.call_id = episodes_call.id"
OF_CALL = (
    f"({SYSTEM} OR (episodes_call.id <> ALL({HIDDEN_CALLS})"
    f" AND ({REGISTER} OR taken_by_id = {POST} OR EXISTS ({REPORTED}))))"
)
AUDITORS = "('administrator', 'missing person coordinator', 'superintendent')"
WHOLE_LOG = f"(SELECT kind IN ('police', 'national unit') FROM access_agency WHERE id = {AGENCY})"  # noqa: S608 - names of our own
# A line that names a restricted record is read by who wrote it and by who is on the record's list.
NAMES_NONE = (
    f"({HIDDEN} = '{{}}' OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(people) n"  # noqa: S608 - our own
    f" WHERE n::bigint = ANY({HIDDEN})))"
)
OF_LOG = (
    f"({SYSTEM} OR (agency = {AGENCY} AND by = {BY}) OR ({NAMES_NONE} AND {ROLE} IN {AUDITORS}"
    f" AND (agency = {AGENCY} OR {WHOLE_LOG})))"
)


def _policy(table: str, name: str, what: str, *, using: str = "", check: str = "") -> str:
    clauses = f"{f' USING ({using})' if using else ''}{f' WITH CHECK ({check})' if check else ''}"
    return f"CREATE POLICY {name} ON {table} FOR {what}{clauses};"


def _same(rows: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Tables of which one may write what one may see."""
    for table, visible in rows.items():
        yield table, [_policy(table, "second_lock", "ALL", using=visible, check=visible)]


def policies() -> dict[str, list[str]]:
    """By table, the policies that stand on it."""
    rows = {table: seen(f"{table}.{column}") for table, column in BY_PERSON.items()}
    rows |= {table: of_episode(table) for table in BY_EPISODE}
    rows |= dict.fromkeys(OWN_POST, f"({SYSTEM} OR post_id = {POST})")
    rows |= {"episodes_call": OF_CALL}
    rows |= {
        "access_restriction": f"({SYSTEM} OR id = ANY({LISTS}))",
        "access_named": f"({SYSTEM} OR restriction_id = ANY({LISTS}))",
        "access_breakglass": f"({SYSTEM} OR post_id = {POST} OR ({ROLE} = 'missing person coordinator' AND {REGISTER}"
        f" AND person_id <> ALL({HIDDEN})))",
    }
    return dict(_same(rows)) | _of_parts() | _of_messages() | _of_the_record()


def _of_parts() -> dict[str, list[str]]:
    """Who has a part in whose care. Giving a part, to oneself too, needs a view of the person already."""
    table = "access_involvement"
    own = PART.replace("p.until >", "p.until >=").replace("p.", "")
    everybody = f"{SYSTEM} OR ({REGISTER} AND person_id <> ALL({HIDDEN}))"
    visible = f"({everybody} OR ({own} AND person_id <> ALL({HIDDEN})) OR lock_sees(person_id))"
    given = f"({everybody} OR lock_sees(person_id))"
    return {table: [_policy(table, "second_lock", "ALL", using=visible, check=given)]}


def _of_messages() -> dict[str, list[str]]:
    """What waits to be sent: every action may add to it; the police and the system read what failed."""
    table = "duties_outgoing"
    return {table: [
        _policy(table, "second_lock", "ALL", using=EVERYBODY),
        _policy(table, "second_lock_adds", "INSERT", check=ANYBODY),
    ]}  # fmt: skip


def _of_the_record() -> dict[str, list[str]]:
    """The record is read as its person is. It is written by its own function, and by the system."""
    reading = {"audit_event": OF_RECORD, "audit_content": OF_CONTENT, "audit_chain": OF_CHAIN}
    found = {
        table: [
            _policy(table, "second_lock", "SELECT", using=visible),
            _policy(table, "second_lock_adds", "INSERT", check=SYSTEM),
        ]
        for table, visible in reading.items()
    }
    log = "audit_consultation"
    wrote = f"({SYSTEM} OR (agency = {AGENCY} AND by = {BY}))"
    found[log] = [_policy(log, "second_lock", "SELECT", using=OF_LOG),
                  _policy(log, "second_lock_adds", "INSERT", check=wrote)]  # fmt: skip
    found["audit_chain"].append(_policy("audit_chain", "second_lock_counts", "UPDATE", using=SYSTEM))
    return found


def lock_up() -> str:
    """Everything that locks, in the order in which it must be made."""
    made = [FUNCTIONS, INVOLVED]
    for table, lines in policies().items():
        made += [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;", *lines]
    return "\n".join(made)


def unlock() -> str:
    """Takes it all away again."""
    made = []
    for table, lines in policies().items():
        made += [f"DROP POLICY {line.split()[2]} ON {table};" for line in lines]
        made.append(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;")
    made += ["DROP FUNCTION lock_sees(bigint);", "DROP FUNCTION lock_for_post(bigint, timestamptz);"]
    made += ["DROP FUNCTION lock_keep_apart(bigint, timestamptz);", "DROP FUNCTION lock_hidden(bigint, timestamptz);"]
    made += ["DROP FUNCTION lock_opened(bigint, timestamptz);"]
    made += ["DROP FUNCTION lock_for_system(text);", "DROP FUNCTION lock_shut();"]
    made.append("DROP FUNCTION lock_say(text, bigint, bigint, bigint, text, timestamptz, text);")
    return "\n".join(made)
