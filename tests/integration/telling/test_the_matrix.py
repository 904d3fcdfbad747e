"""Every cell of the matrix of telling (F60-F78), produced by the running system under a simulated clock.

One scene makes a row's event happen; each recipient of the row must then be told, offered, or kept from it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sightline.audit.moments import day_of
from sightline.duties import placing
from sightline.episodes.actions import report
from sightline.episodes.actions.care_placing import Where
from sightline.episodes.actions.report import Answered, Told
from sightline.episodes.models import Episode
from sightline.sharing.models import Telling
from tests.cards.test_who_is_told import NOT_TOLD, TOLD
from tests.integration.telling import staged
from tests.people import Cast

ROWS = [f"F{n}" for n in range(60, 79)]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REACHED = {"desk", "sent", "ring", "told", "knows"}

# Cells that no event of one person can produce, each with its reason. May only shrink.
CANNOT = {
    ("F62", "Department for Education"): "told once a year of all children together, by the statutory return",
    ("F63", "police"): "the family rings the police itself: the call is the report",
    ("F72", "safeguarding board"): "told of themes of many cases, by the board pack",
    ("F75", "safeguarding adults board"): "told of the problem profile of many cases, by the board pack",
}
# Cells of which the card says `may`: offered on the page, told when a person presses the button.
MAY = {
    ("F68", "health services"), ("F68", "school safeguarding lead"), ("F68", "police"),
    ("F75", "directors of adult social services"),
}  # fmt: skip


def told(person: str, cast: Cast) -> dict[str, list[Telling]]:
    """Everything the system said of a person, by recipient."""
    found: dict[str, list[Telling]] = {}
    for row in Telling.objects.filter(person=cast.person(person)).select_related("notice", "outgoing"):
        found.setdefault(row.role, []).append(row)
    return found


def reached(rows: list[Telling], *, event: str, within: timedelta, states: set[str] = REACHED) -> bool:
    """Whether one of the rows is of this event, was made in time, and stands with what reaches somebody."""
    for row in rows:
        timely = row.event == event and row.made_at - row.event_at <= within and row.state in states
        held = row.notice_id or row.outgoing_id or row.state in ("knows", "offered", "withheld")
        if timely and held:
            return True
    return False


Scene = Callable[[Cast, datetime], None]
Cell = tuple[str, str]
PLAYED: dict[str, tuple[str, str, Scene, dict[str, tuple[str, ...]], str, timedelta]] = {}


def scene(
    area: str, person: str, event: str, within: timedelta = MINUTE, **rows: tuple[str, ...]
) -> Callable[[Scene], Scene]:
    """A scene under an area's cards: what then reaches whom, by row, of which event, in what time."""

    def keep(play: Scene) -> Scene:
        PLAYED[f"{play.__name__} {event} {area}"] = (area, person, play, rows, event, within)
        return play

    return keep


FAR = ("police", "responsible authority", "social worker", "emergency duty team")
FAR_REPORTED = ("parents", "independent reviewing officer", "host authority")
BACK = ("social worker", "parents", "independent reviewing officer", "host authority", "emergency duty team", "police")


@scene("birmingham", "Aisha", "absence noticed", 15 * MINUTE, F61=FAR)
@scene("birmingham", "Aisha", "reported missing", 10 * MINUTE, F61=FAR_REPORTED)
@scene(
    "birmingham",
    "Aisha",
    "risk set high",
    F65=("national unit", "CEOP", "children's services", "senior management team", "designated nurse"),
)
def far_away(cast: Cast, at: datetime) -> None:
    """A child placed out of area is away, is reported, and is at high risk."""
    staged.missing_from_far_away(cast, at)


@scene("birmingham", "Aisha", "returned", F69=BACK)
@scene("birmingham", "Aisha", "harm found", F71=("social worker", "team manager"))
@scene(
    "birmingham",
    "Aisha",
    "return interview carried out",
    F72=("police intelligence", "social worker", "children's services"),
)
def far_away_and_back(cast: Cast, at: datetime) -> None:
    """The same child comes back, harmed, and is interviewed."""
    episode = staged.missing_from_far_away(cast, at)
    staged.back_and_harmed(cast, episode, at + 3 * HOUR)


@scene("thames-valley", "Aisha", "risk set high", F65=("service manager", "area commander"))
@scene(
    "thames-valley",
    "Aisha",
    "returned",
    F69=("responsible authority", "school safeguarding lead", "health services", "police", "national unit"),
)
def far_away_in_the_valley(cast: Cast, at: datetime) -> None:
    """The same under the cards of the Thames Valley."""
    far_away_and_back(cast, at)


@scene(
    "thames-valley",
    "Tyler",
    "absence noticed",
    6 * HOUR + 2 * MINUTE,
    F60=("registered manager", "on-call manager", "police"),
)
def watched(cast: Cast, at: datetime) -> None:
    """An absence is watched for six hours."""
    staged.watched_for_six_hours(cast, at)


@scene(
    "birmingham",
    "Kayleigh",
    "decided away from placement",
    F62=("police", "social worker", "responsible authority", "independent reviewing officer"),
)
def away(cast: Cast, at: datetime) -> None:
    """It is known where she is, and that place may do her harm."""
    episode = staged.reported(
        cast, at, "Kayleigh", "whereabouts are known", "may suffer significant harm at that place"
    )
    staged.happens(cast, episode, "decided away from placement", at,
                   category="away from placement without authorisation")  # fmt: skip


@scene("thames-valley", "Daniel", "reported missing", 10 * MINUTE, F63=("children's services", "emergency duty team"))
@scene(
    "thames-valley",
    "Daniel",
    "returned",
    F70=("national unit", "children's services", "Missing People", "other police force"),
)
def from_home(cast: Cast, at: datetime) -> None:
    """A child with a child protection plan is missing from home in the evening, and comes back."""
    episode = staged.reported(cast, at, "Daniel", "has a child protection plan", police=staged.SOUTH)
    staged.happens(cast, episode, "decided missing", at + 5 * MINUTE, category="missing", risk="medium")
    by = cast.actor("investigating officer", staged.SOUTH)
    found = staged.found.locate
    found(episode=episode.pk, by=by, at=at + HOUR, located_at=at + HOUR, place="home", located_by="his mother",
          confirmed=True)  # fmt: skip


@scene("west-midlands", "Daniel", "decided missing", F63=("Missing People",))
def from_home_in_the_west(cast: Cast, at: datetime) -> None:
    """A child is decided missing under the cards of the West Midlands."""
    staged.happens(cast, staged.reported(cast, at, "Daniel"), "decided missing", at, category="missing", risk="medium")


@scene("west-midlands", "Daniel", "decided absent", F64=("children's services",))
def absent(cast: Cast, at: datetime) -> None:
    """A child is decided absent."""
    staged.happens(cast, staged.reported(cast, at, "Daniel"), "decided absent", at, category="absent", risk="none")


@scene("west-midlands", "Daniel", "reported missing", F66=("exploitation meeting",))
def again_and_again(cast: Cast, at: datetime) -> None:
    """The third report in three months."""
    police = cast.agency(staged.NORTH)
    for days in (20, 60):
        then = at - timedelta(days=days)
        Episode.objects.create(person=cast.person("Daniel"), area="west-midlands", state="closed", opened_at=then,
                               category="missing", owner_agency=police, closed_at=then + HOUR)  # fmt: skip
    staged.reported(cast, at, "Daniel")


@scene(
    "west-midlands",
    "Aisha",
    "placement proposed",
    F67=("host authority", "health services", "education welfare service", "receiving provider"),
)
@scene("west-midlands", "Aisha", "placement began", F67=("police for the placement area",))
def moves(cast: Cast, at: datetime) -> None:
    """A placement in another council's area is proposed, its provider reads the history, and it begins."""
    lodge, worker = cast.agency(staged.LODGE), cast.actor("social worker")
    where = Where(provider=lodge.pk, setting="children's home", since=day_of(at), address=lodge.address,
                  host=cast.agency(staged.FAR).pk, out_of_area=True)  # fmt: skip
    person = cast.person("Aisha").pk
    offer = placing.offer_placement(person=person, where=where, says="She goes to her sister's.", by=worker, at=at)
    manager = cast.actor("registered manager", staged.LODGE)
    placing.acknowledge_history(offer=offer.pk, by=manager, at=at, name="Marcus Ibbotson")
    placing.confirm_offer(offer=offer.pk, by=worker, at=at)


@scene(
    "birmingham",
    "Daniel",
    "another authority reported a missing child",
    F68=("children's services", "health services", "school safeguarding lead", "police"),
)
def turned_up_here(cast: Cast, at: datetime) -> None:
    """Another authority writes that a child of theirs may be here."""
    staged.noted(cast, at, "another authority reported a missing child", "Daniel", "call handler")


@scene(
    "birmingham",
    "Daniel",
    "the Home Office found a child missing",
    F73=("police", "national unit", "children's services", "multi-agency safeguarding hub"),
)
def home_office(cast: Cast, at: datetime) -> None:
    """The Home Office writes that a child under restriction has gone missing."""
    staged.noted(cast, at, "the Home Office found a child missing", "Daniel", "call handler", "",
                 "is subject to immigration restriction")  # fmt: skip


@scene("birmingham", "Aisha", "reported missing", F73=("Home Office evidence and enquiry unit",))
@scene("birmingham", "Aisha", "location confirmed", F73=("Home Office command and control unit",))
def unaccompanied(cast: Cast, at: datetime) -> None:
    """An unaccompanied child goes missing and is found."""
    episode = staged.reported(cast, at, "Aisha", "is an unaccompanied asylum seeking child")
    staged.found.locate(episode=episode.pk, by=cast.actor("investigating officer"), at=at + HOUR, located_at=at + HOUR,
                        place="a friend's", located_by="PC Arkwright", confirmed=True)  # fmt: skip


@scene(
    "birmingham",
    "Daniel",
    "school absence noticed",
    F74=("police", "children's services", "education welfare service", "children missing education team"),
)
def not_at_school(cast: Cast, at: datetime) -> None:
    """A pupil is away from school without a word, on the second day, and there are concerns."""
    staged.not_at_school(cast, at, "Daniel", is_absent_from_school_without_explanation="yes",
                         there_are_other_specific_concerns="yes", school_days_missed="2")  # fmt: skip


@scene(
    "england",
    "Joan",
    "reported missing",
    10 * MINUTE,
    F75=("Care Quality Commission", "directors of adult social services", "adult social care"),
)
@scene("england", "Joan", "absence noticed", 10 * MINUTE, F75=("police",))
def from_a_care_home(cast: Cast, at: datetime) -> None:
    """An adult with dementia leaves a care home; the home notices, and reports."""
    home = cast.actor("registered manager", "Fernbank")
    checks = staged.LOOKED
    episode = staged.absence.look_first(by=home, at=at, person=cast.person("Joan").pk, noticed_at=at,
                                        because="Not in her room.", checks=checks)  # fmt: skip
    staged.absence.report_from_absence(episode=episode.pk, by=home, at=at, because="She is not in the garden.")
    by = cast.actor("duty inspector")
    report.answer_questions(episode=episode.pk, by=by, at=at, told=Told("Peter Langstaff"),
                            answered=staged.yes("the place concerned is in England"))  # fmt: skip
    staged.happens(cast, Episode.objects.get(pk=episode.pk), "decided missing", at + MINUTE, category="missing")


def _concern(nation: str, name: str) -> Scene:
    def play(cast: Cast, at: datetime) -> None:
        staged.noted(cast, at, "concern about a home recorded", name, "missing person coordinator", "",
                     "there are concerns about how the home keeps people safe",
                     f"the place concerned is in {nation}")  # fmt: skip

    play.__name__ = f"concern about {name}'s home in {nation}"
    return play


for nation, who, regulator in (
    ("England", "Aisha", "Ofsted"), ("England", "Joan", "Care Quality Commission"),
    ("Wales", "Aisha", "Care and Social Services Inspectorate Wales"), ("Scotland", "Aisha", "Care Inspectorate"),
    ("Northern Ireland", "Joan", "Regulation and Quality Improvement Authority"),
):  # fmt: skip
    scene("england", who, "concern about a home recorded", F77=(regulator,))(_concern(nation, who))


@scene("england", "Daniel", "found dead", F78=("national unit", "parents", "family"))
def found_dead(cast: Cast, at: datetime) -> None:
    """A person is found dead; his family is told once somebody has said that it does no harm."""
    episode = staged.reported(cast, at, "Daniel")
    no = ("telling the parents is against the child's interests", "is at risk of honour based abuse",
          "is at risk of forced marriage")  # fmt: skip
    report.answer_questions(episode=episode.pk, by=cast.actor("duty inspector"), at=at, told=Told("A neighbour"),
                            answered=[Answered(fact, "no", "asked, and no") for fact in no])  # fmt: skip
    staged.noted(cast, at, "found dead", "Daniel", "duty inspector")


@pytest.mark.parametrize("name", PLAYED)
def test_every_recipient_of_the_row_is_told_in_time(name: str, cast: Cast, at: datetime) -> None:
    area, person, play, rows, event, within = PLAYED[name]
    staged.under(area)
    play(cast, at)
    said = told(person, cast)
    for row, roles in rows.items():
        for role in roles:
            states = REACHED | {"offered"} if (row, role) in MAY else REACHED
            seen = [(r.event, r.state, str(r.made_at - r.event_at)) for r in said.get(role, [])]
            assert reached(said.get(role, []), event=event, within=within, states=states), (row, role, seen)


def test_who_asks_where_a_child_is_learns_nothing_and_the_record_says_by_which_card(cast: Cast, at: datetime) -> None:
    staged.under("england")
    staged.noted(cast, at, "enquirer asked where the person is", "Aisha", "call handler", "",
                 "may have been trafficked")  # fmt: skip
    row = Telling.objects.get(person=cast.person("Aisha"), role="enquirer")
    assert (row.state, row.withheld_by, row.notice, row.outgoing) == ("withheld", ["DFE-SHARING-14"], None, None)


def test_no_cell_of_the_matrix_is_left_out() -> None:
    wanted = {(row, role) for row, roles in TOLD.items() if row in ROWS for role in roles}
    played = {(row, role) for _, _, _, rows, _, _ in PLAYED.values() for row, roles in rows.items() for role in roles}
    assert wanted - played == set(CANNOT)
    assert set(ROWS) == {row for row, _ in wanted} | {row for row in NOT_TOLD if row in ROWS}
