"""The family's page says what was done in a closed list of kinds, to the family alone, and nothing else to anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline.audit.models import Consultation, Event
from sightline.audit.refusal import Refused
from sightline.duties.models import Duty, Notice, Outgoing
from sightline.episodes.actions import found, investigate
from sightline.episodes.actions.whereabouts import keep_private
from sightline.sharing import family, family_page
from sightline.sharing.links import Made
from sightline.sharing.models import FamilyContact
from tests.integration.family.naming import missing, named, weigh
from tests.integration.web.reported import returned
from tests.people import Cast

HOUR = timedelta(hours=1)


def _page(cast: Cast, contact: FamilyContact, at: datetime) -> Made:
    return family.offer_page(contact=contact.pk, by=cast.actor("investigating officer"), at=at)


@pytest.fixture
def contact(cast: Cast, at: datetime) -> FamilyContact:
    """Daniel's mother, named."""
    return named(cast, missing(cast, at), at)


def _opened(made: Made, at: datetime) -> family_page.Page:
    page = family_page.open_page(token=made.token, code=made.code, at=at)
    assert page is not None
    return page


def test_the_page_says_what_was_done_and_nothing_of_what_was_found(cast: Cast, contact: Any, at: datetime) -> None:
    who: dict[str, Any] = {"episode": contact.episode_id, "by": cast.actor("investigating officer"), "at": at}
    investigate.raise_enquiry(**who, what="Ask Marlon Pike where he was")
    investigate.raise_enquiry(**who, what="Ask the bus company")
    investigate.record_sighting(**who, seen_at=at, place="Coach station", by_whom="A driver", reliability="likely")
    page = _opened(_page(cast, contact, at), at + HOUR)
    kinds = {(d.kind, d.times) for d in page.done}
    assert {("reported missing", 1), ("enquiry raised", 2), ("decided missing", 1)} <= kinds
    assert "sighting recorded" not in {kind for kind, _ in kinds}
    assert not any(word in repr(page.done) for word in ("Marlon", "bus", "Coach"))
    assert (page.given_name, page.contact.officer_phone) == ("Daniel", "01632 960700")


def test_every_kind_on_the_page_is_on_the_closed_list(cast: Cast, contact: Any, at: datetime) -> None:
    page = _opened(_page(cast, contact, at), at)
    written = set(Event.objects.filter(episode=contact.episode_id).values_list("kind", flat=True))
    assert {d.kind for d in page.done} == written & set(family_page.SHOWN) != set()
    assert written - set(family_page.SHOWN)  # there is more on the record than the family reads


@pytest.mark.covers("D77", "H1")
def test_opening_the_page_records_by_itself_that_support_was_offered(cast: Cast, contact: Any, at: datetime) -> None:
    told = Duty.objects.get(episode=contact.episode_id, do="tell the family where support can be found")
    made = _page(cast, contact, at)
    assert told.state == "open"
    _opened(made, at + HOUR)
    told.refresh_from_db()
    assert told.state == "met"
    offered = Event.objects.get(episode=contact.episode_id, kind="family support offered")
    assert "Missing People" in offered.content.body["help lines"]
    code = family_page.links.new_code(link=made.link, by=cast.actor("investigating officer").author, at=at + HOUR)
    assert family_page.open_page(token=made.token, code=code, at=at + 2 * HOUR)
    assert Event.objects.filter(episode=contact.episode_id, kind="family support offered").count() == 1


def test_who_read_the_page_is_in_the_consultation_log(cast: Cast, contact: Any, at: datetime) -> None:
    _opened(_page(cast, contact, at), at)
    line = Consultation.objects.latest("id")
    assert (line.screen, line.by_name, line.role) == ("family page", "Abena Osei", "family")
    assert line.people == [contact.episode.person_id]


def test_the_code_opens_once_and_the_address_alone_never(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    assert family_page.open_page(token=made.token, code="00000000", at=at) is None
    _opened(made, at)
    assert family_page.open_page(token=made.token, code=made.code, at=at) is None


def test_a_page_ends_the_moment_telling_the_family_is_found_to_harm(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    page = _opened(made, at)
    weigh(cast, contact.episode, at + HOUR, "yes")
    assert family_page.stay_on_page(token=made.token, stay=page.stay, at=at + HOUR) is None
    assert family_page.write(token=made.token, stay=page.stay, says="Hello?", at=at + HOUR) is None
    with pytest.raises(Refused):
        _page(cast, contact, at + HOUR)


def test_a_flag_of_forced_marriage_shuts_the_page_though_nobody_withdrew_it(
    cast: Cast, contact: Any, at: datetime
) -> None:
    from sightline.audit.moments import day_of
    from sightline.people.actions import add_flag

    made = _page(cast, contact, at)
    add_flag(person=contact.episode.person_id, phrase="is at risk of forced marriage", says="Told her teacher.",
             from_whom="Joy Tamsett", since=day_of(at), by=cast.actor("social worker").author, at=at)  # fmt: skip
    assert family_page.open_page(token=made.token, code=made.code, at=at) is None


def test_a_new_contact_reads_nothing_through_the_old_ones_address(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    father = family.Relative("Kofi Osei", "father", phone="07700 900214")
    named(cast, contact.episode, at, seen=contact.pk, relative=father)
    assert family_page.open_page(token=made.token, code=made.code, at=at) is None


# --- a note from the family -------------------------------------------------------------------------------------------


def test_a_note_reaches_the_timeline_and_the_owners_desk_and_its_answer_is_due(
    cast: Cast, contact: Any, at: datetime
) -> None:
    made = _page(cast, contact, at)
    page = _opened(made, at)
    note = family_page.write(token=made.token, stay=page.stay, says="He may be at his cousin's.", at=at + HOUR / 4)
    assert note is not None
    event = Event.objects.get(episode=contact.episode_id, kind="family wrote")
    assert event.content.body["says"] == "He may be at his cousin's."
    contact.episode.refresh_from_db()
    assert Notice.objects.filter(kind="family", desk=contact.episode.owner_desk).exists()
    duty = Duty.objects.get(episode=contact.episode_id, do=family.ANSWER)
    assert (duty.state, duty.due_at) == ("open", at + HOUR / 4 + family.ANSWER_WITHIN)


def test_the_answer_ends_the_duty_and_is_shown_to_the_family(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    page = _opened(made, at)
    note = family_page.write(token=made.token, stay=page.stay, says="Is he cold?", at=at)
    assert note is not None
    family.answer_note(note=note.pk, version=1, by=cast.actor("investigating officer"), at=at + HOUR / 6,
                       answer="We are asking everywhere that is warm.")  # fmt: skip
    assert Duty.objects.get(episode=contact.episode_id, do=family.ANSWER).state == "met"
    again = family_page.stay_on_page(token=made.token, stay=page.stay, at=at + HOUR / 5)
    assert again is not None and again.notes[0].answer == "We are asking everywhere that is warm."


def test_a_page_that_stood_open_too_long_takes_no_note(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    page = _opened(made, at)
    assert family_page.write(token=made.token, stay=page.stay, says="Hello", at=at + HOUR) is None
    assert family_page.write(token=made.token, stay="guessed", says="Hello", at=at) is None


def test_a_flood_of_notes_is_asked_to_ring(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    page = _opened(made, at)
    for number in range(family.MOST_WAITING):
        family_page.write(token=made.token, stay=page.stay, says=f"Note {number}", at=at)
    with pytest.raises(Refused, match="Ring Tom Arkwright: 01632 960700"):
        family_page.write(token=made.token, stay=page.stay, says="One more", at=at)


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_found_the_page_says_so_and_never_where(cast: Cast, contact: Any, at: datetime) -> None:
    made = _page(cast, contact, at)
    returned(cast, contact.episode, at + HOUR)
    page = _opened(made, at + 2 * HOUR)
    assert page.state == "located" and "location confirmed" in {d.kind for d in page.done}
    assert "flat" not in repr(page)  # Her sister's flat, says the record


@pytest.mark.covers("A62")
def test_of_an_adult_who_stays_away_the_family_reads_the_message_and_nothing_else(cast: Cast, at: datetime) -> None:
    episode = missing(cast, at, "Robert", harms="")
    contact = named(cast, episode, at)
    family.record_update(contact=contact.pk, version=1, by=cast.actor("investigating officer"), at=at, how="telephone",
                         said="He may be in Leeds.", on_the_page="We are looking in Leeds.",
                         next_update_at=at + 5 * HOUR)  # fmt: skip
    made = _page(cast, contact, at)
    returned(cast, episode, at + HOUR)
    keep_private(episode=episode.pk, by=cast.actor("investigating officer"), at=at + HOUR, heard_by="PC Arkwright",
                 says="Do not tell them where I am.", can_decide="yes", message="I am well. I will ring at Easter.",
                 message_to="my sister")  # fmt: skip
    page = _opened(made, at + 2 * HOUR)
    assert page.kept_private and page.message == "I am well. I will ring at Easter."
    assert (page.done, page.updates, page.notes) == ((), (), ())


def test_the_page_ends_with_the_episode_and_says_a_last_message(cast: Cast, contact: Any, at: datetime) -> None:
    officer = cast.actor("investigating officer")
    made = _page(cast, contact, at)
    page = _opened(made, at)
    family.say_last(contact=contact.pk, by=officer, at=at, message="Daniel is home. Thank you for your patience.")
    episode, who = contact.episode, {"by": officer, "at": at + HOUR / 4, "episode": contact.episode_id}
    claim = returned(cast, episode, at + HOUR / 4)
    found.see_safe_and_well(**who, version=claim.version, seen_at=at + HOUR / 4, seen_by="PC Arkwright",
                            seen_alone=True, harm="no", says="I was at a friend's.")  # fmt: skip
    found.closing_check(**who, version=0, referral="no referral", referral_because="Well, and wants none.",
                        returns_to="31 Chapel Road", safe_there="yes", person_says="Glad to be back.")  # fmt: skip
    found.offer_interview(**who, provider=cast.agency("Open Door").pk)
    found.close(**who, because="Seen safe and well at home by PC Arkwright.")
    contact.refresh_from_db()
    assert contact.ended_at == at + HOUR / 4
    ended = family_page.stay_on_page(token=made.token, stay=page.stay, at=at + HOUR / 3)
    assert ended is not None and ended.ended
    assert (ended.message, ended.done) == ("Daniel is home. Thank you for your patience.", ())
    assert not Duty.objects.filter(episode=episode, do=family.UPDATE, state="open").exists()
    assert family_page.write(token=made.token, stay=page.stay, says="Thanks", at=at + HOUR / 3) is None


# --- a new code by text -----------------------------------------------------------------------------------------------


def test_a_new_code_goes_to_the_number_the_family_gave_and_only_so_often(
    cast: Cast, contact: Any, at: datetime
) -> None:
    made = _page(cast, contact, at)
    before = Outgoing.objects.count()
    for minute in range(9):
        family_page.send_code(token=made.token, at=at + timedelta(minutes=minute))
    sent = list(Outgoing.objects.order_by("pk")[before:])
    assert len(sent) == family_page.CODES_AN_HOUR and {m.to for m in sent} == {"07700 900213"}
    code = sent[-1].says.removesuffix(" is your code.")
    assert family_page.open_page(token=made.token, code=code, at=at + timedelta(minutes=10))
    assert "Daniel" not in "".join(m.says for m in sent)


def test_a_stranger_who_asks_for_a_code_sends_nothing(cast: Cast, contact: Any, at: datetime) -> None:
    before = Outgoing.objects.count()
    family_page.send_code(token="guessed", at=at)
    assert Outgoing.objects.count() == before
