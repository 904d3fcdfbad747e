"""What is counted is people who are missing: an absence from school stands in the same table, and in no figure."""

from __future__ import annotations

from datetime import datetime

import pytest

from sightline.episodes.actions.school import notice_school_absence
from sightline.episodes.models import Episode
from sightline.insight.reading import read
from tests.integration.web.reported import reported
from tests.people import Cast
from tests.schools import make_school

STATEMENTS = (
    "SELECT e.id FROM episodes_episode e ORDER BY 1",
    "SELECT id FROM episodes_episode ORDER BY 1",
    "SELECT e.id FROM people_person p JOIN episodes_episode e ON e.person_id = p.id ORDER BY 1",
    "SELECT e.id FROM episodes_episode\n e WHERE EXISTS (SELECT FROM episodes_episode o WHERE o.id = e.id)",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_of_the_figures_sees_a_pupil_who_is_away_from_school(
    cast: Cast, at: datetime, statement: str
) -> None:
    episode, school = reported(cast, at), make_school(cast)
    away = notice_school_absence(
        by=school.lead, at=at, noticed_at=at.replace(hour=9), given_name="Imogen", family_name="Tarrow",
        born_on=at.date().replace(year=2014), says="Not in class.",
    )  # fmt: skip
    assert set(Episode.every.values_list("pk", flat=True)) == {episode.pk, away.pk}
    assert read(statement, {}, int) == [episode.pk]
