"""The form that records a duty as done: when, how, who was told. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.duties.actions import MEETING, PLAN
from sightline.episodes.actions.agreeing import Step, read_steps
from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, MomentField


class DoneForm(GovForm):
    """What shows that a duty was done; the timeline keeps it, and that meets the duty."""

    done_at = MomentField(label=_("When it was done"))
    how = LongTextField(label=_("How it was done"), rows=4, max_length=2000)
    told = forms.CharField(label=_("Who was told"), required=False, max_length=120, help_text=_("Name and role."))
    reference = forms.CharField(label=_("Reference they gave"), required=False, max_length=80)
    steps = LongTextField(
        label=_("Steps that were agreed"), required=False, rows=4, max_length=4000,
        help_text=_("One on each line: what; who; day. For example: Ring her worker; Grace Adeyinka; 2026-04-01"),
    )  # fmt: skip
    invited = forms.TypedMultipleChoiceField(
        label=_("Who was invited"), required=False, coerce=int, widget=Checkboxes(),
        help_text=_("The home or carer with whom the person is placed is always invited."),
    )  # fmt: skip

    def __init__(self, *args: Any, do: str, agencies: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if do not in (PLAN, MEETING):
            del self.fields["steps"]
        if do == MEETING:
            self.fields["invited"].choices = agencies  # type: ignore[attr-defined]
        else:
            del self.fields["invited"]

    def agreed_steps(self) -> list[Step]:
        """The steps, where this duty has any. Raises Refused for a line that is no step."""
        return read_steps(self.cleaned_data.get("steps", ""))

    def agencies_invited(self) -> list[int]:
        """The numbers of the agencies invited, where this duty is a meeting."""
        return list(self.cleaned_data.get("invited", ()))
