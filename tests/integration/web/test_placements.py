"""Placements: a history waits until its receiver puts a name under it; the area of a placement is told and answers."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from sightline.access.gate import may_see
from sightline.access.models import Involvement
from sightline.audit.models import Event
from sightline.audit.queries import history
from sightline.audit.refusal import NotForYou, Refused
from sightline.duties import placing
from sightline.duties.arrivals import arrivals
from sightline.duties.models import Duty, Notice
from sightline.duties.notices import acknowledge
from sightline.duties.watcher import round_once
from sightline.episodes import care
from sightline.episodes.actions.care_placing import Where
from sightline.episodes.models import PlacementOffer
from sightline.people.models import Placement
from tests.integration.web.reported import reported
from tests.people import Cast
from tests.signed_in import client_of

SignIn = Callable[[str], Client]
SOUTH, LODGE = "Southvale Police", "Willow Lodge"
SOUTH_COUNCIL = "Southvale County Council"


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, which must have the status."""
    page = answer.content.decode()
    assert answer.status_code == status, page[:800]
    return html.unescape(page)


def lodge(cast: Cast, since: date, **changes: Any) -> Where:
    """Willow Lodge, in the area of another council and another police."""
    values: dict[str, Any] = {
        "provider": cast.agency(LODGE).pk, "setting": "children's home", "since": since,
        "host": cast.agency(SOUTH_COUNCIL).pk, "out_of_area": True,
    }  # fmt: skip
    return Where(**values | changes)


def offered(cast: Cast, at: datetime) -> PlacementOffer:
    """Aisha is offered to Willow Lodge from tomorrow."""
    return placing.offer_placement(
        person=cast.person("Aisha").pk, where=lodge(cast, at.date()), at=at, by=cast.actor("social worker"),
        says="Men in cars; her aunt calms her.",
    )  # fmt: skip


def placed(cast: Cast, at: datetime) -> Placement:
    """The same, acknowledged and confirmed."""
    offer = offered(cast, at)
    by = cast.actor("registered manager", LODGE)
    placing.acknowledge_history(offer=offer.pk, by=by, at=at, name="Marcus Ibbotson")
    return placing.confirm_offer(offer=offer.pk, by=cast.actor("social worker"), at=at)


def client_at(cast: Cast, role: str, agency: str) -> Client:
    """A browserless client of somebody of a named agency."""
    return client_of(cast.actor(role, agency))


def test_until_it_acknowledges_the_provider_sees_only_that_a_history_waits(
    cast: Cast, at: datetime, clock: Any
) -> None:
    offer, aisha = offered(cast, at), cast.person("Aisha").pk
    manager = client_at(cast, "registered manager", LODGE)
    for address in ("/residents", f"/residents/histories/{offer.pk}", "/board"):
        page = text_of(manager.get(address))
        assert "history" in page.lower() and not any(w in page for w in ("Aisha", "Bramwell", "Men in cars")), address
    assert manager.get(f"/people/{aisha}").status_code == manager.get(f"/people/{aisha}/profile").status_code == 404
    answer = manager.post(f"/residents/histories/{offer.pk}", {"name": "Marcus Ibbotson", "once": str(uuid4())})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/people/{aisha}"
    assert "Aisha Bramwell" in text_of(manager.get(f"/people/{aisha}"))
    assert care.histories_waiting(cast.actor("registered manager", LODGE), at) == []


def test_an_offer_is_confirmed_only_after_the_history_is_acknowledged(cast: Cast, at: datetime) -> None:
    offer, worker = offered(cast, at), cast.actor("social worker")
    with pytest.raises(Refused, match="has not acknowledged the history yet"):
        placing.confirm_offer(offer=offer.pk, by=worker, at=at)
    by = cast.actor("registered manager", LODGE)
    placing.acknowledge_history(offer=offer.pk, by=by, at=at, name="Marcus Ibbotson")
    row = placing.confirm_offer(offer=offer.pk, by=worker, at=at)
    standing = set(Involvement.objects.filter(person=row.person_id, until=None).values_list("agency__name", "part"))
    assert {(LODGE, "provider"), (SOUTH_COUNCIL, "host authority")} <= standing
    assert not {(LODGE, "receiving provider"), ("Rowan House", "provider")} & standing
    kinds = [h.kind for h in history(person=row.person_id)]
    wanted = ["placement proposed", "placement history acknowledged", "placement confirmed", "placement began"]
    assert [k for k in kinds if k in wanted] == wanted


@pytest.mark.parametrize(("role", "agency"), [("registered manager", "Rowan House"), ("social worker", SOUTH_COUNCIL)])
def test_nobody_else_acknowledges_for_the_provider(cast: Cast, at: datetime, role: str, agency: str) -> None:
    offer = offered(cast, at)
    with pytest.raises(NotForYou):
        placing.acknowledge_history(offer=offer.pk, by=cast.actor(role, agency), at=at, name="Somebody")


def test_a_withdrawn_offer_closes_the_record_to_the_provider(cast: Cast, at: datetime) -> None:
    offer, aisha = offered(cast, at), cast.person("Aisha").pk
    by = cast.actor("registered manager", LODGE)
    placing.acknowledge_history(offer=offer.pk, by=by, at=at, name="Marcus Ibbotson")
    assert may_see(by, [aisha], at)
    placing.withdraw_offer(offer=offer.pk, by=cast.actor("social worker"), at=at, because="Her aunt can have her.")
    assert not may_see(by, [aisha], at + timedelta(seconds=1))
    with pytest.raises(Refused, match="end already"):
        placing.confirm_offer(offer=offer.pk, by=cast.actor("social worker"), at=at)


def test_council_and_police_of_the_place_are_told_and_what_they_acknowledge_is_on_record(
    cast: Cast, at: datetime
) -> None:
    row = placed(cast, at)
    notices = {n.desk.agency.name: n for n in Notice.objects.filter(kind="placement")}
    assert set(notices) == {SOUTH_COUNCIL, SOUTH}
    acknowledge(notice=notices[SOUTH_COUNCIL].pk, by=cast.actor("social worker", SOUTH_COUNCIL), at=at)
    acknowledge(notice=notices[SOUTH].pk, by=cast.actor("missing person coordinator", SOUTH), at=at)
    kinds = ("host authority told", "police for the placement area told")
    told = Event.objects.filter(chain=row.person_id, kind__in=kinds)
    assert sorted(told.values_list("kind", "by_name")) == [
        ("host authority told", "Anil Rowntree"), ("police for the placement area told", "Paulo Venn"),
    ]  # fmt: skip


def test_the_duties_of_an_open_episode_are_met_by_the_acknowledgement(cast: Cast, at: datetime) -> None:
    row = placed(cast, at - timedelta(hours=3))
    episode = reported(cast, at)
    owed = Duty.objects.filter(episode=episode, do="notify the host authority", state="open")
    assert owed.exists()
    notice = Notice.objects.get(kind="placement", desk__agency=cast.agency(SOUTH_COUNCIL))
    acknowledge(notice=notice.pk, by=cast.actor("social worker", SOUTH_COUNCIL), at=at)
    assert not owed.exists() and row.out_of_area


def test_silence_goes_up(cast: Cast, at: datetime) -> None:
    placed(cast, at)
    round_once(at + timedelta(days=1, minutes=1))
    levels = Notice.objects.filter(key__startswith="placement ", level=1).values_list(
        "desk__agency__name", "desk__role"
    )
    assert (SOUTH_COUNCIL, "team manager") in set(levels)


def test_arrivals_show_risk_and_profile_and_who_has_not_acknowledged(
    client_as: SignIn, cast: Cast, at: datetime, clock: Any
) -> None:
    row = placed(cast, at)
    host = client_at(cast, "social worker", SOUTH_COUNCIL)
    page = text_of(host.get("/placements"))
    assert "Aisha Bramwell" in page and page.count("Not acknowledged") == 2 and "No profile" in page
    assert "At known risk of sexual exploitation" in page or "Is at known risk of sexual exploitation" in page
    notice = Notice.objects.get(kind="placement", desk__agency=cast.agency(SOUTH_COUNCIL))
    answer = host.post(f"/notices/{notice.pk}/acknowledge", {"next": "/placements"})
    assert answer.headers["Location"] == "/placements"
    police = cast.actor("missing person coordinator", SOUTH)
    (seen,) = [a for a in arrivals(police, at=at) if a.person.pk == row.person_id]
    assert (seen.council.state, seen.police.state, seen.here) == ("knows", "waiting", True)
    assert "Placed elsewhere by you" in text_of(client_as("social worker").get("/placements"))
    (away,) = arrivals(cast.actor("social worker"), at=at)
    assert not away.here


def test_a_police_area_sees_no_arrival_of_another(cast: Cast, at: datetime) -> None:
    placed(cast, at)
    assert arrivals(cast.actor("missing person coordinator"), at=at) == []


def test_an_overlap_is_refused_and_names_both(client_as: SignIn, cast: Cast, at: datetime) -> None:
    aisha = cast.person("Aisha").pk
    with pytest.raises(Refused) as refused:
        placing.offer_placement(person=aisha, where=lodge(cast, at.date() - timedelta(days=300)), says="x", at=at,
                                by=cast.actor("social worker"))  # fmt: skip
    assert "would overlap: Rowan House" in refused.value.says and "the new one would begin on" in refused.value.says
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(person_id=aisha, setting="foster care", during=DateRange(at.date(), None))


def test_a_placement_out_of_area_names_the_council_of_the_place(cast: Cast, at: datetime) -> None:
    where = lodge(cast, at.date(), host=None)
    with pytest.raises(Refused, match="must be told"):
        placing.offer_placement(person=cast.person("Aisha").pk, where=where, says="x", by=cast.actor("social worker"),
                                at=at)  # fmt: skip


def test_a_placement_ends_and_the_area_hears_that_it_is_over(cast: Cast, at: datetime) -> None:
    row = placed(cast, at)
    later = at + timedelta(days=3)
    placing.end_placement(placement=row.pk, until=later.date(), because="Home to her mother.", at=later,
                          by=cast.actor("social worker"))  # fmt: skip
    assert Notice.objects.filter(kind="placement ended").count() == 2
    assert not Notice.objects.filter(kind="placement", acknowledged_at=None, ended_at=None).exists()
    assert not may_see(cast.actor("social worker", SOUTH_COUNCIL), [row.person_id], later + timedelta(seconds=1))
    assert not may_see(cast.actor("registered manager", LODGE), [row.person_id], later + timedelta(seconds=1))


def test_a_move_back_ends_the_notices_of_the_placement_before(cast: Cast, at: datetime) -> None:
    row, worker = placed(cast, at), cast.actor("social worker")
    later = at + timedelta(days=5)
    where = Where(cast.agency("Rowan House").pk, "children's home", later.date())
    placing.record_placement(person=row.person_id, where=where, history_told="yes", told="Denise", by=worker, at=later)
    over = Notice.objects.filter(kind="placement ended").values_list("desk__agency__name", flat=True)
    assert set(over) == {SOUTH_COUNCIL, SOUTH}


def test_the_same_home_is_not_asked_twice(cast: Cast, at: datetime) -> None:
    offered(cast, at)
    with pytest.raises(Refused, match="asked already"):
        offered(cast, at)


def test_an_offer_is_made_and_confirmed_on_the_screen(client_as: SignIn, cast: Cast, at: datetime) -> None:
    worker, aisha = client_as("social worker"), cast.person("Aisha").pk
    day = at.date()
    form = {
        "provider": str(cast.agency(LODGE).pk), "setting": "children's home", "out_of_area": "yes", "address": "",
        "host_authority": str(cast.agency(SOUTH_COUNCIL).pk), "says": "Men in cars.", "once": str(uuid4()),
        "since_day": str(day.day), "since_month": str(day.month), "since_year": str(day.year),
    }  # fmt: skip
    answer = worker.post(f"/people/{aisha}/placement/offer", form)
    assert answer.status_code == 302, text_of(answer, answer.status_code)
    offer = PlacementOffer.objects.get()
    page = text_of(worker.get(f"/people/{aisha}"))
    assert "The history waits for them to acknowledge it." in page
    refused = text_of(worker.post(f"/people/{aisha}/offers/{offer.pk}/confirm", {"once": str(uuid4())}), 422)
    assert "has not acknowledged the history yet" in refused
    assert worker.get(f"/people/{aisha}/offers/{offer.pk}/withdraw").status_code == 200
