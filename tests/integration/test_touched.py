"""Which open episodes a card touches, and what its next version would ask: by the engine, for eyes that may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sightline.audit.behalf import of_post
from sightline.audit.models import Consultation
from sightline.engine.model import Condition, Period
from sightline.episodes.models import Episode
from sightline.episodes.protocol import protocols
from sightline.episodes.snapshot import take
from sightline.insight.snapshots import take_each
from sightline.insight.touched import Change, Touches, touched
from tests.integration.next_version import REVIEW, Put, with_next
from tests.integration.web.reported import decided, reported, returned
from tests.people import Cast

HALF_DAY = timedelta(hours=12)


def seen_by(cast: Cast, at: datetime, role: str = "duty inspector", card: str = REVIEW, **page: int) -> Touches:
    """What somebody in a role is shown about a card."""
    return touched(cast.actor(role), protocols().cards[card], at=at, **page)


def test_an_open_episode_in_which_the_card_acts_is_named_with_what_is_due(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    found = seen_by(cast, at)
    assert [(t.episode, t.name, t.acts, t.will_act) for t in found.shown] == [
        (episode.pk, "Aisha Bramwell", True, None)
    ]
    assert found.shown[0].due == ("review the risk", "supervisor", at + timedelta(hours=24))
    assert found.shown[0].changes == ()


def test_an_episode_in_which_it_does_not_act_is_weighed_and_not_named(cast: Cast, at: datetime) -> None:
    reported(cast, at, "Robert")
    of_children = seen_by(cast, at, card="DFE-HIGH-01")
    assert of_children == Touches(shown=(), yours=0, others=0, weighed=1)


def test_before_its_clock_has_started_the_card_acts_and_nothing_is_due(cast: Cast, at: datetime) -> None:
    reported(cast, at)
    (one,) = seen_by(cast, at).shown
    assert one.acts and one.due is None


def test_an_episode_of_an_area_without_the_card_is_not_weighed(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at, "Daniel")
    decided(cast, episode, at)
    Episode.objects.filter(pk=episode.pk).update(area="thames-valley")
    assert seen_by(cast, at).weighed == 0


def test_a_closed_episode_is_touched_by_nothing(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    Episode.objects.filter(pk=episode.pk).update(state="closed", closed_at=at)
    assert seen_by(cast, at).weighed == 0


def test_a_clock_that_has_stopped_leaves_the_card_acting_with_nothing_due(cast: Cast, at: datetime) -> None:
    episode = reported(cast, at)
    decided(cast, episode, at)
    returned(cast, episode, at + timedelta(hours=1))
    (one,) = seen_by(cast, at + timedelta(hours=2)).shown
    assert one.due is None


def test_whom_the_reader_may_not_see_is_only_counted(cast: Cast, at: datetime) -> None:
    for name in ("Aisha", "Daniel"):
        decided(cast, reported(cast, at, name), at)
    home = seen_by(cast, at, "registered manager")
    assert [t.name for t in home.shown] == ["Aisha Bramwell"] and (home.yours, home.others, home.weighed) == (1, 0, 1)
    assert seen_by(cast, at, "duty inspector").yours == 2
    analyst = seen_by(cast, at, "analyst")
    assert analyst.shown == () and analyst.others == 2


def test_who_was_shown_stands_in_the_consultation_log_and_nobody_else(cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha").pk
    for name in ("Aisha", "Daniel"):
        decided(cast, reported(cast, at, name), at)
    before = Consultation.objects.count()
    seen_by(cast, at, "analyst")
    assert Consultation.objects.count() == before
    seen_by(cast, at, "registered manager")
    assert Consultation.objects.latest("pk").people == [aisha]


def test_a_long_list_comes_in_pages_the_newest_first(cast: Cast, at: datetime) -> None:
    for number, name in enumerate(("Aisha", "Daniel", "Kayleigh")):
        decided(cast, reported(cast, at + timedelta(minutes=number), name), at + timedelta(minutes=number))
    later = at + timedelta(minutes=5)
    first, second = (seen_by(cast, later, first=n, most=2) for n in (0, 2))
    assert [t.name.split()[0] for t in (*first.shown, *second.shown)] == ["Kayleigh", "Daniel", "Aisha"]
    assert first.yours == second.yours == 3


def test_the_next_version_moves_a_deadline(cast: Cast, at: datetime, put: Put) -> None:
    decided(cast, reported(cast, at), at)
    put(with_next(at, shape="every", period=Period(elapsed=HALF_DAY)))
    (one,) = seen_by(cast, at).shown
    assert one.changes == (
        Change("review the risk", "supervisor", "moves", at + timedelta(hours=24), at + HALF_DAY),
    )  # fmt: skip
    assert one.will_act


def test_a_next_version_that_narrows_the_card_takes_the_duty_away(cast: Cast, at: datetime, put: Put) -> None:
    decided(cast, reported(cast, at), at)
    put(with_next(at, condition=Condition(applies_when=("is an adult",))))
    (one,) = seen_by(cast, at).shown
    assert one.acts and not one.will_act
    assert [(c.what, c.now) for c in one.changes] == [("goes", None)]


def test_a_next_version_that_widens_the_card_brings_a_duty_where_it_did_not_act(
    cast: Cast, at: datetime, put: Put
) -> None:
    decided(cast, reported(cast, at), at)
    old = protocols().cards[REVIEW].versions[-1]
    card = with_next(at)
    adults_only = replace(old, condition=Condition(applies_when=("is an adult",)))
    put(replace(card, versions=(adults_only, card.versions[1])))
    (one,) = seen_by(cast, at).shown
    assert not one.acts and one.will_act and one.due is None
    assert [(c.what, c.was) for c in one.changes] == [("appears", None)]


def test_a_next_version_that_asks_the_same_changes_nothing(cast: Cast, at: datetime, put: Put) -> None:
    decided(cast, reported(cast, at), at)
    put(with_next(at))
    assert seen_by(cast, at).shown[0].changes == ()


def test_a_card_that_falls_to_no_duty_says_only_where_it_acts(cast: Cast, at: datetime) -> None:
    reported(cast, at)
    (one,) = seen_by(cast, at, card="WMP-CATEGORY-02").shown
    assert one.acts and one.due is None and one.changes == ()


def test_many_episodes_are_read_at_once_exactly_as_one_at_a_time(cast: Cast, at: datetime) -> None:
    episodes = [reported(cast, at, name) for name in ("Aisha", "Daniel", "Kayleigh")]
    decided(cast, episodes[0], at)
    later = at + timedelta(hours=1)
    singly = {e.pk: take(person=e.person_id, at=later, episode=e.pk, before=e.opened_at) for e in episodes}
    assert take_each([e.pk for e in episodes], later) == singly


def test_the_number_of_statements_does_not_grow_with_the_episodes(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    for name in ("Aisha", "Daniel", "Kayleigh"):
        decided(cast, reported(cast, at, name), at)
    inspector = cast.actor("duty inspector")
    # The episodes, their snapshots, the line in the log; police see the register.
    with of_post(inspector.post, at), django_assert_num_queries(3):
        found = touched(inspector, protocols().cards[REVIEW], at=at)
    assert len(found.shown) == 3
