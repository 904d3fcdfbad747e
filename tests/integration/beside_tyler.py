"""What stands beside Tyler in the south, for the test of the gate: between areas, a school, a ward, tellings."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sightline.access.actions import involve
from sightline.access.actions_facts import keep_apart
from sightline.access.actor import actor_for
from sightline.access.models import Post
from sightline.audit.moments import day_of
from sightline.demonstration.agencies import Member, Plan, establish
from sightline.duties.models import Outgoing
from sightline.episodes.actions.elsewhere import ask_for_enquiries
from sightline.episodes.actions.immigration import home_office_tells
from sightline.episodes.actions.leave import agree_leave
from sightline.episodes.actions.school import notice_school_absence
from sightline.episodes.actions.school_terms import close_school
from sightline.episodes.actions.transfer_dispute import dispute
from sightline.episodes.models import Episode
from sightline.episodes.school_days import moment, of_school
from sightline.people.models import Person
from sightline.sharing.models import Telling
from tests.people import Cast

SOUTH = "Southvale Police"
SCHOOL, WARD = "Hill School", "Southvale Ward"


def _establish(cast: Cast) -> None:
    """A school and a ward of the south, with somebody in each who may act."""
    plans = [
        Plan(SCHOOL, "school", "birmingham", "2 Hill Lane", 51.7, -1.3,
             (Member("school safeguarding lead", "Noreen Aldous"), Member("head teacher", "Basil Farthing"))),
        Plan(WARD, "hospital", "thames-valley", "4 Hill Lane", 51.7, -1.3, (Member("registered manager", "Ivo Lamb"),)),
    ]  # fmt: skip
    for name, made in establish(plans).items():
        made.council, made.police_area = cast.agency("Southvale County Council"), cast.agency(SOUTH)
        made.save()
        cast.agencies[name] = made
        posts = Post.objects.filter(agency=made).select_related("agency", "user")
        cast.posts |= {(name, post.role): post for post in posts}


def _school(cast: Cast, at: datetime) -> dict[str, int]:
    lead = actor_for(cast.post("school safeguarding lead", SCHOOL))
    noticed = moment(of_school(cast.agency(SCHOOL)).last_before(day_of(at)), time(9, 20))
    away = notice_school_absence(
        by=lead, at=noticed, noticed_at=noticed, given_name="Imogen", family_name="Tarrow",
        born_on=day_of(at) - timedelta(days=4400), says="Not in class.",
    )  # fmt: skip
    begins = day_of(at) + timedelta(days=30)
    closure = close_school(by=lead, at=at, name="Spring holiday", first_on=begins, last_on=begins + timedelta(days=9))
    return {"school": away.pk, "closures": closure.pk}


def beside_tyler(cast: Cast, tyler: Person, episode: Episode, at: datetime) -> dict[str, int]:
    """The numbers of what other screens keep about Tyler and about others in the south."""
    _establish(cast)
    who: Any = {"episode": episode.pk, "at": at}
    inspector, ward = cast.actor("duty inspector", SOUTH), cast.actor("registered manager", WARD)
    asked = ask_for_enquiries(**who, by=inspector, to_desk=cast.desk("duty inspector").pk, what="See his cousin.",
                              why="He rang there.", by_when=at + timedelta(hours=4))  # fmt: skip
    told = home_office_tells(**who, by=inspector, from_whom="C. Ashworth", reference="HO/77/12", says="Gone from care.")
    involve(agency=ward.agency, person=tyler.pk, part="provider", because="a stay", at=at, by=ward.author)
    leave = agree_leave(
        person=tyler.pk, by=ward, at=at, begins_at=at, until=at + timedelta(hours=4), conditions="Home."
    )
    fact = keep_apart(person=tyler.pk, by=inspector, at=at, says="With his aunt.", because="He fears his uncles.",
                      episode=None, kind="honour-based abuse",
                      named=[cast.post("social worker", "Southvale County Council").pk])  # fmt: skip
    claim = dispute(**who, by=cast.actor("duty inspector"), says="Seen at our station.")
    return {
        "elsewhere": asked.pk, "immigration": told, "leave": leave.pk, "disputes": claim.pk,
        "kept-apart": fact, **_school(cast, at),
        "tellings": Telling.objects.filter(episode=episode).latest("id").pk,
        "messages": Outgoing.objects.latest("id").pk,
    }  # fmt: skip
