"""One form on one page: shown with its draft, acted on once, shown again with what is wrong. Knows no screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from django.http import HttpResponse
from django.shortcuts import redirect, render

from sightline.access.actions import drop_draft
from sightline.access.queries import draft as kept_draft
from sightline.web.acting import act
from sightline.web.actor import Asked
from sightline.web.forms_base import GovForm

Result = TypeVar("Result")
DISCARD = "discard_draft"  # the name of the button that throws a draft away
TO_MEND = 422  # the form was understood and cannot be acted on as it is


class Maker(Protocol):
    """Makes the form: from what was posted (data, files), or empty with its draft."""

    def __call__(self, data: Any = None, files: Any = None, *, draft: Mapping[str, Any] | None = None) -> GovForm:
        """The form."""


def form_page(
    request: Asked,
    template: str,
    make: Maker,
    do: Callable[[GovForm], Result],
    *,
    then: Callable[[Result], str],
    key: str = "",
    more: Callable[[GovForm], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show the form, or act on it and go where `then` says.

    `key` names its draft; `more` gives what else the page shows.
    """
    kept = None
    if key and DISCARD in request.POST:
        drop_draft(post=request.actor.post, form=key)
        return redirect(request.get_full_path())
    if request.method == "POST":
        form = make(request.POST, request.FILES)
        answer = act(request, form, lambda: do(form), then=then, draft=key)
        if answer is not None:
            return answer
    else:
        kept = kept_draft(request.actor.post, key) if key else None
        form = make(draft=kept.fields if kept else None)
    context = {
        "form": form,
        "draft": kept,
        "draft_url": f"/drafts/{key}" if key else "",
        "refusal": getattr(form, "refusal", None),
    }
    status = TO_MEND if request.method == "POST" else 200
    return render(request, template, context | (more(form) if more else {}), status=status)
