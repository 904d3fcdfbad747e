"""What homes and councils prepared before today: profiles of residents, and placements their areas know of but one.

By the real actions, at moments before now. Knows no clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sightline.access.actor import Actor, actor_for
from sightline.access.gate import may_see
from sightline.audit.moments import day_of
from sightline.demonstration.county import CARE_HOME, FAR_HOME, County
from sightline.demonstration.places import NORTHMOOR, SOUTHVALE
from sightline.duties import placing
from sightline.duties.models import Notice
from sightline.duties.notices import acknowledge
from sightline.episodes.actions import profile_write
from sightline.episodes.actions.care_placing import Where
from sightline.episodes.actions.placement import TOLD, tell_of_placement
from sightline.people.models import CareStatus, Person, Placement
from sightline.people.queries import residents

HOMES = {"Rowan House": 3, "Willow Lodge": 2, CARE_HOME: 1}
REVIEWS = (-9, 45, 80)  # days from now: the first of each home is overdue
CHILD = {
    "description": {"build": "Slight, looks younger than they are.", "hair_eyes": "Short dark hair, brown eyes.",
                    "clothes": "A grey coat with a hood and white trainers."},
    "risk": {"likelihood": "likely", "risks": "Cold nights, older friends with cars, medicine not taken.",
             "keeps_safe": "Rings the key worker when it is quiet. Food and no questions first."},
    "reach": {"telephones": "On the record; off when they go.", "social_media": "The key worker knows the name."},
    "people": {"friends": "A friend from the last school.", "key_people": "The key worker and the form tutor."},
    "places": {"likely_places": "The bus station\nThe retail park\nThe street of the last placement"},
    "habits": {"routine": "School till three, football on Thursdays.", "travel": "Buses and lifts from friends."},
    "law": {"legal_status": "As on the record."},
    "absence": {"times_back": "Half past eight on a school night, ten at weekends.",
                "who_to_ring": "The person\nThe key worker\nThe social worker",
                "first_checks": "Ring them\nLook in the garden and the shed\nAsk the other residents"},
}  # fmt: skip
ADULT = CHILD | {
    "life": {"childhood_home": "Two streets from the canal.", "former_work": "The carpet factory, from six.",
             "meaningful_places": "The chapel and the allotment."},
    "law": {"agreement": "Best-interests decision with the family, recorded by the home."},
}  # fmt: skip


def _actor(county: County, role: str, agency: str) -> Actor:
    return actor_for(county.posts[(agency, role)])


def _profile(person: Person, by: Actor, at: datetime, review_on: date, says: dict[str, dict[str, str]]) -> None:
    seen = 0
    for section, answers in says.items():
        row = profile_write.write_section(person=person.pk, section=section, seen=seen, says=answers, by=by, at=at)
        seen = row.version if row else seen
    profile_write.agree_profile(person=person.pk, seen=seen, review_on=review_on, at=at + timedelta(minutes=9), by=by,
                                drawn_up_with="The person's social worker")  # fmt: skip


def _profiles(county: County, now: datetime) -> None:
    """A few residents of the listed homes have a profile: one overdue in each, the others agreed."""
    at = now - timedelta(days=20)
    for name, many in HOMES.items():
        by, home = _actor(county, "registered manager", name), county.agencies[name]
        says = ADULT if home.kind == "adult care" else CHILD
        there = residents(home.pk, day_of(at))
        here = [p for p in there if _lives_here(p, home.pk, now) and profile_write.may_write(by, p.pk, at)]
        for person, days in zip(here[:many], REVIEWS, strict=False):
            _profile(person, by, at, day_of(now) + timedelta(days=days), says)


def _lives_here(person: Person, home: int, now: datetime) -> bool:
    return Placement.objects.filter(person=person, provider=home, during__contains=day_of(now)).exists()


def _areas_told(county: County, now: datetime) -> None:
    """The areas of the placements that are on record were told when they began."""
    at = now - timedelta(days=2)
    names = {a.pk: a.name for a in county.agencies.values()}
    for row in Placement.objects.filter(out_of_area=True, during__contains=day_of(now)).order_by("pk"):
        owed = CareStatus.objects.filter(person=row.person_id, during__contains=day_of(now), authority__isnull=False)
        council = owed.values_list("authority", flat=True).first()
        if council is None:
            continue
        by = _actor(county, "social worker", names[council])
        for whom in TOLD if may_see(by, [row.person_id], at) else ():
            tell_of_placement(placement=row.pk, by=by, at=at, told_at=at, whom=whom, name="Duty desk, by telephone")


def _arrival(county: County, now: datetime) -> None:
    """Somebody was placed far away the day before yesterday: the police of the place know, its council is silent."""
    at, worker = now - timedelta(hours=31), _actor(county, "social worker", NORTHMOOR)
    home, far = county.agencies["Rowan House"], county.agencies[FAR_HOME]
    here = residents(home.pk, day_of(at))
    owed = CareStatus.objects.filter(authority=worker.agency, during__contains=day_of(at)).values("person")
    rows = Person.objects.filter(pk__in=[p.pk for p in here]).filter(pk__in=owed).order_by("-pk")
    seen = may_see(worker, [p.pk for p in rows], at - timedelta(hours=2))
    person = next((p for p in rows if p.pk in seen and _began_before(p, home.pk, day_of(at))), None)
    if person is None:
        return
    where = Where(far.pk, "children's home", day_of(at), far.address, county.agencies[SOUTHVALE].pk, out_of_area=True)
    offer = placing.offer_placement(person=person.pk, where=where, by=worker, at=at - timedelta(hours=2),
                                    says="The earlier episodes and the flags are on the record.")  # fmt: skip
    manager = _actor(county, "registered manager", FAR_HOME)
    placing.acknowledge_history(offer=offer.pk, by=manager, at=at - timedelta(hours=1), name=manager.name)
    row = placing.confirm_offer(offer=offer.pk, by=worker, at=at)
    for notice in Notice.objects.filter(kind=placing.BEGAN, person=person, desk__agency__kind="police"):
        desk = notice.desk
        acknowledge(notice=notice.pk, by=_actor(county, desk.role, county_name(county, desk.agency_id)),
                    at=at + timedelta(hours=1))  # fmt: skip
    assert row.out_of_area


def county_name(county: County, number: int) -> str:
    """The name of an agency of the county."""
    return next(a.name for a in county.agencies.values() if a.pk == number)


def _began_before(person: Person, provider: int, day: date) -> bool:
    rows = Placement.objects.filter(person=person, provider=provider, during__contains=day)
    return rows.filter(during__startswith__lt=day).exists()


def begin(county: County, now: datetime) -> None:
    """Prepare what the homes and councils of the county prepared before now."""
    _profiles(county, now)
    _areas_told(county, now)
    _arrival(county, now)
