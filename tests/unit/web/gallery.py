"""A page with every component and every kind of question on it, and a browser tab that opens it without a server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from mimetypes import guess_type
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from playwright.sync_api import Page, Route

from sightline.audit.refusal import Stale
from sightline.web.forms_base import (
    Checkboxes,
    DayField,
    GovForm,
    LongTextField,
    MomentField,
    Radios,
    UploadField,
    YesNoNotKnown,
)
from sightline.web.pictures.bars import Bar
from sightline.web.pictures.map import Spot
from sightline.web.pictures.strip import Mark, Stretch

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
HOME = "http://sightline.test"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n1'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NAVIGATION = [
    {"text": "Control room", "href": "/control-room", "current": False, "count": 0},
    {"text": "Duty board", "href": "/board", "current": True, "count": 3},
    {"text": "My work", "href": "/my-work", "current": False, "count": 0},
    {"text": "People", "href": "/people", "current": False, "count": 0},
    {"text": "Protocol cards", "href": "/protocols", "current": False, "count": 0},
]
ACTOR = SimpleNamespace(name="Inspector Nia Demo", role="duty inspector", agency_name="Northshire Police")


class EveryQuestion(GovForm):
    """One of each."""

    sections = [("About the report", ["category", "where", "known_risks", "upload", "agreed"])]

    surname = forms.CharField(label="Surname", help_text="As it is written on papers.")
    born_on = DayField(label="Date of birth", not_future=True, help_text="For example, 27 3 2011")
    seen_at = MomentField(label="When was the person last seen?")
    home = forms.ChoiceField(label="Home", choices=[("", "Choose a home"), ("1", "Oak House")], required=False)
    exploited = YesNoNotKnown(label="Is exploitation feared?")
    because = LongTextField(label="Why?", max_length=40, rows=3)
    category = forms.ChoiceField(
        label="What is this?",
        choices=[("missing", "Missing"), ("absent", "Absent")],
        widget=Radios(hints={"missing": "Whereabouts cannot be established."}, reveals={"absent": ["where"]}),
    )
    where = forms.CharField(label="Where should the person be?")
    known_risks = forms.MultipleChoiceField(
        label="What is known", choices=[("a", "Self-harm"), ("b", "Gangs")], widget=Checkboxes(), required=False
    )
    upload = UploadField(label="Photograph", required=False)
    agreed = forms.BooleanField(label="The informant agrees to be called back", required=False)


GOOD = {
    "surname": "Demo",
    "born_on_day": "27",
    "born_on_month": "3",
    "born_on_year": "2011",
    "seen_at_day": "20",
    "seen_at_month": "11",
    "seen_at_year": "2025",
    "seen_at_time": "1:30pm",
    "exploited": "not known",
    "because": "She rang",
    "category": "missing",
    "known_risks": ["a"],
    "version": "3",
    "once": "5f0c31f2-5b07-4d9e-8a55-0d5a5dd4c8f1",
}


def duty(**changes: Any) -> SimpleNamespace:
    """A duty as the board has it."""
    usual = {
        "do": "review the absence",
        "who": "carer",
        "to": "",
        "strength": "must",
        "due_at": NOW + timedelta(minutes=12),
        "state": "open",
        "met_at": None,
        "cards": ["TV-ABSENCE-01"],
    }
    return SimpleNamespace(**usual | changes)


def in_conflict() -> EveryQuestion:
    """A form whose record somebody else changed meanwhile."""
    form = EveryQuestion(GOOD, prefix=None)
    assert form.is_valid(), form.errors
    form.conflict = Stale(
        "Somebody else changed this.", theirs={"because": "His phone is off", "category": "absent"}, version=4
    )
    form.add_error(None, "Somebody else changed this.")
    return form


def frame() -> dict[str, Any]:
    """What the page around the gallery shows."""
    return {
        "now": NOW,
        "title": "Gallery",
        "demonstration": True,
        "watcher_silent": True,
        "navigation": NAVIGATION,
        "actor": ACTOR,
        "csrf_token": "t",
        "request": {"csp_nonce": "n1"},
        "breadcrumbs": [{"text": "Duty board", "href": "/board"}, {"text": "Kit Demo"}],
    }


def record() -> dict[str, Any]:
    """What the components of the gallery show."""
    event = {
        "kind": "decision recorded",
        "happened_at": NOW - timedelta(hours=2),
        "recorded_at": NOW - timedelta(hours=1),
        "id": 7,
        "by_name": "PC Ola Demo",
        "role": "call handler",
        "body": {"category": "missing", "seen_at": "2026-11-20T13:00:00+00:00"},
    }
    return {
        "risks": ["high", "medium", "low", "none", ""],
        "categories": ["missing", "absent", "unauthorised absence", ""],
        "duties": [
            duty(due_at=NOW - timedelta(hours=3, minutes=5), do="notify the police"),
            duty(),
            duty(due_at=None, strength="should"),
            duty(due_at=NOW + timedelta(days=3)),
            duty(state="met late", met_at=NOW),
        ],
        "events": [event, event | {"kind": "report made", "id": 8, "text": "Rang at\nnoon", "body": {}}],
        "none": [],
        "rows": [("Name", "Kit Demo"), {"key": "School", "value": None, "href": "/change", "action": "Add"}],
        "parts": [
            {"text": "Overview", "href": "/e", "current": True},
            {"text": "Enquiries", "href": "/e/q", "count": 2},
        ],
        "facts": [
            {"name": "feared exploited", "answer": "not known"},
            {
                "name": "is looked after",
                "answer": "yes",
                "says": "Oak House says so",
                "from_whom": "manager, 01632 960001",
                "at": NOW,
            },
            {"name": "is armed", "answer": "no"},
        ],
        "reasons": [
            {
                "says": "a child who may be exploited may not be absent",
                "card": "WM-ABSENT-02",
                "source": "Decision model, page 3",
            }
        ],
        "head": ["Agency", "Open", "Overdue"],
        "cells": [[{"text": "Northshire Police", "href": "/a"}, 4, 1], ["Southmoor Police", 2, 0]],
    }


def pictures() -> dict[str, Any]:
    """What the pictures of the gallery show."""
    return {
        "stretches": [
            Stretch("Absent", NOW - timedelta(hours=9), NOW - timedelta(hours=5), "absent"),
            Stretch("Missing", NOW - timedelta(hours=5), None, "missing"),
        ],
        "marks": [
            Mark("Reported", NOW - timedelta(hours=9)),
            Mark("Seen <b>here</b>", NOW - timedelta(hours=8, minutes=55)),
            Mark("Look again", NOW + timedelta(minutes=12), "due"),
            Mark("Tell the council", NOW - timedelta(hours=1), "overdue"),
            Mark("Officers sent", NOW - timedelta(hours=4), "met"),
            Mark("now", NOW, "now"),
        ],
        "start": NOW - timedelta(hours=10),
        "end": NOW + timedelta(hours=2),
        "bars": [Bar("Children's homes in the county of Northshire", 41), Bar("Foster care", 12.5), Bar("Own home", 0)],
        "spots": [
            Spot(51.454, -0.973, "Station", "last seen"),
            Spot(51.4541, -0.9731, "Oak House", "home"),
            Spot(51.467, -0.975, "Bridge"),
        ],
    }


GALLERY = """\
{% extends "base.html" %}{% load i18n sightline %}
{% block errors %}{% error_summary wrong conflict %}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Gallery</h1>
{% next_thing duties.0 href="/e/1" person="Kit Demo" %}
<p>{% for r in risks %}{% risk_tag r %} {% endfor %}{% for c in categories %}{% category_tag c %} {% endfor %}
{% tag "Closed" "grey" %}</p>
{% section_nav "Episode" parts %}
<p class="govuk-body-s app-live" data-live-state role="status"></p>
<div id="board" data-live data-live-events="/live/board"><h2 class="govuk-heading-m">Duties</h2><ul class="app-duties">
{% for d in duties %}{% duty_row d person="Kit Demo" href="/e/1" %}{% endfor %}</ul></div>
<h2 class="govuk-heading-m">Timeline</h2>{% timeline events %}{% timeline none %}
<h2 class="govuk-heading-m">Facts</h2>{% facts_list facts %}{% reasons_list reasons %}{% summary_list rows %}
{% data_table "Open episodes" head cells numeric="1,2" %}
{% empty_state "No sightings yet." "Add the first one." "/new" "Add a sighting" %}{% pagination 4 9 "q=a&" %}
<h2 class="govuk-heading-m">Pictures</h2>
{% timeline_strip "The hours of this episode" stretches marks start end %}{% bar_chart "Where from" bars "Episodes" %}
{% offline_map "Sightings" spots address="/e/1" %}
{% offline_map "Sightings in the county" spots zoom="county" address="/e/1?x=1" %}
{% offline_map "The country" spots zoom="country" %}
<h2 class="govuk-heading-m">Empty form</h2>
{% gov_form fresh submit="Save" draft="/drafts/a" cancel="/back" id="fresh" %}
<h2 class="govuk-heading-m">Wrong form</h2>{% gov_form wrong submit="Save" warning=True %}
<h2 class="govuk-heading-m">Two writers</h2>{% gov_form conflict submit="Save" %}
{% endblock %}
"""


def gallery() -> str:
    """The page as HTML."""
    shown = frame() | record() | pictures()
    shown["fresh"] = EveryQuestion(auto_id="fresh_%s", version=3)
    shown["wrong"] = EveryQuestion(
        {"because": "x" * 50, "born_on_day": "31", "born_on_month": "2", "born_on_year": "2011", "category": "absent"}
    )
    shown["conflict"] = in_conflict()
    shown["conflict"].auto_id = "two_%s"
    return str(Engine.get_default().from_string(GALLERY).render(Context(shown)))


def page_with(content: str, **context: Any) -> str:
    """A whole page of the service around some template code."""
    source = (
        '{% extends "base.html" %}{% load i18n sightline %}{% block content %}<h1>Page</h1>'
        + content
        + "{% endblock %}"
    )
    return str(
        Engine.get_default()
        .from_string(source)
        .render(Context({"request": {"csp_nonce": "n1"}, "now": NOW, "title": "Page"} | context))
    )


def piece(source: str, **context: Any) -> str:
    """Some template code rendered alone."""
    return str(
        Engine.get_default().from_string("{% load i18n sightline %}" + source).render(Context({"now": NOW} | context))
    )


Answer = Callable[[Route], None]


def open_page(page: Page, html: str, answers: dict[str, Answer] | None = None) -> list[str]:
    """Open HTML in a tab under the service's policy, with its static files; returns what the console complains of."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(HOME).partition("?")[0]
        if answers and path in answers:
            answers[path](route)
        elif path == "/":
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            kind = "text/javascript" if path.endswith(".js") else guess_type(path)[0]
            route.fulfill(path=str(found), content_type=kind)
        elif path.startswith("/live/"):
            route.fulfill(body="retry: 60000\n: quiet\n\n", content_type="text/event-stream")
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", serve)
    page.goto(HOME + "/")
    return complaints
