"""Words of a reason: which are labels and which only look like one, what says nothing, and who said so."""

from __future__ import annotations

import pytest

from sightline.engine.wording import labels_in, says_no_source, says_nothing
from tests.unit.engine.cards import real

WORDS = real().vocabulary


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("She's street-wise.", "street wise"),
        ("Two attention seekers, the night staff say.", "attention seek"),
        ("It is a LIFE-STYLE  choice", "life style choice"),
        ("He didn’t engage with us.", "did not engage"),
        ("He won't engage.", "will not engage"),
        ("Prostituting herself, says her uncle.", "prostitut"),
        ("Habitually late.", "habitual"),
        ("He has always come back.", "always come back"),
        ("Regular absconders from that home.", "regular absconder"),
        ("Her parents have no control. She has diabetes.", "no control"),
    ],
)
def test_a_label_is_found_however_it_is_written(text: str, label: str) -> None:
    assert label in labels_in(WORDS, text)


@pytest.mark.parametrize(
    "text",
    [
        "She has no control over her diabetes without the pump.",
        "His epilepsy is out of control since Monday.",
        "We found no controlled drugs in the room.",
        "She is not streetwise and has never been in town alone.",
        "This is not normal for her.",
        "His habitual residence is with his father.",
        "Last week he returned before midnight.",
        "He returned before 22:00 on Tuesday.",
        "His mother expects him back at eight.",
        "",
    ],
)
def test_what_only_looks_like_a_label_alarms_nobody(text: str) -> None:
    assert labels_in(WORDS, text) == ()


@pytest.mark.parametrize("text", ["", " .", "Missing.", "Absent, no risk", "Graded as medium risk.", "absconder"])
def test_the_answer_said_again_says_nothing(text: str) -> None:
    assert says_nothing(WORDS, text)


@pytest.mark.parametrize("text", ["Phone off.", "Missing since Monday.", "No risk, says his sister."])
def test_a_reason_in_few_words_is_still_a_reason(text: str) -> None:
    assert not says_nothing(WORDS, text)


def test_a_reason_says_who_knows_and_how() -> None:
    assert says_no_source("Phone off.")
    assert says_no_source("Likely to be in the town centre with friends tonight.")
    assert not says_no_source("Her sister heard from her at six and named the friend.")
