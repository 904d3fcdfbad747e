"""Out of hours: who answers for a closed desk is told, sees what that needs, and stops seeing it in the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from sightline.access.gate import may_see
from sightline.access.hours import answering
from sightline.access.models import Agency, Desk, Post
from sightline.audit.refusal import Refused
from sightline.duties.models import Notice
from sightline.duties.notices import acknowledge, escalate, tell
from sightline.duties.queries import unacknowledged
from sightline.episodes.models import Episode
from tests.integration.agencies.staff import HOUR, acting, added, changed, desk_of, national
from tests.integration.agencies.test_rota import on
from tests.integration.web.reported import reported
from tests.people import Cast

MORNING = timedelta(hours=13, minutes=30)  # 9:30 on Wednesday, counted from Tuesday 8pm
OFFICE = {"opens": time(9), "closes": time(17), "working_days_only": True}
COUNCIL = "Northmoor City Council"


@pytest.fixture
def office(cast: Cast, at: datetime) -> Desk:
    """The social worker's desk of Northmoor, closed at night, when the emergency duty team answers."""
    night = cast.desk("emergency duty team")
    return changed(cast, cast.desk("social worker"), at, out_of_hours=night.pk, **OFFICE)


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """A fresh report of Aisha, who is looked after by Northmoor."""
    return reported(cast, at)


def told(desk: Desk, episode: Episode, at: datetime, **more: object) -> Notice:
    notice = tell(desk, episode, kind="duty", says="Ring the home", at=at, key="a key of its own", **more)  # type: ignore[arg-type]
    assert notice
    return notice


def test_in_the_night_the_other_desk_is_told_and_for_whom(
    cast: Cast, office: Desk, episode: Episode, at: datetime
) -> None:
    notice = told(office, episode, at)
    assert notice.desk == cast.desk("emergency duty team")
    assert notice.says == f"For Social worker, {COUNCIL}, out of hours: Ring the home"
    by = acting(cast.post("emergency duty team"), at)
    assert acknowledge(notice=notice.pk, by=by, at=at).acknowledged_by == "Rosa Penhale"


def test_by_day_the_desk_itself_is_told(cast: Cast, office: Desk, episode: Episode, at: datetime) -> None:
    notice = told(office, episode, at + MORNING)
    assert notice.desk == office and notice.says == "Ring the home"


def test_what_was_told_before_closing_and_stays_silent_reaches_who_answers_at_night(
    cast: Cast, office: Desk, episode: Episode, at: datetime
) -> None:
    manager = changed(cast, cast.desk("team manager"), at, out_of_hours=cast.desk("emergency duty team").pk, **OFFICE)
    notice = told(office, episode, at - 3 * HOUR - timedelta(minutes=1), within_minutes=60)  # 16:59
    assert notice.desk == office
    higher = escalate(Notice.objects.get(pk=notice.pk), at)
    assert higher and higher.desk == cast.desk("emergency duty team")
    assert higher.says.startswith(f"For {manager.name}, {COUNCIL}, out of hours: Not acknowledged by Social worker")


def test_the_duties_of_a_closed_desk_stand_on_the_board_of_who_answers(cast: Cast, office: Desk, at: datetime) -> None:
    night = cast.post("emergency duty team")
    assert office.pk in acting(night, at).desks and office.pk not in acting(night, at + MORNING).desks
    assert unacknowledged(acting(night, at).desks) is not None


@pytest.fixture
def shared(cast: Cast, at: datetime) -> tuple[Agency, Post, Desk]:
    """An emergency duty team of several councils, an agency of its own."""
    from sightline.access.actions_setup import set_up_agency

    agency = set_up_agency(name="Heartland Emergency Duty Team", kind="emergency duty team", area="west-midlands",
                           by=national(cast), at=at)  # fmt: skip
    desk = desk_of(cast, agency, "emergency duty team", at)
    return agency, added(cast, agency, "Kit Moran", "emergency duty team", at), desk


def test_a_shared_night_team_may_see_whom_the_council_may_see_while_the_council_is_closed(
    cast: Cast, at: datetime, episode: Episode, shared: tuple[Agency, Post, Desk]
) -> None:
    _agency, post, desk = shared
    changed(cast, cast.desk("social worker"), at, out_of_hours=desk.pk, **OFFICE)
    aisha, tyler = cast.person("Aisha").pk, cast.person("Tyler").pk
    night, day = acting(post, at), acting(post, at + MORNING)
    assert may_see(night, [aisha, tyler], at) == {aisha}
    assert may_see(day, [aisha, tyler], at + MORNING) == set()
    assert night.answers_for == (cast.agency(COUNCIL).pk,) and day.answers_for == ()
    assert told(cast.desk("social worker"), episode, at).desk == desk


@pytest.mark.parametrize("role", ["social worker", "team manager"])
def test_no_ordinary_desk_of_another_agency_can_be_made_to_answer(
    cast: Cast, office: Desk, at: datetime, role: str
) -> None:
    other = cast.desk(role, "Southvale County Council")
    with pytest.raises(Refused, match="emergency duty team of another"):
        changed(cast, office, at, out_of_hours=other.pk)


def test_a_route_that_leads_in_a_circle_is_refused(cast: Cast, office: Desk, at: datetime) -> None:
    night, manager = cast.desk("emergency duty team"), cast.desk("team manager")
    changed(cast, night, at, out_of_hours=manager.pk, **OFFICE)
    with pytest.raises(Refused, match="circle") as refused:
        changed(cast, manager, at, out_of_hours=office.pk)
    assert refused.value.field == "out_of_hours"
    with pytest.raises(Refused, match="circle"):
        changed(cast, office, at, out_of_hours=office.pk)


def test_a_circle_made_behind_our_back_still_leaves_somebody_to_answer(cast: Cast, office: Desk, at: datetime) -> None:
    night = cast.desk("emergency duty team")
    Desk.objects.filter(pk=night.pk).update(out_of_hours=office, opens=time(9), closes=time(17))
    assert answering(Desk.objects.get(pk=office.pk), at).pk == office.pk


def test_a_chain_of_closed_desks_is_followed_to_one_that_is_open(cast: Cast, office: Desk, at: datetime) -> None:
    night, manager = cast.desk("emergency duty team"), cast.desk("team manager")
    changed(cast, night, at, out_of_hours=manager.pk, **OFFICE)
    assert answering(Desk.objects.get(pk=office.pk), at) == manager


# --- nobody on duty ---------------------------------------------------------------------------------------------------


def test_where_nobody_is_on_duty_the_next_in_the_chain_is_told_at_once_and_why(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    desk = cast.desk("duty inspector")
    on(cast, desk, at - 2 * HOUR, at - HOUR, at - 2 * HOUR)
    first = told(Desk.objects.get(pk=desk.pk), episode, at, chain=["force incident manager", "superintendent"])
    higher = Notice.objects.get(key="a key of its own level 1")
    assert higher.desk == cast.desk("force incident manager") and higher.level == 1 and higher.told_at == at
    assert higher.says == "Nobody is on duty at Duty inspector: Ring the home"
    assert Notice.objects.get(pk=first.pk).escalated_at == at
    assert first.pk in {n.pk for n in unacknowledged([desk.pk])}  # it waits for whoever comes


def test_somebody_on_duty_is_told_and_nobody_else(cast: Cast, episode: Episode, at: datetime) -> None:
    desk = cast.desk("duty inspector")
    on(cast, desk, at, at + HOUR, at)
    told(Desk.objects.get(pk=desk.pk), episode, at)
    assert Notice.objects.filter(key__startswith="a key of its own").count() == 1


def test_where_the_whole_chain_is_empty_everybody_in_it_is_told_once_and_the_last_again_later(
    cast: Cast, episode: Episode, at: datetime
) -> None:
    for role in ("duty inspector", "force incident manager"):
        on(cast, cast.desk(role), at - 2 * HOUR, at - HOUR, at - 2 * HOUR, cast.post(role))
    told(cast.desk("duty inspector"), episode, at, chain=["force incident manager"])
    rows = Notice.objects.filter(key__startswith="a key of its own").order_by("level")
    assert [n.desk.role for n in rows] == ["duty inspector", "force incident manager"]
    last = rows[1]
    assert last.escalated_at is None and last.acknowledge_by
    again = escalate(last, at + HOUR)
    assert again and again.desk == last.desk and again.says.startswith("Nobody is on duty at Duty inspector")


def test_one_who_acknowledges_higher_up_ends_the_waiting_below(cast: Cast, episode: Episode, at: datetime) -> None:
    desk = cast.desk("duty inspector")
    on(cast, desk, at - 2 * HOUR, at - HOUR, at - 2 * HOUR)
    told(Desk.objects.get(pk=desk.pk), episode, at, chain=["force incident manager"])
    higher = Notice.objects.get(key="a key of its own level 1")
    acknowledge(notice=higher.pk, by=cast.actor("force incident manager"), at=at)
    assert not Notice.objects.filter(key__startswith="a key of its own", acknowledged_at=None, ended_at=None).exists()
