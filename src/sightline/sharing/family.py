"""The police and a family: who speaks to whom, when next, what was said, what the family asked and was answered.

Every promise of an update is a duty on the board. Knows no page and no way of sending (D76, H2, TV-FAMILY-01).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.models import Post
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.notices import tell
from sightline.duties.promised import keep_promise, promise, release
from sightline.episodes.actions.core import Also, locked, needed, record
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode
from sightline.sharing import links
from sightline.sharing.family_withheld import HARMS, of_family
from sightline.sharing.models import FamilyContact, FamilyNote, FamilyUpdate

PURPOSE = "family page"
WAYS = ("telephone", "text message", "e-mail", "visit", "the page")
UPDATE, ANSWER = "update the family", "answer the family"
ANSWER_WITHIN = timedelta(hours=4)
MOST_WAITING = 10  # notes without an answer: then the page says whom to ring instead
SUPPORT_TOLD = "done: tell the family where support can be found"
SUPPORT_IN_PLACE = "done: put family support in place"
KEPT_IN_CONTACT = "done: keep in contact with parents and carers"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody in the family: who, how related, how to be reached, in what language and way they want to be told."""

    name: str
    relation: str
    phone: str = ""
    email: str = ""
    language: str = ""
    prefers: str = "telephone"


def owned(episode: int, by: Actor, at: datetime, *, closed_too: bool = False) -> Episode:
    """The episode, locked, for the police who own it. Raises NotForYou for everybody else."""
    row = locked(episode, by, at, closed_too=closed_too)
    if not by.is_police or by.agency != row.owner_agency_id:
        raise NotForYou(f"Only {row.owner_agency.name}, which owns the episode, speaks for it to the family.")
    return row


@transaction.atomic
def weigh_telling(*, episode: int, by: Actor, at: datetime, harms: str, because: str) -> None:
    """Record whether telling the family would harm the person, who says so and why (F8, DFE-SHARING-03).

    A yes ends the family's page at once and bars a new one; it is weighed again by recording it again.
    """
    row = owned(episode, by, at)
    if harms not in ("yes", "no", "not known"):
        raise Refused("Say whether telling the family would harm the person.", field="harms")
    text = needed(because, field="because", says="Say who was asked, and why.")
    keep_answers(row, [Answered(HARMS, harms, text)], Told(by.name, by.role), by, at)
    record(row, "telling the family weighed", by=by, at=at, body={"harms": harms, "because": text})
    if harms != "no":
        _end_page(row, by, at)


def _end_page(row: Episode, by: Actor, at: datetime) -> None:
    for contact in FamilyContact.objects.filter(episode=row).exclude(link=None):
        links.withdraw(link=contact.link_id or 0, because="the family is not to be told", by=by.author, at=at)


def _check_may_be_told(row: Episode, at: datetime) -> None:
    standing = of_family(row, at)
    if standing.barred:
        first = standing.barred[0]
        raise Refused(f"The family is not told: {first.basis}{f' ({first.card})' if first.card else ''}.")
    if standing.to_ask:
        raise Refused("Nobody has weighed whether telling the family would harm the person. Answer that first.")


def _check_relative(who: Relative) -> Relative:
    name = needed(who.name, field="name", says="Enter who in the family you speak to.")
    relation = needed(who.relation, field="relation", says="Enter how they are related, such as mother.")
    if who.prefers not in WAYS:
        raise Refused("Choose how they want to be told.", field="prefers")
    if not (who.phone.strip() or who.email.strip()):
        raise Refused("Enter a telephone number or an e-mail address.", field="phone")
    return Relative(name, relation, who.phone.strip(), who.email.strip(), who.language.strip(), who.prefers)


def current(episode: int) -> FamilyContact | None:
    """The family contact of an episode, if one is named and has not ended."""
    return FamilyContact.objects.filter(episode_id=episode, ended_at=None).select_related("link").first()


@transaction.atomic
def name_contact(
    *, episode: int, seen: int, by: Actor, at: datetime, officer: int, officer_phone: str, relative: Relative,
    next_update_at: datetime,
) -> FamilyContact:  # fmt: skip
    """Name the two who speak to each other, and when the first update is due: it stands on the officer's board.

    `seen` is the number of the contact the writer saw (0: none). Refused where the family may not be told.
    """
    row = owned(episode, by, at)
    _check_may_be_told(row, at)
    old = current(row.pk)
    if (old.pk if old else 0) != seen:
        theirs = {"name": old.name, "relation": old.relation, "phone": old.phone} if old else {}
        says = "Somebody else named a contact while you were writing."
        raise Stale(says, theirs=theirs, version=old.pk if old else 0)
    who = _check_relative(relative)
    post = Post.objects.select_related("user").filter(pk=officer, agency_id=row.owner_agency_id).first()
    if post is None:
        raise Refused("Choose an officer of the police area that owns the episode.", field="officer")
    _check_next(next_update_at, at)
    if old:
        _end(row, old, at, because=f"{post.user.name} and {who.name} speak from now on", by=by)
    contact = FamilyContact.objects.create(
        episode=row, officer=post, officer_name=post.user.name, named_at=at, named_by=by.name, name=who.name,
        officer_phone=needed(officer_phone, field="officer_phone", says="Enter the number the family rings."),
        relation=who.relation, phone=who.phone, email=who.email, language=who.language, prefers=who.prefers,
        next_update_at=next_update_at,
    )  # fmt: skip
    _promise_update(row, contact, at)
    body = {"officer": contact.officer_name, "family member": who.name, "relation": who.relation,
            "how": who.prefers, "next update": next_update_at}  # fmt: skip
    record(row, "family contact named", by=by, at=at, body=body, also=[(SUPPORT_IN_PLACE, body)], changed=False)
    return contact


def _check_next(next_at: datetime, at: datetime) -> None:
    if next_at <= at:
        raise Refused("The next update must be in the future.", field="next_update_at")


def _promise_update(row: Episode, contact: FamilyContact, at: datetime) -> None:
    if contact.next_update_at:
        promise(row, key=_update_key(contact), do=UPDATE, who=contact.officer.role, to="family", at=at,
                due_at=contact.next_update_at, because=f"Agreed with the family: {contact.name}, {contact.relation}",
                escalate_to=["supervisor", "duty inspector"])  # fmt: skip


def _update_key(contact: FamilyContact) -> str:
    """One key for each promised conversation, so that each is met or missed on its own."""
    return f"family update {contact.pk} {FamilyUpdate.objects.filter(contact=contact).count() + 1}"


def _contact(number: int, by: Actor, at: datetime) -> tuple[Episode, FamilyContact]:
    found = FamilyContact.objects.filter(pk=number).values_list("episode", flat=True).first()
    row = owned(found or 0, by, at, closed_too=True)
    return row, FamilyContact.objects.select_for_update(of=("self",)).select_related("officer", "link").get(pk=number)


@transaction.atomic
def record_update(
    *, contact: int, version: int, by: Actor, at: datetime, how: str, said: str, on_the_page: str = "",
    next_update_at: datetime | None = None, told_of_support: bool = False,
) -> FamilyUpdate:  # fmt: skip
    """Record what was said to the family and by them, what their page may repeat, and when the next update is.

    The promise is kept by this; while the person is missing the next one must be agreed.
    """
    row, who = _contact(contact, by, at)
    if who.version != version:
        theirs = {"next_update_at": str(who.next_update_at or "")}
        raise Stale("Somebody else spoke with the family while you were writing.", theirs=theirs, version=who.version)
    if how not in WAYS:
        raise Refused("Choose how you told them.", field="how")
    text = needed(said, field="said", says="Write what was said, on both sides.")
    if next_update_at is None and row.state in ("open", "absence") and not who.ended_at:
        raise Refused("Agree when you speak next: a family that waits for a call must know when.",
                      field="next_update_at")  # fmt: skip
    if next_update_at:
        _check_next(next_update_at, at)
    keep_promise(row, key=_update_key(who), at=at)
    update = FamilyUpdate.objects.create(
        contact=who, at=at, by_name=by.name, how=how, said=text, next_at=next_update_at, on_the_page=on_the_page.strip()
    )
    who.next_update_at, who.version = next_update_at, who.version + 1
    who.save()
    _promise_update(row, who, at)
    body = {"with": f"{who.name}, {who.relation}", "how": how, "said": text, "next update": next_update_at}
    also: list[Also] = [(KEPT_IN_CONTACT, {"told": who.name, "how": text})]
    if told_of_support:
        also.append((SUPPORT_TOLD, {"told": who.name, "how": how}))
    record(row, "family updated", by=by, at=at, body=body, also=also, changed=False)
    return update


@transaction.atomic
def offer_page(*, contact: int, by: Actor, at: datetime) -> links.Made:
    """Make the address and the first code of the family's page, for at most fourteen days; an older one ends.

    Address and code are returned once and kept nowhere: read the code out over the telephone.
    """
    row, who = _contact(contact, by, at)
    _check_may_be_told(row, at)
    if row.closed_at or who.ended_at:
        raise Refused("The page ends with the episode. Speak to the family instead.")
    if who.link_id:
        links.withdraw(link=who.link_id, because="a new page was made", by=by.author, at=at)
    made = links.make(purpose=PURPOSE, about={"contact": who.pk}, until=at + links.LONGEST, by=by.author, at=at,
                      person=row.person_id, episode=row.pk)  # fmt: skip
    FamilyContact.objects.filter(pk=who.pk).update(link=made.link)
    return made


@transaction.atomic
def withdraw_page(*, contact: int, by: Actor, at: datetime, because: str) -> None:
    """End the family's page at once; the conversations go on."""
    _, who = _contact(contact, by, at)
    text = needed(because, field="because", says="Say why the page ends.")
    if not (who.link_id and links.withdraw(link=who.link_id, because=text, by=by.author, at=at)):
        raise Refused("There is no page that could end.")


@transaction.atomic
def receive_note(contact: FamilyContact, says: str, by: Actor, at: datetime) -> FamilyNote:
    """Put what the family wrote on the timeline, tell the owner's desk at once, and make its answer due."""
    row = Episode.objects.select_for_update(of=("self",)).select_related("person", "owner_agency").get(
        pk=contact.episode_id
    )  # fmt: skip
    text = needed(says, field="says", says="Write your message.")
    if FamilyNote.objects.filter(contact=contact, answered_at=None).count() >= MOST_WAITING:
        raise Refused(f"Several messages wait for an answer. Ring {contact.officer_name}: {contact.officer_phone}.",
                      field="says")  # fmt: skip
    note = FamilyNote.objects.create(contact=contact, at=at, says=text, due_at=at + ANSWER_WITHIN)
    promise(row, key=f"family note {note.pk}", do=ANSWER, who=contact.officer.role, to="family", at=at,
            due_at=note.due_at, because=f"{contact.name} wrote on the family's page",
            escalate_to=["supervisor", "duty inspector"])  # fmt: skip
    record(row, "family wrote", by=by, at=at, body={"from": contact.name, "says": text}, source="link", changed=False)
    if row.owner_desk:
        tell(row.owner_desk, row, kind="family", says=f"The family wrote: {row.person.name}", at=at,
             key=f"family note {note.pk}", within_minutes=30, chain=["duty inspector"])  # fmt: skip
    return note


@transaction.atomic
def answer_note(*, note: int, version: int, by: Actor, at: datetime, answer: str) -> FamilyNote:
    """Answer what the family wrote: their page shows it. Raises Stale where somebody else answered first."""
    found = FamilyNote.objects.filter(pk=note).values_list("contact", flat=True).first()
    row, _ = _contact(found or 0, by, at)
    line = FamilyNote.objects.select_for_update().get(pk=note)
    if line.version != version or line.answered_at:
        raise Stale("Somebody else answered while you were writing.", theirs={"answer": line.answer},
                    version=line.version)  # fmt: skip
    line.answer = needed(answer, field="answer", says="Write the answer.")
    line.answered_at, line.answered_by, line.version = at, by.name, line.version + 1
    line.save()
    keep_promise(row, key=f"family note {line.pk}", at=at)
    record(row, "family answered", by=by, at=at, body={"they wrote": line.says, "answer": line.answer}, changed=False)
    return line


@transaction.atomic
def say_last(*, contact: int, by: Actor, at: datetime, message: str) -> None:
    """Write what the family's page says once the episode has ended. Until then it is kept."""
    row, who = _contact(contact, by, at)
    text = needed(message, field="message", says="Write the last message.")
    FamilyContact.objects.filter(pk=who.pk).update(last_message=text)
    record(row, "last message to the family written", by=by, at=at, body={"says": text}, changed=False)


def _end(row: Episode, contact: FamilyContact, at: datetime, *, because: str, by: Actor | None = None) -> None:
    contact.ended_at, contact.ended_because = at, because
    contact.save(update_fields=["ended_at", "ended_because"])
    release(row, key=_update_key(contact), at=at)
    if by and contact.link_id:
        links.withdraw(link=contact.link_id, because=because, by=by.author, at=at)


def follow(episode: Episode, at: datetime) -> None:
    """The listener: an episode that has closed ends its family contact. The page keeps its last message, no more."""
    if episode.closed_at and (contact := current(episode.pk)):
        _end(episode, contact, at, because="The episode was closed.")
