"""Runs an action for a form.

Once, in one transaction; a refusal becomes an error at its field, and what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from sightline.access.actions import claim_once, drop_draft, led_to
from sightline.audit.refusal import NotForYou, Refused, Stale
from sightline.web.actor import Asked

Result = TypeVar("Result")


def act(
    request: Asked, form: Form, do: Callable[[], Result], *, then: Callable[[Result], str], draft: str = ""
) -> HttpResponse | None:
    """Do `do()` and go to the address `then` gives; None when the form must be shown again, with what is wrong on it.

    The form's `once` token makes a second sending lead to the first one's result. A Stale leaves `form.conflict`
    (with .theirs and .version), any other refusal an error at the field it names. Every refusal is `form.refusal`.
    """
    if not form.is_valid():
        return None
    token = form.cleaned_data.get("once")
    try:
        with transaction.atomic():
            if token and (before := claim_once(token=token, post=request.actor.post, at=request.at)):
                return redirect(before)
            url = then(do())
            if token:
                led_to(token=token, url=url)
            if draft:
                drop_draft(post=request.actor.post, form=draft)
        return redirect(url)
    except NotForYou:
        raise
    except Refused as refusal:
        if refusal.keep:  # the attempt went with the transaction; it is counted all the same
            refusal.keep()
        form.refusal = refusal  # type: ignore[attr-defined]
        if isinstance(refusal, Stale):
            form.conflict = refusal  # type: ignore[attr-defined]
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.says)
        return None
