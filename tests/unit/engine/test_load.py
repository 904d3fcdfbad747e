"""Loading a whole folder: the edition, the areas, the words, and faults that lie between files."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from sightline.engine import BadProtocols, load_protocols
from sightline.engine.model import Period
from tests.unit.engine.cards import FOLDER, real

ON = date(2026, 11, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's protocols to break, in which nothing is frozen."""
    return Path(shutil.copytree(FOLDER, tmp_path / "protocols", ignore=shutil.ignore_patterns("register.toml")))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder: Path) -> str:
    with pytest.raises(BadProtocols) as caught:
        load_protocols(folder)
    assert caught.value.faults == sorted(caught.value.faults)
    return str(caught.value)


def test_the_edition_changes_with_any_content_and_with_nothing_else(folder: Path) -> None:
    before = load_protocols(folder).edition
    assert load_protocols(folder).edition == before
    assert re.fullmatch(r"[0-9a-f]{64}", real().edition)
    change(folder, "duties/tv-absence-01.toml", "1 hour", "2 hours")
    assert load_protocols(folder).edition != before


def test_every_fault_is_told_at_once(folder: Path) -> None:
    change(folder, "duties/tv-absence-01.toml", '"carer"', '"carrer"')
    change(folder, "risk/dfe-risk-01.toml", '"medium"', '"midium"')
    told = faults(folder)
    assert "duties/tv-absence-01.toml:" in told and "risk/dfe-risk-01.toml:" in told


def test_two_cards_cannot_share_an_id(folder: Path) -> None:
    shutil.copy(folder / "duties/tv-absence-01.toml", folder / "thresholds/tv-absence-01.toml")
    assert "The id TV-ABSENCE-01 is taken by duties/tv-absence-01.toml." in faults(folder)


def test_an_area_cannot_adopt_what_does_not_exist(folder: Path) -> None:
    change(folder, "areas/thames-valley.toml", '"TV-*"', '"TV-*", "TV-ABSENSE-01"')
    assert "“TV-ABSENSE-01” is not a card of the vocabulary. Did you mean “TV-ABSENCE-01”?" in faults(folder)


def test_a_pattern_that_fits_no_card_is_a_fault(folder: Path) -> None:
    change(folder, "areas/thames-valley.toml", '"TV-*"', '"TV-*", "ZZ-*"')
    assert "No card fits “ZZ-*”." in faults(folder)


def test_an_area_may_adopt_a_folder_of_cards(folder: Path) -> None:
    change(folder, "areas/england.toml", '"CSEF-THRESHOLD-*"', '"thresholds/csef-*"')
    adopted = load_protocols(folder).area("england").cards
    assert "CSEF-THRESHOLD-01" in adopted and "CSEF-SCREEN-01" not in adopted


def tighten(within: str, do: str = "safe and well check", card: str = "TV-SAFEWELL-01") -> str:
    return f'[[tighten]]\ncard = "{card}"\ndo = "{do}"\nwithin = "{within}"\nbecause = "Local."\n\n[[desk]]'


def test_an_area_may_tighten_a_deadline(folder: Path) -> None:
    change(folder, "areas/thames-valley.toml", "[[desk]]", tighten("12 hours"))
    (found,) = load_protocols(folder).area("thames-valley").tightened
    assert found.within == Period(elapsed=timedelta(hours=12))


@pytest.mark.parametrize(
    ("within", "do", "says"),
    [
        ("25 hours", "safe and well check", "may tighten TV-SAFEWELL-01, never loosen it"),
        ("1 hour", "hold a strategy meeting", "does not ask anybody to “hold a strategy meeting”"),
        ("soon", "safe and well check", "is not a length of time"),
    ],
)
def test_an_area_may_never_loosen_a_card(folder: Path, within: str, do: str, says: str) -> None:
    change(folder, "areas/thames-valley.toml", "[[desk]]", tighten(within, do))
    assert says in faults(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('nation = "england"', 'nation = "anglia"', "is not a nation"),
        ('"low risk for a child" = "yes"', '"low risk for a child" = "perhaps"', "is not an answer to"),
        ('"high is lowered by" = "duty inspector"', '"high is lowered by" = "chief"', "is not a choice for"),
        ('"review of the risk every" = "24 hours"', '"review of the risk every" = "daily"', "is not a length of time"),
        ('"07:00"', '"7"', "is not a time of day"),
        ('"review of the risk every"', '"review of risk every"', "Did you mean “review of the risk every”?"),
        ('id     = "thames-valley"', 'id     = "thames"', "Give both the same name."),
        ('"call handler", "duty', '"call handeler", "duty', "Did you mean “call handler”?"),
    ],
)
def test_an_area_with_a_fault_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    change(folder, "areas/thames-valley.toml", old, new)
    assert says in faults(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"is a child" =', '"is a chld" =', "No function of the engine answers “is a chld”."),
        ('"is a child" =', '"is a chld" =', "The engine works out “is a child”, and the vocabulary does not know it."),
        ('met_by = ["absence reviewed"]', 'met_by = ["absense reviewed"]', "Did you mean “absence reviewed”?"),
        ('"self-harms" =', '"is looked after" =', "“is looked after” is in the vocabulary twice."),
        ('inside = ["missing_last_180_days"', 'inside = ["missing_ever"', "is not a measure"),
        ('includes = ["registered manager"', 'includes = ["registered manger"', "is not a role"),
        ("[events.placement]", "[events.placing]", "“placing” is not a stage"),
    ],
)
def test_a_vocabulary_with_a_fault_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    change(folder, "vocabulary.toml", old, new)
    assert says in faults(folder)


def test_a_folder_without_a_vocabulary_is_refused(folder: Path) -> None:
    (folder / "vocabulary.toml").unlink()
    assert "There is no vocabulary." in faults(folder)


def test_a_source_is_named_after_its_file(folder: Path) -> None:
    change(folder, "sources/dfe-2014.toml", 'id = "dfe-2014"', 'id = "dfe"')
    assert "The file dfe-2014.toml holds the source “dfe”." in faults(folder)


def test_only_versions_that_have_started_are_in_force() -> None:
    before = {card.id for card, _ in real().in_force("thames-valley", date(2010, 12, 31))}
    since = {card.id for card, _ in real().in_force("thames-valley", date(2011, 1, 1))}
    assert before == set() and "TV-ABSENCE-01" in since


def test_the_desks_of_an_area_answer_for_every_role_that_its_cards_name() -> None:
    answered_elsewhere = {"education", "national", "voluntary", "family", "health", "other"}
    for area in real().areas.values():
        served = {role for desk in area.desks for role in desk.roles}
        for _, _, clock in real().clocks(area.id):
            for duty in clock.duties:
                named = {duty.who, *duty.escalate_to}
                kinds = {real().vocabulary.roles[r].agency_kind for r in named - served}
                assert kinds <= answered_elsewhere, f"{area.id}: nobody answers for {named - served}"


def test_every_fact_that_a_person_answers_has_a_meaning_and_a_group() -> None:
    for fact in real().vocabulary.facts.values():
        assert fact.group and fact.meaning.endswith(".")
