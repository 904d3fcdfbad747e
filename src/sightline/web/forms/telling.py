"""The forms of telling: told by telephone, the questions that come first, a decision with its reason, an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, YesNoNotKnown


class ToldForm(GovForm):
    """That somebody was told by telephone or face to face."""

    told_at = MomentField(label=_("When they were told"))
    whom = forms.CharField(label=_("Who was told"), max_length=120, help_text=_("Name and role."))
    how = LongTextField(label=_("How, and what they said"), rows=3, max_length=2000)


class ReasonForm(GovForm):
    """A decision to tell all the same, or not to tell, with its reason."""

    because = LongTextField(label=_("Why"), rows=3, max_length=2000)


class FirstForm(GovForm):
    """What must be known before a family is told."""

    says = LongTextField(label=_("How you know"), rows=3, max_length=2000)

    def __init__(self, *args: Any, asks: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = list(asks)
        for number, fact in enumerate(self.asks):
            label = f"{fact[:1].upper()}{fact[1:]}"
            self.fields[f"fact_{number}"] = YesNoNotKnown(label=label)
        self.order_fields([*(f"fact_{n}" for n in range(len(self.asks))), "says"])

    def answers(self) -> dict[str, str]:
        """The answers by fact."""
        return {fact: self.cleaned_data[f"fact_{number}"] for number, fact in enumerate(self.asks)}


class ContactForm(GovForm):
    """Where a body outside is reached."""

    role = forms.ChoiceField(label=_("Which body"))
    name = forms.CharField(label=_("Its name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    mobile = forms.CharField(label=_("Mobile number for text messages"), required=False, max_length=40)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    def __init__(self, *args: Any, roles: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose one")), *((r, f"{r[:1].upper()}{r[1:]}") for r in roles)]  # type: ignore[attr-defined]
