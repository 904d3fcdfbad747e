"""The acts of disclosure: giving somebody something of a record, refusing somebody who asks, ending what was given.

Each is one transaction. Inside, the whole record is opened only where the work needs it: an involvement until a day, so
that gate and log hold for it as for everybody. Where fields are enough, the agency reads a sheet and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from sightline.access.actions import end_involvement, involve
from sightline.access.actor import Actor
from sightline.access.gate import NEVER_A_PERSON
from sightline.access.models import Desk
from sightline.audit.moments import LONDON
from sightline.audit.record import append
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties.models import Outgoing
from sightline.duties.notices import tell
from sightline.engine import Answer
from sightline.episodes.actions.core import needed
from sightline.episodes.actions.of_person import write
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.sharing import agreements, links
from sightline.sharing.disclosable import FIELDS, Seen, labels, sheet
from sightline.sharing.disclosing import OUTSIDE, Wanted, beyond, check, check_kept, check_settled
from sightline.sharing.disclosure_queries import look
from sightline.sharing.disclosure_weighing import (
    Kept,
    Scene,
    could_set_aside,
    kept_back,
    least,
    offers,
    scene,
    verdict,
)
from sightline.sharing.models import Disclosure

PURPOSE = "disclosure"  # of a link, and of a consultation
DO_NOT_SHARE = (*NEVER_A_PERSON, "foster carer")


class NotDisclosed(Refused):
    """A card keeps it back, or the decision is not this role's. That it was tried stays on the record."""


@dataclass(frozen=True, slots=True)
class Done:
    """A disclosure that was made. `made` is the link with its code, to be shown once; None where it went inside."""

    disclosure: Disclosure
    made: links.Made | None


def part_of(disclosure: int) -> str:
    """The part in which an agency sees a whole record by a disclosure."""
    return f"disclosure {disclosure}"


def may_share(actor: Actor) -> bool:
    """Whether this role gives anything of a person's record to somebody else."""
    return actor.role not in DO_NOT_SHARE


def disclose(*, person: int, by: Actor, at: datetime, wanted: Wanted) -> Done:
    """Give somebody fields of a person's record, or inside the whole of it for a time (F1-F4, F10, F12, F14, E27).

    Refused where a card keeps it from them or the record of the decision is not complete; what was tried then is kept.
    """
    if not may_share(by):
        raise NotForYou(f"You are signed in as {by.role}. This role shares nothing of a person's record.")
    seen = look(by, person, at=at, screen="disclosure")
    try:
        with transaction.atomic():
            return _disclose(person, seen, by, at, wanted)
    except NotDisclosed as refusal:
        refusal.keep = partial(_keep_attempt, person, by, at, wanted, refusal.says)
        refusal.keep()
        raise


def _disclose(person: int, seen: Seen, by: Actor, at: datetime, wanted: Wanted) -> Done:
    _hold(person)
    if wanted.to_agency == by.agency:
        raise Refused("Your own agency needs no disclosure. Choose a desk of another.", field="to_desk")
    enough = least(wanted.card)
    check(wanted, least=enough, police=by.is_police, at=at)
    kept = _weigh(person, seen, by, at, wanted)
    agreement = agreements.used(wanted.agreement, by.agency, wanted.to_agency, wanted.to_organisation, at)
    episode = seen.whole.episode if seen.whole else None
    made = _link(person, episode, by, at, wanted)
    row = Disclosure.objects.create(
        person_id=person, episode=episode, at=at, by_id=by.post, by_name=by.name, role=by.role, rank=by.rank,
        agency_id=by.agency, card=wanted.card, edition=protocols().edition, least=list(enough),
        fields=[f for f in FIELDS if f in wanted.fields], sheet=sheet(seen, wanted.fields, wanted.words.strip()),
        link_id=made.link if made else None, agreement=agreement,
        agreement_overdue=bool(agreement and agreements.is_overdue(agreement, at)),
        challenged_by=[{"card": k.card, "says": k.says} for k in kept], **_typed(wanted),
    )  # fmt: skip
    write("information disclosed", person=person, by=by, at=at, body=_body(row, wanted))
    _deliver(row, seen, by, at, wanted, made)
    return Done(row, made)


TYPED = ("to_as", "to_name", "to_organisation", "identity", "asked_by", "purpose", "because", "necessity",
         "proportionality", "basis", "condition", "power", "vital", "consent", "consent_because", "more_because",
         "settled_how", "answer", "may_pass_on", "destroy_by", "conditions", "until", "how")  # fmt: skip


def _typed(wanted: Wanted) -> dict[str, Any]:
    """The columns that hold what was typed; of inside and outside only the one that was chosen."""
    values = {name: getattr(wanted, name) for name in TYPED}
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    values |= {"settled": list(wanted.settled), "to_agency_id": None if wanted.how == OUTSIDE else wanted.to_agency}
    return values if wanted.how == OUTSIDE else values | dict.fromkeys(("to_name", "to_organisation", "identity"), "")


def _weigh(person: int, seen: Seen, by: Actor, at: datetime, wanted: Wanted) -> list[Kept]:
    """Hold it against the sharing and authority cards of the area. Returns what stood against it and was answered."""
    found = scene(by, person, seen.whole.episode if seen.whole else None, at)
    _check_card(found, wanted)
    check_settled(wanted, role=by.role, could=could_set_aside(found, wanted.to_as))
    kept = kept_back(found.so(dict.fromkeys(wanted.settled, Answer.YES)), wanted.to_as, wanted.reaches)
    try:
        check_kept(kept, wanted, role=by.role)
    except Refused as refusal:
        raise NotDisclosed(refusal.says, field=refusal.field) from None
    judged = verdict(found, by=by, told=wanted.told, because=wanted.because, answer=wanted.answer or wanted.necessity)
    if judged.verdict in ("refused", "challenged"):
        says = " ".join(r.says for r in judged.reasons if r.about == "refused") or judged.challenge
        raise NotDisclosed(f"This cannot be disclosed yet. {says}", field="because")
    return kept


def _check_card(found: Scene, wanted: Wanted) -> None:
    """Refuse to begin from the least of a card that does not hold here, or is about telling somebody else."""
    fitting = {offer.card.id: offer.body.to for offer in offers(found)}
    if wanted.card and wanted.to_as not in fitting.get(wanted.card, ()):
        says = f"{wanted.card} does not hold here, or is not about telling them. Choose another protocol card, or none."
        raise Refused(says, field="to_as")


def _link(person: int, episode: Episode | None, by: Actor, at: datetime, wanted: Wanted) -> links.Made | None:
    if wanted.how != OUTSIDE:
        return None
    return links.make(purpose=PURPOSE, about={}, until=wanted.until, by=by.author, at=at, person=person,
                      episode=episode.pk if episode else None)  # fmt: skip


def _body(row: Disclosure, wanted: Wanted) -> dict[str, Any]:
    """What the event says: everything about the act, nothing of what was disclosed."""
    to = wanted.to_organisation if row.how == OUTSIDE else row.to_agency.name if row.to_agency else ""
    return {
        "disclosure": row.pk, "what": labels(wanted.reaches),
        "beyond the least": labels(beyond(wanted.reaches, row.least)),
        "to": ", ".join(filter(None, (row.to_name, to))), "as": row.to_as, "how": row.get_how_display(),
        "for": row.purpose, "because": row.because, "basis": row.basis, "card": row.card, "consent": row.consent,
        "consent, why": row.consent_because, "settled": row.settled, "answer": row.answer, "until": row.until,
    }  # fmt: skip


def _deliver(row: Disclosure, seen: Seen, by: Actor, at: datetime, wanted: Wanted, made: links.Made | None) -> None:
    """Open the record to the agency, tell its desk, or send the code by text. A link is never written down."""
    if made and wanted.text_code_to.strip():
        says = f"Your code is {links.spoken(made.code)}. It opens the page you were sent once, until it ends."
        Outgoing.objects.create(key=f"code of link {made.link} 1", channel="sms", to=wanted.text_code_to.strip(),
                                says=says, made_at=at, next_try_at=at)  # fmt: skip
    if row.how == "record":
        involve(agency=row.to_agency_id or 0, person=row.person_id, part=part_of(row.pk), because=row.purpose, at=at,
                by=by.author, until=row.until)  # fmt: skip
    desk = Desk.objects.select_related("agency").filter(pk=wanted.to_desk or 0, agency=row.to_agency_id).first()
    if desk and seen.whole and row.how == "record":
        says = f"Shared with you by {by.agency_name}, until {row.until:%-d %B %Y}: {row.purpose}"
        tell(
            desk, seen.whole.episode, kind="disclosure", says=says, at=at, key=f"disclosure {row.pk}", within_minutes=60
        )
    elif desk:
        says = f"{by.agency_name} shares something with you: sheet {row.pk}. Sign in and open “Sharing”."
        Outgoing.objects.create(key=f"disclosure {row.pk}", channel="spool", to=f"{desk.name}, {desk.phone}", says=says,
                                made_at=at, next_try_at=at)  # fmt: skip


def _keep_attempt(person: int, by: Actor, at: datetime, wanted: Wanted, says: str) -> None:
    """Write down that a disclosure was tried and not accepted: what, to whom, and what stood against it."""
    body = {"what": labels(wanted.fields), "to": wanted.to_name or wanted.to_organisation, "as": wanted.to_as,
            "for": wanted.purpose, "card": wanted.card, "because": says[:600]}  # fmt: skip
    append("disclosure not accepted", by=by.author, happened_at=at, recorded_at=at, person=person, body=body)


@transaction.atomic
def refuse_to_tell(
    *, person: int, by: Actor, at: datetime, who: str, asked_for: str, identity: str, relation: str, told: str,
    because: str,
) -> None:  # fmt: skip
    """Record that somebody asked and was not told (F10, F76, E47): who asks, what is known of them, what was said.

    Names nobody's consent and discloses nothing: for the telephone, where the answer is no, or a number to ring.
    """
    body = {
        "who asks": needed(who, field="who", says="Enter who asks: the name they gave, and how they can be reached."),
        "asked for": needed(asked_for, field="asked_for", says="Say what they asked for."),
        "identity established, and how": identity.strip() or "not established",
        "relationship established, and how": relation.strip() or "not established",
        "what was told": needed(told, field="told", says="Write what they were told, if only that they would be rung."),
        "because": needed(because, field="because", says="Say why they were not told."),
    }
    write("asked and not told", person=person, by=by, at=at, body=body)


@transaction.atomic
def withdraw(*, disclosure: int, by: Actor, at: datetime, because: str) -> Disclosure:
    """End a disclosure at once: its link is dead, its sheet shut, the agency's view over. Twice changes nothing."""
    row = own(disclosure, by)
    text = needed(because, field="because", says="Say why it is withdrawn.")
    if row.withdrawn_at:
        return row
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = at, by.name, text
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    if row.link_id:
        links.withdraw(link=row.link_id, because=text, by=by.author, at=at)
    if row.how == "record" and row.to_agency_id:
        end_involvement(agency=row.to_agency_id, person=row.person_id, part=part_of(row.pk), because=text, at=at,
                        by=by.author)  # fmt: skip
    write("disclosure withdrawn", person=row.person_id, by=by, at=at, body={"disclosure": row.pk, "because": text})
    return row


def own(disclosure: int, by: Actor) -> Disclosure:
    """A disclosure of the actor's own agency, locked. Raises NotForYou for another's, in the same words."""
    rows = Disclosure.objects.filter(pk=disclosure, agency=by.agency)
    person = rows.values_list("person", flat=True).first()
    if person is None or not may_share(by):
        raise NotForYou
    _hold(person)
    return rows.select_for_update().get()


def _hold(person: int) -> None:
    """Lock the open episode first, as every writer does before it writes on the person's chain."""
    Episode.objects.select_for_update().filter(person=person, closed_at=None).first()


@transaction.atomic
def another_code(*, disclosure: int, by: Actor, at: datetime) -> str:
    """A new code for another opening of the same link, to be read out or sent. Refuses what has ended."""
    row = own(disclosure, by)
    if row.link_id is None or not row.stands(at):
        raise Refused("This opens nothing any more. Share it again if it is still needed.")
    return links.new_code(link=row.link_id, by=by.author, at=at)


def ends_after(hours: int, at: datetime) -> datetime:
    """The end of a link that lasts so many hours."""
    return at + timedelta(hours=hours)


def end_of(day: date) -> datetime:
    """The moment at which a day ends in London."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
