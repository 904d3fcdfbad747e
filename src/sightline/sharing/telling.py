"""The running matrix: what happened, and who is told of it, once, by which cards. Sends nothing itself.

A body with a desk here gets a notice to acknowledge; one with an address a message that says no more than to ring;
all others are a task to ring them. Who must not know is not told, and the record says so (F60-F78, DESIGN idea 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sightline.access.actions import involve
from sightline.access.models import Agency, Involvement
from sightline.audit.models import Event
from sightline.audit.moments import day_of
from sightline.audit.record import WATCHER, append
from sightline.duties.models import Outgoing
from sightline.duties.onward import Computed
from sightline.engine import Answer, Situation, answers_to_all
from sightline.episodes.models import Episode, PlacementOffer, Report
from sightline.episodes.protocol import protocols
from sightline.episodes.situation import from_snapshot
from sightline.episodes.snapshot import Snapshot, take
from sightline.people.models import Person
from sightline.sharing.models import Telling
from sightline.sharing.telling_cards import TOO_OLD, Wish, wishes
from sightline.sharing.telling_desks import Case, tell_desk, to_decide, to_ring
from sightline.sharing.telling_duties import duty_of
from sightline.sharing.telling_recipients import Recipient, Recipients, is_relation
from sightline.sharing.telling_words import message, subject

TOLD = frozenset({"desk", "sent", "told", "knows"})
# Roles that mean a whole agency: whoever there recorded it, the agency knows.
WHOLE_AGENCY = frozenset(
    {
        "police", "responsible authority", "host authority", "children's services", "adult social care", "carer",
        "registered manager", "adult care provider", "receiving authority", "home authority", "foster carer",
    }
)  # fmt: skip
SEE_A_PERSON = frozenset({"council", "children's home", "fostering", "adult care"})  # told of a case, they work on it
ABSENCE = ("absence noticed", "reported missing")


def tell_of_episode(computed: Computed) -> None:
    """Tell of what happened in an episode whomever its area's cards name, as far as they have not been told.

    The listener the wiring installs; runs in the transaction of whatever happened.
    """
    episode, at = computed.episode, computed.at
    before = list(Telling.objects.filter(episode=episode))
    wanted = wishes(
        protocols(), area=episode.area, answers=computed.answers, measures=computed.asked.measures,
        happened=computed.taken.happened, at=at, told_before=_told_before(before),
    )  # fmt: skip
    fresh = _changed(wanted, before)
    if fresh:
        owner = episode.owner_agency
        case = Case(episode.person, episode, owner, at, _recipients(owner, computed.taken, episode.person_id, episode))
        _carry_out(case, fresh, {_key(row): row for row in before})


def tell_of_person(person: int, at: datetime) -> None:
    """The same for what happened to a person of whom no episode is open: a placement, a day not at school.

    The agency that recorded it stands where the owner would, and its area's cards hold.
    """
    rows = Event.objects.filter(chain=person, episode=None, happened_at__gte=at - TOO_OLD).select_related("content")
    for event in rows.exclude(agency=None).order_by("id"):
        owner = Agency.objects.get(pk=event.agency or 0)
        if owner.area not in protocols().areas:
            continue
        taken = _as_proposed(take(person=person, at=at), event)
        asked, answers = _of_happening(event, taken, owner.area)
        before = list(Telling.objects.filter(person_id=person, episode=None))
        wanted = wishes(protocols(), area=owner.area, answers=answers, measures=asked.measures,
                        happened=[(event.kind, event.happened_at)], at=at)  # fmt: skip
        fresh = _changed(wanted, before)
        if fresh:
            case = Case(Person.objects.get(pk=person), None, owner, at, _recipients(owner, taken, person, None))
            _carry_out(case, fresh, {_key(row): row for row in before})


def _as_proposed(taken: Snapshot, event: Event) -> Snapshot:
    """The person as they would be placed, where a placement is only proposed: its area must hear of it before."""
    offer = PlacementOffer.objects.filter(pk=(event.content.body or {}).get("offer") or 0).first()
    if offer is None or event.kind != "placement proposed":
        return taken
    there = {"setting": offer.setting, "out_of_area": offer.out_of_area, "provider": offer.provider_id,
             "host": offer.host_id}  # fmt: skip
    return replace(taken, placement=there)


def _of_happening(event: Event, taken: Snapshot, area: str) -> tuple[Situation, dict[str, Answer]]:
    """The person as the engine sees them, with the answers that were given with the happening itself."""
    answers = (event.content.body or {}).get("answers")
    said: Mapping[str, str] = answers if isinstance(answers, Mapping) else {}  # elsewhere a number: what it answers
    known = protocols().vocabulary
    words = {"yes": Answer.YES, "no": Answer.NO}
    told = {f: words[a] for f, a in said.items() if a in words and f in known.facts and not known.facts[f].derived}
    stage = known.events[event.kind].stage if event.kind in known.events else "report"
    fitting = stage if stage in ("placement", "school absence") else "report"
    numbers = {n: int(v) for n, v in said.items() if n in known.measures and str(v).isdigit()}
    asked = from_snapshot(taken, area=area, stage=fitting, told=told)
    asked = replace(asked, measures={**asked.measures, **numbers})
    return asked, answers_to_all(protocols(), asked, on=day_of(taken.at))


def _recipients(owner: Agency, taken: Snapshot, person: int, episode: Episode | None) -> Recipients:
    return Recipients(owner=owner, taken=taken, person=person, episode=episode)


def _key(row: Telling) -> tuple[str, datetime, str]:
    return (row.event, row.event_at, row.role)


def _told_before(rows: Sequence[Telling]) -> list[str]:
    """The roles that were told of the absence: on return they are told that it is over (F69)."""
    return list(dict.fromkeys(r.role for r in rows if r.state in TOLD and r.event != "returned"))


def _changed(wanted: Sequence[Wish], before: Sequence[Telling]) -> list[Wish]:
    """The wishes that are not carried out yet: new ones, and those that now ask for more than before.

    What was told stays told. What was withheld, or asked, and need not be any more, is offered to a person.
    """
    known = {_key(row): row for row in before}
    return [w for w in wanted if (row := known.get(w.key)) is None or _asks_more(w, row)]


def _asks_more(wish: Wish, row: Telling) -> bool:
    if row.decided_at or row.state in TOLD or row.state == "ring":
        return False
    return {"tell": True, "withheld": row.state != "withheld", "ask": row.state == "offered",
            "offered": row.state in ("ask", "withheld")}[wish.state]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Author:
    """Who recorded a happening: the agency's number and the role."""

    agency: int | None
    role: str


def _carry_out(case: Case, fresh: Sequence[Wish], known: Mapping[tuple[str, datetime, str], Telling]) -> None:
    """Write a row for each wish and tell: desks at once, messages into what waits, the rest as one task a desk."""
    authors = _authors(case, {w.event for w in fresh})
    rows = []
    for wish in fresh:
        row = known.get(wish.key) or Telling(
            person=case.person, episode=case.episode, event=wish.event, event_at=wish.event_at, role=wish.role,
            made_at=case.at,
        )  # fmt: skip
        _fill(row, wish, case.recipients.of(wish.role))
        row.duty = duty_of(row)
        _decide(row, wish, case, authors.get((wish.event, wish.event_at)))
        row.save()
        rows.append(row)
    to_ring(case, [r for r in rows if r.state == "ring"])
    to_decide(case, [r for r in rows if r.state == "ask"])


def _fill(row: Telling, wish: Wish, recipient: Recipient) -> None:
    row.name, row.strength, row.by_role = recipient.name, wish.strength, wish.by_role
    row.what, row.basis, row.cards = wish.what, wish.basis, wish.cards or wish.withheld_by
    row.withheld_by, row.asks = wish.withheld_by or wish.doubted_by, wish.asks
    row.desk, row.reach = recipient.desk, recipient.address or recipient.phone


def _decide(row: Telling, wish: Wish, case: Case, author: Author | None) -> None:
    """What becomes of one wish; withheld first, then whoever knows already, then the best way there is."""
    recipient = case.recipients.of(row.role)
    if wish.state == "withheld":
        row.state = "withheld"
        _write(case, "not told", row, {"kept back by": row.withheld_by})
    elif _knows(row, case, author):
        row.state, row.told_at, row.told_how = "knows", row.event_at, "recorded it"
    elif wish.state == "ask":
        row.state = "ask"
    elif wish.state == "offered" or (wish.strength == "should" and recipient.may_not_exist):
        row.state = "offered"
    else:
        tell_now(case, row, recipient)


def tell_now(case: Case, row: Telling, recipient: Recipient) -> None:
    """Tell one recipient by the best way there is: a desk, a message, or a task to ring. Saves nothing but what it
    tells."""
    if recipient.desk:
        row.notice, row.state, row.told_at = tell_desk(case, row, recipient.desk), "desk", case.at
        _let_see(case, row)
    elif recipient.channel:
        row.outgoing, row.state, row.told_at = _send(case, row, recipient), "sent", case.at
    else:
        row.state = "ring"


def _knows(row: Telling, case: Case, author: Author | None) -> bool:
    """Whether the recipient recorded the happening, or reported it: nobody is told what comes from themselves."""
    if row.role == "parents" and case.episode and row.event in ABSENCE:
        said = Report.objects.filter(episode=case.episode).values_list("by_relation", flat=True)
        if any(is_relation("parents", each) for each in said):
            return True
    if row.desk is None or author is None or author.agency != row.desk.agency_id:
        return False
    return row.role in WHOLE_AGENCY or author.role == row.desk.role


def _authors(case: Case, events: set[str]) -> dict[tuple[str, datetime], Author]:
    rows = Event.objects.filter(chain=case.person.pk, kind__in=events).order_by("-id")
    return {(e.kind, e.happened_at): Author(e.agency, e.role) for e in rows}


def _let_see(case: Case, row: Telling) -> None:
    """Whoever is told of a case must be able to open it: an involvement because of the card, once for each agency."""
    if row.role == "receiving provider":
        return  # the history waits until somebody there puts a name under it (I38); the desk is told that it waits
    agency = row.desk.agency if row.desk else None
    if agency is None or agency.kind not in SEE_A_PERSON:
        return
    if not Involvement.objects.filter(agency=agency, person=case.person, until=None).exists():
        because = f"told: {row.event} ({', '.join(row.cards)})"
        involve(agency=agency.pk, person=case.person.pk, part=row.role, because=because, at=case.at, by=WATCHER,
                episode=case.episode.pk if case.episode else None)  # fmt: skip


def _send(case: Case, row: Telling, recipient: Recipient) -> Outgoing:
    """A message with the least text: whom to ring and by which reference. No name, no risk, no place."""
    key = f"telling {case.number} {row.event} {row.event_at:%Y%m%dT%H%M%S} {row.role}"[:200]
    sent, made = Outgoing.objects.get_or_create(
        key=key,
        defaults={"channel": recipient.channel, "to": recipient.address, "subject": subject(case),
                  "says": message(case, row), "made_at": case.at, "next_try_at": case.at},
    )  # fmt: skip
    if made:
        _write(case, "message sent", row, {"by": recipient.channel, "to": recipient.name})
    return sent


def _write(case: Case, kind: str, row: Telling, body: Mapping[str, object]) -> None:
    """Put on the person's chain what was told or kept back, with the cards."""
    said = {"whom": row.role, "of": row.event, "cards": row.cards, **body}
    append(kind, by=WATCHER, happened_at=case.at, recorded_at=case.at, person=case.person.pk,
           episode=case.episode.pk if case.episode else None, body=said, source="cards")  # fmt: skip
