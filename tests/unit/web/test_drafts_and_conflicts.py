"""What was typed is never lost, and what somebody else wrote is never overwritten unseen."""

import re
from datetime import UTC, date, datetime
from html import unescape

from django.http import QueryDict

from sightline.audit.refusal import Stale
from tests.unit.web.gallery import GOOD, EveryQuestion, in_conflict, piece


def posted(html: str) -> dict[str, str]:
    """The hidden fields of a rendered form: what a browser would send with it."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    return {unescape(name): unescape(value) for name, value in found}


def test_a_draft_is_shown_in_a_form_that_was_not_sent_and_raises_no_error() -> None:
    draft = {"surname": "Dem", "born_on_day": "27", "born_on_month": "", "category": "absent", "agreed": "on"}
    form = EveryQuestion(draft=draft)
    html = piece('{% gov_form form submit="Save" %}', form=form)
    assert 'value="Dem"' in html and 'value="27"' in html and "There is a problem" not in html
    assert "This is your draft. It has not been sent." in html
    assert (
        re.search(r'value="absent"[^>]*checked', html)
        and 'name="agreed" class="govuk-checkboxes__input" id="id_agreed" checked' in html
    )


def test_a_question_the_draft_does_not_hold_keeps_its_first_value() -> None:
    form = EveryQuestion(draft={"surname": "Dem"}, initial={"because": "as before"})
    assert form["because"].value() == "as before" and form["surname"].value() == "Dem"


def test_a_conflict_shows_only_what_differs_in_both_versions_and_speaks_of_the_new_version() -> None:
    form = in_conflict()
    html = piece('{% gov_form form submit="Save" %}', form=form)
    assert [(row.label, row.yours, row.theirs) for row in form.differences()] == [
        ("Why?", "She rang", "His phone is off"),
        ("What is this?", "Missing", "Absent"),
    ]
    assert posted(html)["version"] == "4"


def test_the_answers_chosen_are_the_ones_that_are_sent_on() -> None:
    hidden = posted(piece('{% gov_form form submit="Save" %}', form=in_conflict()))
    data = QueryDict(mutable=True)
    data.update(hidden | {k: v for k, v in GOOD.items() if k not in ("version", "once", "known_risks")})
    data.update({"keep-because": "theirs", "keep-category": "yours"})
    form = EveryQuestion(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["because"] == "His phone is off" and form.cleaned_data["category"] == "missing"
    assert form.cleaned_data["version"] == 4


def test_sending_without_choosing_is_refused_and_shows_both_again() -> None:
    hidden = posted(piece('{% gov_form form submit="Save" %}', form=in_conflict()))
    form = EveryQuestion(GOOD | hidden | {"keep-because": "theirs"})
    assert not form.is_valid()
    assert form.non_field_errors() == ["Choose which answer to keep: What is this?"]
    html = piece('{% error_summary form %}{% gov_form form submit="Save" %}', form=form)
    assert "What is recorded now" in html and 'href="#conflict"' in html
    assert {k for k in posted(html) if k.startswith("theirs-")} == {k for k in hidden if k.startswith("theirs-")}


def test_days_and_moments_of_the_other_writer_can_be_chosen_too() -> None:
    form = EveryQuestion(GOOD)
    assert form.is_valid()
    theirs = {
        "born_on": date(2010, 1, 2),
        "seen_at": datetime(2025, 7, 1, 12, 30, tzinfo=UTC),
        "decided_by": "PC Ola Demo",
    }
    form.conflict = Stale("Somebody else changed this.", theirs=theirs, version=9)
    rows = {row.full: row for row in form.differences()}
    assert rows["seen_at"].theirs == "1 July 2025, 1:30pm" and not rows["decided_by"].choosable
    hidden = posted(piece('{% gov_form form submit="Save" %}', form=form))
    again = EveryQuestion(GOOD | hidden | {"keep-born_on": "theirs", "keep-seen_at": "theirs"})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["born_on"] == date(2010, 1, 2) and again.cleaned_data["seen_at"] == theirs["seen_at"]


def test_two_forms_on_a_page_do_not_answer_for_each_other() -> None:
    data = {f"a-{name}": value for name, value in GOOD.items()}
    form = EveryQuestion(data, prefix="a")
    assert form.is_valid(), form.errors
    form.conflict = Stale("Changed.", theirs={"because": "His phone is off"}, version=4)
    hidden = posted(piece('{% gov_form form submit="Save" %}', form=form))
    again = EveryQuestion(data | hidden | {"a-keep-because": "", "keep-a-because": "theirs"}, prefix="a")
    assert again.is_valid(), again.errors
    assert again.cleaned_data["because"] == "His phone is off"


def test_what_either_writer_wrote_is_shown_as_text_and_never_as_markup() -> None:
    form = EveryQuestion(GOOD | {"because": "<b>mine</b>"})
    assert form.is_valid()
    form.conflict = Stale("Changed.", theirs={"because": "<script>theirs</script>"}, version=4)
    html = piece('{% gov_form form submit="Save" %}', form=form)
    assert "<script>" not in html and "<b>" not in html
