"""A disclosure as a whole: made, kept back, read, withdrawn, refused; and what the record says of each."""

import re
from datetime import datetime, timedelta

import pytest

from sightline.access.gate import may_see
from sightline.audit.models import Consultation, Event
from sightline.audit.refusal import NotForYou, Refused
from sightline.audit.verify import breaks
from sightline.duties.models import Notice, Outgoing
from sightline.episodes.models import Episode
from sightline.people.actions import add_flag
from sightline.sharing import disclosures, links
from sightline.sharing.disclosing import Wanted
from sightline.sharing.disclosure_queries import of_person, one, read_outside, received
from sightline.sharing.disclosures import Done, NotDisclosed
from sightline.sharing.models import Disclosure
from tests.integration.sharing.acts import by_link, inside, to_parents, whole_record
from tests.integration.web.reported import decided, reported, returned
from tests.people import Cast


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """Aisha is missing at high risk."""
    row = reported(cast, at)
    decided(cast, row, at)
    return row


def share(cast: Cast, at: datetime, wanted: Wanted, role: str = "social worker", name: str = "Aisha") -> Done:
    return disclosures.disclose(person=cast.person(name).pk, by=cast.actor(role), at=at, wanted=wanted)


def kinds(person: int) -> list[str]:
    return list(Event.objects.filter(chain=person).order_by("id").values_list("kind", flat=True))


def flagged(cast: Cast, at: datetime, phrase: str, name: str = "Aisha") -> None:
    add_flag(person=cast.person(name).pk, phrase=phrase, says="Seen by the school nurse.", from_whom="Beth Quillan",
             since=at.date(), by=cast.actor("social worker").author, at=at)  # fmt: skip


def test_a_sheet_says_what_was_chosen_as_it_then_stood_and_nothing_else(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    row = share(cast, at, by_link(at)).disclosure
    said = {part["field"]: part["lines"] for part in row.sheet}
    assert list(said) == ["name", "date of birth", "whom to ring"]
    assert said["name"] == ["Aisha Bramwell"] and said["whom to ring"][0] == "Northmoor Police"
    assert "Rowan" not in str(row.sheet) and "exploitation" not in str(row.sheet)
    assert list(breaks()) == []


def test_the_event_says_everything_about_the_act_and_nothing_of_what_was_told(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    share(cast, at, by_link(at))
    event = Event.objects.filter(kind="information disclosed").select_related("content").get()
    body = event.content.body
    assert (event.episode, event.by_name) == (episode.pk, "Grace Adeyinka")
    assert (body["to"], body["as"], body["basis"], body["card"]) == (
        "Rubina Castle, Night Clinic", "mental health services", "public task", "HO-SHARING-06",
    )  # fmt: skip
    assert "Bramwell" not in str(body["what"]) and body["beyond the least"] == []


def test_a_link_is_read_once_by_its_code_and_the_reading_is_seen(cast: Cast, at: datetime, episode: Episode) -> None:
    done = share(cast, at, by_link(at))
    made = done.made
    assert made is not None
    later = at + timedelta(hours=2)
    row = read_outside(token=made.token, code=made.code, at=later)
    assert row is not None and row.pk == done.disclosure.pk
    assert read_outside(token=made.token, code=made.code, at=later) is None
    line = Consultation.objects.latest("id")
    assert (line.act, line.people, line.by_name) == (
        "read a disclosure", [cast.person("Aisha").pk], "Rubina Castle, Night Clinic (by link)",
    )  # fmt: skip
    _, told, _ = of_person(cast.actor("social worker"), cast.person("Aisha").pk, at=later)
    assert [(r.at, r.by_name) for r in told[0].readings] == [(later, "Rubina Castle, Night Clinic (by link)")]


def test_a_link_of_another_disclosure_and_a_code_of_this_one_open_neither(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    first, second = share(cast, at, by_link(at)).made, share(cast, at, by_link(at)).made
    assert first and second
    assert read_outside(token=first.token, code=second.code, at=at) is None
    assert read_outside(token=second.token, code=first.code, at=at) is None


def test_a_link_of_the_family_page_opens_no_sheet(cast: Cast, at: datetime) -> None:
    by = cast.actor("social worker").author
    made = links.make(purpose="family page", about={"disclosure": 1}, until=at + links.USUAL, by=by, at=at)
    assert read_outside(token=made.token, code=made.code, at=at) is None


def test_withdrawn_it_opens_nothing_from_that_moment(cast: Cast, at: datetime, episode: Episode) -> None:
    done = share(cast, at, by_link(at))
    assert done.made
    disclosures.withdraw(
        disclosure=done.disclosure.pk, by=cast.actor("team manager"), at=at, because="wrong number given"
    )
    assert read_outside(token=done.made.token, code=done.made.code, at=at) is None
    assert kinds(episode.person_id)[-2:] == ["link withdrawn", "disclosure withdrawn"]
    with pytest.raises(Refused):
        disclosures.another_code(disclosure=done.disclosure.pk, by=cast.actor("social worker"), at=at)


def test_a_new_code_opens_the_same_address_again(cast: Cast, at: datetime, episode: Episode) -> None:
    done = share(cast, at, by_link(at))
    assert done.made and read_outside(token=done.made.token, code=done.made.code, at=at)
    code = disclosures.another_code(disclosure=done.disclosure.pk, by=cast.actor("social worker"), at=at)
    assert read_outside(token=done.made.token, code=code, at=at)


def test_a_code_may_go_by_text_and_the_address_never_does(cast: Cast, at: datetime, episode: Episode) -> None:
    done = share(cast, at, by_link(at, text_code_to="07700 900222"))
    assert done.made
    message = Outgoing.objects.get(channel="sms")
    assert message.to == "07700 900222" and links.spoken(done.made.code) in message.says
    assert done.made.token not in message.says and "Aisha" not in message.says


# --- inside ----------------------------------------------------------------------------------------------------------


def test_a_sheet_inside_opens_the_sheet_and_not_the_record(cast: Cast, at: datetime, episode: Episode) -> None:
    nurse = cast.actor("designated nurse")
    done = share(cast, at, inside(cast, at, to_desk=cast.desk("designated nurse").pk))
    assert may_see(nurse, [episode.person_id], at) == set()
    assert [d.pk for d in received(nurse, at=at)] == [done.disclosure.pk]
    assert one(nurse, done.disclosure.pk, at=at).readings[0].by_name == "Beth Quillan"
    message = Outgoing.objects.get(key=f"disclosure {done.disclosure.pk}")
    assert "Aisha" not in message.says


def test_the_whole_record_is_open_until_its_day_and_no_longer(cast: Cast, at: datetime, episode: Episode) -> None:
    nurse, until = cast.actor("designated nurse"), at + timedelta(days=14)
    wanted = whole_record(cast, at, to_desk=cast.desk("designated nurse").pk, until=until)
    share(cast, at, wanted)
    assert may_see(nurse, [episode.person_id], until - timedelta(seconds=1))
    assert not may_see(nurse, [episode.person_id], until)
    assert Notice.objects.filter(kind="disclosure", desk=cast.desk("designated nurse")).count() == 1


def test_the_whole_record_needs_a_reason_and_a_condition(cast: Cast, at: datetime, episode: Episode) -> None:
    for field in ("more_because", "condition"):
        with pytest.raises(Refused) as refusal:
            share(cast, at, whole_record(cast, at, **{field: ""}))
        assert refusal.value.field == field


def test_withdrawing_one_of_two_leaves_the_other(cast: Cast, at: datetime, episode: Episode) -> None:
    nurse, by = cast.actor("designated nurse"), cast.actor("social worker")
    first, second = (share(cast, at, whole_record(cast, at)).disclosure for _ in range(2))
    disclosures.withdraw(disclosure=first.pk, by=by, at=at, because="sent twice by mistake")
    assert may_see(nurse, [episode.person_id], at)
    disclosures.withdraw(disclosure=second.pk, by=by, at=at, because="no longer needed here")
    assert not may_see(nurse, [episode.person_id], at)


@pytest.mark.parametrize(
    ("role", "agency"), [("social worker", "Southvale County Council"), ("registered manager", "")]
)
def test_nobody_else_reads_or_ends_it_or_learns_that_it_is_there(
    cast: Cast, at: datetime, episode: Episode, role: str, agency: str
) -> None:
    pk = share(cast, at, inside(cast, at)).disclosure.pk
    other = cast.actor(role, agency)
    for attempt in (
        lambda: one(other, pk, at=at),
        lambda: disclosures.withdraw(disclosure=pk, by=other, at=at, because="because I can"),
        lambda: disclosures.another_code(disclosure=pk, by=other, at=at),
    ):
        with pytest.raises(NotForYou) as refusal:
            attempt()
        assert refusal.value.says == NotForYou().says
    with pytest.raises(NotForYou):
        one(other, pk + 1000, at=at)


def test_an_ended_sheet_is_shut_for_its_reader(cast: Cast, at: datetime, episode: Episode) -> None:
    row = share(cast, at, inside(cast, at)).disclosure
    with pytest.raises(NotForYou):
        one(cast.actor("designated nurse"), row.pk, at=row.until)
    assert one(cast.actor("social worker"), row.pk, at=row.until)


@pytest.mark.parametrize("role", ["analyst", "administrator", "foster carer"])
def test_a_role_without_people_shares_nobody(cast: Cast, at: datetime, episode: Episode, role: str) -> None:
    with pytest.raises(NotForYou):
        share(cast, at, by_link(at), role=role)


def test_whoever_may_not_see_a_person_cannot_share_them(cast: Cast, at: datetime, episode: Episode) -> None:
    with pytest.raises(NotForYou):
        disclosures.disclose(person=episode.person_id, at=at, wanted=by_link(at),
                             by=cast.actor("social worker", "Southvale County Council"))  # fmt: skip
    assert Disclosure.objects.count() == 0


# --- what the cards keep back ----------------------------------------------------------------------------------------


def test_the_place_of_a_trafficked_child_is_told_to_no_enquirer_before_who_they_are_is_established(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    flagged(cast, at, "may have been trafficked")
    returned(cast, episode, at)
    asked = by_link(at, card="", to_as="enquirer", fields=("whereabouts",), more_because="he asks where she is now",
                    answer="He sounds like her uncle to me.")  # fmt: skip
    with pytest.raises(NotDisclosed) as refusal:
        share(cast, at, asked, role="team manager")
    assert "DFE-SHARING-14" in refusal.value.says and "identity and relationship" in refusal.value.says
    assert kinds(episode.person_id)[-1] == "disclosure not accepted"
    established = by_link(
        at, card="", to_as="enquirer", fields=("whereabouts",), more_because="he collects her tonight from there",
        settled=("the enquirer's identity and relationship are confirmed",),
        settled_how="Passport seen at the counter; the council has him as her uncle.",
    )  # fmt: skip
    assert share(cast, at, established).disclosure.sheet[0]["lines"] == ["Her sister's flat (confirmed)"]


def test_nobody_who_asks_learns_of_a_child_of_whom_nobody_knows_whether_it_was_trafficked_without_an_answer(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    asked = by_link(at, card="", to_as="enquirer", fields=("name",))
    with pytest.raises(NotDisclosed, match="may have been trafficked"):
        share(cast, at, asked, role="team manager")
    answered = by_link(
        at, card="", to_as="enquirer", fields=("name",), answer="Asked the school: no sign of it at all."
    )
    row = share(cast, at, answered).disclosure
    assert [one["card"] for one in row.challenged_by] == ["DFE-SHARING-14"]


def test_parents_are_not_told_where_forced_marriage_is_feared_until_a_named_person_decides(
    cast: Cast, at: datetime, episode: Episode
) -> None:
    flagged(cast, at, "is at risk of forced marriage")
    with pytest.raises((NotDisclosed, Refused), match="DFE-SHARING-0[19]"):
        share(cast, at, to_parents(at, answer="They are worried and rang three times."), role="team manager")
    with pytest.raises(NotDisclosed, match="DFE-SHARING-09"):
        share(cast, at, to_parents(at, card="", more_because="they need to know", answer="They are worried, and rang."))
    decided_so = to_parents(at, card="DFE-SHARING-04", settled=("a named person decided to tell the parents",),
                         settled_how="Weighed with the police: the mother is no part of it.",
                         answer="Weighed with the police tonight; only that she is missing.")  # fmt: skip
    with pytest.raises(Refused, match="may decide"):
        share(cast, at, decided_so)
    assert share(cast, at, decided_so, role="team manager").disclosure.settled == [
        "a named person decided to tell the parents"
    ]


def test_an_adult_who_stays_away_is_told_well_and_never_where(cast: Cast, at: datetime) -> None:
    row = reported(cast, at, "Robert")
    flagged(cast, at, "does not want whereabouts disclosed", "Robert")
    returned(cast, row, at)
    by = cast.actor("duty inspector")
    for field in ("whereabouts", "sightings", "telephone", "where they live"):
        wanted = by_link(at, card="HMIC-SHARING-01", to_as="informant", fields=("name", field),
                         more_because="his wife would like to know", answer="She is his wife, says she.")  # fmt: skip
        with pytest.raises(NotDisclosed, match="HMIC-SHARING-02"):
            disclosures.disclose(person=row.person_id, by=by, at=at, wanted=wanted)
    wanted = by_link(at, card="HMIC-SHARING-01", to_as="informant", fields=("name", "back"))
    made = disclosures.disclose(person=row.person_id, by=by, at=at, wanted=wanted)
    assert "flat" not in str(made.disclosure.sheet)


def test_the_address_of_a_home_goes_to_no_enquirer(cast: Cast, at: datetime, episode: Episode) -> None:
    wanted = by_link(at, card="", to_as="enquirer", fields=("name", "where they live"),
                     more_because="he wants to send a parcel", answer="It is only for a parcel.")  # fmt: skip
    with pytest.raises(NotDisclosed, match="DFE-SHARING-1[46]"):
        share(cast, at, wanted, role="team manager")


def test_the_whole_record_counts_as_every_field(cast: Cast, at: datetime, episode: Episode) -> None:
    flagged(cast, at, "is at risk of honour based abuse")
    wanted = whole_record(cast, at)
    with pytest.raises(NotDisclosed, match="WMP-SENSITIVE-02"):
        share(cast, at, wanted, role="team manager")
    sheet = share(cast, at, inside(cast, at, fields=("name", "whom to ring")), role="team manager").disclosure
    assert sheet.challenged_by == []


def test_consent_refused_and_shared_all_the_same_says_why(cast: Cast, at: datetime, episode: Episode) -> None:
    with pytest.raises(Refused) as refusal:
        share(cast, at, by_link(at, consent="refused", consent_because=""))
    assert refusal.value.field == "consent_because"
    row = share(
        cast, at, by_link(at, consent="refused", consent_because="She is fifteen and in danger tonight.")
    ).disclosure
    assert (row.consent, row.consent_because) == ("refused", "She is fifteen and in danger tonight.")


def test_who_asked_and_was_not_told_is_on_the_record(cast: Cast, at: datetime, episode: Episode) -> None:
    disclosures.refuse_to_tell(
        person=episode.person_id, by=cast.actor("call handler"), at=at, who="A man who called himself Dean",
        asked_for="where she is", identity="", relation="says he is a cousin", told="That nobody can say anything.",
        because="Neither name nor tie could be checked.",
    )  # fmt: skip
    _, _, refused = of_person(cast.actor("social worker"), episode.person_id, at=at)
    assert refused[0].body["identity established, and how"] == "not established"
    assert refused[0].kind == "asked and not told"


def test_a_person_of_whom_no_episode_is_known_can_be_shared_too(cast: Cast, at: datetime) -> None:
    row = share(cast, at, inside(cast, at)).disclosure
    assert {p["field"]: p["lines"] for p in row.sheet}["whom to ring"] == ["Nothing is recorded of this."]
    assert row.episode_id is None


def test_the_codes_of_a_disclosure_are_in_no_row(cast: Cast, at: datetime, episode: Episode) -> None:
    made = share(cast, at, by_link(at)).made
    assert made and re.fullmatch(r"\d{8}", made.code) and len(made.token) >= 43
    assert made.code not in str(list(Event.objects.values_list("content__body", flat=True)))
