"""The form that records a duty as done: when, how, who was told. Decides nothing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField


class DoneForm(GovForm):
    """What shows that a duty was done; the timeline keeps it, and that meets the duty."""

    done_at = MomentField(label=_("When it was done"))
    how = LongTextField(label=_("How it was done"), rows=4, max_length=2000)
    told = forms.CharField(label=_("Who was told"), required=False, max_length=120, help_text=_("Name and role."))
    reference = forms.CharField(label=_("Reference they gave"), required=False, max_length=80)
