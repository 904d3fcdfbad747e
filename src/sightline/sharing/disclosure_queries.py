"""Reading for and of disclosures: the record through the gate, the log of a person, a sheet by whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON, hidden_from, listed, may_see, open_person
from sightline.audit.behalf import of_system
from sightline.audit.models import Event
from sightline.audit.record import Author, append, consulted
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import Attachment, Episode
from sightline.episodes.queries import episodes_of, whole
from sightline.people.models import Person
from sightline.people.queries import known, placements
from sightline.people.queries_profile import photo as photo_numbered
from sightline.people.queries_profile import prepared
from sightline.sharing import links
from sightline.sharing.disclosable import OF_PROFILE, PICTURE, Seen
from sightline.sharing.models import Disclosure

READ = "disclosure read"


def look(actor: Actor, person: int, *, at: datetime, screen: str) -> Seen:
    """A person as the actor may read it, through the gate: the open episode, else the newest, if there is one.

    Raises NotForYou in the same words whether the record exists or not.
    """
    if not Person.objects.filter(pk=person).exists():
        raise NotForYou
    newest = Episode.objects.filter(person=person).order_by("-opened_at").values_list("pk", flat=True).first()
    if newest is None:
        open_person(actor, person, at=at, purpose="disclosure", screen=screen)
        return Seen(known(person, at), prepared(person, at), None, [], placements(person))
    shown = whole(actor, newest, at=at, purpose="disclosure", screen=screen)
    return Seen(shown.known, prepared(person, at), shown, episodes_of(person), placements(person))


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody read a disclosure."""

    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class Told:
    """A disclosure with who has read it."""

    disclosure: Disclosure
    readings: list[Reading]


@dataclass(frozen=True, slots=True)
class NotTold:
    """Somebody asked and was not told, or a disclosure was tried and not accepted."""

    at: datetime
    by_name: str
    role: str
    kind: str
    body: dict[str, object]


def _joined() -> QuerySet[Disclosure]:
    return Disclosure.objects.select_related("person", "agency", "to_agency", "link", "agreement")


def _readings(person: int, disclosure: int) -> list[Reading]:
    rows = Event.objects.filter(chain=person, kind=READ, content__body__disclosure=disclosure).order_by("id")
    return [Reading(e.happened_at, e.by_name) for e in rows]


def of_person(actor: Actor, person: int, *, at: datetime) -> tuple[Person, list[Told], list[NotTold]]:
    """What was disclosed of a person, newest first, with who read it; and what was asked for and not told."""
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotForYou
    open_person(actor, person, at=at, purpose="disclosure", screen="disclosures")
    made = [Told(d, _readings(person, d.pk)) for d in _joined().filter(person=person).order_by("-at", "-id")]
    kinds = ("asked and not told", "disclosure not accepted")
    events = Event.objects.filter(chain=person, kind__in=kinds).select_related("content").order_by("-id")[:50]
    refused = [NotTold(e.happened_at, e.by_name, e.role, e.kind, dict(e.content.body or {})) for e in events]
    return row, made, refused


@of_system("a sheet is read by the agency it was made for, which sees nothing else of the person")
def received(actor: Actor, *, at: datetime) -> list[Disclosure]:
    """What other agencies share with the actor's now, newest first. The log says whom it showed."""
    if actor.role in NEVER_A_PERSON:
        return []
    rows = _joined().filter(to_agency=actor.agency, withdrawn_at=None, until__gt=at).order_by("-at")[:100]
    apart = hidden_from(actor, at)
    found = [row for row in rows if row.person_id not in apart]
    _say_listed(actor, found, at, "shared with us")
    return found


def made_by(actor: Actor, *, at: datetime) -> list[Told]:
    """The newest disclosures of the actor's own agency, of people the actor may see."""
    rows = list(_joined().filter(agency=actor.agency).order_by("-at")[:100])
    mine = may_see(actor, {d.person_id for d in rows}, at)
    found = [d for d in rows if d.person_id in mine]
    _say_listed(actor, found, at, "shared by us")
    return [Told(d, _readings(d.person_id, d.pk)) for d in found]


def _say_listed(actor: Actor, rows: list[Disclosure], at: datetime, screen: str) -> None:
    if rows:
        people = list(dict.fromkeys(d.person_id for d in rows))
        listed(actor, at=at, purpose="disclosure", screen=screen, people=people)


@of_system("a sheet is read by the agency it was made for, which sees nothing else of the person")
def one(actor: Actor, disclosure: int, *, at: datetime) -> Told:
    """One disclosure, for the agency that made it, and as long as it stands for the one that receives it.

    Reading a sheet is recorded as a reading; it opens nothing else of the person. Raises NotForYou otherwise.
    """
    row = _joined().filter(Q(agency=actor.agency) | Q(to_agency=actor.agency), pk=disclosure).first()
    if row is None or actor.role in NEVER_A_PERSON or row.person_id in hidden_from(actor, at):
        raise NotForYou
    if row.agency_id == actor.agency:
        open_person(actor, row.person_id, at=at, purpose="disclosure", screen="disclosure")
    elif row.stands(at):
        listed(actor, at=at, purpose="disclosure", screen="disclosure", people=[row.person_id], act="read a disclosure")
        _say_read(row, actor.author, f"{actor.name}, {actor.agency_name}", at)
    else:
        raise NotForYou
    return Told(row, _readings(row.person_id, row.pk))


def read_outside(*, token: str, code: str, at: datetime) -> Disclosure | None:
    """The sheet behind a link, opened with its code, once (F10). None where it does not open, for whatever reason.

    The reading is an event that whoever shared it sees, and a line of the consultation log.
    """
    opened = links.open_with_code(purpose="disclosure", token=token, code=code, at=at)
    row = _joined().filter(link=opened.link).first() if opened else None
    if row is None or not row.stands(at):
        return None
    who = ", ".join(filter(None, (row.to_name, row.to_organisation)))
    reader = Author(user=None, name=f"{who} (by link)"[:120], role="none", agency=None)
    consulted(by=reader, at=at, purpose="disclosure", act="read a disclosure", screen="shared", people=[row.person_id],
              asked={"disclosure": row.pk})  # fmt: skip
    _say_read(row, reader, who, at)
    return row


def _say_read(row: Disclosure, reader: Author, who: str, at: datetime) -> None:
    append(READ, by=reader, happened_at=at, recorded_at=at, person=row.person_id, episode=row.episode_id,
           source="screen" if reader.user else "link", body={"disclosure": row.pk, "who": who})  # fmt: skip


def picture(row: Disclosure) -> str:
    """The file of the picture that a sheet shows; empty where it shows none."""
    lines = (line for part in row.sheet if part["field"] == "photograph" for line in part["lines"])
    number = next((line.removeprefix(PICTURE) for line in lines if line.startswith(PICTURE)), "0")
    if number.startswith(OF_PROFILE):
        photo = photo_numbered(int(number.removeprefix(OF_PROFILE)))
        return photo.file if photo and photo.person_id == row.person_id else ""
    files = Attachment.objects.filter(pk=int(number), episode=row.episode_id).values_list("file", flat=True)
    return files.first() or ""
