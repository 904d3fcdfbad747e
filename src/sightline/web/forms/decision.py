"""The forms of a decision: category and risk, looking again, sending officers. The engine and the action judge; these
only ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sightline.engine.vocabulary import RISK_LEVELS
from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios

LEVELS = {
    "none": _("No apparent risk"),
    "low": _("Low"),
    "medium": _("Medium"),
    "high": _("High"),
}
RISK_HINTS = {
    "none": _("Only where no risk is apparent."),
    "low": _("No danger apparent to the person or to others."),
    "medium": _("Danger to the person is likely, or the person is a threat to themselves or others."),
    "high": _("The risk is immediate and there are substantial grounds for it."),
}
WHEN_ABSENT = ("review_every_minutes", "call_back_at")


def levels() -> list[tuple[str, Any]]:
    """The four levels in the order of the vocabulary, highest first: what is most dangerous is read first."""
    return [(level, LEVELS[level]) for level in reversed(RISK_LEVELS)]


class DecisionForm(GovForm):
    """Who decides what and why.

    `version` carries the decision the writer has seen, 0 for none (stale forms show both).
    """

    category = forms.ChoiceField(label=_("What is this?"))
    review_every_minutes = forms.IntegerField(
        label=_("How many minutes between reviews?"),
        min_value=5,
        max_value=1440,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        help_text=_("As agreed with the person who reported. At most 1,440 (a day)."),
    )
    call_back_at = MomentField(label=_("When will you call the informant back?"), not_future=False, initial=None)
    risk = forms.ChoiceField(label=_("Risk"), widget=Radios(hints=RISK_HINTS))
    seriousness = forms.ChoiceField(label=_("How serious is the harm that is feared?"), widget=Radios(inline=True))
    immediacy = forms.ChoiceField(
        label=_("How soon could it happen?"),
        widget=Radios(inline=True),
        help_text=_("Serious but not immediate still needs a plan. Immediate but not serious still needs action."),
    )
    because = LongTextField(
        label=_("Why?"),
        rows=6,
        max_length=5000,
        help_text=_(
            "What you know, who said so, and what follows from it. Having gone before, or come back "
            "before, is not a reason."
        ),
    )
    answer_to_challenge = LongTextField(
        label=_("Your answer to what is shown above"),
        rows=4,
        max_length=3000,
        required=False,
        help_text=_("Say what you know that answers it. It is kept with the decision."),
    )

    def __init__(self, *args: Any, categories: Mapping[str, str], barred: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = set(barred)
        says = {
            name: (_("Barred here. %(meaning)s") % {"meaning": m} if name in closed else m)
            for name, m in categories.items()
        }
        widget = Radios(hints=says, reveals={"absent": WHEN_ABSENT})
        self._ask("category", [(name, capfirst(name)) for name in categories], widget)
        for name in ("risk", "seriousness", "immediacy"):
            self._ask(name, levels(), self.fields[name].widget)
        self._attach_revealed()
        if not (self.is_bound and self.data.get("answer_to_challenge")):
            self.hide_challenge()

    def _ask(self, name: str, choices: list[tuple[str, Any]], widget: forms.Widget) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.widget = widget
        field.choices = choices

    def hide_challenge(self) -> None:
        """Do not ask for an answer while nothing is challenged."""
        self.fields["answer_to_challenge"].widget = forms.HiddenInput()

    def show_challenge(self) -> None:
        """Ask for the answer, in place, keeping what was typed."""
        field = type(self).base_fields["answer_to_challenge"]
        self.fields["answer_to_challenge"].widget = field.widget


class ReviewForm(GovForm):
    """The risk was looked at again and stands (D55)."""

    found = LongTextField(
        label=_("What did you look at, and why does the risk stand?"),
        rows=5,
        max_length=4000,
        help_text=_("To change the category or the risk, make a decision instead."),
    )


class DeployForm(GovForm):
    """Officers are sent now (C14)."""

    because = LongTextField(label=_("Why are officers sent now?"), rows=3, max_length=2000)
