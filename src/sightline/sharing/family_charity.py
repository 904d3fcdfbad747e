"""The neutral channel: a missing person's telephone number, and nothing else, goes to the charity (HO-SHARING-14, H6).

The charity writes to the person; what is answered stays between those two. The record proves what left.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sightline.access.actor import Actor
from sightline.audit.moments import day_of
from sightline.audit.refusal import Refused
from sightline.duties.models import Outgoing
from sightline.engine import answers_to_all
from sightline.engine.model import Sharing
from sightline.engine.weigh import Scales
from sightline.episodes.actions.core import needed, record
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import situation
from sightline.sharing.family import owned
from sightline.sharing.models import CharityNumber

CARD = "HO-SHARING-14"  # the card that lets the police give the number
CHARITY = "Missing People"
ONCE_IN = timedelta(days=1)  # the charity writes at most once a day
NEXT_OF_KIN = ("agreed", "not asked", "refused", "none known")
NUMBER = re.compile(r"\+?\d{10,14}")
MESSAGE = "{number}\n{reference}\n"


@dataclass(frozen=True, slots=True)
class Consent:
    """What was weighed: what the next of kin says, and whether somebody else may read the person's messages."""

    next_of_kin: str
    next_of_kin_says: str
    read_by_others: str
    read_by_others_says: str = ""


def address() -> str:
    """Where the charity takes numbers: from the settings, else its name, for whoever carries messages out by hand."""
    return str(getattr(settings, "CHARITY_ADDRESS", "") or CHARITY)


def digits(phone: str) -> str:
    """A telephone number as it is sent: its digits, with a plus where it has one; empty where it is none."""
    plain = re.sub(r"[\s().-]", "", phone)
    return plain if NUMBER.fullmatch(plain) else ""


def message_of(episode: Episode) -> str:
    """The whole of what leaves: the number on one line, our reference on the next, and not a letter more."""
    return MESSAGE.format(number=digits(episode.person.phone), reference=episode.reference)


def obstacles(episode: Episode, at: datetime) -> list[str]:
    """Why the number cannot be given now, in plain words; empty where it may."""
    lacks = []
    if episode.category != "missing" or not _card_acts(episode, at):
        lacks.append(f"No card of this area lets the number be given now ({CARD}): decide missing first.")
    if not digits(episode.person.phone):
        lacks.append("There is no telephone number on the person's record, or it is not a whole one.")
    if episode.state != "open":
        lacks.append("The person is not being looked for.")
    last = CharityNumber.objects.filter(episode=episode).order_by("-at").first()
    if last and at < last.at + ONCE_IN:
        lacks.append("The number was given within the last day, and the charity writes once a day at most.")
    return lacks


def _card_acts(episode: Episode, at: datetime) -> bool:
    book, day = protocols(), day_of(at)
    asked, _ = situation(episode, at)
    scales = Scales(book.vocabulary, answers_to_all(book, asked, on=day), asked.measures)
    cards = book.of_kind(episode.area, day, "sharing")
    found = next((v for card, v in cards if card.id == CARD), None)
    return bool(found and isinstance(found.body, Sharing) and scales.acts(found.condition))


def _check(consent: Consent) -> None:
    """Ask before anything leaves. Not known is no answer to whether somebody dangerous reads the messages."""
    if consent.next_of_kin not in NEXT_OF_KIN:
        raise Refused("Say what the next of kin thinks of it.", field="next_of_kin")
    if consent.next_of_kin != "agreed":
        needed(consent.next_of_kin_says, field="next_of_kin_says",
               says="Say why the number is given all the same: what the person's vital interests are.")  # fmt: skip
    if consent.read_by_others == "yes":
        raise Refused("Somebody who is a danger may read the message: it would show that the police look for the "
                      "person. The number is not given.", field="read_by_others")  # fmt: skip
    if consent.read_by_others != "no":
        raise Refused("Find out whether somebody who is a danger may read the person's messages before the number "
                      "is given.", field="read_by_others")  # fmt: skip
    needed(consent.read_by_others_says, field="read_by_others_says", says="Say how you know who has the telephone.")


@transaction.atomic
def give_number(*, episode: int, by: Actor, at: datetime, because: str, consent: Consent) -> CharityNumber:
    """Give the number to the charity: exactly one message, of the number and our reference, leaves.

    What left is kept as a hash and a length; the timeline says by whose decision and on what consent.
    """
    row = owned(episode, by, at)
    if lacks := obstacles(row, at):
        raise Refused(" ".join(lacks))
    why = needed(because, field="because", says="Say why a neutral message may help this person.")
    _check(consent)
    says = message_of(row)
    times = CharityNumber.objects.filter(episode=row).count() + 1
    sent = Outgoing.objects.create(key=f"{row.reference} {times}", channel="spool", to=address(), says=says,
                                   made_at=at, next_try_at=at)  # fmt: skip
    kept = CharityNumber.objects.create(
        episode=row, at=at, by_id=by.post, by_name=by.name, because=why, card=CARD, outgoing_key=sent.key,
        next_of_kin=consent.next_of_kin, next_of_kin_says=consent.next_of_kin_says.strip(),
        read_by_others=consent.read_by_others, read_by_others_says=consent.read_by_others_says.strip(),
        sha256=fingerprint(says), length=len(says),
    )  # fmt: skip
    body = {"to": CHARITY, "what": "the telephone number and our reference", "because": why, "card": CARD,
            "next of kin": consent.next_of_kin, "sha256": kept.sha256, "length": kept.length}  # fmt: skip
    record(row, "number given to the charity", by=by, at=at, body=body, changed=False)
    return kept


def fingerprint(text: str) -> str:
    """SHA-256 of a text as it leaves, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def proof(kept: CharityNumber) -> bool:
    """Whether what was put out to be sent is, to the letter, what the record says left."""
    sent = Outgoing.objects.filter(key=kept.outgoing_key).first()
    return sent is not None and fingerprint(sent.says) == kept.sha256 and len(sent.says) == kept.length
