"""Taking a call, opening an episode from a report, and recording what was answered.

Decides neither category nor risk (C10, B1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sightline.access.actions import involve
from sightline.access.actor import Actor
from sightline.access.gate import has_own_part, may_see
from sightline.access.models import Agency, Desk
from sightline.access.queries import agency as agency_by_id
from sightline.access.queries import desk
from sightline.audit.moments import day_of
from sightline.audit.record import SYSTEM, append
from sightline.audit.refusal import NotForYou, Refused
from sightline.episodes.actions.core import Also, check_moment, locked, needed, record
from sightline.episodes.models import Call, Episode, Report, RiskFact
from sightline.episodes.protocol import protocols
from sightline.people.models import Person
from sightline.people.queries import known

DISPUTE, ALLEGES, CRIME = "the informant disputes the decision", "alleges a crime", "crime recorded"
RECORDED = (CRIME, "yes")


@dataclass(frozen=True, slots=True)
class Told:
    """Who told us something and how to reach them: the provenance every risk fact carries."""

    name: str
    relation: str = ""
    phone: str = ""
    agency: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One fact answered yes, no or not known, with the words of the answer."""

    phrase: str
    answer: str
    says: str = ""
    question: str = ""


def one_spelling(address: str) -> str:
    """An address as it is compared: small letters, without stops and needless spaces."""
    return " ".join(address.lower().replace(",", " ").replace(".", " ").split())


@transaction.atomic
def take_call(
    *, by: Actor, at: datetime, told: Told, said: str, address: str = "", person: int | None = None, about: str = ""
) -> Call:
    """Record a contact. A call is not yet a report: nobody is lost because nobody chose a category (D25).

    `address`, `person` and `about` (such as “abuse at home”) let the next call-taker find it again (I46).
    """
    needed(told.name, field="caller_name", says="Enter the name of the person who is calling, or “not given”.")
    call = Call.objects.create(
        at=at, taken_by_id=by.post, caller_name=told.name, caller_relation=told.relation, caller_phone=told.phone,
        caller_agency_id=told.agency, said=needed(said, field="said", says="Write down what the caller said."),
    )  # fmt: skip
    where = {"address": one_spelling(address)} if address else {}
    body = {"call": call.pk, "about": about, "person": person} | where if address or person else {"call": call.pk}
    append("call taken", by=by.author, happened_at=at, recorded_at=at, person=SYSTEM, body=body)
    return call


def _police_desk(by: Actor, role: str) -> tuple[Agency, Desk | None]:
    """The police area that takes the report (it may never be refused, B22) and the desk that must know."""
    own = agency_by_id(by.agency)
    police = own if by.is_police else own.police_area
    if police is None:
        raise Refused(f"{own.name} has no police area set up. Ring 101 or 999 and tell your administrator.")
    return police, desk(police.pk, role)


def _open_already(person: int) -> Episode | None:
    return Episode.objects.select_for_update().filter(person_id=person, closed_at=None).first()


def _check_last_seen(person: int, last_seen_at: datetime | None, at: datetime) -> None:
    """Refuse a moment that is still to come, or before the day on which the person was born."""
    if last_seen_at is None:
        return
    what, field = "When the person was last seen", "last_seen_at"
    check_moment(last_seen_at, at, field=field, what=what)
    born_on = Person.objects.filter(pk=person).values_list("born_on", flat=True).first()
    if born_on and day_of(last_seen_at) < born_on:
        raise Refused(f"{what} is before the person was born. Check the date and the time.", field=field)


def _check_gone(gone_at: datetime | None, last_seen_at: datetime | None, at: datetime) -> None:
    """Refuse a moment that is still to come, or before the person was last seen."""
    if gone_at:
        check_moment(gone_at, at, field="gone_at", what="When the person went missing", not_before=last_seen_at,
                     before_what="the person was last seen")  # fmt: skip


def _involve_all(episode: Episode, by: Actor, at: datetime, told: Told) -> None:
    """The owner, the reporter, the placement's provider and the responsible and host councils may see this person
    from now on."""
    facts = known(episode.person_id, at)
    reporter = None if by.agency_kind == "school" else told.agency  # a school sees its own record, and no other
    parts: list[tuple[int | None, str]] = [(episode.owner_agency_id, "owning police area"), (reporter, "reporter")]
    if facts.placement:
        parts += [(facts.placement.provider, "provider"), (facts.placement.host_authority, "host authority")]
    parts += [(c.authority, "responsible authority") for c in facts.care]
    for agency, part in parts:
        if agency:
            involve(
                agency=agency, person=episode.person_id, part=part, because="an episode was opened", at=at, by=by.author
            )


@transaction.atomic
def report_missing(
    *, by: Actor, at: datetime, person: int, told: Told, last_seen_at: datetime | None, last_seen_place: str,
    circumstances: str, call: int | None = None, lat: float | None = None, lon: float | None = None,
    answered: Sequence[Answered] = (), deploy: bool = False, absence: int | None = None,
    gone_at: datetime | None = None, gone_from: str = "",
) -> Episode:  # fmt: skip
    """Open an episode from a report, or turn a watched absence into one.

    A second open episode for one person is refused.

    `deploy` sends officers before the questions are finished, because danger is evident (C14). `absence` is the
    school's own record from which it reports: the school learns the reference and who has the case, and no more.
    `gone_at` and `gone_from`: when and from where the person went missing, which may be later than last seen (E6).
    """
    if not (by.is_police or may_see(by, [person], at) or has_own_part(by, absence, at)):
        raise NotForYou
    _check_last_seen(person, last_seen_at, at)
    if not deploy:  # evident danger waits for no date to be mended
        _check_gone(gone_at, last_seen_at, at)
    episode = _open_already(person)
    if episode and episode.state != "absence":
        raise Refused(
            f"{episode.person.name} already has an open episode, {episode.reference}. Add the report to that one."
        )
    police, desk_ = _police_desk(by, "duty inspector")
    if episode is None:
        episode = Episode(person_id=person, opened_at=at, area=police.area, owner_agency=police, owner_desk=desk_)
    else:  # the carer's own judgement and name end here: the police have decided nothing and named nobody yet
        episode.category, episode.risk, episode.owner_post = "", "", None
    episode.state, episode.area, episode.owner_agency, episode.owner_desk = "open", police.area, police, desk_
    episode.last_seen_at = last_seen_at or episode.last_seen_at
    episode.last_seen_place = last_seen_place or episode.last_seen_place
    episode.last_seen_lat, episode.last_seen_lon = lat or episode.last_seen_lat, lon or episode.last_seen_lon
    episode.gone_at, episode.gone_from = gone_at or episode.gone_at, gone_from.strip() or episode.gone_from
    episode.circumstances = needed(
        circumstances, field="circumstances", says="Write what has happened, in a few words."
    )
    episode.reporter_agency_id, episode.reporter_name, episode.reporter_phone = told.agency, told.name, told.phone
    episode.deployed_at = at if deploy else None
    try:
        episode.save()
    except IntegrityError:  # two handlers at the same moment: the database lets one of them
        raise Refused("Somebody has just opened an episode for this person. Add the report to that one.") from None
    Report.objects.create(episode=episode, call_id=call, at=at, by_name=told.name, by_relation=told.relation,
                          by_phone=told.phone, agency_id=told.agency)  # fmt: skip
    _involve_all(episode, by, at, told)
    keep_answers(episode, answered, told, by, at)
    body = {"by": told.name, "relation": told.relation, "last seen": last_seen_at, "place": last_seen_place,
            "circumstances": circumstances}  # fmt: skip
    body |= {name: said for name, said in (("went missing", gone_at), ("went missing from", gone_from)) if said}
    also: list[Also] = [("questions answered", {"answers": {i.phrase: i.answer for i in answered}})] if answered else []
    also += [("officers deployed", {"because": "evident danger"})] if deploy else []
    record(episode, "reported missing", by=by, at=at, body=body, also=also)
    return episode


@transaction.atomic
def report_again(*, episode: int, by: Actor, at: datetime, told: Told, says: str, call: int | None = None,
                 disputes: bool = False, absence: int | None = None) -> Report:  # fmt: skip
    """Add a further report to an open episode; an informant who disputes the grading is recorded, not argued with
    (C28). `absence` is the school's own record from which it reports."""
    row = locked(episode, by, at, reports_from=absence)
    report = Report.objects.create(episode=row, call_id=call, at=at, by_name=told.name, by_relation=told.relation,
                                   by_phone=told.phone, agency_id=told.agency, disputes_decision=disputes)  # fmt: skip
    if disputes:
        keep_answers(row, [Answered(DISPUTE, "yes", says)], told, by, at)
    kind = "informant disputed the decision" if disputes else "reported again"
    record(row, kind, by=by, at=at, body={"by": told.name, "says": says}, changed=False)
    return report


def keep_answers(episode: Episode, answered: Sequence[Answered], told: Told, by: Actor, at: datetime) -> None:
    """Store answers with their provenance, inside a larger action. A phrase outside the vocabulary is refused."""
    known_facts = protocols().vocabulary.facts
    for item in answered:
        if item.phrase not in known_facts:
            raise Refused(f"“{item.phrase}” is not a fact of the vocabulary.", field="answers")
    _check_dispute(episode, answered)
    if by.is_police:
        _check_allegation(episode, answered)
    RiskFact.objects.bulk_create(
        RiskFact(
            episode=episode,
            phrase=i.phrase,
            answer=i.answer,
            question=i.question,
            says=i.says,
            from_whom=told.name,
            contact=told.phone,
            obtained_at=at,
            recorded_at=at,
            recorded_by=by.name,
        )
        for i in answered
    )


def _last_answer(episode: Episode, phrase: str) -> str:
    rows = RiskFact.objects.filter(episode=episode, phrase=phrase).order_by("-id")
    return rows.values_list("answer", flat=True).first() or ""


def _check_dispute(episode: Episode, answered: Sequence[Answered]) -> None:
    """A challenge is decided by somebody above the one who decided; nobody answers it away (C28, I9)."""
    for item in answered:
        if item.phrase == DISPUTE and item.answer != "yes" and _last_answer(episode, DISPUTE) == "yes":
            says = "A challenge cannot be taken back here. The force incident manager decides it, with reasons."
            raise Refused(says, field=item.question or item.phrase)


def _check_allegation(episode: Episode, answered: Sequence[Answered]) -> None:
    """The police save an allegation with its reference, so that somebody investigates it (C100, I18)."""
    said = {i.phrase: i for i in answered if i.answer == "yes"}
    crime = said.get(CRIME)
    if crime and not any(c.isdigit() for c in crime.says):
        says = "Write the crime or investigation reference, with its number."
        raise Refused(says, field=crime.question or CRIME)
    if ALLEGES in said and not crime and _last_answer(episode, CRIME) != "yes":
        says = f"An allegation is saved with its reference: answer “{CRIME}” too, with the number."
        raise Refused(says, field=said[ALLEGES].question or ALLEGES)


@transaction.atomic
def answer_questions(*, episode: int, by: Actor, at: datetime, told: Told, answered: Sequence[Answered]) -> None:
    """Record answers to the area's questions with their provenance. A yes or no without words is not an answer (C3)."""
    row = locked(episode, by, at)
    if not answered:
        raise Refused("No question was answered.", field="answers")
    for item in answered:
        if item.answer != "not known" and len(item.says.strip()) < 3:
            raise Refused(f"Say more than yes or no: {item.phrase}.", field=item.question or item.phrase)
    keep_answers(row, answered, told, by, at)
    body = {"from": told.name, "contact": told.phone, "answers": {i.phrase: [i.answer, i.says] for i in answered}}
    also: list[Also] = [("crime recorded", {"reference": i.says}) for i in answered if (i.phrase, i.answer) == RECORDED]
    record(row, "questions answered", by=by, at=at, body=body, also=also if by.is_police else [], changed=False)


@transaction.atomic
def deploy(*, episode: int, by: Actor, at: datetime, because: str) -> None:
    """Send officers now, before the questions are finished (C14)."""
    row = locked(episode, by, at)
    row.deployed_at = row.deployed_at or at
    record(row, "officers deployed", by=by, at=at, body={"because": because or f"evident danger, {day_of(at)}"})
