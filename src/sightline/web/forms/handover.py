"""The forms of a handover: offering an episode to another desk, and answering in writing. They hold no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, Radios


class OfferForm(GovForm):
    """Which desk, why, and what is left to do."""

    to_desk = forms.TypedChoiceField(label=_("Which desk should own this episode?"), coerce=int)
    why = LongTextField(
        label=_("Why should they own it?"),
        rows=4,
        max_length=3000,
        help_text=_("For example, the enquiries are now in their area."),
    )
    outstanding = LongTextField(
        label=_("What is still to be done?"),
        rows=8,
        max_length=5000,
        required=False,
        help_text=_("Filled in from the open duties and enquiries. Change it as you need."),
    )

    def __init__(self, *args: Any, desks: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["to_desk"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose a desk")), *desks]


class AnswerForm(GovForm):
    """Accepted or refused, in writing."""

    answer = forms.ChoiceField(
        label=_("Do you accept this episode?"),
        choices=[("accept", _("Accept: my desk owns it from now on")), ("refuse", _("Refuse: it stays where it is"))],
        widget=Radios(),
    )
    words = LongTextField(
        label=_("Your answer in writing"),
        rows=4,
        max_length=3000,
        help_text=_("If you accept: what you will do first. If you refuse: the reason. Both agencies see it."),
    )
