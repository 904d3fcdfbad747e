"""A home watches an unauthorised absence.

Reviewed each hour, a missing report at six hours, on a simulated clock (D1, D2, S18).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sightline.audit.queries import occurrences
from sightline.duties.models import Duty, Notice
from sightline.duties.watcher import round_once
from sightline.episodes.actions import absence
from sightline.episodes.actions.decide import NotAccepted
from sightline.episodes.actions.report import Answered
from sightline.episodes.models import Episode
from tests.people import Cast

NO_CONCERN = (
    "is likely to attempt suicide",
    "self-harms",
    "has a mental health condition",
    "has dementia",
    "has a learning disability",
    "needs essential medication",
    "is a victim of abuse at home",
    "is at known risk of sexual exploitation",
    "may be the victim of a serious crime",
    "poses a danger to the public",
    "absence is out of character",
    "is believed to be involved in crime",
)


def _watch(cast: Cast, at: datetime) -> Episode:
    answered = [Answered(phrase, "no", "asked, and no") for phrase in NO_CONCERN]
    return absence.notice_absence(
        by=cast.actor("registered manager", "Willow Lodge"), at=at, person=cast.person("Tyler").pk, noticed_at=at,
        because="Missed the bus before; rang at 19:40; no concern for his safety.", answered=answered,
    )  # fmt: skip


def _kinds(episode: Episode) -> list[str]:
    return [kind for kind, _ in occurrences(episode=episode.pk)]


def _open_reviews(episode: Episode) -> list[datetime | None]:
    rows = Duty.objects.filter(episode=episode, do="review the absence", state="open").order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_each_hour_a_review_falls_due_and_the_home_is_told(cast: Cast, at: datetime) -> None:
    episode = _watch(cast, at)
    manager = cast.actor("registered manager", "Willow Lodge")
    for hour in (1, 2, 3):
        due = at + timedelta(hours=hour)
        assert due in _open_reviews(episode)
        absence.review_absence(episode=episode.pk, by=manager, at=due - timedelta(minutes=5), outcome="no concern",
                               found="Rang his friend; on his way.")  # fmt: skip
        round_once(due)
        assert due not in _open_reviews(episode)
    round_once(at + timedelta(hours=4, minutes=1))  # nobody reviewed in the fourth hour
    overdue = Notice.objects.filter(episode=episode, kind="overdue", desk__agency=cast.agency("Willow Lodge"))
    assert overdue.count() == 1


def test_at_six_hours_it_becomes_a_missing_report_by_itself(cast: Cast, at: datetime) -> None:
    episode = _watch(cast, at)
    for minutes in range(30, 6 * 60, 30):
        round_once(at + timedelta(minutes=minutes))
    assert "reported missing" not in _kinds(episode)
    round_once(at + timedelta(hours=6))
    episode.refresh_from_db()
    assert _kinds(episode).count("reported missing") == 1
    assert (episode.state, episode.owner_agency.name) == ("open", "Southvale Police")
    inspector = cast.desk("duty inspector", "Southvale Police")
    assert Notice.objects.filter(episode=episode, desk=inspector, acknowledged_at=None).exists()
    round_once(at + timedelta(hours=6, minutes=1))
    assert _kinds(episode).count("reported missing") == 1
    # What nobody reviewed is on the record as missed; the home's board asks for what can still be done.
    assert Duty.objects.filter(episode=episode, do="review the absence", state="missed").exists()
    assert _open_reviews(episode) == []


def test_back_before_six_hours_nobody_is_reported(cast: Cast, at: datetime) -> None:
    episode = _watch(cast, at)
    absence.review_absence(episode=episode.pk, by=cast.actor("registered manager", "Willow Lodge"), outcome="back",
                           at=at + timedelta(hours=2), found="Walked in at ten.")  # fmt: skip
    round_once(at + timedelta(hours=7))
    episode.refresh_from_db()
    assert episode.state == "closed"
    assert "reported missing" not in _kinds(episode)


def test_a_child_at_risk_of_exploitation_may_not_be_watched(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotAccepted):
        absence.notice_absence(
            by=cast.actor("registered manager", "Rowan House"),
            at=at,
            person=cast.person("Aisha").pk,
            noticed_at=at,
            because="She is often late.",
        )
    assert not Episode.objects.exists()
