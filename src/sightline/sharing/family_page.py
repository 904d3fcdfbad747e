"""What a family reads of an episode through its link: a closed list of what was done, and never where anybody is.

Says kinds, not words: the page has the words, in English and Welsh. Anything not listed here cannot be shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.audit.queries import occurrences
from sightline.audit.record import consulted
from sightline.duties.models import Outgoing
from sightline.episodes.actions.core import record
from sightline.episodes.models import Episode
from sightline.episodes.whereabouts import standing
from sightline.sharing import links
from sightline.sharing.family import PURPOSE, SUPPORT_TOLD, receive_note
from sightline.sharing.family_withheld import of_family
from sightline.sharing.help_lines import HelpLine, lines_for
from sightline.sharing.models import FamilyContact, FamilyNote, FamilyUpdate

STAYS = timedelta(minutes=30)
CODES_AN_HOUR = 5
SHOWN = (
    "reported missing", "officers deployed", "officer named", "questions answered", "decided missing", "risk reviewed",
    "enquiry raised", "enquiry answered", "place searched", "UK Missing Persons Unit notified", "Missing People told",
    "number given to the charity", "appeal published", "appeal taken down", "handover accepted", "location confirmed",
    "seen safe and well", "family wrote", "family answered", "family updated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, how often, on one day: the newest moment of it."""

    kind: str
    on: date
    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the family's page shows. With `ended` or `kept_private` only the message, the contact and the help."""

    given_name: str
    state: str
    contact: FamilyContact
    done: tuple[Done, ...]
    updates: tuple[FamilyUpdate, ...]
    notes: tuple[FamilyNote, ...]
    lines: tuple[HelpLine, ...]
    ended: bool
    kept_private: bool
    message: str
    stay: str = ""


def relative_of(contact: FamilyContact) -> Actor:
    """Who writes from the page: somebody of the family, on behalf of nobody, at the agency that let them in."""
    own = contact.episode.owner_agency
    return Actor(
        user=0, name=contact.name, post=contact.officer_id, role="family", rank="family", agency=own.pk,
        agency_name=own.name, agency_kind="family", area=own.area, desks=(),
    )  # fmt: skip


def _contact(opened: links.Opened | None) -> FamilyContact | None:
    if opened is None:
        return None
    rows = FamilyContact.objects.select_related("episode__person", "episode__owner_agency", "episode__owner_desk",
                                                "officer")  # fmt: skip
    return rows.filter(pk=opened.about["contact"], link_id=opened.link).first()


def open_page(*, token: str, code: str, at: datetime) -> Page | None:
    """The family's page, with the address and a code that opens once. None for everybody and everything else.

    Writes who read it into the consultation log; the first time, that support was offered (D77, HO-SUPPORT-01).
    """
    opened = links.open_with_code(purpose=PURPOSE, token=token, code=code, at=at, stay=STAYS)
    return _shown(opened, at)


def stay_on_page(*, token: str, stay: str, at: datetime) -> Page | None:
    """The page again for whoever opened it within the half hour: after a message was sent, or in the other language."""
    return _shown(links.stays(purpose=PURPOSE, token=token, stay=stay, at=at), at)


def _shown(opened: links.Opened | None, at: datetime) -> Page | None:
    contact = _contact(opened)
    if opened is None or contact is None or not of_family(contact.episode, at).may_be_told:
        return None
    who = relative_of(contact).author
    consulted(by=who, at=at, purpose="family", act="view", screen="family page", people=[contact.episode.person_id],
              episodes=[contact.episode_id])  # fmt: skip
    page = page_of(contact, at, stay=opened.stay)
    _offer_support(contact, page.lines, at)
    return page


def page_of(contact: FamilyContact, at: datetime, *, stay: str = "") -> Page:
    """What the page of a contact shows now. The officer reads the same before the family does."""
    episode, person = contact.episode, contact.episode.person
    wish = standing([episode.pk]).get(episode.pk)
    ended, private = bool(contact.ended_at or episode.closed_at), wish is not None
    silent = ended or private
    return Page(
        given_name=person.given_name or person.name, state=episode.state, contact=contact, stay=stay, ended=ended,
        kept_private=private, message=wish.message if wish else contact.last_message if ended else "",
        done=() if silent else tuple(done_in(episode.pk)),
        updates=() if silent else tuple(contact.updates.exclude(on_the_page="").order_by("-at")),
        notes=() if silent else tuple(contact.notes.order_by("-at")),
        lines=lines_for(child=_is_child(episode, at), missing=episode.state in ("open", "absence")),
    )  # fmt: skip


def _is_child(episode: Episode, at: datetime) -> bool | None:
    born = episode.person.born_on
    if born is None:
        return None
    day = day_of(at)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < 18


def done_in(episode: int) -> list[Done]:
    """What was done, newest first, only of the kinds a family may read, told once a day with how often."""
    rows = [(kind, moment) for kind, moment in occurrences(episode=episode) if kind in SHOWN]
    times = Counter((kind, day_of(moment)) for kind, moment in rows)
    newest = {(kind, day_of(moment)): moment for kind, moment in rows}
    found = [Done(kind, day, newest[kind, day], n) for (kind, day), n in times.items()]
    return sorted(found, key=lambda d: d.at, reverse=True)


@transaction.atomic
def _offer_support(contact: FamilyContact, lines: tuple[HelpLine, ...], at: datetime) -> None:
    """The help lines stand on the page: that they were offered is recorded by itself, once."""
    row = Episode.objects.select_for_update(of=("self",)).select_related("person", "owner_agency").get(
        pk=contact.episode_id
    )  # fmt: skip
    if Event.objects.filter(episode=row.pk, kind="family support offered").exists():
        return
    body = {"to": contact.name, "help lines": [line.name for line in lines], "how": "on the family's page"}
    record(row, "family support offered", by=relative_of(contact), at=at, body=body, source="link", changed=False,
           also=[(SUPPORT_TOLD, {"told": contact.name, "how": "on the family's page"})])  # fmt: skip


@transaction.atomic
def write(*, token: str, stay: str, says: str, at: datetime) -> FamilyNote | None:
    """Send a message from the page. None where the page is no longer open; Refused where it cannot be sent."""
    contact = _contact(links.stays(purpose=PURPOSE, token=token, stay=stay, at=at))
    if contact is None or contact.ended_at or not of_family(contact.episode, at).may_be_told:
        return None
    return receive_note(contact, says, relative_of(contact), at)


@transaction.atomic
def send_code(*, token: str, at: datetime) -> None:
    """Send a new code to the number the family gave, at most five an hour. Says nothing, whatever happens."""
    link = links.living(purpose=PURPOSE, token=token, at=at)
    contact = FamilyContact.objects.select_related("episode__owner_agency", "officer").filter(link=link).first()
    if link is None or contact is None or not contact.phone:
        return
    key = f"family code {link.pk} "
    if Outgoing.objects.filter(key__startswith=key, made_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        return
    code = links.new_code(link=link.pk, by=relative_of(contact).author, at=at)
    Outgoing.objects.create(key=f"{key}{at:%Y%m%dT%H%M%S%f}", channel="spool", to=contact.phone, made_at=at,
                            next_try_at=at, says=f"{links.spoken(code)} is your code.")  # fmt: skip
