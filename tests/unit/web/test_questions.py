"""What a question takes for an answer: days, moments, long texts, choices, files."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from sightline.web.forms_base import DayField, GovForm, LongTextField, MomentField, UploadField
from tests.unit.web.gallery import GOOD, EveryQuestion


class WhenForm(GovForm):
    """A day and a moment."""

    born_on = DayField(label="Date of birth", required=False, not_future=True)
    seen_at = MomentField(label="When was the person seen?", required=False)


def sent(**boxes: str) -> WhenForm:
    """The form with these boxes filled: seen_at="20 3 2025 14:05" fills four."""
    data = {}
    for name, text in boxes.items():
        data |= {
            f"{name}_{part}": box for part, box in zip(("day", "month", "year", "time"), text.split("|"), strict=False)
        }
    return WhenForm(data)


def said(form: GovForm, name: str) -> str:
    """The error at a question, "" where there is none."""
    return str(form.errors[name][0]) if name in form.errors else ""


@pytest.mark.parametrize("text", ["27|3|2011", "27|03|2011", " 27 | Mar |2011", "27|march|2011"])
def test_a_day_is_understood_with_the_month_as_number_or_name(text: str) -> None:
    form = sent(born_on=text)
    assert form.is_valid() and form.cleaned_data["born_on"] == date(2011, 3, 27)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("27||2011", "Date of birth: enter a month too."),
        ("|| 2011", "Date of birth: enter a day and a month too."),
        ("31|2|2011", "Date of birth: enter a real date, like 27 3 2026."),
        ("27|3|11", "Date of birth: enter the year with 4 numbers, like 2026."),
        ("x|y|zzzz", "Date of birth: enter a real date, like 27 3 2026."),
        ("1|1|2999", "Date of birth: enter today's date or an earlier one."),
        ("²|3|2011", "Date of birth: enter a real date, like 27 3 2026."),
        ("0|0|0000", "Date of birth: enter a real date, like 27 3 2026."),
    ],
)
def test_a_day_that_is_none_is_refused_in_words_that_help(text: str, words: str) -> None:
    assert said(sent(born_on=text), "born_on") == words


@pytest.mark.parametrize(
    ("time", "hour", "minute"),
    [
        ("14:05", 14, 5),
        ("2:05pm", 14, 5),
        ("2.05 PM", 14, 5),
        ("1405", 14, 5),
        ("9am", 9, 0),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("00:00", 0, 0),
    ],
)
def test_a_time_is_understood_as_people_write_it(time: str, hour: int, minute: int) -> None:
    form = sent(seen_at=f"5|1|2026|{time}")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen_at"] == datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("time", ["", "soon", "14", "25:00", "14:60", "13pm", "0am", "99999"])
def test_a_time_that_is_none_is_refused(time: str) -> None:
    form = sent(seen_at=f"5|1|2026|{time}")
    assert said(form, "seen_at").startswith("When was the person seen? Enter a ")
    assert 'value="2026"' in str(form["seen_at"])


def test_a_summer_time_is_kept_in_utc() -> None:
    form = sent(seen_at="1|7|2025|0:30")
    assert form.is_valid() and form.cleaned_data["seen_at"] == datetime(2025, 6, 30, 23, 30, tzinfo=UTC)


def test_a_time_the_clocks_skipped_is_refused() -> None:
    assert "the clocks went forward" in said(sent(seen_at="29|3|2026|1:30"), "seen_at")
    assert not said(sent(seen_at="29|3|2026|2:00"), "seen_at")


def test_a_time_that_happened_twice_is_asked_about_and_never_guessed() -> None:
    assert "01:30 BST for the first or 01:30 GMT" in said(sent(seen_at="26|10|2025|1:30"), "seen_at")
    first, second = sent(seen_at="26|10|2025|1:30 BST"), sent(seen_at="26|10|2025|1:30 GMT")
    assert first.is_valid() and first.cleaned_data["seen_at"] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert second.is_valid() and second.cleaned_data["seen_at"] == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


@time_machine.travel(datetime(2026, 3, 10, 20, 0, tzinfo=UTC), tick=False)
def test_a_moment_still_to_come_is_refused_but_two_minutes_of_difference_between_clocks_are_not() -> None:
    assert (
        said(sent(seen_at="10|3|2026|20:03"), "seen_at")
        == "When was the person seen? Enter a moment in the past. It is 8pm now."
    )
    assert not said(sent(seen_at="10|3|2026|20:02"), "seen_at")


@time_machine.travel(datetime(2026, 7, 10, 20, 0, tzinfo=UTC), tick=False)
def test_a_moment_is_shown_as_now_in_london_at_first() -> None:
    html = str(WhenForm()["seen_at"])
    assert all(f'value="{part}"' in html for part in ("10", "7", "2026", "21:00"))


@given(st.integers(631152000, 1767139200).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_what_the_boxes_show_is_understood_as_the_same_minute(at: datetime) -> None:
    shown = WhenForm().fields["seen_at"].widget.decompress(at)  # type: ignore[attr-defined]
    form = sent(seen_at="|".join(str(box) for box in shown))
    minute = at.replace(second=0, microsecond=0)
    asked = "happened twice" in said(form, "seen_at")
    assert asked if not form.is_valid() else form.cleaned_data["seen_at"] == minute


def test_a_long_text_is_refused_in_words_and_kept_whole() -> None:
    class Form(GovForm):
        why = LongTextField(label="Why?", max_length=10)

    form = Form({"why": "x" * 13})
    assert said(form, "why") == "Why? Shorten the text by 3 characters. At most 10 can be kept."
    assert "x" * 13 in str(form["why"]) and "maxlength=" not in str(form["why"]).replace("data-maxlength", "")
    assert Form({"why": "1234\r\n5678"}).is_valid()  # a line end is one character, as the page counted it


def test_a_question_left_out_is_named_in_its_error() -> None:
    form = EveryQuestion({})
    assert said(form, "surname") == "Fill in “Surname”"
    assert said(form, "category") == "Answer “What is this?”"
    assert said(form, "seen_at") == "Answer “When was the person last seen?”"


def test_a_question_that_was_not_revealed_is_neither_required_nor_kept() -> None:
    form = EveryQuestion(GOOD | {"category": "missing", "where": "typed before the answer was changed"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["where"] == ""
    assert said(EveryQuestion(GOOD | {"category": "absent"}), "where") == "Answer “Where should the person be?”"


def test_a_revealed_question_stands_once_inside_its_answer() -> None:
    html = str(EveryQuestion())
    assert html.count('name="where"') == 1
    assert html.index('value="absent"') < html.index('name="where"') < html.index('name="known_risks"')


def test_fields_come_under_their_headings_and_the_rest_first() -> None:
    headings = [(heading, [bound.name for bound in fields]) for heading, fields in EveryQuestion().shown_sections()]
    assert headings == [
        ("", ["surname", "born_on", "seen_at", "home", "exploited", "because"]),
        ("About the report", ["category", "known_risks", "upload", "agreed"]),
    ]


def test_a_file_that_is_too_large_is_refused_with_what_to_do(settings: Any) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024

    class Form(GovForm):
        photo = UploadField(label="Photograph")

    large = Form({}, {"photo": SimpleUploadedFile("kit.jpg", b"x" * (3 * 1024 * 1024))})
    assert said(large, "photo") == (
        "The file is 3.0 MB. It must be 1 MB or smaller: take the picture again at a smaller size, or send fewer pages."
    )
    assert Form({}, {"photo": SimpleUploadedFile("kit.jpg", b"x")}).is_valid()


def test_every_form_carries_a_token_and_a_version_and_makes_a_token_where_none_was_sent() -> None:
    first, second = EveryQuestion(), EveryQuestion()
    assert first["once"].value() != second["once"].value()
    sent_once = EveryQuestion(GOOD)
    assert (
        sent_once.is_valid()
        and str(sent_once.cleaned_data["once"]) == GOOD["once"]
        and sent_once.cleaned_data["version"] == 3
    )
    without = EveryQuestion({k: v for k, v in GOOD.items() if k != "once"})
    assert without.is_valid() and without.cleaned_data["once"]


def test_a_field_of_djangos_own_looks_like_the_others() -> None:
    class Form(GovForm):
        name = forms.CharField(label="Name", widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}))

    assert 'class="govuk-input govuk-input--width-10"' in str(Form()["name"])
    assert 'class="govuk-input govuk-input--error govuk-input--width-10"' in str(Form({})["name"])
