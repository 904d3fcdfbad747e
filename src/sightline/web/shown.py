"""Turns recorded things into what components show, from dictionaries and objects alike. Knows no table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sightline.web.words import day_words, moment_words, urgency

LATE = timedelta(minutes=10)  # what is written down later than this after it happened is said to be
ANSWERS = {"yes": 0, "not known": 1, "no": 2}  # not known stands before no: it is a thing to find out
DUTY = ("do", "who", "to", "strength", "due_at", "state", "met_at", "cards", "sources")


def getter(item: Any) -> Callable[[str], Any]:
    """Reads a name from a dictionary or from an object; None where there is none."""
    return item.get if isinstance(item, Mapping) else lambda name: getattr(item, name, None)


def in_words(value: Any) -> str:
    """A recorded value as a person reads it: moments and days in words, yes and no, lists joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _as_moment(value)
    if isinstance(value, date):
        return moment_words(value) if isinstance(value, datetime) else day_words(value)
    if isinstance(value, Mapping):
        said = {str(key).replace("_", " "): in_words(item) for key, item in value.items() if item != 0 or item is False}
        return "; ".join(f"{key}: {text}" for key, text in said.items()) or _("none")
    return ", ".join(map(in_words, value)) if isinstance(value, Iterable) else str(value)


def _as_moment(text: str) -> str:
    """A day or moment that was kept as text, in words; any other text as it is."""
    if text[4:5] != "-" or text[7:8] != "-":
        return text
    try:
        return day_words(date.fromisoformat(text)) if len(text) == 10 else moment_words(datetime.fromisoformat(text))
    except ValueError:
        return text


def duty_shown(duty: Any, now: datetime) -> dict[str, Any]:
    """A duty for its row: what it says, and which look it has at this moment."""
    get = getter(duty)
    found = {name: get(name) for name in DUTY}
    is_open = found["state"] in (None, "", "open")
    look = urgency(found["due_at"], now) if is_open else "done"
    return {"duty": found, "now": now, "urgency": look, "says_to": found["to"] and found["to"] not in found["do"]}


def happening_shown(event: Any) -> dict[str, Any]:
    """An event for the timeline; `late` when it was written down well after it happened."""
    get = getter(event)
    names = ("text", "happened_at", "recorded_at", "by_name", "role", "href", "source", "id")
    found = {name: get(name) for name in names}
    happened, recorded = found["happened_at"], found["recorded_at"]
    body = [(key, value) for key, value in (get("body") or {}).items() if value not in (None, "", [], {})]
    late = bool(happened and recorded and recorded - happened > LATE)
    return found | {"title": get("title") or get("kind"), "body": body, "late": late}


def fact_shown(fact: Any) -> dict[str, Any]:
    """A fact with its answer; an answer that is none of the three is not known."""
    get = getter(fact)
    answer = get("answer") if get("answer") in ANSWERS else "not known"
    whom, at = get("from_whom") or get("source"), get("at") or get("recorded_at")
    says = get("says") or get("what")
    return {
        "name": get("name") or get("fact"),
        "answer": answer,
        "says": says,
        "whom": whom,
        "at": at,
        "href": get("href"),
    }


def numbers_around(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: first, last, and those about the current one; None where some are left out."""
    items: list[int | None] = []
    for number in sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)}):
        if items and isinstance(items[-1], int) and number - items[-1] > 1:
            items.append(None)
        items.append(number)
    return items


def table_shown(head: Sequence[str], rows: Iterable[Sequence[Any]], numeric: str) -> dict[str, Any]:
    """Heads and cells, each with whether it is a number."""
    columns = {int(number) for number in numeric.split(",") if number}

    def cells(row: Sequence[Any]) -> list[dict[str, Any]]:
        shaped = (cell if isinstance(cell, Mapping) else {"text": cell} for cell in row)
        return [{"cell": cell, "numeric": place in columns} for place, cell in enumerate(shaped)]

    return {
        "head": [{"text": text, "numeric": i in columns} for i, text in enumerate(head)],
        "rows": [cells(r) for r in rows],
    }


def script_words() -> str:
    """The words the page's own scripts say, as JSON in which no word can end the element it stands in."""
    words = {
        "in": _("due in %s"),
        "over": _("%s overdue"),
        "now": _("due now"),
        "days": _("%s days"),
        "days_hours": _("%s days %s h"),
        "hours": _("%s h %s min"),
        "minutes": _("%s min"),
        "saved": _("Draft saved %s"),
        "offline": _("The connection is lost. Your text is still on this page and is not saved yet. Trying again."),
        "out": _("You are signed out, so the draft was not saved. Keep this page open and sign in in another tab."),
        "unsaved": _("The draft could not be saved. Your text is still on this page."),
        "live": _("Live: this page updates by itself"),
        "lost": _("Connection lost, trying again. What you see may be out of date."),
        "updated": _("Updated %s"),
        "signed_out": _("You are signed out. Sign in again to see what is new."),
    }
    return json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
