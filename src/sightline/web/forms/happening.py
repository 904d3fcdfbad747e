"""The form that writes down what no other screen records: what happened, when, from whom it is known, what is so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, YesNoNotKnown


class HappeningForm(GovForm):
    """What happened to a person; the facts that the cards read of it are asked with it, and may stay not known."""

    happened_at = MomentField(label=_("When it happened"))
    says = LongTextField(label=_("What happened, and how it is known"), rows=4, max_length=4000)
    from_whom = forms.CharField(label=_("Who said so"), required=False, max_length=120, help_text=_("Name and role."))

    def __init__(self, *args: Any, asks: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = list(asks)
        for number, fact in enumerate(self.asks):
            self.fields[f"fact_{number}"] = YesNoNotKnown(label=f"{fact[:1].upper()}{fact[1:]}", required=False)

    def answers(self) -> dict[str, str]:
        """The answers that were given, by fact."""
        return {fact: said for n, fact in enumerate(self.asks) if (said := self.cleaned_data[f"fact_{n}"])}
