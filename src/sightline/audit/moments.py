"""Which calendar day a moment belongs to in England and Wales. Knows no clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> date:
    """The day on the calendar in London at an aware moment: in summer it begins an hour before the UTC day."""
    return at.astimezone(LONDON).date()
