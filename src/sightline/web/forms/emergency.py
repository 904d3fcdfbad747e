"""The forms of an opening in an emergency: asking for it, and the coordinator's review. Decide nothing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import DayField, GovForm, LongTextField


class BreakGlassForm(GovForm):
    """Who is meant, exactly, and why it cannot wait."""

    reference = forms.CharField(
        label=_("Reference of the episode"), required=False, max_length=40,
        help_text=_("For example MP-26-000012. Without one, enter the whole name and the date of birth."),
    )  # fmt: skip
    name = forms.CharField(label=_("Whole name"), required=False, max_length=160)
    born_on = DayField(label=_("Date of birth"), required=False, not_future=True)
    because = LongTextField(
        label=_("Why must you see this record now?"), rows=4, max_length=2000,
        help_text=_("One sentence or more. The missing person coordinator reads it at once."),
    )  # fmt: skip


class ReviewForm(GovForm):
    """What the coordinator found."""

    says = LongTextField(label=_("Was it needed, and what follows?"), rows=4, max_length=2000)
