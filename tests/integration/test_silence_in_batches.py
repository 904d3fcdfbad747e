"""Many silent notices go up together: each once, on the record, and a faulty one alone stays behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from sightline.audit.models import Event
from sightline.audit.verify import breaks
from sightline.duties import notices, watcher
from sightline.duties.models import Notice, Outgoing
from sightline.duties.notices import acknowledge, tell
from sightline.duties.queries import failed_messages
from sightline.duties.routes import next_role
from sightline.duties.sending import some_messages
from sightline.duties.spool import folder
from sightline.episodes.models import Episode
from tests.integration.web.reported import reported
from tests.people import Cast

LATER = timedelta(minutes=11)
NAMES = ("Aisha", "Tyler", "Robert")
EACH = 4
Counts = Callable[..., Any]


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def told(cast: Cast, at: datetime) -> list[Notice]:
    """Of three people the inspector is told four things each, and of one of whom nobody is missing one more."""
    Notice.objects.update(ended_at=at)
    episodes = [reported(cast, at, name) for name in NAMES]
    Notice.objects.update(ended_at=at)
    made = [_told(cast, at, f"thing {n}", episodes[n % len(episodes)]) for n in range(EACH * len(episodes))]
    return [*made, _told(cast, at, "thing of a person", None)]


def _told(cast: Cast, at: datetime, key: str, episode: Episode | None) -> Notice:
    notice = tell(cast.desk("duty inspector"), episode, kind="told", says=f"{key} is so", at=at, key=key,
                  chain=["force incident manager"], person=cast.person("Joan"))  # fmt: skip
    assert notice
    return notice


def test_one_round_escalates_them_all_once_and_the_record_says_so(
    told: list[Notice], at: datetime, django_assert_max_num_queries: Counts
) -> None:
    with django_assert_max_num_queries(20):
        assert watcher.silent(at + LATER) == len(told)
    assert watcher.silent(at + LATER) == 0
    higher = {n.key: n for n in Notice.objects.filter(level=1, key__startswith="thing")}
    assert set(higher) == {n.key.replace("level 0", "level 1") for n in told}
    assert {n.says for n in higher.values()} == {f"Not acknowledged by Duty inspector: {n.says}" for n in told}
    assert {n.desk.role for n in higher.values()} == {"force incident manager"}
    assert Outgoing.objects.filter(key__in=[f"notice {n.pk}" for n in higher.values()]).count() == len(told)
    assert Event.objects.filter(kind="desk told", recorded_at=at + LATER).count() == len(told)
    assert list(breaks()) == []


def test_a_faulty_one_stays_behind_alone_and_is_shown(
    told: list[Notice], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = told[5]

    def breaks_at(notice: Notice) -> tuple[str, list[str], int]:
        if notice.pk == faulty.pk:
            raise ZeroDivisionError("nobody foresaw this")
        return next_role(notice)

    monkeypatch.setattr(notices, "next_role", breaks_at)
    assert watcher.silent(at + LATER) == len(told)
    went = set(Notice.objects.filter(level=1, key__startswith="thing").values_list("key", flat=True))
    assert went == {n.key.replace("level 0", "level 1") for n in told if n != faulty}
    assert [m.says for m in failed_messages() if f"Notice {faulty.pk} of episode" in m.says]


def test_what_is_acknowledged_in_the_meantime_does_not_go_up(
    told: list[Notice], cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, take = told[0], watcher.taken

    def while_it_is_taken(*args: Any, **more: Any) -> Any:
        found = take(*args, **more)
        acknowledge(notice=first.pk, by=cast.actor("duty inspector"), at=at + LATER)
        return found

    monkeypatch.setattr(watcher, "taken", while_it_is_taken)
    assert watcher.silent(at + LATER) == len(told) - 1
    assert not Notice.objects.filter(key=first.key.replace("level 0", "level 1")).exists()


# --- the outgoing folder ----------------------------------------------------------------------------------------------


class Killed(Exception):
    """Nothing of the transaction remains."""


@contextmanager
def killed() -> Iterator[None]:
    """What is done within is undone at its end, as when the process dies."""
    with suppress(Killed), transaction.atomic():
        yield
        raise Killed


def test_a_message_for_the_folder_whose_watcher_died_goes_with_the_next_and_is_one_file(
    told: list[Notice], at: datetime
) -> None:
    waiting = Outgoing.objects.filter(sent_at=None).count()
    with killed():
        assert some_messages(at, 100) == waiting
    assert Outgoing.objects.filter(sent_at=None).count() == waiting == len(list(folder().glob("*.txt")))
    assert some_messages(at, 100) == waiting
    assert not Outgoing.objects.filter(sent_at=None).exists()
    assert len(list(folder().glob("*.txt"))) == waiting


def test_a_folder_that_refuses_puts_its_messages_off_in_sight(
    told: list[Notice], at: datetime, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "a file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "a file" / "uploads"
    waiting = Outgoing.objects.filter(sent_at=None).count()
    assert some_messages(at, 100) == waiting
    assert {(m.tries, m.trouble, m.next_try_at > at) for m in failed_messages(100)} == {(1, "later", True)}
    assert some_messages(at, 100) == 0
