"""Reading calls and episodes.

Lists are narrowed by the gate's condition; single episodes pass the gate before they are returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sightline.access.actor import Actor
from sightline.access.gate import listed, open_person, visible_to
from sightline.access.models import Involvement
from sightline.access.queries import involved
from sightline.audit.behalf import of_system
from sightline.audit.queries import Happening, timeline
from sightline.audit.refusal import NotForYou
from sightline.episodes.models import (
    Attachment,
    Call,
    ClosingCheck,
    Contact,
    Decision,
    Enquiry,
    Episode,
    Found,
    Handover,
    Interview,
    Report,
    RiskFact,
    SearchedPlace,
    Sighting,
)
from sightline.episodes.models_adults import PrivateWhereabouts
from sightline.episodes.whereabouts import kept_from, told_to, wish_of
from sightline.people.queries import Known, known


@dataclass(frozen=True, slots=True)
class Whole:
    """An episode with everything recorded of it, as its page shows it."""

    episode: Episode
    known: Known
    timeline: list[Happening]
    decisions: list[Decision]
    facts: list[RiskFact]
    reports: list[Report]
    enquiries: list[Enquiry]
    searches: list[SearchedPlace]
    sightings: list[Sighting]
    contacts: list[Contact]
    attachments: list[Attachment]
    handovers: list[Handover]
    found: Found | None
    interview: Interview | None
    closing: ClosingCheck | None
    involved: list[Involvement]
    wish: PrivateWhereabouts | None

    @property
    def decision(self) -> Decision | None:
        """The decision in force."""
        return self.decisions[0] if self.decisions else None

    @property
    def handover_waiting(self) -> Handover | None:
        """The handover that waits for its answer."""
        return next((h for h in self.handovers if h.answered_at is None), None)


def _joined() -> QuerySet[Episode]:
    return Episode.objects.select_related("person", "owner_agency", "owner_desk", "owner_post__user")


def _listed() -> QuerySet[Episode]:
    """Episodes for a list: only what a row shows, because a list is read far more often than it is changed."""
    return _joined().only(
        "area", "state", "opened_at", "closed_at", "last_seen_at", "category", "risk", "person__given_name",
        "person__family_name", "person__born_on", "owner_agency__name", "owner_desk__name", "owner_desk__role",
        "owner_post__role", "owner_post__user__name",
    )  # fmt: skip


def refuse_episode(actor: Actor, episode: int, *, at: datetime, purpose: str, screen: str) -> None:
    """Let the log say whose episode was asked for and not shown; the answer is the same as for one there is not."""
    with of_system("whose episode was asked for, for the log alone"):
        person = Episode.objects.filter(pk=episode).values_list("person", flat=True).first()
    if person is not None:
        open_person(actor, person, at=at, purpose=purpose, screen=screen)


def brief(actor: Actor, episode: int, *, at: datetime, purpose: str, screen: str) -> Episode:
    """One episode with its person and owner, through the gate.

    Raises NotForYou in the same words whether it exists or not.
    """
    row = _joined().filter(pk=episode).first()
    if row is None:
        refuse_episode(actor, episode, at=at, purpose=purpose, screen=screen)
        raise NotForYou
    open_person(actor, row.person_id, at=at, purpose=purpose, screen=screen, episode=row.pk)
    return row


def whole(actor: Actor, episode: int, *, at: datetime, purpose: str, screen: str = "episode") -> Whole:
    """One episode with everything recorded of it, through the gate and into the consultation log.

    Where an adult asked that nobody be told where, without what leads there (A62), but for the police who own it.
    """
    row = brief(actor, episode, at=at, purpose=purpose, screen=screen)
    newest: dict[str, RiskFact] = {}
    for fact in RiskFact.objects.filter(episode=row).order_by("id"):
        newest[fact.phrase] = fact
    made = Whole(
        episode=row, known=known(row.person_id, at), timeline=timeline(episode=row.pk),
        decisions=list(row.decisions.select_related("by__agency").order_by("-id")), facts=list(newest.values()),
        reports=list(row.reports.order_by("at")), enquiries=list(row.enquiries.order_by("done_at", "asked_at")),
        searches=list(row.searches.order_by("-searched_at")), sightings=list(row.sightings.order_by("-seen_at")),
        contacts=list(row.contacts.order_by("-at")), attachments=list(row.attachments.order_by("-added_at")),
        handovers=list(row.handovers.select_related("to_desk__agency", "from_agency").order_by("-offered_at")),
        found=Found.objects.filter(pk=row.pk).first(),
        interview=Interview.objects.filter(pk=row.pk).select_related("provider").first(),
        closing=ClosingCheck.objects.filter(pk=row.pk).first(), involved=involved(row.person_id, at, row.pk),
        wish=wish_of(row.pk),
    )  # fmt: skip
    return told_to(actor, made)


def open_episodes(
    actor: Actor,
    *,
    at: datetime,
    screen: str,
    mine: bool = False,
    limit: int = 100,
    beside: Sequence[Episode] = (),
    people: Sequence[int] = (),
) -> list[Episode]:
    """Open episodes the actor may see, high risk first, then longest missing; `mine` keeps those the actor's agency
    owns. `beside` and `people` are who the same page shows elsewhere: the consultation log has one line for all."""
    rows = _listed().filter(visible_to(actor, at), closed_at=None)
    if mine:
        rows = rows.filter(owner_agency_id=actor.agency)
    order = {"high": 0, "": 1, "medium": 2, "low": 3, "none": 4}
    found = sorted(
        rows.order_by("opened_at")[:limit], key=lambda e: (order.get(e.risk, 1), e.last_seen_at or e.opened_at)
    )
    shown = [*beside, *found]
    whom, numbers = dict.fromkeys([*(e.person_id for e in shown), *people]), dict.fromkeys(e.pk for e in shown)
    listed(actor, at=at, purpose="duty", screen=screen, people=list(whom), episodes=list(numbers))
    return found


def recent_episodes(actor: Actor, *, at: datetime, offset: int = 0, limit: int = 25) -> list[Episode]:
    """All episodes the actor may see, newest first, one page of them."""
    rows = list(_listed().filter(visible_to(actor, at)).order_by("-opened_at", "-id")[offset : offset + limit])
    listed(
        actor,
        at=at,
        purpose="duty",
        screen="episodes",
        people=[e.person_id for e in rows],
        episodes=[e.pk for e in rows],
    )
    return rows


def episodes_of(person: int) -> list[Episode]:
    """Every episode of one person, newest first.

    Missing, absent and away in one history (C92). The gate was passed for the person.
    """
    return list(_joined().filter(person_id=person).order_by("-opened_at"))


def open_episode_of(person: int) -> Episode | None:
    """The open episode of a person, if there is one."""
    return _joined().filter(person_id=person, closed_at=None).first()


def offered_to(actor: Actor) -> list[Handover]:
    """Handovers that wait for an answer from the actor's desks."""
    rows = Handover.objects.filter(to_desk__in=actor.desks, answered_at=None)
    return list(rows.select_related("episode__person", "from_agency", "to_desk").order_by("offered_at"))


def handover(actor: Actor, handover_id: int) -> Handover:
    """One handover, for the agency it is offered to or comes from."""
    row = (
        Handover.objects.select_related("episode__person", "from_agency", "to_desk__agency")
        .filter(pk=handover_id)
        .first()
    )
    if row is None or actor.agency not in (row.from_agency_id, row.to_desk.agency_id):
        raise NotForYou
    return row


def owned_by(post: int) -> list[Episode]:
    """Open episodes of which this post is the named officer."""
    return list(_joined().filter(owner_post_id=post, closed_at=None).order_by("opened_at"))


def interviews_waiting(agency: int) -> list[Interview]:
    """Return interviews offered through a provider that have no outcome yet, longest waiting first."""
    rows = Interview.objects.filter(provider_id=agency, carried_out_at=None, declined_at=None)
    return list(rows.select_related("episode__person").order_by("offered_at"))


def attachment(actor: Actor, attachment_id: int, *, at: datetime) -> Attachment:
    """One picture, through the gate of its episode."""
    row = Attachment.objects.select_related("episode").filter(pk=attachment_id).first()
    if row is None or kept_from(actor, [row.episode_id]):
        raise NotForYou
    open_person(
        actor, row.episode.person_id, at=at, purpose="investigation", screen="attachment", episode=row.episode_id
    )
    return row


def call(actor: Actor, call_id: int) -> Call:
    """One call, for the agency that took it."""
    row = Call.objects.select_related("taken_by").filter(pk=call_id).first()
    if row is None or row.taken_by.agency_id != actor.agency:
        raise NotForYou
    return row
