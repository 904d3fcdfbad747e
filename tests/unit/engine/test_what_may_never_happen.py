"""Duties that hang on what most cases never see: no assessment promises them; once it has happened they are there."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sightline.engine import Situation, assess
from sightline.engine.merge import schedule
from sightline.engine.runs import Occurrence
from sightline.engine.timing import Calendar
from sightline.engine.vocabulary import IF_IT_HAPPENS
from tests.unit.engine.cards import real

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLOSE = "close the case after the death"


def scheduled(*events: str) -> set[str]:
    occurrences = [Occurrence(event, NOON) for event in events]
    due = schedule(
        real(), area="england", answers={}, measures={}, occurrences=occurrences, until=NOON,
        calendar=Calendar("england", frozenset()),
    )  # fmt: skip
    return {d.do for d in due}


def test_an_assessment_of_a_missing_man_speaks_of_no_death() -> None:
    assessment = assess(real(), Situation("england", stage="report", age=30), on=DAY)
    assert CLOSE not in {d.do for d in assessment.duties}


def test_once_it_happened_the_duty_is_there() -> None:
    assert CLOSE not in scheduled("reported missing")
    assert CLOSE in scheduled("reported missing", "found dead")


def test_an_event_of_that_table_never_opens_a_stage_of_the_case() -> None:
    rare = {e.name for e in real().vocabulary.events.values() if e.stage == IF_IT_HAPPENS}
    assert {"found dead", "emergency meeting called"} <= rare
    for stage in ("report", "found", "closing"):
        advised = (set(c.clock.starts) for c in real().clocks_at("thames-valley", DAY, stage))
        assert not [starts for starts in advised if starts <= rare]
