"""Whatever people and the watcher do to one episode, in whatever order: it has one owner, its risk falls only where
somebody decides so, its duties have cards, and its record verifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sightline.access.actor import Actor
from sightline.audit.models import Event
from sightline.audit.refusal import Refused
from sightline.audit.verify import breaks
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.duties.notices import acknowledge
from sightline.duties.watcher import round_once
from sightline.episodes.actions import absence, decide, found, handover, investigate, report
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Episode, Found, Handover, Interview
from tests.integration.absent import watched
from tests.integration.web.reported import HOME, WHY, reported
from tests.people import Cast

NORTH, SOUTH = "Northmoor Police", "Southvale Police"
CONFIRMED = "Seen at the door by an officer who knows the face."


@dataclass
class World:
    """One episode, who acts on it, and what time it is."""

    cast: Cast
    episode: int
    at: datetime

    @property
    def row(self) -> Episode:
        """The episode as it stands."""
        return Episode.objects.select_related("owner_desk", "owner_post").get(pk=self.episode)

    def owner(self, role: str = "duty inspector") -> Actor:
        """Somebody of the agency that owns the episode; where a home watches it, its manager."""
        name = self.row.owner_agency.name
        return self.cast.actor(role if name in (NORTH, SOUTH) else "registered manager", name)


def _decide(world: World, category: str, risk: str) -> None:
    latest = decide.latest(world.episode)
    wanted = decide.Wanted(category=category, risk=risk, because=WHY, seriousness="medium", immediacy="medium",
                           answer_to_challenge="His brother is with him and has rung twice, says the home.",
                           review_every_minutes=60 if category == "absent" else None)  # fmt: skip
    seen = latest.pk if latest else 0
    decide.decide(episode=world.episode, by=world.owner(), at=world.at, wanted=wanted, seen_decision=seen)


def _offer(world: World) -> None:
    other = SOUTH if world.row.owner_agency.name == NORTH else NORTH
    desk = world.cast.desk("duty inspector", other)
    handover.offer(episode=world.episode, to_desk=desk.pk, by=world.owner(), at=world.at, why="He was seen there.")


def _answer(world: World, yes: bool) -> None:
    waiting = Handover.objects.filter(episode=world.episode).order_by("-id").first()
    if waiting:
        by = world.cast.actor("duty inspector", waiting.to_desk.agency.name)
        do = handover.accept if yes else handover.refuse
        do(handover=waiting.pk, by=by, at=world.at, answer="We know the address.")


def _acknowledge(world: World) -> None:
    notice = Notice.objects.filter(episode=world.episode, acknowledged_at=None, ended_at=None).order_by("-id").first()
    if notice:
        by = world.cast.actor(notice.desk.role, notice.desk.agency.name)
        acknowledge(notice=notice.pk, by=by, at=world.at)


def _answer_a_question(world: World, phrase: str, answer: str) -> None:
    answered = [Answered(phrase, answer, "So says the home.")]
    by = world.owner("investigating officer")
    report.answer_questions(episode=world.episode, by=by, at=world.at, told=HOME, answered=answered)


def _review(world: World, outcome: str) -> None:
    by = world.cast.actor("registered manager", "Willow Lodge")
    absence.review_absence(episode=world.episode, by=by, at=world.at, outcome=outcome, found="Rang his friend.")


def _locate(world: World) -> None:
    found.locate(episode=world.episode, by=world.owner(), at=world.at, located_at=world.at, place="His brother's flat",
                 located_by="His brother")  # fmt: skip


def _see(world: World, harm: str) -> None:
    row = Found.objects.filter(pk=world.episode).first()
    found.see_safe_and_well(
        episode=world.episode, version=row.version if row else 0, by=world.owner(), at=world.at, seen_at=world.at,
        seen_by="PC Venn", seen_alone=True, harm=harm, says="I wanted to see my brother.",
    )  # fmt: skip


def _decline(world: World) -> None:
    row = Interview.objects.filter(pk=world.episode).first()
    found.decline_interview(episode=world.episode, version=row.version if row else 0, by=world.owner(), at=world.at,
                            because="Not now.", parents_offered=True)  # fmt: skip


def _check(world: World, referral: str) -> None:
    row = getattr(world.row, "closing", None)
    found.closing_check(
        episode=world.episode, version=row.version if row else 0, by=world.owner(), at=world.at, referral=referral,
        referral_because="A second time this month.", returns_to="the home", safe_there="yes", person_says="Fine.",
    )  # fmt: skip


def _contact(world: World) -> None:
    investigate.contact_informant(
        episode=world.episode, by=world.owner(), at=world.at, with_whom="The home", said="No."
    )


STEPS: dict[str, Callable[[World], object]] = {
    "missing, high": lambda w: _decide(w, "missing", "high"),
    "missing, medium": lambda w: _decide(w, "missing", "medium"),
    "absent": lambda w: _decide(w, "absent", "none"),
    "offered": _offer,
    "accepted": lambda w: _answer(w, True),
    "refused": lambda w: _answer(w, False),
    "acknowledged": _acknowledge,
    "a risk is known": lambda w: _answer_a_question(w, "is likely to attempt suicide", "yes"),
    "a risk is denied": lambda w: _answer_a_question(w, "is likely to attempt suicide", "no"),
    "review, no concern": lambda w: _review(w, "no concern"),
    "review, concerned": lambda w: _review(w, "concerned"),
    "review, back": lambda w: _review(w, "back"),
    "contact": _contact,
    "enquiry": lambda w: investigate.raise_enquiry(episode=w.episode, by=w.owner(), at=w.at, what="Ring his brother"),
    "taken on": lambda w: handover.take_on(episode=w.episode, by=w.owner("investigating officer"), at=w.at),
    "located": _locate,
    "confirmed": lambda w: found.confirm(episode=w.episode, by=w.owner(), at=w.at, how=CONFIRMED),
    "seen": lambda w: _see(w, "no"),
    "seen, harmed": lambda w: _see(w, "yes"),
    "interview offered": lambda w: found.offer_interview(
        episode=w.episode, by=w.cast.actor("social worker"), at=w.at, provider=w.cast.agency("Open Door").pk
    ),
    "interview declined": _decline,
    "checked": lambda w: _check(w, "no referral"),
    "referred": lambda w: _check(w, "refer"),
    "closed": lambda w: found.close(episode=w.episode, by=w.owner(), at=w.at, because="Home and well."),
    "watched": lambda w: round_once(w.at),
}
DECISIONS = {"missing, high", "missing, medium", "absent"}
# To its end often enough, whatever is drawn: steps that follow each other in real cases are drawn together too.
ENDING = ["located", "confirmed", "seen", "checked", "closed"]
MINUTES = st.sampled_from([0, 1, 11, 60, 6 * 60, 25 * 60])
SINGLE = st.tuples(st.sampled_from(sorted(STEPS)), MINUTES).map(lambda drawn: [drawn])
TO_THE_END = MINUTES.map(lambda minutes: [(step, minutes) for step in ENDING])
DRAWN = st.integers(0, 5).flatmap(lambda n: TO_THE_END if n == 5 else SINGLE)
HISTORIES = st.lists(DRAWN, min_size=3, max_size=12).map(lambda parts: [step for part in parts for step in part])


def _take(world: World, step: str) -> None:
    """One step; one that is refused writes nothing. Only a decision changes category or risk; a report that ends the
    watching of an absence puts both back to where nobody has decided."""
    before, written = world.row, Event.objects.count()
    try:
        with transaction.atomic():
            STEPS[step](world)
    except Refused:
        assert Event.objects.count() == written
    after = world.row
    if step not in DECISIONS:
        reported_now = before.state == "absence" and after.state == "open"
        assert (after.category, after.risk) == (("", "") if reported_now else (before.category, before.risk))
    assert before.closed_at is None or after.closed_at == before.closed_at


def _holds(world: World) -> None:
    episode = world.row
    _has_one_owner(episode)
    _is_closed_as_a_whole(episode)
    for duty in Duty.objects.filter(episode=episode, state="open"):
        assert duty.cards and duty.sources and duty.edition
        assert duty.desk_id or duty.agency is None
    for notice in Notice.objects.filter(episode=episode, acknowledged_at=None, ended_at=None).exclude(duty=None):
        assert notice.duty and notice.duty.state == "open"
        assert notice.escalated_at or notice.level or notice.desk_id == notice.duty.desk_id
    assert Outgoing.objects.filter(key__startswith="notice ").count() == Notice.objects.count()


def _has_one_owner(episode: Episode) -> None:
    assert episode.owner_desk is None or episode.owner_desk.agency_id == episode.owner_agency_id
    assert episode.owner_post is None or episode.owner_post.agency_id == episode.owner_agency_id
    assert episode.owner_agency.kind == "police" or episode.category == "unauthorised absence"
    assert Handover.objects.filter(episode=episode, answered_at=None).count() <= (0 if episode.closed_at else 1)


def _is_closed_as_a_whole(episode: Episode) -> None:
    assert (episode.state == "closed") == (episode.closed_at is not None)
    if episode.closed_at:
        assert Found.objects.get(pk=episode.pk).confirmed_at and hasattr(episode, "closing")


@settings(
    max_examples=20,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)  # each history is undone in the database, so that one cast serves all
@example(history=[(step, 11) for step in ("missing, high", "offered", *ENDING)], from_a_home=False)
@example(history=[(step, 60) for step in ("review, concerned", "offered", "accepted", *ENDING)], from_a_home=True)
@given(history=HISTORIES, from_a_home=st.booleans())
def test_whatever_happens_to_an_episode_what_must_hold_holds(
    cast: Cast, at: datetime, history: list[tuple[str, int]], from_a_home: bool
) -> None:
    with transaction.atomic():
        row = watched(cast, at) if from_a_home else reported(cast, at, "Tyler")
        world = World(cast, row.pk, at)
        for step, minutes in history:
            world.at += timedelta(minutes=minutes)
            _take(world, step)
            _holds(world)
        assert list(breaks()) == []
        transaction.set_rollback(True)
