"""The part of the record that PostgreSQL itself enforces.

Written as SQL, applied by a migration, owned by the owner's role.
"""

APPEND = r"""
CREATE FUNCTION audit_append(
  p_chain bigint, p_kind text, p_episode bigint, p_happened timestamptz, p_recorded timestamptz,
  p_by bigint, p_by_name text, p_role text, p_agency bigint, p_source text,
  p_content_hash text, p_salt text, p_body jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_position bigint; v_previous text; v_hash text; v_id bigint;
  sep constant text := chr(31);
  shape constant text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
BEGIN
  INSERT INTO audit_chain AS c (id, length, head) VALUES (p_chain, 1, repeat('0', 64))
    ON CONFLICT (id) DO UPDATE SET length = c.length + 1
    RETURNING length, head INTO v_position, v_previous;
  v_hash := encode(sha256(convert_to(concat_ws(sep,
    p_chain, v_position, p_kind, coalesce(p_episode::text, ''),
    to_char(p_happened AT TIME ZONE 'UTC', shape), to_char(p_recorded AT TIME ZONE 'UTC', shape),
    coalesce(p_by::text, ''), p_by_name, p_role, coalesce(p_agency::text, ''), p_source,
    p_content_hash, v_previous), 'UTF8')), 'hex');
  INSERT INTO audit_event (chain, position, kind, episode, happened_at, recorded_at, by, by_name, role, agency, source,
                           content_hash, previous, hash)
    VALUES (p_chain, v_position, p_kind, p_episode, p_happened, p_recorded, p_by, p_by_name, p_role, p_agency, p_source,
            p_content_hash, v_previous, v_hash)
    RETURNING id INTO v_id;
  INSERT INTO audit_content (event_id, salt, body) VALUES (v_id, p_salt, p_body);
  UPDATE audit_chain SET head = v_hash WHERE id = p_chain;
  RETURN v_id;
END $$;
"""

# As it stands today: it runs as the owner, because the application may add to the record in no other way, and asks the
# second lock first. Whoever may not see a person writes nothing on that person's chain.
APPEND_LOCKED = (
    APPEND.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    .replace(
        "RETURNS bigint LANGUAGE plpgsql AS",
        "RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS",
    )
    .replace(
        "BEGIN\n",
        """BEGIN
  IF p_chain <> 0 AND NOT lock_sees(p_chain) THEN
    RAISE EXCEPTION 'this record is not one to write to' USING ERRCODE = 'insufficient_privilege';
  END IF;
""",
        1,
    )
)

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only: % on % is refused; a correction is a new event', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
"""

APPEND_ONLY = ("audit_event", "audit_content", "audit_consultation", "audit_anchor")


def guard(table: str) -> str:
    """Triggers that refuse to change or remove a row of `table`, for the application's role and the owner's alike."""
    return f"""
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
