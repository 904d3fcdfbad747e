"""A county in the middle of things, so that every screen has something to show; made by the actions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from PIL import Image

from sightline.access.actions_facts import keep_apart
from sightline.access.actions_restrict import restrict
from sightline.access.actions_setup_people import add_person, make_link
from sightline.access.actions_setup_rota import put_on_duty
from sightline.audit.moments import day_of
from sightline.duties import placing
from sightline.duties.emergency import break_glass
from sightline.duties.models import Duty
from sightline.episodes.actions import (
    absence,
    care_duty_team,
    found,
    handover,
    investigate,
    profile_write,
    report,
)
from sightline.episodes.actions.attach import attach
from sightline.episodes.actions.care_placing import Where
from sightline.episodes.actions.elsewhere import ask_for_enquiries
from sightline.episodes.actions.immigration import home_office_tells
from sightline.episodes.actions.leave import agree_leave
from sightline.episodes.actions.report import Told
from sightline.episodes.actions.school import notice_school_absence
from sightline.episodes.actions.school_terms import close_school
from sightline.episodes.actions.transfer_dispute import dispute
from sightline.episodes.models import Episode
from sightline.episodes.school_days import moment, of_school
from sightline.people.actions import agree_trigger_plan
from sightline.people.actions_profile import Consent
from sightline.people.models import CareStatus, Flag, Placement
from sightline.sharing import family
from sightline.sharing.family_page import relative_of
from sightline.sharing.models import Telling
from sightline.sharing.publicity_alert import consider
from tests.integration.family.naming import named, weigh
from tests.integration.publicity.asking import published
from tests.integration.sharing.acts import on_stage
from tests.integration.test_unauthorised_absence import NO_CONCERN
from tests.integration.web.reported import decided, reported
from tests.people import Cast
from tests.schools import make_school

SOUTH = "Southvale Police"


@dataclass(frozen=True)
class Stage:
    """The numbers the addresses of screens are made of."""

    person: int  # Aisha: flag, trigger plan, an open episode in full swing
    flag: int
    care: int
    episode: int
    enquiry: int
    handover: int
    duty: int
    back: int  # the episode of Kayleigh, who is back and seen: the interview is offered, the closing check is not made
    closed: int  # the episode of Robert, closed
    undecided: int  # the episode of Daniel, nothing decided
    watched: int  # the absence of Tyler
    watched_person: int
    nobody: int  # Joan, who is where she should be
    leave: int  # Joan, who is not back from her leave
    apart: int  # Maisie, whose record is restricted to a list
    listed: int  # the post of the social worker on it
    glass: int  # the nurse has opened Aisha's record in an emergency
    note: int  # what Aisha's aunt wrote on the family's page
    poster: str  # the address of Aisha's appeal
    offer: int  # Aisha is offered to Willow Lodge; the history waits
    home: int  # the placement of Aisha, in Rowan House
    disclosure: int  # who Aisha is, shared with a clinic by a link
    sheet: int  # the same for the hospital, which reads it here
    agreement: int  # of council and hospital, past its review
    agency: int  # Rowan House, looked after by the administrator of Northmoor Police
    desk: int  # the duty inspector's, with somebody on duty and a hole before the next
    post: int  # the named officer of Aisha's episode, whose post cannot just end
    elsewhere: int  # enquiries asked of the south about Aisha
    dispute: int  # the south claims the case of Daniel
    notification: int  # the Home Office reports Daniel
    away: int  # the absence of Imogen from Larkfield School
    closure: int  # a training day of Larkfield School
    telling: int  # Aisha's parents, of whom nobody has answered whether telling them does harm
    fact: int  # what is kept apart about Aisha, for the inspector and the social worker
    token: str  # of a link with which somebody new sets a password


def _set_up(cast: Cast, at: datetime) -> tuple[int, str]:
    """A desk with a rota that has a hole, and somebody new with a link. Returns the desk's number and the token."""
    by, desk = cast.actor("administrator"), cast.desk("duty inspector")
    who = cast.post("duty inspector").pk
    for begins in (at - timedelta(hours=1), at + timedelta(hours=12)):
        put_on_duty(desk=desk.pk, post=who, begins_at=begins, ends_at=begins + timedelta(hours=8), by=by, at=at)
    said = {"name": "Ada Fenwick", "email": "ada@police.example", "role": "call handler"}
    new, _made = add_person(agency=by.agency, by=by, at=at, **said)
    return desk.pk, make_link(post=new.pk, by=by, at=at)


def _investigated(cast: Cast, episode: int, at: datetime) -> int:
    """Enquiries, a searched place, a sighting, a contact and a picture. Returns the number of an open enquiry."""
    who: Any = {"episode": episode, "by": cast.actor("investigating officer"), "at": at}
    investigate.raise_enquiry(**who, what="Ring her friend Mina", of_whom="Mina's mother")
    line = investigate.raise_enquiry(**who, what="Ask the bus company for its pictures")
    investigate.record_search(**who, searched_at=at, place="Rowan House", rooms=["Loft", "Shed"],
                              power="Consent of the occupier", lat=52.48, lon=-1.89)  # fmt: skip
    investigate.record_sighting(**who, seen_at=at, place="Railway station", by_whom="Mina", reliability="likely",
                                says="Walking towards the buses.", lat=52.477, lon=-1.898)  # fmt: skip
    investigate.contact_informant(
        **who, with_whom="Denise Farrow", said="Nothing new.", next_at=at + timedelta(hours=4)
    )
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "grey").save(picture, "JPEG")
    attach(**who, title="Aisha in the summer", data=picture.getvalue())
    return int(line.pk)


def _back(cast: Cast, at: datetime) -> Episode:
    """Kayleigh: missing, located, seen, the interview offered."""
    episode = reported(cast, at - timedelta(hours=5), "Kayleigh")
    decided(cast, episode, at - timedelta(hours=4), risk="medium")
    who: Any = {"episode": episode.pk, "by": cast.actor("investigating officer"), "at": at}
    claim = found.locate(**who, located_at=at, place="A friend's flat", located_by="PC Arkwright", confirmed=True)
    found.see_safe_and_well(**who, version=claim.version, seen_at=at, seen_by="PC Arkwright", seen_alone=True,
                            harm="no", says="I wanted to be somewhere else.")  # fmt: skip
    found.offer_interview(**who, provider=cast.agency("Open Door").pk, choice="At school")
    return episode


def _closed(cast: Cast, at: datetime) -> Episode:
    """Robert: an absence at work, ended by himself, closed."""
    told = Told(name="Anna Hallam", relation="sister", phone="01632 960333")
    episode = report.report_missing(
        by=cast.actor("call handler"), at=at - timedelta(days=1), person=cast.person("Robert").pk, told=told,
        last_seen_at=at - timedelta(days=1, hours=6), last_seen_place="Weaver Street", circumstances="Not at work.",
    )  # fmt: skip
    decided(cast, episode, at - timedelta(hours=20), risk="medium")
    who: Any = {"episode": episode.pk, "by": cast.actor("investigating officer"), "at": at}
    claim = found.locate(**who, located_at=at, place="His garden", located_by="PC Arkwright", confirmed=True)
    found.see_safe_and_well(**who, version=claim.version, seen_at=at, seen_by="PC Arkwright", seen_alone=True,
                            harm="no", says="I had no charge on my phone.")  # fmt: skip
    found.closing_check(**who, version=0, referral="no referral", referral_because="Well, and wants none.",
                        returns_to="Weaver Street", safe_there="yes", person_says="All right.")  # fmt: skip
    found.close(**who, because="Seen safe and well at home.")
    return episode


def _watched(cast: Cast, at: datetime) -> Episode:
    answered = [report.Answered(phrase, "no", "asked, and no") for phrase in NO_CONCERN]
    return absence.notice_absence(
        by=cast.actor("registered manager", "Willow Lodge"), at=at, person=cast.person("Tyler").pk,
        noticed_at=at - timedelta(minutes=30), because="Missed the bus before.", answered=answered,
    )  # fmt: skip


def _prepared(cast: Cast, aisha: int, at: datetime) -> int:
    """A profile with a photograph, a report of the home, a list for the night, and an offer whose history waits."""
    home, worker = cast.actor("registered manager", "Rowan House"), cast.actor("social worker")
    places = {"likely_places": "The bus station"}
    profile_write.write_section(person=aisha, section="places", seen=0, says=places, by=home, at=at)
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "grey").save(picture, "JPEG")
    profile_write.add_photo(person=aisha, data=picture.getvalue(), taken_on=day_of(at), good_likeness=True, by=home,
                            consent=Consent("agrees"), at=at)  # fmt: skip
    care_duty_team.hand_over_list(by=worker, at=at, says="Quiet.", notes={})
    where = Where(cast.agency("Willow Lodge").pk, "children's home", day_of(at),
                  host=cast.agency("Southvale County Council").pk, out_of_area=True)  # fmt: skip
    return placing.offer_placement(person=aisha, where=where, says="Men in cars.", by=worker, at=at).pk


def _between_areas(cast: Cast, aisha: int, daniel: int, at: datetime) -> dict[str, int]:
    """Enquiries asked of the south for Aisha, its claim to Daniel's case, a Home Office report, and a pupil away."""
    asked = ask_for_enquiries(
        episode=aisha, to_desk=cast.desk("duty inspector", SOUTH).pk, by=cast.actor("duty inspector"), at=at,
        what="See her sister.", why="She rang her.", by_when=at + timedelta(hours=4),
    )  # fmt: skip
    claim = dispute(episode=daniel, by=cast.actor("duty inspector", SOUTH), at=at, says="Seen at our station.")
    told = home_office_tells(episode=daniel, by=cast.actor("duty inspector"), at=at, from_whom="C. Ashworth",
                             reference="HO/77/12", says="Gone from care.")  # fmt: skip
    school = make_school(cast)
    noticed = moment(of_school(school.agency).last_before(day_of(at)), time(9, 20))
    away = notice_school_absence(
        by=school.lead, at=noticed, noticed_at=noticed, given_name="Imogen", family_name="Tarrow",
        born_on=day_of(at) - timedelta(days=4400), says="Not in class.",
    )  # fmt: skip
    off = of_school(school.agency).after(day_of(at), 9)
    closed = close_school(by=school.lead, at=at, name="Training day", first_on=off, last_on=off)
    numbers = {"elsewhere": asked.pk, "dispute": claim.pk, "notification": told, "away": away.pk}
    return numbers | {"closure": closed.pk}


def _family(cast: Cast, episode: Episode, at: datetime) -> int:
    """Aisha's aunt is named, has been rung, and wrote a message. Returns its number."""
    weigh(cast, episode, at, "no")
    contact = named(cast, episode, at)
    family.record_update(contact=contact.pk, version=1, by=cast.actor("investigating officer"), at=at, how="telephone",
                         said="She knows nothing new.", on_the_page="We asked at the station.",
                         next_update_at=at + timedelta(hours=4))  # fmt: skip
    return int(family.receive_note(contact, "Is she warm?", relative_of(contact), at).pk)


def _listed_alone(cast: Cast, at: datetime) -> int:
    """Maisie's record is open to a list of two alone."""
    maisie = cast.person("Maisie").pk
    restrict(person=maisie, kind="forced marriage", named=[cast.post("social worker").pk], at=at,
             by=cast.actor("duty inspector"), because="Her family books a flight for her.")  # fmt: skip
    return maisie


def _on_leave(cast: Cast, at: datetime) -> int:
    """Joan went to her daughter's and was to be back an hour ago."""
    by = cast.actor("registered manager", "Fernbank")
    return agree_leave(person=cast.person("Joan").pk, by=by, at=at, begins_at=at - timedelta(hours=5),
                       until=at - timedelta(hours=1), conditions="To her daughter's, back for supper.").pk  # fmt: skip


def _kept_apart(cast: Cast, episode: Episode, at: datetime) -> int:
    """The inspector keeps something apart about Aisha; the social worker has not said that it is read."""
    return keep_apart(
        person=episode.person_id, episode=episode.pk, kind="location of a trafficked child", at=at,
        says="She was moved to a flat in Larkfield.", because="Those who moved her ask the home.",
        named=[cast.post("social worker").pk], by=cast.actor("duty inspector"),
    )  # fmt: skip


def _published(cast: Cast, episode: Episode, at: datetime) -> str:
    """Aisha's appeal stands, and somebody asks for a child rescue alert. Returns the appeal's address."""
    consider(episode=episode.pk, by=cast.actor("duty inspector"), at=at)
    return str(published(cast, episode, at, photo=True).token)


def set_stage(cast: Cast, at: datetime) -> Stage:
    """Bring the county into the middle of things."""
    aisha, (desk, token) = cast.person("Aisha").pk, _set_up(cast, at)
    agree_trigger_plan(person=aisha, category="missing", risk="high", actions=["Ring Mina", "Look at the station"],
                       agreed_by="Grace Adeyinka", review_on=day_of(at) + timedelta(days=30), places="Railway station",
                       by=cast.actor("missing person coordinator").author, at=at)  # fmt: skip
    episode = reported(cast, at)
    decided(cast, episode, at)
    enquiry = _investigated(cast, episode.pk, at)
    offer = handover.offer(episode=episode.pk, to_desk=cast.desk("duty inspector", SOUTH).pk, at=at,
                           by=cast.actor("duty inspector"), why="Her sister lives there.")  # fmt: skip
    duty = Duty.objects.get(episode=episode, state="open", do="notify the independent reviewing officer")
    glass = break_glass(by=cast.actor("designated nurse"), at=at, because="She is with us and cannot speak.",
                        reference=episode.reference)  # fmt: skip
    undecided = reported(cast, at, "Daniel").pk
    return Stage(
        person=aisha, flag=Flag.objects.get(person=aisha).pk, care=CareStatus.objects.get(person=aisha).pk,
        episode=episode.pk, enquiry=enquiry, handover=offer.pk, duty=duty.pk, back=_back(cast, at).pk,
        closed=_closed(cast, at).pk, undecided=undecided, watched=_watched(cast, at).pk,
        watched_person=cast.person("Tyler").pk, nobody=cast.person("Joan").pk, leave=_on_leave(cast, at),
        apart=_listed_alone(cast, at), listed=cast.post("social worker").pk, glass=glass.pk,
        note=_family(cast, episode, at),
        poster=_published(cast, episode, at),
        offer=_prepared(cast, aisha, at), home=Placement.objects.get(person=aisha).pk,
        agency=cast.agency("Rowan House").pk, desk=desk, post=cast.post("investigating officer").pk, token=token,
        telling=Telling.objects.get(episode=episode, role="parents").pk,
        fact=_kept_apart(cast, episode, at),
        **_between_areas(cast, episode.pk, undecided, at),
        **on_stage(cast, aisha, at),
    )  # fmt: skip
