"""What the tests of the second lock share: Tyler with a row in every table, and raw statements on the application's own
connection, on behalf of whoever a test names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from django.db import DatabaseError, connection, transaction

from sightline.access.actions import claim_once, save_draft
from sightline.access.gate import open_person
from sightline.access.models import BreakGlass, FactNamed, Named, Post, RestrictedFact, Restriction
from sightline.audit.behalf import of_system
from sightline.audit.moments import day_of
from sightline.duties.models import Outgoing
from sightline.episodes.actions import decide, found, handover, investigate
from sightline.episodes.actions.report import Answered, Told, report_missing, take_call
from sightline.episodes.models import Attachment, Episode
from sightline.episodes.protocol import protocols
from sightline.people import actions
from sightline.people.models import Identifier, OtherName, Person, Relationship
from tests.integration.web.reported import WHY
from tests.people import Cast

SOUTH, COUNCIL, NOBODY = "Southvale Police", "Southvale County Council", 987_654
REFUSED = "42501"  # insufficient privilege: the one answer to writing what is not yours

UNINVOLVED = ("Northmoor City Council", "Rowan House", "Northmoor Foster Carers", "Northmoor General Hospital",
              "Fernbank", "Open Door")  # fmt: skip

# Tables that hold nothing of a person, each with the reason why everybody may read them.
OPEN = {
    "access_agency": "which agencies there are", "access_desk": "which desks there are and how to ring them",
    "access_formername": "what an agency was called", "access_shift": "who is on duty at a desk",
    "access_delegation": "who stands in for whom", "access_setpasswordlink": "how somebody new is let in, by a hash",
    "episodes_schoolclosure": "when a school is shut", "sharing_agreement": "what agencies agreed, of nobody",
    "sharing_agreement_parties": "who is party to what was agreed",
    "sharing_outsidecontact": "where outside bodies are reached",
    "access_user": "who signs in", "access_post": "who works where",
    "audit_anchor": "digests that tie the chains together", "duties_heartbeat": "when a watcher last came round",
    "axes_accessattempt": "sign-ins that failed", "axes_accesslog": "sign-ins", "axes_accessfailurelog": "sign-ins",
    "axes_accessattemptexpiration": "sign-ins that failed",
    "django_content_type": "Django's own", "django_migrations": "Django's own", "django_session": "sessions, by key",
    "auth_group": "Django's own, empty", "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own",
}  # fmt: skip


# Locked by a row of another locked table: seen by who sees that one. By table: the other one, and the column.
RULED_BY = {
    "episodes_caresignature": ("episodes_carereport", "report_id"),
    "sharing_familyupdate": ("sharing_familycontact", "contact_id"),
    "sharing_familynote": ("sharing_familycontact", "contact_id"),
    "sharing_outlet": ("sharing_appeal", "appeal_id"), "sharing_publicitydecision": ("sharing_appeal", "appeal_id"),
}  # fmt: skip
# In which no action of `tyler_everywhere` writes: a bare row of his stands there instead.
BARE = (
    "people_profile", "people_profilephoto", "episodes_leave", "episodes_placementoffer", "sharing_disclosure",
    "sharing_telling", "episodes_privatewhereabouts", "episodes_ownershipdispute", "episodes_elsewhere",
    "episodes_firstcheck", "episodes_carereport", "episodes_schoolabsence", "sharing_familycontact",
    "sharing_charitynumber", "sharing_appeal", "sharing_rescuealert", "sharing_link", "episodes_councilhandover",
    *RULED_BY,
)  # fmt: skip
# What the table's own conditions ask of a row.
CHECKED = {
    "episodes_leave": {"until": "'2027-03-01'"},
    "sharing_link": {"until": "'2027-03-01'"},
    "sharing_appeal": {"state": "'draft'"},
    "episodes_ownershipdispute": {"kind": "'both claim'"},
    "sharing_disclosure": {
        "how": "'sheet'",
        "until": "'2027-03-01'",
        "to_agency_id": "(SELECT min(id) FROM access_agency)",
    },
}
ANYTHING = {
    "bool": "false", "int2": "1", "int4": "1", "int8": "1", "jsonb": "'{}'", "date": "'2026-03-01'",
    "timestamptz": "'2026-03-01'", "daterange": "'[2026-03-01,)'", "varchar": "'x'", "text": "'x'",
}  # fmt: skip
NEEDED = """
SELECT a.attname, t.typname, f.confrelid::regclass::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND a.attnotnull AND a.attidentity = '' AND NOT a.attisdropped
"""


def fill(table: str, whose: dict[str, str]) -> None:
    """Put a bare row into a table: `whose` says what some columns hold, by column or by the table they lead to; what
    else is needed is anything, or leads to any row."""
    filled = {name: whose.get(name) or whose.get(leads_to or "")
              or (f"(SELECT min({_key(leads_to)}) FROM {leads_to})" if leads_to else ANYTHING[kind])
              for name, kind, leads_to in ask(NEEDED, table)}  # fmt: skip
    filled |= {name: value for name, value in whose.items() if name in columns(table)}
    ask(f"INSERT INTO {table} ({', '.join(map(_quoted, filled))}) VALUES ({', '.join(filled.values())})")


def _quoted(name: str) -> str:
    return f'"{name}"'


def outsiders(cast: Cast) -> list[Post]:
    """A post of every role there is, in turn at each agency without a part in Tyler's care; and whoever works there."""
    users = {p.agency.name: p.user for p in cast.posts.values()}
    roles = sorted({*protocols().vocabulary.roles, *(role for _, role in cast.posts)})
    made = [
        Post.objects.get_or_create(user=users[name], agency=cast.agency(name), role=role)[0]
        for role, name in zip(roles, cycle(UNINVOLVED), strict=False)
    ]
    there = [post for post in cast.posts.values() if post.agency.name in UNINVOLVED and post not in made]
    return [*made, *there, cast.post("analyst"), cast.post("administrator")]


def locked() -> set[str]:
    """The tables on which row-level security is."""
    return {name for (name,) in ask("SELECT relname FROM pg_class WHERE relrowsecurity")}


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a bare statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def touched(statement: str, *values: Any) -> int:
    """How many rows a bare statement changes; it is undone at once. Being refused changes none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            count = int(cursor.rowcount)
            transaction.set_rollback(True)
            return count
    except DatabaseError as fault:
        assert refusal(fault) == REFUSED, fault
        return 0


def refusal(fault: DatabaseError) -> str:
    """The state by which PostgreSQL says why."""
    return str(getattr(fault.__cause__, "sqlstate", ""))


def answer_to(statement: str, values: Sequence[Any] = ()) -> str:
    """How the database answers an attempt: “done”, or the state of its refusal. Whatever it did is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(values) or None)
            transaction.set_rollback(True)
            return "done"
    except DatabaseError as fault:
        return refusal(fault)


def tables() -> list[str]:
    """Every table there is."""
    return [name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def columns(table: str) -> list[str]:
    """The columns of a table."""
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    rows = ask(asked, table)
    return [name for (name,) in rows]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _known_of(person: Person, cast: Cast, at: datetime) -> None:
    by = cast.actor("social worker", "Southvale County Council").author
    OtherName.objects.create(person=person, given_name="Ty", family_name="Ashdown")
    Identifier.objects.create(person=person, kind="NHS number", value="943 476 5919")
    Relationship.objects.create(person=person, name="Dean Ashdown", relation="brother")
    actions.add_flag(person=person.pk, phrase="self-harms", says="Cuts his arms.", from_whom="Anil Rowntree",
                     since=date(2025, 1, 1), by=by, at=at)  # fmt: skip
    actions.agree_trigger_plan(
        person=person.pk, category="missing", risk="high", actions=["Ring his brother"], agreed_by="Anil Rowntree",
        review_on=day_of(at) + timedelta(days=30), by=by, at=at,
    )  # fmt: skip


def _looked_for(cast: Cast, episode: Episode, at: datetime) -> None:
    officer = cast.actor("investigating officer", SOUTH)
    of: dict[str, Any] = {"episode": episode.pk, "by": officer, "at": at}
    investigate.raise_enquiry(what="Ring his brother", **of)
    investigate.record_search(searched_at=at, place="Willow Lodge", rooms=["his room"], not_searched="the loft",
                              power="Consent of the occupier", found="Nothing.", **of)  # fmt: skip
    investigate.record_sighting(seen_at=at, place="the station", by_whom="a guard", reliability="likely", **of)
    investigate.contact_informant(with_whom="Marcus Ibbotson", said="No news.", **of)
    Attachment.objects.create(episode=episode, title="His coat", file="coat.png", kind="png", width=1, height=1,
                              sha256="0" * 64, added_at=at, by_name=officer.name)  # fmt: skip


def _found_again(cast: Cast, episode: Episode, at: datetime) -> None:
    officer = cast.actor("investigating officer", SOUTH)
    of: dict[str, Any] = {"episode": episode.pk, "at": at}
    found.locate(
        by=officer, located_at=at, place="his brother's flat", located_by="PC Kitteridge", confirmed=True, **of
    )
    found.see_safe_and_well(by=officer, version=2, seen_at=at, seen_by=officer.name, seen_alone=True, harm="no",
                            says="Tired and hungry.", **of)  # fmt: skip
    found.offer_interview(by=cast.actor("social worker", "Southvale County Council"),
                          provider=cast.agency("Southvale County Council").pk, choice="a woman", **of)  # fmt: skip
    found.closing_check(by=officer, version=0, referral="already referred", referral_because="Told by telephone.",
                        returns_to="Willow Lodge", safe_there="yes", person_says="Happy to go back.", **of)  # fmt: skip


def _kept_apart_once(cast: Cast, person: Person, episode: Episode, at: datetime) -> None:
    """A restriction that was lifted and an emergency that is over: rows that hide nothing and open nothing now."""
    post, then = cast.post("duty inspector", SOUTH), at - timedelta(days=9)
    row = Restriction.objects.create(person=person, kind="forced marriage", because="x", at=then, by_name="x",
                                     lifted_at=then + timedelta(days=1), lifted_because="x")  # fmt: skip
    Named.objects.create(restriction=row, post=post, because="x", since=then, until=then + timedelta(days=1))
    fact = RestrictedFact.objects.create(person=person, kind="forced marriage", says="x", because="x", at=then,
                                         by_name="x", salt="x")  # fmt: skip
    FactNamed.objects.create(fact=fact, post=post, because="x", since=then, until=then + timedelta(days=1), by_name="x")
    BreakGlass.objects.create(post=post, person=person, episode=episode.pk, because="x", opened_at=then,
                              until=then + timedelta(hours=3))  # fmt: skip


def tyler_everywhere(cast: Cast, at: datetime) -> Episode:
    """Tyler is missing from Southvale and found again, and every table that is locked holds a row of it."""
    tyler, told = cast.person("Tyler"), Told("Marcus Ibbotson")
    by = cast.actor("call handler", SOUTH)
    _known_of(tyler, cast, at)
    call = take_call(by=by, at=at, told=told, said="He did not come back.")
    episode = report_missing(by=by, at=at, person=tyler.pk, told=told, last_seen_at=at, last_seen_place="Willow Lodge",
                             circumstances="Did not come back.", call=call.pk,
                             answered=[Answered("is looked after", "yes", "Lives with us.")])  # fmt: skip
    inspector = cast.actor("duty inspector", SOUTH)
    wanted = decide.Wanted("missing", "high", WHY, "high", "high")
    decide.decide(episode=episode.pk, by=inspector, at=at, wanted=wanted)
    _looked_for(cast, episode, at)
    desk = cast.desk("force incident manager", SOUTH)
    handover.offer(episode=episode.pk, to_desk=desk.pk, by=inspector, at=at, why="A second scene.")
    _found_again(cast, episode, at)
    save_draft(post=by.post, form=f"report-{tyler.pk}", fields={"said": "Tyler"}, at=at)
    claim_once(token=uuid.uuid4(), post=by.post, at=at)
    _kept_apart_once(cast, tyler, episode, at)
    open_person(inspector, tyler.pk, at=at, purpose="duty", screen="person", episode=episode.pk)
    assert Outgoing.objects.filter(says__contains="Tyler").exists()
    _bare_rows(cast, episode)
    return episode


def _bare_rows(cast: Cast, episode: Episode) -> None:
    desk, council = cast.desk("force incident manager", SOUTH), cast.agency("Southvale County Council").pk
    whose = {
        "person_id": str(episode.person_id), "episode_id": str(episode.pk), "person": str(episode.person_id),
        "access_agency": str(council), "access_desk": str(desk.pk), "state": "'told'",
    }  # fmt: skip
    for table in BARE:
        fill(table, whose | CHECKED.get(table, {}))


def _key(table: str) -> str:
    return "id" if "id" in columns(table) else "episode_id"


def belonging_to(person: int, episode: int) -> dict[str, str]:
    """By locked table, the condition that picks the rows of this person and episode."""
    of_person, of_episode = f"= {person}", f"= {episode}"
    found = {}
    with of_system("which rows belong to whom"):
        for table in (t for t in tables() if t not in OPEN):
            names = columns(table)
            if "person_id" in names:
                found[table] = f"person_id {of_person}"
            elif "episode_id" in names:
                found[table] = f"episode_id {of_episode}"
        events = [number for (number,) in ask("SELECT id FROM audit_event WHERE chain = %s", person)]
    found |= {t: f"{column} IN (SELECT {_key(other)} FROM {other} WHERE {found[other]})"
              for t, (other, column) in RULED_BY.items()}  # fmt: skip
    of_police = f"SELECT p.id FROM access_post p JOIN access_agency a ON a.id = p.agency_id WHERE a.name = '{SOUTH}'"
    posts = f"post_id IN ({of_police})"
    return found | {
        "duties_notice": f"episode_id {of_episode}", "sharing_link": f"person {of_person}",
        "episodes_councilhandover": f"agency_id = (SELECT id FROM access_agency WHERE name = '{COUNCIL}')",
        "people_person": f"id {of_person}", "audit_chain": f"id {of_person}", "audit_event": f"chain {of_person}",
        "audit_content": f"event_id IN ({', '.join(map(str, events))})",
        "audit_consultation": f"people @> '[{person}]'", "duties_outgoing": "says LIKE '%%Tyler%%'",
        "access_named": f"restriction_id IN (SELECT id FROM access_restriction WHERE person_id {of_person})",
        "access_factnamed": f"fact_id IN (SELECT id FROM access_restrictedfact WHERE person_id {of_person})",
        "episodes_call": "said = 'He did not come back.'", "access_draft": posts, "access_once": posts,
    }  # fmt: skip
