"""Who may write somebody's profile: the carers with whom the person lives, and the person's social workers (D17-D20).

The gate and the picture stand here; what a version is, the people layer knows.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.gate import may_see
from sightline.audit.refusal import NotForYou
from sightline.episodes.actions.attach import check_size, re_encoded
from sightline.episodes.actions.of_person import write
from sightline.people import actions_profile
from sightline.people.actions_profile import Consent, check_photo
from sightline.people.models import Profile, ProfilePhoto
from sightline.people.queries import known
from sightline.people.queries_profile import prepared

CARERS = ("registered manager", "foster carer")
PREPARED = ("prepare what a missing report would need", "draw up the pen picture")
KEEP_PHOTO, ASK_CONSENT = "keep a recent photograph of the child", "ask for consent to the use of the photograph"
WRITERS = (*CARERS, "social worker", "team manager", "emergency duty team")


def may_write(by: Actor, person: int, at: datetime) -> bool:
    """Whether the actor may write this person's profile: a social worker, or a carer who lives with them."""
    if by.role not in WRITERS or not may_see(by, [person], at):
        return False
    placed = known(person, at).placement
    return by.role not in CARERS or bool(placed and placed.provider == by.agency)


def _check(by: Actor, person: int, at: datetime) -> None:
    if not may_write(by, person, at):
        raise NotForYou


@transaction.atomic
def write_section(
    *, person: int, section: str, seen: int, says: Mapping[str, str], by: Actor, at: datetime
) -> Profile | None:
    """Write one section of the profile. Raises Stale where somebody else changed the same section (D17, E10)."""
    _check(by, person, at)
    return actions_profile.write_section(person=person, section=section, seen=seen, says=says, by=by.author, at=at)


@transaction.atomic
def agree_profile(*, person: int, seen: int, review_on: date, drawn_up_with: str, by: Actor, at: datetime) -> Profile:
    """Stand by the whole profile until a day of review. Refused while something is lacking (D17, D19, E10)."""
    _check(by, person, at)
    kind = prepared(person, at).kind
    row = actions_profile.agree_profile(
        person=person, seen=seen, kind=kind, review_on=review_on, drawn_up_with=drawn_up_with, by=by.author, at=at
    )
    _met(PREPARED, person, by, at)
    return row


def _met(duties: Sequence[str], person: int, by: Actor, at: datetime) -> None:
    """What the cards ask of a placement, and was done by this."""
    for do in duties:
        write(f"done: {do}", person=person, by=by, at=at, body={"duty": do, "how": "in the profile"})


@transaction.atomic
def add_photo(
    *, person: int, data: bytes, taken_on: date, good_likeness: bool, consent: Consent, by: Actor, at: datetime
) -> ProfilePhoto:
    """Put a photograph into the profile, encoded afresh, with the consent to its use (D20).

    Where an episode is open, it stands on the timeline there too.
    """
    _check(by, person, at)
    check_photo(person, taken_on, consent, at)
    check_size(len(data))
    picture, width, height = re_encoded(data)
    name = default_storage.save(f"people/{person}/{uuid.uuid4().hex}.jpg", ContentFile(picture))
    sha256 = hashlib.sha256(picture).hexdigest()
    row = actions_profile.keep_photo(
        person=person, file=name, size=(width, height), sha256=sha256, taken_on=taken_on, good_likeness=good_likeness,
        consent=consent, by=by.author, at=at,
    )  # fmt: skip
    body = {
        "photograph": row.pk, "sha256": sha256, "taken on": taken_on, "good likeness": good_likeness,
        "person": consent.person_agrees, "agreed by": consent.agreed_by, "uses": list(consent.uses),
        "until": consent.until, "person says": consent.person_says,
    }  # fmt: skip
    write("photograph obtained", person=person, by=by, at=at, body=body)
    done = [KEEP_PHOTO] + ([ASK_CONSENT] if consent.uses or consent.person_agrees != "not asked" else [])
    _met(done, person, by, at)
    return row
