"""The life of a version on the command line: drafted, agreed, corrected, withdrawn, and refused where it may not be."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from sightline.cli.main import sightline
from sightline.engine import load_protocols
from sightline.engine.reading.cards import FOLDERS
from tests.unit.engine.cards import small_folder

CARD = "duties/tv-absence-01.toml"
LEAD = ("--by", "missing-children lead")


@pytest.fixture(autouse=True)
def _day() -> object:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one card to which its lead has agreed."""
    small_folder(tmp_path, CARD)
    assert typed(tmp_path, "agree", "--all", *LEAD).exit_code == 0
    return tmp_path


def typed(folder: Path, command: str, *words: str) -> Result:
    """What a command says of the cards in a folder."""
    return CliRunner().invoke(sightline, ["protocols", command, *words, "--folder", str(folder)])


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


SHORTER = [
    ('within      = "6 hours"', 'within      = "5 hours"'),
    ('"19:00 review the absence", "20:00 notify the police"', '"19:00 notify the police", "19:00 review the absence"'),
    ('"20:00 notify the police (met)"', '"19:00 notify the police (met)"'),
]


def shorten(folder: Path) -> None:
    """The carer tells the police an hour earlier, in the rule and in its examples."""
    path = folder / CARD
    edit(path, *SHORTER)


def register(folder: Path) -> str:
    return (folder / "register.toml").read_text(encoding="utf-8")


def test_agreeing_to_everything_begins_the_register(folder: Path) -> None:
    assert "begun = 2026-11-21" in register(folder)
    assert 'agreed_by = "missing-children lead", agreed_on = 2026-11-21 }' in register(folder)
    assert typed(folder, "agree", "--all", *LEAD).output == "Everything in them was agreed already.\n"
    assert typed(folder, "check").exit_code == 0


def test_a_version_that_was_edited_is_refused_until_the_correction_is_recorded(folder: Path) -> None:
    shorten(folder)
    refused = typed(folder, "check")
    assert refused.exit_code == 2 and "./run protocols correct TV-ABSENCE-01" in refused.stderr
    answer = typed(folder, "correct", "TV-ABSENCE-01", "--because", "The page says five hours.", *LEAD)
    assert answer.exit_code == 0, answer.output
    assert "Corrected: TV-ABSENCE-01 from 2011-01-01: what it asks." in answer.output
    assert "./run protocols touched TV-ABSENCE-01" in answer.output
    assert typed(folder, "check").exit_code == 0
    assert 'because = "The page says five hours."' in register(folder)


def test_a_correction_needs_examples_that_come_out(folder: Path) -> None:
    edit(folder / CARD, SHORTER[0])
    before = register(folder)
    answer = typed(folder, "correct", "TV-ABSENCE-01", "--because", "The page says five hours.", *LEAD)
    assert answer.exit_code == 2 and "Noticed at 14:00 and never heard from" in answer.stderr
    line = (folder / CARD).read_text(encoding="utf-8").splitlines().index("[[example]]") + 1
    assert f"{CARD}:{line}: " in answer.stderr and register(folder) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("TV-ABSENCE-01", "--because", "Why.", *LEAD), "stands as it was agreed"),
        (("TV-ABSENSE-01", "--because", "Why.", *LEAD), "Did you mean TV-ABSENCE-01?"),
        (("TV-ABSENCE-01", *LEAD), "--because"),
        (("TV-ABSENCE-01", "--because", "Why."), "--by"),
    ],
)
def test_a_correction_of_nothing_or_by_nobody_is_refused(folder: Path, words: tuple[str, ...], says: str) -> None:
    answer = typed(folder, "correct", *words)
    assert answer.exit_code and says in answer.stderr


def test_a_correction_says_why_in_words(folder: Path) -> None:
    shorten(folder)
    assert "--because needs words" in typed(folder, "correct", "TV-ABSENCE-01", "--because", " ", *LEAD).stderr


def test_what_was_agreed_cannot_be_agreed_again_in_other_words(folder: Path) -> None:
    shorten(folder)
    answer = typed(folder, "agree", "TV-ABSENCE-01", *LEAD)
    assert answer.exit_code == 1 and "was agreed already and has changed since: what it asks" in answer.stderr


def test_the_next_version_of_a_card_is_drafted_agreed_and_comes_into_force(folder: Path) -> None:
    assert typed(folder, "new", "tv-absence-01").exit_code == 0
    draft = folder / "drafts" / CARD
    assert "needs `in_force_from`, a day" in typed(folder, "check", "--drafts").stderr
    assert typed(folder, "check").exit_code == 0
    edit(draft, ('in_force_from = ""', "in_force_from = 2027-01-01"))
    assert typed(folder, "check", "--drafts").exit_code == 0
    assert "drafts/duties/tv-absence-01.toml" in typed(folder, "status").output
    answer = typed(folder, "agree", "TV-ABSENCE-01", *LEAD)
    assert "Agreed: TV-ABSENCE-01, in force from 2027-01-01." in answer.output
    assert not draft.exists() and len(load_protocols(folder).cards["TV-ABSENCE-01"].versions) == 2
    assert "Still to come:\n  TV-ABSENCE-01 from 2027-01-01" in typed(folder, "status").output
    assert "Still to come: none." in typed(folder, "status", "--on", "2027-01-01").output


def test_a_draft_whose_example_does_not_come_out_is_not_agreed(folder: Path) -> None:
    typed(folder, "new", "TV-ABSENCE-01")
    draft = folder / "drafts" / CARD
    edit(draft, ('in_force_from = ""', "in_force_from = 2027-01-01"), ("20:00 notify", "21:00 notify"))
    answer = typed(folder, "agree", "TV-ABSENCE-01", *LEAD)
    assert answer.exit_code == 2 and draft.exists() and "2027" not in register(folder)


def test_a_version_is_not_agreed_after_its_day_without_a_reason(folder: Path) -> None:
    typed(folder, "new", "TV-ABSENCE-01")
    edit(folder / "drafts" / CARD, ('in_force_from = ""', "in_force_from = 2026-11-20"))
    refused = typed(folder, "agree", "TV-ABSENCE-01", "--on", "2026-11-22", *LEAD)
    assert refused.exit_code == 2 and "say with --because why it held already" in refused.stderr
    because = ("--because", "The office closed before the board met.")
    assert typed(folder, "agree", "TV-ABSENCE-01", "--on", "2026-11-22", *because, *LEAD).exit_code == 0
    assert 'because = "The office closed before the board met."' in register(folder)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (LEAD, "Name the cards to agree to, or write --all."),
        (("TV-ABSENCE-01", "--all", *LEAD), "Name the cards to agree to, or write --all."),
        (("TV-ABSENSE-01", *LEAD), "Did you mean TV-ABSENCE-01?"),
        (("TV-ABSENCE-01",), "--by"),
        (("TV-ABSENCE-01", "--on", "soon", *LEAD), "“soon” is not a day. Write it like 2026-04-01."),
    ],
)
def test_agreeing_to_nothing_or_by_nobody_is_refused(folder: Path, words: tuple[str, ...], says: str) -> None:
    answer = typed(folder, "agree", *words)
    assert answer.exit_code == 2 and says in answer.stderr


def test_a_register_is_begun_with_every_card_at_once(folder: Path) -> None:
    (folder / "register.toml").unlink()
    answer = typed(folder, "agree", "TV-ABSENCE-01", *LEAD)
    assert answer.exit_code == 1 and "begin it with --all" in answer.stderr
    assert not (folder / "register.toml").exists()


@pytest.mark.parametrize("kind", FOLDERS.values())
def test_a_new_draft_of_any_kind_asks_for_everything_and_answers_nothing(folder: Path, kind: str) -> None:
    answer = typed(folder, "new", "TV-NEW-01", "--kind", kind)
    assert answer.exit_code == 0, answer.output
    told = typed(folder, "check", "--drafts").stderr
    for key in ("title", "owner", "covers", "wrong_when", "in_force_from", "reading", "document", "at"):
        assert f"needs `{key}`" in told
    assert told.count("expects nothing") + told.count("The example") >= 2
    assert "means nothing here" not in told, "the draft holds a key that the loader does not know"


def test_a_draft_after_the_pattern_of_a_card_keeps_its_rule_and_none_of_its_examples(folder: Path) -> None:
    assert typed(folder, "new", "TV-NEW-01", "--from", "TV-ABSENCE-01").exit_code == 0
    text = (folder / "drafts/duties/tv-new-01.toml").read_text(encoding="utf-8")
    assert 'id         = "TV-NEW-01"' in text and 'do          = "review the absence"' in text
    assert "Noticed at 14:00" not in text and text.count("[[example]]") == 2
    assert typed(folder, "check", "--drafts").exit_code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("TV-NEW-01",), "Say of which --kind TV-NEW-01 is: definition"),
        (("new", "--kind", "duty"), "Write it in capitals, like TV-ABSENCE-01."),
        (("TV-ABSENCE-01", "--kind", "risk"), "TV-ABSENCE-01 is a duty card already"),
        (("TV-NEW-01", "--from", "TV-ABSENSE-01"), "Did you mean TV-ABSENCE-01?"),
        (("TV-NEW-01", "--from", "TV-ABSENCE-01", "--kind", "risk"), "TV-ABSENCE-01 is a duty card."),
    ],
)
def test_a_draft_of_what_cannot_be_is_refused(folder: Path, words: tuple[str, ...], says: str) -> None:
    answer = typed(folder, "new", *words)
    assert answer.exit_code == 2 and says in answer.stderr and not (folder / "drafts").exists()


def test_a_draft_is_never_written_over(folder: Path) -> None:
    typed(folder, "new", "TV-ABSENCE-01")
    answer = typed(folder, "new", "TV-ABSENCE-01")
    assert answer.exit_code == 1 and "There is a draft already" in answer.stderr


def test_a_withdrawn_card_starts_nothing_from_its_day_on(folder: Path) -> None:
    words = ("TV-ABSENCE-01", "--on", "2027-03-01", "--because", "The force ended the category.", *LEAD)
    answer = typed(folder, "withdraw", *words)
    assert answer.output == "Withdrawn: TV-ABSENCE-01 from 2011-01-01 starts nothing from 2027-03-01 on.\n"
    assert "In force on 2027-02-28: 1 of 1" in typed(folder, "status", "--on", "2027-02-28").output
    later = typed(folder, "status", "--on", "2027-03-01").output
    assert "In force on 2027-03-01: 0 of 1" in later and "The force ended the category." in later
    assert "No agreed version of TV-ABSENCE-01 would apply" in typed(folder, "withdraw", *words).stderr


def test_a_card_cannot_be_withdrawn_from_a_day_that_has_passed(folder: Path) -> None:
    answer = typed(folder, "withdraw", "TV-ABSENCE-01", "--on", "2026-11-20", "--because", "Why.", *LEAD)
    assert answer.exit_code == 2 and "clocks have started under the card since" in answer.stderr


def test_the_status_of_a_folder_without_a_register_says_that_nothing_is_frozen(folder: Path) -> None:
    (folder / "register.toml").unlink()
    assert "There is no register: nothing in this folder is frozen yet." in typed(folder, "status").output


def test_the_status_names_what_is_not_agreed_and_what_was_changed(folder: Path) -> None:
    edit(folder / CARD, SHORTER[0])
    text = register(folder)
    assert (
        "Changed since it was agreed:\n  TV-ABSENCE-01 from 2011-01-01: what it asks" in typed(folder, "status").output
    )
    (folder / "register.toml").write_text("\n".join(x for x in text.splitlines() if "TV-ABSENCE" not in x))
    assert "Not agreed:\n  TV-ABSENCE-01 from 2011-01-01" in typed(folder, "status").output
