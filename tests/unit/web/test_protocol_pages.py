"""What the protocol library says of a card: at which moments it stands, what changed in it, its examples as a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sightline.engine import Card
from sightline.engine.acts import Agreed, Corrected, Register, Withdrawn
from sightline.engine.model import Example, Record
from sightline.web.screens import protocol_moments
from sightline.web.screens.protocol_example import worked
from sightline.web.screens.protocol_history import acts, compared, steps
from sightline.web.screens.protocol_moments import MOMENTS, moments_of
from sightline.web.screens.protocol_places import HEADINGS, in_order
from tests.unit.engine.cards import card, clock, duty, real, timing, version

WORDS = real().vocabulary


def test_every_card_of_the_project_stands_at_a_moment() -> None:
    assert [c.id for c in real().cards.values() for v in c.versions if not moments_of(c, v, WORDS)] == []


def test_the_tables_of_moments_name_only_what_there_is() -> None:
    forms = {v.body.form for c in real().cards.values() for v in c.versions if isinstance(v.body, Record)}
    known = {"EVENTS": set(WORDS.events), "DECISIONS": set(WORDS.decisions), "FORMS": forms}
    for table, names in known.items():
        entries = getattr(protocol_moments, table)
        assert set(entries) <= set(MOMENTS)
        assert {name for listed in entries.values() for name in listed} <= names


def test_what_begins_at_the_report_and_comes_again_stands_while_somebody_is_missing_too() -> None:
    once, again = card("duty", clock(duty(timing("at_once")))), card("duty", clock(duty(timing("every", "1 hour"))))
    later = card("duty", clock(duty(timing("at_once", after="72 hours"))))
    assert moments_of(once, once.versions[0], WORDS) == ("report",)
    for one in (again, later):
        assert moments_of(one, one.versions[0], WORDS) == ("report", "missing")


@pytest.mark.parametrize(
    "places",
    [
        ["paragraph 9", "paragraph 10", "paragraphs 10, 12 and 51", "paragraph 11", "paragraph 100"],
        ["paragraphs 4.2 and 5.9", "paragraph 4.17, Devon", "paragraph 5.1"],
        ["chapter 2", "chapter 2, risk levels", "chapter 10"],
        ["section 1", "sections 1 and 2", "section 2", "Recommendations"],
        ["paragraphs 15 and 20", "paragraphs 15, 49 and 71", "paragraphs 15 and 71", "paragraph 16; annex A"],
    ],
)
def test_places_stand_as_a_document_numbers_them(places: list[str]) -> None:
    muddled = places[::-1]
    assert sorted(muddled, key=lambda place: in_order("dfe-2014", place)) == places


def test_places_without_numbers_stand_in_the_order_of_the_headings_and_unknown_ones_last() -> None:
    places = ["Definitions; Categories", "Risk Assessment", "Police", "Notification of absence, carers",
              "The Return Home Interview", "A heading nobody knows"]  # fmt: skip
    muddled = places[::-1]
    assert sorted(muddled, key=lambda place: in_order("thames-valley-guidance", place)) == places


def test_the_longer_of_two_headings_that_begin_alike_counts() -> None:
    sharing, regulators = "Information sharing", "Information sharing with regulatory authorities"
    between = "Local data sharing"
    muddled = [regulators, between, sharing]
    assert sorted(muddled, key=lambda place: in_order("college-app", place)) == [sharing, between, regulators]


def test_hardly_a_card_stands_at_the_end_because_nobody_knows_its_heading() -> None:
    versions = [v for c in real().cards.values() for v in c.versions if v.document in HEADINGS]
    unknown = [v.at for v in versions if in_order(v.document, v.at)[0] == len(HEADINGS[v.document])]
    assert len(unknown) * 20 < len(versions), unknown


def two_versions(**new: Any) -> Card:
    """A card whose second version asks for the review within two hours instead of six."""
    old = version(clock(duty(timing("within", "6 hours"))), applies_when=("is a child",))
    later = version(
        clock(duty(timing("within", "2 hours"), **new)), since=date(2020, 5, 1), applies_when=("is a child",)
    )
    return replace(card("duty", old.body), versions=(old, later))


def test_what_changed_between_versions_is_marked_and_what_stayed_is_not() -> None:
    (step,) = steps(two_versions())
    changed = {field.label: (field.was, field.now) for field in step.fields if field.change}
    assert set(changed) == {"In force from", "supervisor: review the risk"}
    assert changed["In force from"] == (["1 January 2011"], ["1 May 2020"])
    assert "within 6 hours" in changed["supervisor: review the risk"][0][0]
    assert "within 2 hours" in changed["supervisor: review the risk"][1][0]
    assert step.changed == 2


def test_what_appears_and_what_goes_is_named_so() -> None:
    (step,) = steps(two_versions(do="notify the police"))
    told = {field.label: field.change for field in step.fields}
    assert told["supervisor: notify the police"] == "new" and told["supervisor: review the risk"] == "gone"
    assert [field.label for field in step.fields][-1] == "supervisor: review the risk"


def test_a_quicker_acknowledgement_or_a_longer_chain_is_a_change_too() -> None:
    old = version(clock(duty(timing("at_once"))))
    new = version(clock(duty(timing("at_once"), escalate_to=("duty inspector",))))
    assert [field.label for field in compared(old, new) if field.change] == ["supervisor: review the risk"]


def test_the_latest_step_stands_first_and_a_single_version_has_none() -> None:
    body = clock(duty(timing("at_once")))
    versions = tuple(version(body, since=date(year, 1, 1)) for year in (2011, 2020, 2015))
    several = replace(card("duty", body), versions=versions)
    assert [(s.old.in_force_from.year, s.new.in_force_from.year) for s in steps(several)] == [
        (2015, 2020),
        (2011, 2015),
    ]
    assert steps(card("duty", body)) == []


def test_who_agreed_corrected_and_withdrew_a_version_is_told_in_the_order_of_the_days() -> None:
    since, none = date(2011, 1, 1), "0" * 64
    register = Register(
        begun=since,
        agreed=(
            Agreed("TV-TEST-01", since, none, "Lead", date(2010, 12, 1)),
            Agreed("TV-X-01", since, none, "Lead", since),
        ),
        corrected=(Corrected("TV-TEST-01", since, none, none, "A wrong hour.", "Lead", date(2012, 1, 1)),),
        withdrawn=(Withdrawn("TV-TEST-01", since, date(2011, 6, 1), "Replaced.", "Board"),),
    )
    one = card("duty", clock(duty(timing("at_once"))))
    assert [(act.what, act.by, act.because) for act in acts(register, one)] == [
        ("agreed", "Lead", ""), ("withdrawn", "Board", "Replaced."), ("corrected", "Lead", "A wrong hour."),
    ]  # fmt: skip
    assert acts(None, one) == []


def points_of(given: list[str], expect: Any, **more: Any) -> list[tuple[str, str, bool, str]]:
    """The points of the line of an example."""
    one = replace(
        card("duty", clock(duty(timing("at_once")))), examples=(Example("x", {"given": given, **more}, expect),)
    )
    return [(p.when, p.what, p.follows, p.outcome) for p in worked(one)[0].points]


def test_given_and_expected_stand_on_one_line_in_order() -> None:
    assert points_of(
        ["14:00 absence noticed", "16:30 returned"], ["15:00 review the absence (met)", "16:00 review the absence"]
    ) == [
        ("Mon 14:00", "absence noticed", False, ""),
        ("Mon 15:00", "review the absence", True, "done in time"),
        ("Mon 16:00", "review the absence", True, ""),
        ("Mon 16:30", "returned", False, ""),
    ]


def test_the_next_day_and_the_next_week_are_told_by_how_far_on_they_are() -> None:
    lines = points_of(["Fri 18:00 returned"], ["Mon 17:00 review the risk (met late)", "no time: notify the police"])
    assert lines == [
        ("Fri 18:00", "returned", False, ""),
        ("Mon 17:00, day 4", "review the risk", True, "done late"),
        ("no time given", "notify the police", True, ""),
    ]


def test_an_example_that_names_a_date_shows_it() -> None:
    lines = points_of(["2024-03-30 23:30 returned"], ["2024-03-31 06:30 review the risk"])
    assert [when for when, *_rest in lines] == ["30 March 2024, 23:30", "31 March 2024, 06:30"]


def test_a_history_after_which_nothing_falls_due_says_so() -> None:
    quiet = Example("x", {"given": ["14:00 returned"]}, [])
    one = worked(replace(card("duty", clock(duty(timing("at_once")))), examples=(quiet,)))[0]
    assert one.nothing_follows and one.given == []


def test_an_example_of_facts_has_no_line_and_keeps_its_sides() -> None:
    facts = Example("x", {"age": 15}, {"applies": "yes"})
    one = worked(replace(card("duty", clock(duty(timing("at_once")))), examples=(facts,)))[0]
    assert one.points == [] and not one.nothing_follows
    assert one.given == [("age", ["15"])] and one.expect == [("applies", ["yes"])]


def test_every_example_of_the_project_can_be_shown() -> None:
    for one in real().cards.values():
        for example, said in zip(one.examples, worked(one), strict=True):
            assert said.points or said.expect, f"{one.id}, {example.title}"
