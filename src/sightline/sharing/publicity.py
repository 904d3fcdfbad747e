"""An appeal to the public: written with the least data, decided by whoever may, published where, and taken down.

When the person is found its own page ends at once, and taking it down everywhere else is a duty (C89, D237, E30).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from sightline.access.actor import Actor
from sightline.access.models import Agency
from sightline.audit.moments import day_of
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.duties.promised import promise, release
from sightline.episodes.actions.attach import re_encoded
from sightline.episodes.actions.core import needed, record
from sightline.episodes.models import Attachment, Episode
from sightline.people.queries import known
from sightline.sharing.family import owned
from sightline.sharing.models import Appeal, Outlet
from sightline.sharing.publicity_text import FIELDS, Private, not_for_the_public

LONGEST = timedelta(days=28)  # then somebody asks again whether the public should still be told
OWN_PAGE = "our own page"
KINDS = ("social media", "website", "newspaper", "radio or television", "poster", "charity", "other")
RENEW = "renew the appeal or take it down"


class Put(NamedTuple):
    """One place where an appeal is put: its name, of what kind, and where exactly."""

    name: str
    kind: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an appeal is to say: the chosen fields, what is typed for some of them, the picture, until when."""

    chosen: Sequence[str]
    says: str
    phone: str
    expires_at: datetime
    typed: dict[str, str] = field(default_factory=dict)
    picture: int | None = None
    photo_alt: str = ""


def private_of(episode: Episode, at: datetime) -> Private:
    """What is on the record of this person that an appeal may never say."""
    facts = known(episode.person_id, at)
    person, placement = facts.person, facts.placement
    places = [person.home_address]
    if placement:
        home = Agency.objects.filter(pk=placement.provider or 0).first()
        places += [placement.address, *([home.name, home.address] if home else [])]
    return Private(person.born_on, tuple(filter(None, places)))


def _fields(row: Episode, wanted: Wording, at: datetime) -> dict[str, str]:
    """What each chosen field says: from the record where it stands there, else as typed for the public."""
    if unknown := [name for name in wanted.chosen if name not in FIELDS]:
        raise Refused(f"“{unknown[0]}” is not told to the public. These are: {', '.join(FIELDS)}.", field="chosen")
    facts, since = known(row.person_id, at), row.last_seen_at or row.opened_at
    sex = facts.person.sex if facts.person.sex != "unknown" else ""
    about = "" if facts.person.born_on else "about "
    age = "" if facts.age is None else f"{about}{facts.age}"
    own = {"name": facts.person.name, "age": age, "sex": sex, "since": f"{day_of(since):%-d %B %Y}"}
    return {name: text for name in wanted.chosen if (text := own.get(name, wanted.typed.get(name, "")).strip())}


def _picture(row: Episode, wanted: Wording) -> Attachment | None:
    if wanted.picture is None:
        return None
    found = Attachment.objects.filter(pk=wanted.picture, episode=row).first()
    if found is None:
        raise Refused("Choose a picture of this episode.", field="picture")
    needed(wanted.photo_alt, field="photo_alt", says="Describe the picture for people who cannot see it.")
    return found


def _checked(row: Episode, wanted: Wording, at: datetime) -> dict[str, object]:
    """The columns of an appeal. Raises Refused where it says what the public may not know, or lasts too long."""
    fields, picture = _fields(row, wanted, at), _picture(row, wanted)
    says = needed(wanted.says, field="says", says="Write what you ask of the public.")
    phone = needed(wanted.phone, field="phone", says="Enter the number people ring.")
    if found := not_for_the_public([says, wanted.photo_alt, phone, *fields.values()], private_of(row, at)):
        raise Refused(f"Leave this out: {'; '.join(found)}.", field="says")
    if not at < wanted.expires_at <= at + LONGEST:
        raise Refused("An appeal ends, after 28 days at the latest. Enter a day within them.", field="expires_at")
    return {"fields": fields, "picture": picture, "says": says, "phone": phone, "expires_at": wanted.expires_at,
            "photo_alt": wanted.photo_alt.strip() if picture else ""}  # fmt: skip


@transaction.atomic
def write_appeal(*, episode: int, by: Actor, at: datetime, wanted: Wording) -> Appeal:
    """Write a draft: nobody outside sees it. Refused where it says more than the public needs."""
    row = owned(episode, by, at)
    if row.state != "open":
        raise Refused("Only somebody who is being looked for is looked for in public.")
    if Appeal.objects.filter(episode=row).exclude(state="taken down").exists():
        raise Refused("There is an appeal already. Change that one, or take it down first.")
    made = Appeal.objects.create(episode=row, written_at=at, written_by=by.name, **_checked(row, wanted, at))
    record(row, "publicity proposed", by=by, at=at, body=_told(made), changed=False)
    return made


def _told(appeal: Appeal) -> dict[str, object]:
    return {"fields": list(appeal.fields), "picture": bool(appeal.picture_id), "says": appeal.says,
            "until": appeal.expires_at}  # fmt: skip


def appeal_of(number: int, by: Actor, at: datetime, version: int | None = None) -> tuple[Episode, Appeal]:
    """An appeal with its episode, both locked, for the police who own it. Raises NotForYou, or Stale."""
    found = Appeal.objects.filter(pk=number).values_list("episode", flat=True).first()
    if found is None:
        raise NotForYou
    row = owned(found, by, at, closed_too=True)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("picture").get(pk=number)
    if version is not None and appeal.version != version:
        theirs = {"says": appeal.says, "phone": appeal.phone, "photo_alt": appeal.photo_alt}
        raise Stale("Somebody else changed this appeal while you were writing.", theirs=theirs, version=appeal.version)
    return row, appeal


@transaction.atomic
def change_appeal(*, appeal: int, version: int, by: Actor, at: datetime, wanted: Wording) -> Appeal:
    """Change what is not published yet. What was agreed is a draft again: agreed was another text."""
    row, old = appeal_of(appeal, by, at, version)
    if old.state not in ("draft", "agreed"):
        raise Refused("What is published cannot be called back by changing it. Take it down and write another.")
    for name, value in _checked(row, wanted, at).items():
        setattr(old, name, value)
    old.state, old.version = "draft", old.version + 1
    old.save()
    record(row, "publicity proposed", by=by, at=at, body=_told(old), changed=False)
    return old


def _photo(appeal: Appeal) -> str:
    """The appeal's own copy of its picture, encoded afresh; empty where there is none."""
    if appeal.picture is None:
        return ""
    with default_storage.open(appeal.picture.file) as file:
        data, _, _ = re_encoded(file.read())
    return str(default_storage.save(f"appeals/{uuid4().hex}.jpg", ContentFile(data)))


@transaction.atomic
def publish(*, appeal: int, version: int, by: Actor, at: datetime, outlets: Sequence[Put]) -> Appeal:
    """Publish an agreed appeal at named places, its own page among them, until its end. Each place is written down."""
    row, draft = appeal_of(appeal, by, at, version)
    if draft.state != "agreed":
        raise Refused("Nobody has agreed to this text yet.")
    if row.state != "open" or draft.expires_at <= at:
        raise Refused("The person is not being looked for any more, or the appeal has ended already.")
    draft.state, draft.published_at, draft.token = "published", at, secrets.token_urlsafe(24)
    draft.photo, draft.version = _photo(draft), draft.version + 1
    draft.save()
    _put(draft, [Put(OWN_PAGE, "website"), *outlets], at)
    promise(row, key=f"appeal renew {draft.pk}", do=RENEW, who="investigating officer", at=at, due_at=draft.expires_at,
            because="The appeal's own end", strength="should", escalate_to=["supervisor"])  # fmt: skip
    body = {"outlets": [OWN_PAGE, *(o.name for o in outlets)]}
    record(row, "appeal published", by=by, at=at, body=_told(draft) | body, changed=False)
    return draft


def _put(appeal: Appeal, outlets: Sequence[Put], at: datetime) -> None:
    for outlet in outlets:
        name = needed(outlet.name, field="outlets", says="Enter the name of the outlet.")
        if outlet.kind not in KINDS:
            raise Refused(f"Choose of what kind {name} is.", field="outlets")
        Outlet.objects.create(appeal=appeal, name=name, kind=outlet.kind, where=outlet.where.strip(), added_at=at)


@transaction.atomic
def add_outlet(*, appeal: int, by: Actor, at: datetime, outlet: Put) -> None:
    """Write down one more place that shows the appeal, ours or not: what is not listed is not taken down."""
    row, shown = appeal_of(appeal, by, at)
    if shown.published_at is None:
        raise Refused("The appeal is not published.")
    if shown.state == "taken down":
        raise Refused("The appeal is down already. Ask this place to forget it: add it there.")
    _put(shown, [outlet], at)
    record(row, "appeal put at an outlet", by=by, at=at, body=outlet._asdict(), changed=False)


def destroy_photo(appeal: Appeal) -> None:
    """Forget the appeal's copy of the picture: the file goes when the transaction is certain."""
    if appeal.photo:
        transaction.on_commit(partial(default_storage.delete, appeal.photo))
    appeal.photo = ""


def end_renewal(row: Episode, appeal: Appeal, at: datetime) -> None:
    """Nobody need ask any more whether the appeal goes on."""
    release(row, key=f"appeal renew {appeal.pk}", at=at)
