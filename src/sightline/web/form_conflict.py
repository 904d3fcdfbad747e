"""Two people changed the same record: what differs, and the chosen answers put into the form. Knows no record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from sightline.web.form_fields import DayWidget
from sightline.web.words import day_words, moment_words

if TYPE_CHECKING:
    from sightline.web.forms_base import GovForm

KEEP, THEIRS = "keep-", "theirs-"  # the names of the fields the conflict panel adds


@dataclass(frozen=True)
class Difference:
    """One field in two versions. `hidden`: theirs as posted fields, so that choosing it needs no second reading."""

    full: str
    label: str
    yours: str
    theirs: str
    hidden: list[tuple[str, str]]
    choosable: bool = True


def choices_made(data: Any, prefix: str | None) -> tuple[dict[str, str], list[str]]:
    """What was chosen for each field that differed ({"result": "theirs"}), and the fields nobody chose for."""
    if not data:
        return {}, []
    start = f"{THEIRS}shown-{prefix}-" if prefix else f"{THEIRS}shown-"
    asked = [key.removeprefix(start) for key in data if key.startswith(start)]
    made = {name: data.get(f"{KEEP}{prefix}-{name}" if prefix else f"{KEEP}{name}", "") for name in asked}
    return {n: v for n, v in made.items() if v}, [n for n, v in made.items() if v not in ("yours", "theirs")]


def mend(data: Any, kept: Mapping[str, str], prefix: str | None) -> Any:
    """The posted data with the other writer's answer wherever the person chose it."""
    chosen = [f"{prefix}-{name}" if prefix else name for name, which in kept.items() if which == "theirs"]
    if not chosen:
        return data
    mended = data.copy()
    for name in chosen:
        mended.pop(name, None)
        for key in [k for k in data if k.startswith(f"{THEIRS}value-{name}|")]:
            place = key.partition("|")[2]
            if hasattr(mended, "setlist"):
                mended.setlist(place, data.getlist(key))
            else:
                mended[place] = data[key]
    return mended


def shown(field: forms.Field | None, value: Any) -> str:
    """A value as a person reads it."""
    if value in (None, "", []):
        return _("(nothing)")
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = _choices(field)
    if isinstance(value, list | tuple | set):
        return ", ".join(str(choices.get(v, v)) for v in value)
    return str(choices.get(value, choices.get(str(value), value)))


def _choices(field: forms.Field | None) -> dict[Any, Any]:
    """The choices of a field with their words; groups are opened."""
    found: dict[Any, Any] = {}
    for value, words in getattr(field, "choices", []):
        found |= dict(words) if isinstance(words, list | tuple) else {value: words}
    return found


def _posted(form: GovForm, name: str, value: Any) -> list[tuple[str, str]]:
    """A value as the fields a browser would post for it: [("seen_at_day", "3"), ...]."""
    widget, bound = form.fields[name].widget, form[name]
    if isinstance(widget, DayWidget):
        boxes = zip(widget.parts, widget.decompress(value), strict=True)
        return [(f"{bound.html_name}_{part}", str(box if box is not None else "")) for part, box in boxes]
    values = value if isinstance(value, list | tuple | set) else [value]
    return [(bound.html_name, {True: "on"}.get(v, str(v))) for v in values if v not in (None, False)]


def differences(form: GovForm) -> list[Difference]:
    """From a fresh conflict the fields that differ; from one sent back without a choice, the same panel again."""
    if form.conflict is None:
        return _sent_back(form)
    found = []
    for name, theirs in form.conflict.theirs.items():
        field = form.fields.get(name)
        yours = form.cleaned_data.get(name, form[name].data) if field else None
        if field is not None and shown(field, yours) == shown(field, theirs):
            continue
        label = str(field.label if field and field.label else name.replace("_", " ").capitalize())
        hidden = (
            [(f"{THEIRS}value-{form.add_prefix(name)}|{key}", value) for key, value in _posted(form, name, theirs)]
            if field
            else []
        )
        hidden += [(f"{THEIRS}shown-{form.add_prefix(name)}", shown(field, theirs))] if field else []
        found.append(
            Difference(
                form.add_prefix(name), label, shown(field, yours), shown(field, theirs), hidden, field is not None
            )
        )
    return found


def _sent_back(form: GovForm) -> list[Difference]:
    found = []
    for name in [*form.kept, *form.unanswered] if form.unanswered else []:
        field = form.fields.get(name)
        full = form.add_prefix(name)
        keys = [k for k in form.data if k.startswith(f"{THEIRS}value-{full}|") or k == f"{THEIRS}shown-{full}"]
        hidden = [(key, form.data[key]) for key in keys]
        theirs, label = form.data.get(f"{THEIRS}shown-{full}", ""), str(field.label if field else name)
        yours = form.cleaned_data.get(name, form[name].data) if field else None
        found.append(Difference(form.add_prefix(name), label, shown(field, yours), theirs, hidden, field is not None))
    return found
