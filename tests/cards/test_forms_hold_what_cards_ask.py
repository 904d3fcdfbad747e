"""A screen asks for whatever the adopted record cards say its form must hold; what no box asks for yet is named."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from sightline.audit.models import Event
from sightline.engine import load_protocols
from sightline.engine.model import Record
from sightline.episodes import models
from sightline.episodes.actions.found import close
from sightline.people.models import Placement
from sightline.sharing.models import PublicityDecision, RescueAlert
from sightline.web.forms import (
    board,
    control_room,
    decision,
    handover,
    investigation,
    person,
    placements,
    profile,
    publicity,
    residents,
    returning,
    sharing,
)
from sightline.web.forms_base import GovForm

PROTOCOLS = load_protocols(Path(__file__).parents[2] / "protocols")


class Asked(NamedTuple):
    """A box of a screen, by its label; `hint` is what its help text names where one box asks for several things."""

    form: type[GovForm]
    label: str
    hint: str = ""


class Questioned(NamedTuple):
    """A question of the area, by words of it."""

    words: str


class Kept(NamedTuple):
    """A column that is filled without anybody typing it."""

    table: type[Model]
    column: str


class WorkedOut(NamedTuple):
    """Something an action works out and writes down by itself."""

    action: Callable[..., Any]
    writes: str


Place = Asked | Questioned | Kept | WorkedOut
SAYS = "What does the person say?"
PROPORTIONATE = "Why is it proportionate, and in the person's own interest?"

HELD: Mapping[str, Mapping[str, Place]] = {
    "report": {
        "name": Asked(control_room.NewPersonForm, "Family name"),
        "age": Asked(control_room.NewPersonForm, "About how old?"),
        "where and when the child went missing": Asked(control_room.ReportForm, "When the person went missing"),
        "date of birth": Asked(control_room.NewPersonForm, "Date of birth"),
        "status": Asked(person.RecordCare, "The status"),
        "responsible authority": Asked(person.RecordCare, "Responsible authority"),
        "with whom the child went": Questioned("Who are they with?"),
        "clothing and belongings": Asked(residents.ReportMissing, "Clothes they have on"),
        "family, friends and associates": Asked(profile.People, "Friends and associates"),
        "updated risk assessment": Asked(profile.Risk, "Risks assessed already, by whom and when"),
        "description": Asked(control_room.NewPersonForm, "Description"),
        "recent photograph": Asked(investigation.PictureForm, "Picture"),
        "when and where last seen": Asked(control_room.ReportForm, "Where the person was last seen"),
        "what happened before": Asked(control_room.ReportForm, "What has happened"),
    },
    "questions": {
        "question": Kept(models.RiskFact, "question"),
        "answer in words": Kept(models.RiskFact, "says"),
        "marked as not answered": Kept(models.RiskFact, "answer"),
    },
    "decision": {
        "category": Asked(decision.DecisionForm, "What is this?"),
        "risk level": Asked(decision.DecisionForm, "Risk"),
        "who decided and in which rank": Kept(models.Decision, "rank"),
        "reason": Asked(decision.DecisionForm, "Why?"),
        "review period": Asked(decision.DecisionForm, "How many minutes between reviews?"),
        "call-backs": Asked(decision.DecisionForm, "When will you call the informant back?"),
    },
    "closing": {
        "code: Missing - Unauthorised absence": WorkedOut(close, "Missing - Unauthorised absence"),
        "code: Missing Person": WorkedOut(close, "Missing Person"),
    },
    "closing check": {
        "referral decision": Asked(
            returning.ClosingCheckForm, "Is the person referred to children's services or adult social care?"
        ),
        "reason for the referral decision": Asked(returning.ClosingCheckForm, "Why?"),
        "place of return": Asked(returning.ClosingCheckForm, "Where does the person go back to?"),
        "whether it is safe to return there": Asked(returning.ClosingCheckForm, "Is it safe to return there?"),
        "what the person says": Asked(returning.ClosingCheckForm, "What does the person say about going back?"),
    },
    "safe and well check": {
        "when the child was seen": Asked(returning.SeenForm, "When was the person seen?"),
        "seen alone": Asked(returning.SeenForm, "Was the person seen alone?"),
        "signs of harm": Asked(returning.SeenForm, "Are there signs of harm?"),
        "where the child was": Asked(returning.SeenForm, SAYS, hint="Where"),
        "with whom": Asked(returning.SeenForm, SAYS, hint="with whom"),
        "whether it is safe to return there": Asked(returning.ClosingCheckForm, "Is it safe to return there?"),
        "offending by or against the child": Asked(
            returning.SeenForm, "Was there offending, by the person or against them?"
        ),
        "health, and whether a doctor is needed": Asked(returning.SeenForm, "Is a doctor needed?"),
    },
    "return interview offer": {"offered, when and by whom": Kept(models.Interview, "offered_at")},
    "return interview": {
        "on the record of the child": Asked(returning.CarriedOutForm, "What did the person say?"),
        "reported into police intelligence": Asked(
            returning.CarriedOutForm, "Is what was said reported into police intelligence?"
        ),
        "screened for exploitation": Asked(returning.CarriedOutForm, "Was the person screened for exploitation?"),
    },
    "handover": {
        "from which area": Kept(models.Handover, "from_agency"),
        "to which area": Asked(handover.OfferForm, "Which desk should own this episode?"),
        "acceptance in writing": Asked(handover.AnswerForm, "Your answer in writing"),
    },
    "contact log": {
        "when": Kept(models.Contact, "at"),
        "with whom": Asked(investigation.ContactForm, "Who did you speak to?"),
        "what was said": Asked(investigation.ContactForm, "What was said, on both sides?"),
    },
    "publicity decision": {
        "family consulted": Kept(PublicityDecision, "consulted"),
        "parents consulted": Kept(PublicityDecision, "consulted"),
        "team manager consulted": Kept(PublicityDecision, "consulted"),
        "local authority consulted, or why not": Kept(PublicityDecision, "consulted"),
        "whether it helps or hampers": Asked(
            publicity.PublicityDecisionForm, "Does it help or hamper the search, and why?"
        ),
        "authority": Asked(publicity.PublicityDecisionForm, "Authorised by (name and rank)"),
        "human rights considered": Asked(publicity.PublicityDecisionForm, PROPORTIONATE, hint="Privacy weighed"),
        "why it is proportionate and in the person's interest": Asked(publicity.PublicityDecisionForm, PROPORTIONATE),
    },
    "child rescue alert": {
        "detective superintendent who decided": Kept(RescueAlert, "decided_by_name"),
        "local authority consulted, or why that was not practicable": Asked(
            publicity.AlertForm, "Whom of the local authority did you ask, or why was there no time?"
        ),
    },
    "photograph": {
        "picture": Asked(profile.ProfilePhotoForm, "Photograph"),
        "good likeness": Asked(profile.ProfilePhotoForm, "Is it a good likeness today?"),
    },
    "notification": {
        "who was told": Asked(board.DoneForm, "Who was told"),
        "when": Asked(board.DoneForm, "When it was done"),
    },
    "crime link": {"crime reference": Asked(board.DoneForm, "Reference they gave")},
    "placement notification": {
        "child": Kept(Placement, "person"),
        "host authority": Asked(placements.RecordPlacement, "Council whose area it lies in"),
        "services told": Asked(placements.ToldOfPlacement, "Which of their services were told"),
    },
    "vulnerable person's pen picture": {
        "physical description": Asked(profile.Description, "Height, build and age they look"),
        "risks particular to this child": Asked(profile.Risk, "What would be dangerous for them if they were missing"),
        "what helps to trace the child": Asked(profile.Places, "Places the person might go"),
        "drawn up with the new carer": Asked(profile.AgreeProfile, "Drawn up with", hint="always the new carer"),
    },
    "pre-missing information": {
        "likelihood of going missing": Asked(profile.Risk, "Likelihood of going missing"),
        "risks if missing": Asked(profile.Risk, "What would be dangerous for them if they were missing"),
    },
    "carer's log": {
        "enquiries given to the police": Asked(residents.ReportMissing, "What has happened, and what worries you")
    },
    "unauthorised absence log": {
        "child": Kept(models.Episode, "person"),
        "risk assessment used": Asked(
            residents.NoticeAbsence, "Why there is no concern for safety so far", hint="risk assessment"
        ),
        "each hourly review and who made it": Kept(Event, "by_name"),
    },
    "disclosure": {
        "necessity": Asked(sharing.ShareForm, "Why can the purpose not be reached without it?"),
        "proportionality": Asked(sharing.ShareForm, "Why this much, and not less or more?"),
    },
    "trigger plan": {},
    "flags": {},
    "return interview declined": {},
}

# What a card requires and no box asks for yet. The list may only shrink: an entry that is not needed fails, and so does
# one entry more than MOST.
LACKING: Mapping[tuple[str, str], str] = {}
MOST = 0


def required() -> dict[str, dict[str, set[str]]]:
    """Each form, each field it must hold, and the areas that adopted a card which says so."""
    found: dict[str, dict[str, set[str]]] = {}
    for area in PROTOCOLS.areas.values():
        for card in (PROTOCOLS.cards[c] for c in area.cards):
            body = card.versions[-1].body
            if isinstance(body, Record):
                form = found.setdefault(body.form, {})
                for field in (f for f in body.fields if f.strength == "must"):
                    form.setdefault(field.name, set()).add(area.id)
    return found


REQUIRED = required()
EVERY = [(form, field) for form, places in HELD.items() for field in REQUIRED.get(form, {})]
PLACED = [(form, field, place) for form, places in HELD.items() for field, place in places.items()]


def is_there(place: Place, areas: set[str]) -> bool:
    """Whether the box, the question, the column or the action is really there."""
    if isinstance(place, Asked):
        boxes = [b for b in place.form.base_fields.values() if str(b.label) == place.label]
        return any(place.hint in str(box.help_text) for box in boxes)
    if isinstance(place, Questioned):
        return all(any(place.words in text for text in questions(area)) for area in areas)
    if isinstance(place, Kept):
        return has_column(place.table, place.column)
    return place.writes in inspect.getsource(place.action)


def questions(area: str) -> list[str]:
    """The questions of the newest cards of an area."""
    newest = max(v.in_force_from for c in PROTOCOLS.area(area).cards for v in PROTOCOLS.cards[c].versions)
    return [q.text for q in PROTOCOLS.question_set(area, newest)]


def has_column(table: type[Model], column: str) -> bool:
    """Whether a table has a column."""
    try:
        table._meta.get_field(column)
    except FieldDoesNotExist:
        return False
    return True


@pytest.mark.parametrize(("form", "field"), EVERY, ids=[f"{form}: {field}" for form, field in EVERY])
def test_a_screen_asks_for_what_its_form_must_hold_or_its_lack_is_named(form: str, field: str) -> None:
    place = HELD[form].get(field)
    lacks = (form, field) in LACKING
    assert lacks or place is not None, f"no screen holds “{field}” of the form “{form}”, and nobody has said so"
    assert lacks or is_there(place, REQUIRED[form][field]), f"{place} is not there any more"  # type: ignore[arg-type]


@pytest.mark.parametrize(("form", "field", "place"), PLACED, ids=[f"{form}: {field}" for form, field, _ in PLACED])
def test_a_place_is_named_only_for_what_a_card_requires(form: str, field: str, place: Place) -> None:
    assert field in REQUIRED[form], f"no adopted card requires “{field}” of “{form}”"
    assert (form, field) not in LACKING, f"“{field}” has a place ({place}): take it off the list of what is lacking"


def test_what_is_lacking_only_shrinks() -> None:
    assert [key for key in LACKING if key[1] not in REQUIRED[key[0]]] == []
    assert all(reason.endswith(".") for reason in LACKING.values())
    assert len(LACKING) <= MOST


def test_every_form_a_screen_holds_is_a_form_of_some_adopted_card() -> None:
    assert set(HELD) <= set(REQUIRED)


@pytest.mark.parametrize(
    "place",
    [
        Asked(returning.SeenForm, "Was the person seen twice?"),
        Asked(returning.SeenForm, SAYS, hint="shoe size"),
        Questioned("What is their shoe size?"),
        Kept(models.Contact, "weather"),
        WorkedOut(close, "Never Missing"),
    ],
)
def test_a_place_that_is_not_there_is_found_out(place: Place) -> None:
    assert not is_there(place, {"birmingham"})
