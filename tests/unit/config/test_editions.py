"""A folder of cards that breaks while people work: the last good edition goes on, and whoever can mend it is told."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.config.editions import Editions
from sightline.engine import BadProtocols, Protocols
from tests.unit.engine.cards import small_folder

CARD = "duties/tv-absence-01.toml"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (place := tmp_path / "cards").mkdir()
    return small_folder(place, CARD)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "editions"


def change(folder: Path, old: str, new: str) -> None:
    path = folder / CARD
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def looked(editions: Editions, at: datetime) -> datetime:
    """Look until what changed has settled; the moment after it."""
    for _ in range(2):
        at += timedelta(seconds=3)
        editions.look_again(at)
    return at


def hours(protocols: Protocols) -> str:
    """How long the carer may wait before telling the police."""
    (version,) = protocols.cards["TV-ABSENCE-01"].versions
    return str(version.body.duties[1].timing.period.elapsed)  # type: ignore[union-attr]


def test_a_good_change_is_taken_up(folder: Path, kept: Path) -> None:
    editions = Editions(folder, kept)
    assert hours(editions.now()) == "6:00:00"
    change(folder, '"6 hours"', '"5 hours"')
    looked(editions, NOON)
    assert hours(editions.now()) == "5:00:00" and editions.fault is None


def test_a_change_is_not_taken_up_while_it_is_still_being_made(folder: Path, kept: Path) -> None:
    editions = Editions(folder, kept)
    before = editions.now()
    change(folder, '"6 hours"', '"5 hours"')
    editions.look_again(NOON)
    assert editions.now() is before
    change(folder, '"5 hours"', '"4 hours"')
    editions.look_again(NOON + timedelta(seconds=3))
    assert editions.now() is before
    editions.look_again(NOON + timedelta(seconds=6))
    assert hours(editions.now()) == "4:00:00"


def test_the_folder_is_looked_at_every_two_seconds_and_not_at_every_request(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = Editions(folder, kept)
    editions.now()
    looks: list[int] = []
    monkeypatch.setattr(editions, "_look", lambda: looks.append(1))
    for tenths in range(41):
        editions.look_again(NOON + timedelta(seconds=tenths / 10))
    assert len(looks) == 3


def test_a_bad_change_leaves_the_last_good_edition_and_is_remembered(folder: Path, kept: Path) -> None:
    editions = Editions(folder, kept)
    good = editions.now()
    change(folder, '"carer"', '"carrer"')
    at = looked(editions, NOON)
    assert editions.now() is good
    fault = editions.fault
    assert fault is not None and fault.edition == good.edition
    assert fault.faults[0].file == CARD and "Did you mean “carer”?" in fault.faults[0].mend
    assert abs(fault.since.timestamp() - (folder / CARD).stat().st_mtime) < 1
    change(folder, '"carrer"', '"carer"')
    looked(editions, at)
    assert editions.fault is None and editions.now().edition == good.edition


def test_a_process_that_starts_on_bad_cards_works_by_the_last_good_ones(folder: Path, kept: Path) -> None:
    good = Editions(folder, kept).now()
    change(folder, '"carer"', '"carrer"')
    started = Editions(folder, kept)
    assert started.now() == good
    assert started.fault is not None and started.fault.edition == good.edition


def test_where_no_edition_was_ever_good_nothing_starts(folder: Path, kept: Path) -> None:
    change(folder, '"carer"', '"carrer"')
    with pytest.raises(BadProtocols, match="carrer"):
        Editions(folder, kept).now()
    assert not kept.exists()


def test_a_process_that_missed_a_good_edition_ends_on_it_all_the_same(folder: Path, kept: Path) -> None:
    first, second = Editions(folder, kept), Editions(folder, kept)
    first.now(), second.now()
    change(folder, '"6 hours"', '"5 hours"')
    at = looked(first, NOON)
    change(folder, '"carer"', '"carrer"')
    looked(second, NOON)
    looked(first, at)
    assert first.now().edition == second.now().edition and hours(second.now()) == "5:00:00"
    assert first.fault is not None and second.fault is not None


def test_a_process_that_saw_the_fault_first_follows_what_others_take_up_later(folder: Path, kept: Path) -> None:
    late = Editions(folder, kept)
    late.now()
    good = (folder / CARD).read_text(encoding="utf-8")
    change(folder, '"carer"', '"carrer"')
    at = looked(late, NOON)
    bad = (folder / CARD).read_text(encoding="utf-8")
    (folder / CARD).write_text(good.replace('"6 hours"', '"5 hours"'), encoding="utf-8")
    Editions(folder, kept).now()
    (folder / CARD).write_text(bad, encoding="utf-8")
    looked(late, looked(late, at))
    assert hours(late.now()) == "5:00:00" and late.fault is not None
    assert late.fault.edition == late.now().edition


def test_a_request_works_by_one_edition_from_beginning_to_end(folder: Path, kept: Path) -> None:
    editions = Editions(folder, kept)
    editions.look_again(NOON)
    before = editions.now()
    change(folder, '"6 hours"', '"5 hours"')
    other = threading.Thread(target=looked, args=(editions, NOON))
    other.start()
    other.join()
    assert editions.now() is before
    editions.look_again(NOON + timedelta(seconds=7))
    assert hours(editions.now()) == "5:00:00"


def test_a_kept_edition_is_a_whole_folder_of_its_own(folder: Path, kept: Path) -> None:
    found = Editions(folder, kept).now()
    shutil.rmtree(folder)
    again = Editions(kept / found.edition, kept / "more").now()
    assert again == found
    assert (kept / "last").read_text() == found.edition
    assert not [path for path in kept.iterdir() if path.name.startswith(".")]


def test_a_folder_that_is_gone_is_a_fault_like_any_other(folder: Path, kept: Path) -> None:
    editions = Editions(folder, kept)
    good = editions.now()
    shutil.rmtree(folder)
    looked(editions, NOON)
    assert editions.now() is good and editions.fault is not None


def test_a_disk_that_keeps_nothing_does_not_stop_the_work(folder: Path, tmp_path: Path) -> None:
    (blocked := tmp_path / "editions").write_text("a file where a folder should be")
    assert Editions(folder, blocked).now().cards
