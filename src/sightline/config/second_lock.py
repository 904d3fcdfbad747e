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
         set_config('sightline.because', p_because, false)
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
END $$;
"""


def _said(name: str, kind: str = "") -> str:
    """What the connection was told, asked once a statement and not once a row."""
    setting = f"current_setting('sightline.{name}', true)"
    return f"(SELECT nullif({setting}, ''){f'::{kind}' if kind else ''})"


SEES, ROLE = _said("sees"), _said("role")
POST, BY, AGENCY = _said("post", "bigint"), _said("by", "bigint"), _said("agency", "bigint")
AT = _said("at", "timestamptz")
SYSTEM, EVERYBODY = f"{SEES} = 'system'", f"{SEES} IN ('system', 'register')"
ANYBODY = f"{SEES} IS NOT NULL"

# An agency that has a part in a person's care now. `>=`: what ends at this moment is still seen by whoever ends it.
PART = f"""p.agency_id = {AGENCY} AND {SEES} = 'involved' AND p.since <= {AT} AND (p.until IS NULL OR p.until > {AT})"""


def seen(person: str) -> str:
    """Whether the person of this number is one to be seen."""
    return f"({EVERYBODY} OR EXISTS (SELECT 1 FROM access_involvement p WHERE p.person_id = {person} AND {PART}))"  # noqa: S608 - names of our own


# Asked by what must not ask the table of parts itself: its own policy, and the record. Runs as the owner.
INVOLVED = f"""
CREATE FUNCTION lock_sees(p_person bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT coalesce({seen("p_person")}, false)
$$;
"""


def of_episode(table: str) -> str:
    """Rows that belong to one episode, and with it to a person."""
    whose = f"SELECT 1 FROM episodes_episode e WHERE e.id = {table}.episode_id AND {seen('e.person_id')}"  # noqa: S608 - names of our own
    return f"({EVERYBODY} OR EXISTS ({whose}))"


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
OF_CONTENT = f"({SYSTEM} OR EXISTS (SELECT 1 FROM audit_event v WHERE v.id = audit_content.event_id))"  # noqa: S608 - names of our own
# A call is seen by who took it, and by who sees the person that was reported in it.
REPORTED = "SELECT 1 FROM episodes_report r WHERE r.call_id = episodes_call.id"
OF_CALL = f"({EVERYBODY} OR taken_by_id = {POST} OR EXISTS ({REPORTED}))"
AUDITORS = "('administrator', 'missing person coordinator', 'superintendent')"
WHOLE_LOG = f"(SELECT kind IN ('police', 'national unit') FROM access_agency WHERE id = {AGENCY})"  # noqa: S608 - names of our own
OF_LOG = (
    f"({SYSTEM} OR (agency = {AGENCY} AND (by = {BY} OR {ROLE} IN {AUDITORS}))"
    f" OR ({ROLE} IN {AUDITORS} AND {WHOLE_LOG}))"
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
    return dict(_same(rows)) | _of_parts() | _of_messages() | _of_the_record()


def _of_parts() -> dict[str, list[str]]:
    """Who has a part in whose care. Giving a part, to oneself too, needs a view of the person already."""
    table = "access_involvement"
    own = PART.replace("p.until >", "p.until >=").replace("p.", "")
    visible = f"({EVERYBODY} OR ({own}) OR lock_sees(person_id))"
    given = f"({EVERYBODY} OR lock_sees(person_id))"
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
    made += ["DROP FUNCTION lock_for_system(text);", "DROP FUNCTION lock_shut();"]
    made.append("DROP FUNCTION lock_say(text, bigint, bigint, bigint, text, timestamptz, text);")
    return "\n".join(made)
