"""What is due from a school is counted in its own days: its holidays and training days do not count (D121, B65).

Everybody else's working days are the nation's, in a pupil's case too. Knows no card, and stores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sightline.access.models import Agency
from sightline.duties.desks import side_of
from sightline.engine import Calendar, DueDuty
from sightline.episodes.models import SCHOOL, Episode
from sightline.episodes.protocol import calendar
from sightline.episodes.school_days import of_school

By = Callable[[Calendar], Sequence[DueDuty]]


def by_own_days(episode: Episode, scheduled: By) -> list[DueDuty]:
    """What `scheduled` gives by the calendar of whoever must act: of a school's absence, the school's own for its
    staff."""
    usual = calendar(episode.area)
    found = list(scheduled(usual))
    school = _school(episode)
    if school is None:
        return found
    own = scheduled(Calendar(usual.nation, of_school(school).closed))
    return [d for d in found if not _of_school(d)] + [d for d in own if _of_school(d)]


def _school(episode: Episode) -> Agency | None:
    """The school of a pupil's absence; None for every other case."""
    return episode.school_absence.school if episode.kind == SCHOOL else None


def _of_school(duty: DueDuty) -> bool:
    return side_of(duty.who) == "school"
