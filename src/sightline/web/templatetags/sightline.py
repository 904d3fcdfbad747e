"""What screens' templates draw with: times, forms, components and pictures. docs/reference/components.md lists them. Knows no table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sightline.web.pictures.bars import Bar, drawn_bars
from sightline.web.pictures.map import Place, Spot, drawn_map
from sightline.web.pictures.strip import Mark, Stretch, drawn_strip
from sightline.web.words import clock_words, day_words, due_words, length_words, moment_words, urgency

register = template.Library()

RISK = {
    "high": ("High risk", "red"),
    "medium": ("Medium risk", "orange"),
    "low": ("Low risk", "yellow"),
    "none": ("No apparent risk", "grey"),
}
CATEGORY_COLOURS = {"missing": "purple", "absent": "teal"}
STRENGTHS = {"must": "must", "should": "should", "may": "may"}


def _now(context: Mapping[str, Any]) -> datetime:
    """The page's moment: `now` of the context, so that one page speaks of one moment; else the clock."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


# --- times -----------------------------------------------------------------------------------------------------------


@register.filter
def day(value: date | None) -> str:
    """20 November 2026."""
    return day_words(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """20 November 2026, 2:05pm."""
    return moment_words(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """2:05pm."""
    return clock_words(value) if value else ""


@register.filter
def length(value: timedelta | None) -> str:
    """3 h 05 min."""
    return length_words(value) if value is not None else ""


@register.simple_tag
def time(value: datetime | date | None, missing: str = "") -> SafeString | str:
    """A <time> element with the day or moment in words; `missing` where there is none."""
    if value is None:
        return missing
    words = moment_words(value) if isinstance(value, datetime) else day_words(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: datetime | None) -> SafeString | str:
    """The countdown of a duty, kept current by countdown.js, with the exact time behind it in words."""
    if value is None:
        return _("no time given")
    now = _now(context)
    return format_html(
        '<time class="app-due app-due--{}" datetime="{}" data-due>{}</time>', urgency(value, now), value.isoformat(), due_words(value, now)
    )


@register.simple_tag(takes_context=True)
def since(context: template.Context, value: datetime | None) -> str:
    """How long ago: "3 h 05 min"."""
    return length_words(_now(context) - value) if value else ""


@register.simple_tag
def page_words() -> SafeString:
    """The words the page's own scripts say, in the page's language, as data that no policy has to allow."""
    words = {
        "in": _("due in %s"), "over": _("%s overdue"), "now": _("due now"), "days": _("%s days"),
        "days_hours": _("%s days %s h"), "hours": _("%s h %s min"), "minutes": _("%s min"),
        "saving": _("Saving draft"), "saved": _("Draft saved %s"),
        "offline": _("The connection is lost. Your text is still on this page and is not saved yet. Trying again."),
        "out": _("You are signed out, so the draft was not saved. Keep this page open, sign in in another tab, then type on here."),
        "unsaved": _("The draft could not be saved. Your text is still on this page."),
        "live": _("Live: this page updates by itself"), "lost": _("Connection lost, trying again. What you see may be out of date."),
        "updated": _("Updated %s"), "signed_out": _("You are signed out. Sign in again to see what is new."),
    }  # fmt: skip
    # < is escaped so that no word can end the element.
    text = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="words">{text}</script>')  # noqa: S308 our own words, escaped above


# --- forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong, each with a link to its question. Takes one form or several; shows nothing where nothing is wrong."""
    errors: list[dict[str, str]] = []
    for form in forms:
        if not form or not getattr(form, "errors", None):
            continue
        whole = "#conflict" if getattr(form, "in_conflict", False) else ""
        errors += [{"says": str(e), "href": whole} for e in form.non_field_errors()]
        errors += [{"says": str(e), "href": f"#{getattr(b, 'first_id', b.auto_id)}"} for b in form for e in b.errors]
    return {"errors": errors}


@register.inclusion_tag("components/form.html", takes_context=True)
def gov_form(context: template.Context, form: Any, submit: str, **options: Any) -> dict[str, Any]:
    """A whole form. Options: action, draft (address for saving while typing), cancel, warning, secondary, name, value, id."""
    return {"form": form, "submit": submit, "csrf_token": context.get("csrf_token")} | options


@register.inclusion_tag("components/form_fields.html", takes_context=True)
def gov_fields(context: template.Context, form: Any) -> dict[str, Any]:
    """The fields of a form, hidden ones and conflict panel too, for a <form> that a screen writes itself."""
    return {"form": form, "csrf_token": context.get("csrf_token")}


# --- components ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(steps: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Where this page stands: [{text, href}, ..., {text}]."""
    return {"steps": steps}


@register.inclusion_tag("components/tag.html")
def risk_tag(level: str | None) -> dict[str, str]:
    """The risk as words on a colour. Anything but the four levels is "Risk not assessed", which is never low."""
    text, colour = RISK.get((level or "").lower(), ("Risk not assessed", "blue"))
    return {"text": _(text), "colour": colour}


@register.inclusion_tag("components/tag.html")
def category_tag(category: str | None) -> dict[str, str]:
    """The category as words on a colour."""
    name = (category or "").strip()
    return {"text": (name[:1].upper() + name[1:]) or _("No category yet"), "colour": CATEGORY_COLOURS.get(name.lower(), "blue")}


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "grey") -> dict[str, str]:
    """Any short state: grey, blue, teal, green, purple, magenta, red, orange or yellow."""
    return {"text": text, "colour": colour}


def _duty(context: template.Context, duty: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    get = duty.get if isinstance(duty, Mapping) else lambda name, default=None: getattr(duty, name, default)
    shown = ("do", "who", "to", "strength", "due_at", "state", "met_at", "cards", "sources")
    found = {name: get(name) for name in shown}
    now = _now(context)
    return {"duty": found, "now": now, "urgency": urgency(found["due_at"], now) if found["state"] in (None, "open") else "done",
            "csrf_token": context.get("csrf_token")} | dict(options)  # fmt: skip


@register.inclusion_tag("components/duty_row.html", takes_context=True)
def duty_row(context: template.Context, duty: Any, **options: Any) -> dict[str, Any]:
    """One duty with its countdown, as an <li> of <ul class="app-duties">. Options: person, href, desk."""
    return _duty(context, duty, options)


@register.inclusion_tag("components/next_thing.html", takes_context=True)
def next_thing(context: template.Context, duty: Any, **options: Any) -> dict[str, Any]:
    """The single most urgent duty, large, for the top of a page. Options: href and text of the button, person."""
    return _duty(context, duty, options)


@register.filter
def plain(value: Any) -> str:
    """A recorded value as a person reads it: moments and days in words, yes and no, lists joined."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-" and value[7:8] == "-":
        try:
            return day_words(date.fromisoformat(value)) if len(value) == 10 else moment_words(datetime.fromisoformat(value))
        except ValueError:
            return value
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {plain(item)}" for key, item in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(plain(item) for item in value)
    return "" if value is None else str(value)


@register.filter
def sentence(value: Any) -> str:
    """The same words with a capital at the start."""
    text = plain(value).replace("_", " ")
    return text[:1].upper() + text[1:]


def _happening(event: Any) -> dict[str, Any]:
    get = event.get if isinstance(event, Mapping) else lambda name, default=None: getattr(event, name, default)
    happened, recorded = get("happened_at"), get("recorded_at")
    late = bool(happened and recorded and recorded - happened > timedelta(minutes=10))
    body = [(key, value) for key, value in (get("body") or {}).items() if value not in (None, "", [], {})]
    return {"title": get("title") or get("kind"), "text": get("text"), "body": body, "happened_at": happened, "recorded_at": recorded,
            "late": late, "by_name": get("by_name"), "role": get("role"), "href": get("href"), "source": get("source"),
            "id": get("id")}  # fmt: skip


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """Events as a timeline: Happenings, or anything with title or kind, happened_at, recorded_at, by_name, role, text or body, href."""
    return {"events": [_happening(event) for event in events], "heading": f"h{level}"}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any]) -> dict[str, Any]:
    """Keys and values: (key, value) pairs or {key, value, href, action}. A value that is missing is said to be not recorded."""
    made = [row if isinstance(row, Mapping) else {"key": row[0], "value": row[1]} for row in rows]
    return {"rows": made, "actions": any(row.get("href") for row in made)}


@register.inclusion_tag("components/table.html")
def data_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], numeric: str = "", hidden: bool = False) -> dict[str, Any]:
    """A table with a caption. The first cell of a row is its heading; a cell may be {text, href}. `numeric`: "1,2" are columns of numbers."""
    columns = {int(number) for number in numeric.split(",") if number}
    cells = [[{"cell": c if isinstance(c, Mapping) else {"text": c}, "numeric": i in columns} for i, c in enumerate(row)] for row in rows]
    heads = [{"text": text, "numeric": i in columns} for i, text in enumerate(head)]
    return {"caption": caption, "head": heads, "rows": cells, "hidden": hidden}


@register.inclusion_tag("components/section_nav.html")
def section_nav(label: str, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The parts of one record as links: [{text, href, current}]; pages, not tabs."""
    return {"label": label, "items": items}


@register.inclusion_tag("components/facts.html")
def facts_list(facts: Iterable[Any]) -> dict[str, Any]:
    """Facts with their answers, "not known" as prominent as yes: {name or fact, answer, says, from_whom, at, href}."""
    order = {"yes": 0, "not known": 1, "no": 2}
    rows = []
    for fact in facts:
        get = fact.get if isinstance(fact, Mapping) else lambda name, default=None, fact=fact: getattr(fact, name, default)
        answer = str(get("answer") or "not known")
        says, whom = get("says") or get("what"), get("from_whom") or get("source")
        rows.append({"name": get("name") or get("fact"), "answer": answer if answer in order else "not known", "says": says,
                     "whom": whom, "at": get("at") or get("recorded_at"), "href": get("href")})  # fmt: skip
    return {"facts": sorted(rows, key=lambda row: order[row["answer"]])}


@register.inclusion_tag("components/reasons.html")
def reasons_list(reasons: Iterable[Any]) -> dict[str, Any]:
    """Why the protocols say so: {says, card, href, source, strength}; `href` defaults to the card's page, /protocols/<card>."""
    return {"reasons": [{"says": r} if isinstance(r, str) else r for r in reasons]}


@register.inclusion_tag("components/empty.html")
def empty_state(text: str, hint: str = "", href: str = "", action: str = "") -> dict[str, str]:
    """Nothing is here, why that is, and what one can do."""
    return {"text": text, "hint": hint, "href": href, "action": action}


@register.inclusion_tag("components/panel.html")
def confirm_panel(title: str, text: str = "") -> dict[str, str]:
    """It is done: the big green panel."""
    return {"title": title, "text": text}


@register.inclusion_tag("components/pagination.html")
def pagination(page: int, pages: int, query: str = "") -> dict[str, Any]:
    """Earlier and later pages: `page` of `pages`, counted from 1; `query` is the rest of the address, as "q=ann&"."""
    around = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    items: list[int | None] = []
    for number in around:
        if items and items[-1] is not None and number - items[-1] > 1:
            items.append(None)
        items.append(number)
    return {"page": page, "pages": pages, "items": items, "query": query, "before": page - 1, "after": page + 1 if page < pages else 0}


# --- pictures --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/picture.html")
def timeline_strip(title: str, stretches: Sequence[Stretch], marks: Sequence[Mark], start: datetime, end: datetime) -> dict[str, Any]:
    """The hours of an episode as a strip: what lasted, what happened and what is due, with the table behind it."""
    return drawn_strip(title, stretches, marks, start, end)


@register.inclusion_tag("components/picture.html")
def bar_chart(title: str, bars: Sequence[Bar], unit: str = "") -> dict[str, Any]:
    """Numbers as horizontal bars, with the table behind them."""
    return drawn_bars(title, bars, unit)


@register.inclusion_tag("components/picture.html")
def offline_map(title: str, spots: Sequence[Spot], places: Sequence[Place] | None = None, zoom: str = "close", address: str = "") -> dict[str, Any]:
    """Numbered points on a map of the British Isles; `zoom`: close, county or country; `address`: the page, for the zoom links."""
    return drawn_map(title, spots, places=places, zoom=zoom, address=address)
