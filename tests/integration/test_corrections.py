"""A card was read wrongly and corrected: every episode decided by the old wording is found, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import database
from sightline.cli.main import sightline
from sightline.duties.models import Duty
from sightline.engine import load_protocols
from sightline.engine.acts import Corrected, Register
from sightline.engine.load import edition_of
from sightline.engine.signing.register import written
from sightline.episodes.actions.report import Told, report_missing
from sightline.episodes.models import Decision, Episode
from sightline.episodes.protocol import protocols
from sightline.insight.corrections import decided_before
from tests.people import Cast
from tests.unit.engine.cards import small_folder
from tests.unit.engine.test_register import agreed

OLD, CORRECTED = "a" * 64, "b" * 64


@pytest.fixture
def episode(cast: Cast, at: datetime) -> Episode:
    """A child is reported, and duties follow from many cards."""
    return report_missing(
        by=cast.actor("call handler"), at=at, person=cast.person("Aisha").pk, told=Told("A neighbour"),
        last_seen_at=at - timedelta(hours=1), last_seen_place="home", circumstances="Not home.",
    )  # fmt: skip


def a_card(episode: Episode) -> str:
    """A card from which a duty of the episode follows."""
    return str(Duty.objects.filter(episode=episode).exclude(cards=[]).order_by("pk")[0].cards[0])


def test_a_duty_by_the_old_wording_is_found_and_one_by_the_corrected_wording_is_not(episode: Episode) -> None:
    card = protocols().cards[a_card(episode)]
    Duty.objects.filter(episode=episode).update(edition=OLD)
    found = decided_before(card, card.versions[-1], {CORRECTED})
    assert found and {row.episode for row in found} == {episode.pk}
    assert found[0].reference == episode.reference and found[0].open and found[0].edition == OLD
    assert len(found) == sum(card.id in duty.cards for duty in Duty.objects.filter(episode=episode))
    assert decided_before(card, card.versions[-1], {CORRECTED, OLD}) == []


def test_a_card_that_had_no_part_in_the_episode_touches_nothing(episode: Episode) -> None:
    used = {card for duty in Duty.objects.filter(episode=episode) for card in duty.cards}
    other = next(card for card in protocols().cards.values() if card.kind == "duty" and card.id not in used)
    assert decided_before(other, other.versions[-1], set()) == []


@pytest.mark.parametrize(
    "said",
    [
        {"reasons": [{"card": "TV-RISK-77", "says": "So.", "source": "There"}]},
        {"duties": [{"do": "look", "cards": ["TV-A-01", "TV-RISK-77"]}]},
        {"definitions": {"cards": ["TV-RISK-77"]}},
    ],
)
def test_a_decision_is_found_by_whatever_the_engine_said_of_the_card(
    episode: Episode, cast: Cast, at: datetime, said: dict[str, object]
) -> None:
    like = next(card for card in protocols().cards.values() if card.kind == "risk")
    card = replace(like, id="TV-RISK-77")
    for moment, edition in ((at, OLD), (at, CORRECTED), (datetime(2001, 1, 1, tzinfo=UTC), OLD)):
        Decision.objects.create(episode=episode, at=moment, by=cast.post("duty inspector"), by_name="Somebody",
                                role="duty inspector", rank="", category="missing", risk="high", because="Seen there.",
                                verdict="accepted", engine_said=said, facts={}, edition=edition)  # fmt: skip
    found = decided_before(card, card.versions[-1], {CORRECTED})
    assert [(row.what, row.at, row.edition) for row in found] == [("decision: missing, high, accepted", at, OLD)]


def typed(folder: Path, card: str) -> Result:
    return CliRunner().invoke(sightline, ["protocols", "touched", card, "--folder", str(folder)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose one card was agreed, and corrected the day after."""
    small_folder(tmp_path, "duties/tv-absence-01.toml")
    (card,) = load_protocols(tmp_path).cards.values()
    line = agreed(card)
    old = replace(line, hash="0" * 64)
    mended = Corrected(
        card.id, line.in_force_from, line.hash, "0" * 64, "Read one line too far.", "lead", date(2026, 1, 2)
    )
    (tmp_path / "register.toml").write_text(written(Register(line.agreed_on, (old,), (mended,))), encoding="utf-8")
    return tmp_path


def test_the_command_lists_the_episodes_without_a_name(
    folder: Path, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ready", lambda: None)
    first = Duty.objects.filter(episode=episode).order_by("pk")[0]
    Duty.objects.filter(pk=first.pk).update(cards=["TV-ABSENCE-01"], edition=OLD)
    answer = typed(folder, "tv-absence-01")
    assert answer.exit_code == 0, answer.output
    assert "corrected on 2026-01-02 by lead: Read one line too far." in answer.output
    assert "Decided by the old wording: episodes 1, duties and decisions 1." in answer.output
    assert (
        f"  {episode.reference} (open)" in answer.output
        and f"duty: {first.do}, open (edition {OLD[:12]})" in answer.output
    )
    assert "Aisha" not in answer.output
    Duty.objects.filter(pk=first.pk).update(edition=edition_of(folder))
    assert "Decided by the old wording: episodes 0, duties and decisions 0." in typed(folder, "TV-ABSENCE-01").output


def test_a_card_that_was_never_corrected_touches_nothing(tmp_path: Path) -> None:
    small_folder(tmp_path, "duties/tv-absence-01.toml")
    assert "No version of TV-ABSENCE-01 was corrected" in typed(tmp_path, "TV-ABSENCE-01").output
