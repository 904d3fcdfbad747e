"""How days, moments and time left are written on screens: Europe/London, GOV.UK style. Reads no clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _

LONDON = ZoneInfo("Europe/London")


def day_words(day: date) -> str:
    """A day in full: "20 November 2026". A moment gives its day in London."""
    if isinstance(day, datetime):
        day = day.astimezone(LONDON).date()
    return dateformat.format(day, "j F Y")


def clock_words(moment: datetime) -> str:
    """The time of day in London: "2:05pm", "9am", "midday", "midnight"."""
    local = moment.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def moment_words(moment: datetime) -> str:
    """A moment in full: "20 November 2026, 2:05pm"."""
    return f"{day_words(moment)}, {clock_words(moment)}"


def length_words(length: timedelta) -> str:
    """A length, as precise as it needs to be: "12 min", "3 h 05 min", "2 days 4 h", "9 days"; countdown.js agrees."""
    minutes = int(abs(length).total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days >= 7:
        return _("%(days)d days") % {"days": days}
    if days >= 2:
        rest = hours - 24 * days
        return (
            _("%(days)d days %(hours)d h") % {"days": days, "hours": rest}
            if rest
            else _("%(days)d days") % {"days": days}
        )
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def due_words(due_at: datetime, now: datetime) -> str:
    """How long there is: "due in 12 min", "due now" within the minute, "3 h 05 min overdue"."""
    left = due_at - now
    if timedelta(minutes=-1) < left < timedelta(minutes=1):
        return _("due now")
    return (_("due in %s") if left > timedelta(0) else _("%s overdue")) % length_words(left)


def urgency(due_at: datetime | None, now: datetime) -> str:
    """Which look a duty has: "overdue", "soon" (within the hour), "later", or "untimed"."""
    if due_at is None:
        return "untimed"
    if due_at <= now:
        return "overdue"
    return "soon" if due_at - now <= timedelta(hours=1) else "later"
