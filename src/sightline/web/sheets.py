"""One sheet: a heading, what is known in key and value, links, and at most one form. Knows no screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from sightline.web.actor import Asked
from sightline.web.form_page import form_page
from sightline.web.forms_base import GovForm

SHEET = "areas/sheet.html"
Pair = tuple[Any, Any]


@dataclass
class Sheet:
    """What stands on a sheet. `facts` and `links` are pairs in their order; `may` shows the form."""

    title: str
    caption: str = ""
    lead: str = ""
    facts: Sequence[Pair] = ()
    links: Sequence[Pair] = ()
    ask: str = ""
    submit: str = ""
    may: bool = True
    breadcrumbs: Sequence[dict[str, str]] = ()
    more: dict[str, Any] = field(default_factory=dict)

    def context(self) -> dict[str, Any]:
        """What the template is given; a fact without a value is left out."""
        facts = [(key, value) for key, value in self.facts if value not in (None, "")]
        return {
            "title": self.title, "caption": self.caption, "lead": self.lead, "facts": facts, "links": self.links,
            "ask": self.ask, "submit": self.submit, "may": self.may, "breadcrumbs": self.breadcrumbs,
        } | self.more  # fmt: skip


def shown(request: Asked, sheet: Sheet) -> HttpResponse:
    """A sheet without a form."""
    return render(request, SHEET, sheet.context())


def asked_on(
    request: Asked,
    sheet: Sheet,
    form: Callable[..., GovForm],
    do: Callable[[dict[str, Any]], Any],
    *,
    then: Callable[[Any], str],
    done: str,
    key: str = "",
    template: str = SHEET,
) -> HttpResponse:
    """A sheet with a form. `do` is given what was typed, without the form's own fields but `version`."""

    def act_on(filled: GovForm) -> Any:
        said = {name: value for name, value in filled.cleaned_data.items() if name != "once"}
        if not said.get("version"):
            said.pop("version", None)
        made = do(said)
        messages.success(request, done)
        return made

    return form_page(
        request,
        template,
        lambda data=None, files=None, *, draft=None: form(data, files, draft=draft),
        act_on,
        then=then,
        key=key,
        more=lambda filled: sheet.context(),
    )
