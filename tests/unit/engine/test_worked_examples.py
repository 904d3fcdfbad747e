"""An example on a card is worked through as its author meant it, and what does not come out is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sightline.engine.model import Authority, Body, Category, Example, Field, Record, Risk, Sharing, Version
from sightline.engine.review.examples import Line, faults_in_examples, history_of, wrong_with
from sightline.engine.review.expectations import differences
from sightline.engine.review.impossible import impossible
from tests.unit.engine.cards import card, clock, duty, protocols, real, timing

REVIEW = duty(timing("within", "6 hours"))
HOURLY = duty(timing("every", "1 hour", "4 hours"))
TIMELESS = duty(timing("none_given"), do="liaise with partners")


def wrong(body: Body, expect: Any, *, kind: str = "duty", condition: dict[str, Any] | None = None, **given: Any) -> str:
    made = card(kind, body, **(condition or {}))
    return wrong_with(protocols(made), made, Example("One", given, expect))


def due(*expect: str, given: list[str], **more: Any) -> str:
    return wrong(clock(REVIEW), list(expect), given=given, **more)


# --- What falls due --------------------------------------------------------------------------------------------------


def test_a_history_that_comes_out_has_nothing_wrong() -> None:
    assert due("20:00 review the risk", given=["14:00 reported missing"]) == ""
    assert due("20:00 review the risk (met)", given=["14:00 reported missing", "15:00 risk reviewed"]) == ""
    assert due("20:00 review the risk (met late)", given=["14:00 reported missing", "21:00 risk reviewed"]) == ""
    assert wrong(clock(HOURLY), ["15:00 review the risk"], given=["14:00 reported missing", "15:30 returned"]) == ""
    assert wrong(clock(TIMELESS), ["no time: liaise with partners"], given=["14:00 reported missing"]) == ""


def test_what_falls_due_instead_is_told_with_its_day_and_hour() -> None:
    given = ["14:00 reported missing"]
    assert due("21:00 review the risk", given=given) == "what falls due is Mon 05 Jan 20:00 review the risk"
    assert due("19:00 review the risk", given=given) == "what falls due is nothing"
    assert due(given=given) == ""
    assert due(given=["14:00 reported missing", "20:00 seen alive and claimed"]).startswith("“seen alive and claimed”")
    both = wrong(clock(REVIEW, TIMELESS), ["20:00 review the risk"], given=given)
    assert both == "what falls due is Mon 05 Jan 20:00 review the risk, no time: liaise with partners"
    met = due("20:00 review the risk", given=[*given, "15:00 risk reviewed"])
    assert met == "what falls due is Mon 05 Jan 20:00 review the risk (met)"


def test_what_is_due_after_the_last_line_is_not_asked_for() -> None:
    more = duty(timing("within", "9 hours"), do="deploy at once")
    assert wrong(clock(REVIEW, more), ["20:00 review the risk"], given=["14:00 reported missing"]) == ""
    later = ["20:00 review the risk", "23:00 deploy at once"]
    assert wrong(clock(REVIEW, more), later, given=["14:00 reported missing"]) == ""


def test_what_stopped_in_time_does_not_fall_due() -> None:
    assert due(given=["14:00 reported missing", "15:00 returned"]) == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "a list of what falls due needs `given`: lines of what happened"),
        (["14:00 reported gone"], "“reported gone” is not an event of the vocabulary"),
        (["14:00 reported missing", "15:00 zzz", "16:00 yyy"], "“zzz” is not an event of the vocabulary"),
        (["at two returned"], "“at two returned” is no line of a history; write it like 14:00 returned, or Fri 18:00 "
         "returned"),
        (["25:00 reported missing"], "hour must be in 0..23"),
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_read_is_said(given: list[str], says: str) -> None:
    assert due("20:00 review the risk", given=given) == says


def test_what_somebody_did_may_stand_in_a_history() -> None:
    given = ["14:00 reported missing", "15:00 done: review the risk"]
    assert due("20:00 review the risk (met)", given=given) == ""


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        (["22:00 reported missing"], "04:00 review the risk"),
        (["Fri 22:00 reported missing"], "Sat 04:00 review the risk"),
        (["Fri 14:00 reported missing"], "20:00 review the risk"),
        (["Mon 14:00 reported missing"], "Mon 20:00 review the risk"),
        (["2026-02-27 22:00 reported missing"], "2026-02-28 04:00 review the risk"),
        (["Sun 22:00 reported missing"], "Mon 04:00 review the risk"),
    ],
)
def test_days_go_forward_as_a_reader_counts_them(given: list[str], expect: str) -> None:
    assert due(expect, given=given) == ""
    assert due(expect.replace("review the risk", "review the risk (met)"), given=given) != ""


def test_an_earlier_hour_is_the_next_days_and_the_same_weekday_the_next_weeks() -> None:
    example = Example("One", {"given": ["22:00 reported missing", "21:00 found", "Mon 21:00 returned",
                                        "21:00 returned", "Mon 20:00 x", "2026-01-01 09:00 y"]}, [])  # fmt: skip
    days = [f"{line.at:%d}" for line in history_of(card("duty", clock(REVIEW)), example) if line.at]
    assert days == ["01", "05", "06", "12", "12", "19"]


def test_a_history_begins_on_the_monday_that_begins_with_the_newest_version_or_on_the_day_it_names() -> None:
    for since, first in [
        (date(2011, 1, 1), "2026-01-05"), (date(2027, 3, 3), "2027-03-08"), (date(2027, 3, 8), "2027-03-08"),
        (date(2026, 1, 6), "2026-01-12"), (date(2027, 3, 7), "2027-03-08"),
    ]:  # fmt: skip
        made = card("duty", clock(REVIEW), since=since)
        (line,) = history_of(made, Example("One", {"given": ["14:00 reported missing"]}, []))
        assert f"{line.at:%Y-%m-%d}" == first
    old = card("duty", clock(REVIEW), since=date(2027, 1, 1))
    newer = card("duty", clock(REVIEW), since=date(2028, 1, 1)).versions
    (line,) = history_of(_with(old, newer), Example("One", {"given": ["14:00 reported missing"]}, []))
    assert f"{line.at:%Y-%m-%d}" == "2028-01-03"
    (line,) = history_of(old, Example("One", {"given": ["14:00 x"], "on": date(2025, 7, 1)}, []))
    assert line.at == datetime(2025, 7, 1, 13, tzinfo=UTC)


def _with(one: Any, versions: tuple[Version, ...]) -> Any:
    return replace(one, versions=(*one.versions, *versions))


def test_a_history_is_told_in_order_what_is_given_first_and_what_has_no_time_last() -> None:
    given = ["14:00 reported missing", "20:00 risk reviewed"]
    expect = ["no time: liaise with partners", "20:00 review the risk", "19:00 x", "Wed 03:00 y"]
    lines = history_of(card("duty", clock(REVIEW)), Example("One", {"given": given}, expect))
    assert [(line.at.strftime("%a %H") if line.at else None, line.what, line.follows) for line in lines] == [
        ("Mon 14", "reported missing", False), ("Mon 20", "risk reviewed", False), ("Mon 20", "review the risk", True),
        ("Tue 19", "x", True), ("Wed 03", "y", True), (None, "liaise with partners", True),
    ]  # fmt: skip
    assert lines[-1] == Line(None, "liaise with partners", True)
    nothing = history_of(card("duty", clock(REVIEW)), Example("One", {"given": given}, {"applies": "yes"}))
    assert nothing == () == history_of(card("duty", clock(REVIEW)), Example("One", {}, ["20:00 review the risk"]))


def test_what_must_follow_is_counted_from_the_first_that_happened() -> None:
    given = {"given": ["Mon 14:00 reported missing", "Tue 20:00 returned"]}
    lines = history_of(card("duty", clock(REVIEW)), Example("One", given, ["15:00 x", "13:00 y"]))
    assert [f"{line.at:%a %H} {line.what}" for line in lines if line.at] == [
        "Mon 14 reported missing", "Mon 15 x", "Tue 13 y", "Tue 20 returned",
    ]  # fmt: skip


def test_the_version_in_force_when_it_began_is_taken_to_apply() -> None:
    first = card("duty", clock(REVIEW), applies_when=("is pregnant",))
    second = card("duty", clock(REVIEW), since=date(2026, 1, 6), applies_when=("self-harms",))
    made = _with(first, second.versions)
    given = {"given": ["2026-01-05 14:00 reported missing", "2026-01-06 15:00 officers deployed"]}
    assert wrong_with(protocols(made), made, Example("One", given, ["2026-01-05 20:00 review the risk"])) == ""


def test_a_history_without_facts_takes_for_granted_that_the_card_applies() -> None:
    when = {
        "applies_when": ("is pregnant",), "and_any_of": ("self-harms", "is looked after"),
        "unless": ("is known to children's services",), "counts": "missing_last_90_days", "at_least": 3,
    }  # fmt: skip
    given, expect = ["14:00 reported missing"], ["20:00 review the risk"]
    assert wrong(clock(REVIEW), expect, given=given, condition=when) == ""
    assert wrong(clock(REVIEW), expect, given=given, condition={"and_none_of": ("self-harms",)}) == ""
    told = {"facts": ["is pregnant"]}
    assert wrong(clock(REVIEW), expect, given=given, condition={"applies_when": ("self-harms",)}, **told) != ""
    assert wrong(clock(REVIEW), expect, given=given, condition={"applies_when": ("is pregnant",)}, **told) == ""
    counted = {"counts": "missing_last_90_days", "at_least": 3}
    for number, sound in [(2, False), (3, True)]:
        history = {"missing_last_90_days": number}
        assert (wrong(clock(REVIEW), expect, given=given, condition=counted, history=history) == "") is sound


def test_bank_holidays_are_those_the_example_names() -> None:
    days = duty(timing("within", "1 working day"))
    given = ["2026-01-05 14:00 reported missing"]
    assert wrong(clock(days), ["2026-01-06 17:00 review the risk"], given=given) == ""
    holiday = {"bank_holidays": [date(2026, 1, 6)]}
    assert wrong(clock(days), ["2026-01-07 17:00 review the risk"], given=given, **holiday) == ""


def test_a_card_not_in_force_yet_answers_nothing() -> None:
    made = card("duty", clock(REVIEW), since=date(2027, 1, 1))
    early = Example("One", {"given": ["2026-01-05 14:00 reported missing"]}, ["20:00 review the risk"])
    assert wrong_with(protocols(made), made, early) == "no version is in force on 2026-01-05"
    facts = Example("One", {"on": date(2026, 1, 5)}, {"applies": "yes"})
    assert wrong_with(protocols(made), made, facts) == "no version is in force on 2026-01-05"


# --- What is answered ------------------------------------------------------------------------------------------------


def test_an_answer_that_differs_is_told_and_several_are_told_together() -> None:
    advises = Risk(advises="high", seriousness="low")
    assert wrong(advises, {"risk_advised": "high", "applies": "yes"}, kind="risk") == ""
    said = wrong(advises, {"risk_floor": "high", "applies": "no"}, kind="risk")
    assert said == "risk_floor is none, not high; applies is yes, not no"
    assert wrong(advises, {"seriousness": "low", "immediacy": "none"}, kind="risk") == ""


def test_the_words_of_an_example_are_those_of_a_case() -> None:
    assert "is not a fact of the vocabulary" in wrong(Risk(advises="high"), {}, kind="risk", facts=["likes rain"])
    assert wrong(Risk(advises="high"), {}, kind="risk", area="zzz") == "“zzz” is not an area"


def test_the_parameters_of_the_area_an_example_names_are_lent() -> None:
    name = next(p.name for p in real().vocabulary.parameters.values() if p.type == "period")
    made = card("duty", clock(duty(timing("within", f"area: {name}"))))
    rules = protocols(made, parameters={name: timing("within", "6 hours").period})
    example = Example("One", {"given": ["14:00 reported missing"], "area": "here"}, ["20:00 review the risk"])
    assert wrong_with(rules, made, example) == ""
    assert wrong_with(rules, made, Example("One", {"given": ["14:00 reported missing"]}, example.expect)) != ""


def test_what_is_on_the_record_already_is_read_from_an_example() -> None:
    lowers = Authority("lower the risk", may=("superintendent",), lower_from="high")
    proposed = {"risk": "medium", "by": "duty inspector", "because": "Her sister heard from her at six."}
    given = {"recorded_risk": "high", "proposed": proposed}
    assert wrong(lowers, {"verdict": ["refused"]}, kind="authority", **given) == ""
    fresh = wrong(lowers, {"verdict": ["refused"]}, kind="authority", proposed=proposed)
    assert fresh == "verdict is accepted, not refused"
    category = Category(opens=("missing",))
    duties = {"applies_when": ("the category is missing",)}
    assert wrong(clock(REVIEW), {"duties": ["review the risk"]}, condition=duties, recorded_category="missing") == ""
    assert wrong(category, {"categories": ["missing"]}, kind="category", age=14, stage="report") == ""


def test_who_is_told_or_kept_from_it_is_answered_while_the_card_acts() -> None:
    when = {"applies_when": ("is pregnant",)}
    tells = Sharing("returned", ("carer", "social worker"), "That.", "Law.", "must")
    told = {"told": ["social worker", "carer"]}
    assert wrong(tells, told, kind="sharing", condition=when, facts=["is pregnant"]) == ""
    assert wrong(tells, told, kind="sharing", condition=when) == "told is nothing"
    assert wrong(tells, {"told": []}, kind="sharing", condition=when) == ""
    keeps = Sharing("returned", ("carer",), "That.", "Law.", "must", withholds=True)
    assert wrong(keeps, {"withheld": ["carer"], "told": []}, kind="sharing") == ""
    assert wrong(keeps, {"withheld": []}, kind="sharing") == "withheld is carer"


def test_what_a_form_lacks_is_answered_while_the_card_acts() -> None:
    form = Record("report", (Field("age", "must"), Field("name", "must"), Field("hat", "should")))
    said = wrong(form, {"missing": ["name"], "wanted": ["hat"]}, kind="record", filled=["age"])
    assert said == ""
    assert wrong(form, {"missing": [], "wanted": []}, kind="record", filled=["age", "name", "hat"]) == ""
    when = {"applies_when": ("is pregnant",)}
    assert wrong(form, {"missing": [], "wanted": []}, kind="record", condition=when) == ""
    assert wrong(form, {}, kind="record", filled=["age", "zzz", "yyy"]) == "“zzz” is not a field of the form"


def test_every_example_that_does_not_come_out_is_a_fault_at_its_line() -> None:
    right, bad = Example("Right", {}, {"applies": "yes"}, 7), Example("Bad", {}, {"applies": "no"}, 12)
    made = replace(card("risk", Risk(advises="high")), examples=(right, bad))
    (fault,) = faults_in_examples(protocols(made))
    assert (fault.file, fault.line) == (made.file, 12)
    assert fault.what == "TV-TEST-01, “Bad”: applies is yes, not no." and fault.mend == "Mend the example or the card."


# --- What is expected ------------------------------------------------------------------------------------------------

ANSWER: dict[str, Any] = {
    "category": "missing", "risk_advised": "medium", "verdict": "refused", "told": ["a", "b"], "prompts": ["p", "q"],
    "duties": [{"do": "ring", "due": "PT24H"}, {"do": "look", "due": "PT90M"}, {"do": "ask", "due": None},
               {"do": "ring", "due": "PT30H"}],
}  # fmt: skip
EXPECTED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"category": "missing"}, []),
    ({"category": "absent"}, ["category is missing, not absent"]),
    ({"acts": True}, ["acts is None, not True"]),
    ({"told": ["b", "a"]}, []),
    ({"told": ["a"]}, ["told is a, b"]),
    ({"withheld": []}, []),
    ({"withheld": ["a"]}, ["withheld is nothing"]),
    ({"prompts": ["q"]}, []),
    ({"prompts": ["q", "r"]}, ["prompts lacks “r”"]),
    ({"categories": ["x"]}, ["categories lacks “x”"]),
    ({"risk_advised": "medium"}, []),
    ({"risk_advised": "low"}, []),
    ({"risk_advised": "high"}, ["risk_advised is medium, below high"]),
    ({"verdict": ["refused", "accepted"]}, []),
    ({"verdict": ["challenged", "accepted"]}, ["verdict is refused, not challenged or accepted"]),
    ({"duties": ["ring"], "no_duties": ["sing"]}, []),
    ({"duties": ["sing"]}, ["no duty “sing”"]),
    ({"no_duties": ["ring"]}, ["a duty “ring” that should not be there"]),
    ({"deadlines": ["ring within 24 hours", "look within 90 minutes", "ring within 25 hours"]}, []),
    ({"deadlines": ["ring within 23 hours"]}, ["not “ring within 23 hours”"]),
    ({"deadlines": ["ring within 1439 minutes"]}, ["not “ring within 1439 minutes”"]),
    ({"deadlines": ["look within 89 minutes"]}, ["not “look within 89 minutes”"]),
    ({"deadlines": ["look within 1 hour"]}, ["not “look within 1 hour”"]),
    ({"deadlines": ["ask within 24 hours"]}, ["not “ask within 24 hours”"]),
    ({"deadlines": ["ring within reason"]}, ["not “ring within reason”"]),
    ({"verdikt": 1}, ["“verdikt” is nothing to expect; did you mean “verdict”?"]),
]  # fmt: skip


@pytest.mark.parametrize(("expect", "said"), EXPECTED)
def test_an_answer_is_held_against_what_is_expected(expect: dict[str, Any], said: list[str]) -> None:
    assert differences(ANSWER, expect) == said


# --- What cannot happen ----------------------------------------------------------------------------------------------

HOME, SAFE = "home may not be safe", "it is safe to return there"
NEVER: list[tuple[dict[str, Any], Any, str]] = [
    ({"age": 17, "setting": "adult care home"}, {}, "nobody of 17 lives in “adult care home”"),
    ({"age": 18, "setting": "adult care home"}, {}, ""),
    ({"age": 18, "setting": "secure home"}, {}, "nobody of 18 lives in “secure home”"),
    ({"age": 17, "setting": "secure home"}, {}, ""),
    ({"age": 18, "facts": ["is looked after"]}, {}, "nobody of 18 “is looked after”"),
    ({"setting": "secure home"}, {}, ""),
    ({"facts": [HOME], "not_so": [HOME]}, {}, f"“{HOME}” is so and is not so"),
    ({"facts": [HOME, SAFE]}, {}, f"“{HOME}” and “{SAFE}” cannot both be so"),
    ({"facts": [HOME], "not_so": [SAFE]}, {}, ""),
    ({"given": ["Mon 14:00 a", "Mon 13:59 b"]}, {}, "“Mon 13:59 b” lies before the line above it, on the same day"),
    ({"given": ["Mon 14:00 a", "Mon 14:00 b"]}, {}, ""),
    ({"given": ["Mon 14:00 a", "Tue 13:00 b"]}, {}, ""),
    ({"given": ["Mon 14:00 a", "09:00 b", "Mon 08:00 c"]}, {}, ""),
    ({"given": ["Mon 14:00 a", "nonsense", "Mon 08:00 c"]}, {},
     "“Mon 08:00 c” lies before the line above it, on the same day"),
    ({"given": []}, ["Mon 14:00 review the risk", "Mon 13:00 review the risk"],
     "“Mon 13:00 review the risk” lies before the line above it, on the same day"),
    ({"given": []}, ["14:00 review the risks"],
     "the card asks nobody to “review the risks”; did you mean “review the risk”?"),
    ({"given": []}, ["no time: xyz"], "the card asks nobody to “xyz”"),
    ({"given": ["14:00 risk reviewed"]}, ["15:00 review the risk (met)"], ""),
    ({"given": ["Mon 14:00 done: review the risk"]}, ["15:00 review the risk (met late)"], ""),
    ({"given": ["14:00 returned"]}, ["15:00 review the risk (met)"],
     "“review the risk” is met by nothing in `given`; it would be by: risk reviewed"),
    ({"given": ["14:00 returned"]}, ["15:00 liaise with partners (met)"],
     "“liaise with partners” is met by nothing in `given`; it would be by: done: liaise with partners"),
    ({"given": []}, [7, "15:00 review the risk"], ""),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expect", "why"), NEVER)
def test_what_can_never_happen_is_said_before(given: dict[str, Any], expect: Any, why: str) -> None:
    made = card("duty", clock(REVIEW, TIMELESS))
    words = real().vocabulary
    assert impossible(made, Example("One", given, expect), words) == why
    if why:
        assert wrong_with(protocols(made), made, Example("One", given, expect)) == f"this cannot happen: {why}"


def test_a_card_that_asks_nothing_is_asked_for_no_duty() -> None:
    made, words = card("risk", Risk(advises="high")), real().vocabulary
    assert impossible(made, Example("One", {}, ["14:00 zzz"]), words) == ""
