"""An adult who was found and stays away: the wish that nobody be told where, the message that may be passed on.

Only the police who own the episode write here: they are the ones who know. A child has no such wish (A62, H5, H24).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.episodes.actions.core import locked, needed, record
from sightline.episodes.actions.report import Answered, Told, keep_answers
from sightline.episodes.models import Episode, Found
from sightline.episodes.models_adults import PrivateWhereabouts
from sightline.people.queries import age_on

WISH = "does not want whereabouts disclosed"
CAN_DECIDE = ("yes", "no", "not known")


def _owned(episode: int, by: Actor, at: datetime) -> Episode:
    row = locked(episode, by, at, closed_too=True)
    if not by.is_police or by.agency != row.owner_agency_id:
        raise NotForYou(f"Only {row.owner_agency.name}, which owns the episode, records what the adult asks.")
    return row


def _check_adult(row: Episode, at: datetime, can_decide: str) -> None:
    """A child's whereabouts are told to whoever is responsible; so are those of an adult who cannot decide."""
    age = age_on(row.person.born_on, day_of(at))
    if age is None:
        raise Refused("The date of birth is not known. Enter it first: a child's whereabouts are not kept.")
    if age < 18:
        raise Refused(f"{row.person.name} is {age}. Those responsible for a child are told where the child is.")
    if can_decide not in CAN_DECIDE:
        raise Refused("Say whether the person can decide this for themself.", field="can_decide")
    if can_decide != "yes":
        raise Refused("Whoever cannot decide for themself needs those who answer for their care: refer to adult social "
                      "care and tell them, or record that somebody made sure the person can decide.",
                      field="can_decide")  # fmt: skip


@transaction.atomic
def keep_private(
    *, episode: int, by: Actor, at: datetime, says: str, heard_by: str, can_decide: str, message: str = "",
    message_to: str = "",
) -> PrivateWhereabouts:  # fmt: skip
    """Record that an adult who was found asks that nobody be told where, and what may be passed on to whom.

    From then on nobody but the police who own the episode reads what leads there. Refused for a child, for somebody
    who cannot decide, and before anybody has confirmed where the adult is.
    """
    row = _owned(episode, by, at)
    if not Found.objects.filter(pk=row.pk).exclude(confirmed_at=None).exists():
        raise Refused("Nobody has confirmed where the person is. Confirm the location first.")
    _check_adult(row, at, can_decide)
    text = needed(says, field="says", says="Write what the person asks, in the person's own words.")
    heard = needed(heard_by, field="heard_by", says="Enter who heard it from the person.")
    if message.strip():
        needed(message_to, field="message_to", says="Enter for whom the message is.")
    wish, made = PrivateWhereabouts.objects.select_for_update().get_or_create(
        pk=row.pk,
        defaults={"asked_at": at, "says": text, "heard_by": heard, "message": message.strip(),
                  "message_to": message_to.strip()},
    )  # fmt: skip
    if not made:
        _ask_again(wish, at, text, heard, message, message_to)
    keep_answers(row, [Answered(WISH, "yes", text)], Told(row.person.name, "the person"), by, at)
    body = {"says": text, "heard by": heard, "may be passed on": message.strip(), "to": message_to.strip()}
    record(row, "whereabouts kept private", by=by, at=at, body=body)
    return wish


def _ask_again(wish: PrivateWhereabouts, at: datetime, says: str, heard: str, message: str, to: str) -> None:
    """After the wish was taken back it may be made again; while it stands there is only one."""
    if wish.taken_back_at is None:
        raise Refused("This is recorded already. What may be passed on can be passed on below.")
    wish.asked_at, wish.says, wish.heard_by, wish.taken_back_at, wish.taken_back_says = at, says, heard, None, ""
    wish.message, wish.message_to, wish.passed_on_at = message.strip(), to.strip(), None
    wish.version += 1
    wish.save()


def _standing(row: Episode, version: int) -> PrivateWhereabouts:
    wish = PrivateWhereabouts.objects.select_for_update().filter(pk=row.pk, taken_back_at=None).first()
    if wish is None:
        raise Refused("No such wish stands.")
    if wish.version != version:
        theirs = {"passed_on_how": wish.passed_on_how}
        raise Stale("Somebody else changed this while you were writing.", theirs=theirs, version=wish.version)
    wish.version += 1
    return wish


@transaction.atomic
def pass_on_message(*, episode: int, version: int, by: Actor, at: datetime, how: str) -> PrivateWhereabouts:
    """Record that the adult's message was passed on, to whom it is for and word for word, and how (H5)."""
    row = _owned(episode, by, at)
    wish = _standing(row, version)
    if not wish.message:
        raise Refused("The person allowed no message. Say only that the person is well.")
    if wish.passed_on_at:
        raise Refused(f"The message was passed on already by {wish.passed_on_by}.")
    wish.passed_on_how = needed(how, field="how", says="Say how it was passed on, and to whom you spoke.")
    wish.passed_on_at, wish.passed_on_by = at, by.name
    wish.save()
    body = {"message": wish.message, "to": wish.message_to, "how": wish.passed_on_how}
    record(row, "message passed on", by=by, at=at, body=body, changed=False)
    return wish


@transaction.atomic
def take_back(*, episode: int, version: int, by: Actor, at: datetime, says: str) -> PrivateWhereabouts:
    """Record that the adult no longer asks this, in the adult's own words. Nobody else can end it."""
    row = _owned(episode, by, at)
    wish = _standing(row, version)
    wish.taken_back_says = needed(says, field="says", says="Write what the person says now, in their own words.")
    wish.taken_back_at = at
    wish.save()
    keep_answers(row, [Answered(WISH, "no", wish.taken_back_says)], Told(row.person.name, "the person"), by, at)
    record(row, "whereabouts no longer private", by=by, at=at, body={"says": wish.taken_back_says})
    return wish
