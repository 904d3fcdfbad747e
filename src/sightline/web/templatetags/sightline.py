"""What templates draw with: times, forms, components, pictures; see docs/reference/components.md. Knows no table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sightline.episodes.status import words_of
from sightline.web.pictures.bars import Bar, drawn_bars
from sightline.web.pictures.map import Place, Spot, drawn_map
from sightline.web.pictures.strip import Mark, Stretch, drawn_strip
from sightline.web.shown import (
    ANSWERS,
    duty_shown,
    fact_shown,
    happening_shown,
    in_words,
    numbers_around,
    script_words,
    table_shown,
)
from sightline.web.words import clock_words, day_words, due_words, length_words, moment_words, urgency

register = template.Library()

RISK = {"high": "red", "medium": "orange", "low": "yellow", "none": "grey"}
CATEGORY_COLOURS = {"missing": "purple", "absent": "teal"}


def _now(context: template.Context) -> datetime:
    """The page's moment: `now` of the context, so that one page speaks of one moment; else the clock."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


# --- times ------------------------------------------------------------------------------------------------------------


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
def length(value: Any) -> str | int:
    """3 h 05 min. This name hides Django's own filter, so anything but a span of time is counted, as Django's does."""
    if isinstance(value, timedelta):
        return length_words(value)
    return len(value) if hasattr(value, "__len__") else "" if value is None else 0


@register.simple_tag
def time(value: datetime | date | None, missing: str = "") -> SafeString | str:
    """A <time> element with the day or moment in words; `missing` where there is none."""
    if value is None:
        return missing
    words = moment_words(value) if isinstance(value, datetime) else day_words(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: datetime | None) -> SafeString | str:
    """The countdown of a duty, kept current by countdown.js."""
    if value is None:
        return _("no time given")
    now = _now(context)
    look, words = urgency(value, now), due_words(value, now)
    return format_html(
        '<time class="app-due app-due--{}" datetime="{}" data-due>{}</time>', look, value.isoformat(), words
    )


@register.simple_tag(takes_context=True)
def since(context: template.Context, value: datetime | None) -> str:
    """How long ago: "3 h 05 min"."""
    return length_words(_now(context) - value) if value else ""


@register.filter
def plain(value: Any) -> str:
    """A recorded value in words: moments, yes and no, lists."""
    return in_words(value)


@register.filter
def sentence(value: Any) -> str:
    """The same words with a capital at the start."""
    text = in_words(value).replace("_", " ")
    return text[:1].upper() + text[1:]


@register.simple_tag
def page_words() -> SafeString:
    """The words the page's own scripts say, in the page's language, as data that no policy has to allow."""
    words = mark_safe(script_words())  # noqa: S308 our own words, escaped where they are made
    return format_html('<script type="application/json" id="words">{}</script>', words)


# --- forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong, each with a link to its question. Takes one form or several; nothing where nothing is wrong."""
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
    """A whole form. Options: action, draft (where to save), cancel, warning, secondary, name, value, id."""
    return {"form": form, "submit": submit, "csrf_token": context.get("csrf_token")} | options


@register.inclusion_tag("components/form_fields.html")
def gov_fields(form: Any) -> dict[str, Any]:
    """The fields of a form, hidden ones and conflict panel too, for a <form> that a screen writes itself."""
    return {"form": form}


# --- components -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(steps: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Where this page stands: [{text, href}, ..., {text}]."""
    return {"steps": steps}


@register.inclusion_tag("components/tag.html")
def risk_tag(level: str | None) -> dict[str, Any]:
    """The risk as words on a colour. Anything but the four levels is "Risk not assessed", which is never low."""
    words = {"high": _("High risk"), "medium": _("Medium risk"), "low": _("Low risk"), "none": _("No apparent risk")}
    known = (level or "").lower()
    text, colour = words.get(known, _("Risk not assessed")), RISK.get(known, "blue")
    return {"text": text, "colour": colour, "strong": known == "high"}


@register.inclusion_tag("components/tag.html")
def category_tag(category: str | None) -> dict[str, str]:
    """The category as words on a colour."""
    name = (category or "").strip()
    text = name[:1].upper() + name[1:] or _("No category yet")
    return {"text": text, "colour": CATEGORY_COLOURS.get(name.lower(), "blue")}


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "grey") -> dict[str, str]:
    """Any short state: grey, blue, teal, green, purple, magenta, red, orange or yellow."""
    return {"text": text, "colour": colour}


@register.inclusion_tag("components/duty_row.html", takes_context=True)
def duty_row(context: template.Context, duty: Any, **options: Any) -> dict[str, Any]:
    """One duty with its countdown, as an <li> of <ul class="app-duties">. Options: person, href, desk."""
    return duty_shown(duty, _now(context)) | options


@register.inclusion_tag("components/next_thing.html", takes_context=True)
def next_thing(context: template.Context, duty: Any, **options: Any) -> dict[str, Any]:
    """The single most urgent duty, large, for the top of a page. Options: href and text of the button, person."""
    return duty_shown(duty, _now(context)) | options


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """Events: title or kind, happened_at, recorded_at, by_name, role, text or body, href, id. `level`: of headings."""
    return {"events": [happening_shown(event) for event in events], "heading": f"h{level}"}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any]) -> dict[str, Any]:
    """Keys and values: (key, value) pairs or {key, value, href, action}. An empty value is said to be not recorded."""
    made = [row if isinstance(row, Mapping) else {"key": row[0], "value": row[1]} for row in rows]
    return {"rows": made, "actions": any(row.get("href") for row in made)}


@register.inclusion_tag("components/table.html")
def data_table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], numeric: str = "", hidden: bool = False
) -> dict[str, Any]:
    """A table. The first cell of a row is its heading; a cell may be {text, href}; `numeric`: "1,2" hold numbers."""
    return table_shown(head, rows, numeric) | {"caption": caption, "hidden": hidden}


@register.inclusion_tag("components/section_nav.html")
def section_nav(label: str, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The parts of one record as links: [{text, href, current, count}]; pages, not tabs."""
    return {"label": label, "items": items}


@register.inclusion_tag("components/facts.html")
def facts_list(facts: Iterable[Any]) -> dict[str, Any]:
    """Facts, "not known" as prominent as yes: name or fact, answer, says, from_whom, at, href."""
    return {"facts": sorted(map(fact_shown, facts), key=lambda fact: ANSWERS[fact["answer"]])}


@register.inclusion_tag("components/reasons.html")
def reasons_list(reasons: Iterable[Any]) -> dict[str, Any]:
    """Why the protocols say so: texts, or {says, card, href, source}; `href` defaults to the card's page."""
    return {"reasons": [{"says": reason} if isinstance(reason, str) else reason for reason in reasons]}


@register.inclusion_tag("components/empty.html")
def empty_state(text: str, hint: str = "", href: str = "", action: str = "") -> dict[str, str]:
    """Nothing is here, why that is, and what one can do."""
    return {"text": text, "hint": hint, "href": href, "action": action}


@register.inclusion_tag("components/panel.html")
def confirm_panel(title: str, text: str = "") -> dict[str, str]:
    """It is done: the big green panel. It holds the page's <h1>."""
    return {"title": title, "text": text}


@register.inclusion_tag("components/pagination.html")
def pagination(page: int, pages: int, query: str = "") -> dict[str, Any]:
    """Earlier and later pages, counted from 1; `query` is the rest of the address, as "q=ann&"."""
    after = page + 1 if page < pages else 0
    items = numbers_around(page, pages)
    return {"page": page, "pages": pages, "items": items, "query": query, "before": page - 1, "after": after}


# --- pictures ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/picture.html")
def timeline_strip(
    title: str, stretches: Sequence[Stretch], marks: Sequence[Mark], start: datetime, end: datetime
) -> dict[str, Any]:
    """The hours of an episode as a strip: what lasted, what happened and what is due, with the table behind it."""
    return drawn_strip(title, stretches, marks, start, end)


@register.inclusion_tag("components/picture.html")
def bar_chart(title: str, bars: Sequence[Bar], unit: str = "") -> dict[str, Any]:
    """Numbers as horizontal bars, with the table behind them."""
    return drawn_bars(title, bars, unit)


@register.inclusion_tag("components/picture.html")
def offline_map(
    title: str, spots: Sequence[Spot], places: Sequence[Place] | None = None, zoom: str = "close", address: str = ""
) -> dict[str, Any]:
    """Numbered points on a map; `zoom`: close, county or country; `address`: the page, for the links to other zooms."""
    return drawn_map(title, spots, places=places, zoom=zoom, address=address)


@register.filter
def standing(episode: Any) -> str:
    """How a case stands, in the words of every screen."""
    return _(words_of(episode))
