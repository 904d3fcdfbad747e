"""The forms of agreements and of the export. They hold no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.sharing.disclosable import FIELDS
from sightline.sharing.disclosure_grounds import BASES, POWERS
from sightline.web.forms_base import Checkboxes, DayField, GovForm, LongTextField, Radios

Choices = Sequence[tuple[Any, Any]]


class AgreementForm(GovForm):
    """An information sharing agreement, as it was signed."""

    sections = [
        (_("Who agreed"), ["title", "parties", "others", "signed_by"]),
        (_("What"), ["purpose", "fields"]),
        (_("On which ground"), ["basis", "power"]),
        (_("From when, and when it is looked at again"), ["in_force_from", "review_on", "document"]),
    ]
    title = forms.CharField(label=_("Title"), max_length=160)
    parties = forms.TypedMultipleChoiceField(label=_("Which agencies are parties?"), coerce=int, widget=Checkboxes())
    others = forms.CharField(
        label=_("Others who signed"),
        max_length=300,
        required=False,
        help_text=_("Organisations that do not sign in here."),
    )
    signed_by = LongTextField(
        label=_("Who signed, for each party?"), rows=3, max_length=300, help_text=_("Name and office.")
    )
    purpose = LongTextField(label=_("What is shared for what?"), rows=3, max_length=2000)
    basis = forms.ChoiceField(label=_("Lawful basis"))
    power = forms.ChoiceField(label=_("Duty or power"), required=False)
    in_force_from = DayField(label=_("In force from"))
    review_on = DayField(label=_("To be looked at again on"))
    document = forms.CharField(
        label=_("Where the signed document is kept"), max_length=200, help_text=_("A reference or an address.")
    )

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = forms.MultipleChoiceField(
            label=_("Which kinds of information?"), choices=[(f.key, f.label) for f in FIELDS.values()],
            widget=Checkboxes(), required=False,
        )  # fmt: skip
        self.fields["fields"] = what
        for name, choices in (
            ("parties", list(agencies)),
            ("basis", [("", _("Choose one")), *((g.key, g.words) for g in BASES.values())]),
            ("power", [("", _("Choose one")), *((g.key, g.words) for g in POWERS.values())]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class ReviewForm(GovForm):
    """The parties looked at the agreement again."""

    says = LongTextField(label=_("Who looked at it, and what came of it?"), rows=4, max_length=2000)
    next_on = DayField(label=_("To be looked at again on"))


class EndForm(GovForm):
    """The agreement ends."""

    because = LongTextField(label=_("Why does it end, and what takes its place?"), rows=4, max_length=2000)


class ExportForm(GovForm):
    """Who looked and what was shared, for somebody who may ask."""

    kind = forms.ChoiceField(
        label=_("What is it for?"),
        choices=[
            ("subject access request", _("A subject access request: it goes to the person concerned")),
            ("auditor's question", _("An auditor's question")),
        ],
        widget=Radios(hints={"subject access request": _("Names of others, and reasons in words, are left out.")}),
    )
    person = forms.IntegerField(
        label=_("Whose record?"),
        required=False,
        min_value=1,
        max_value=2**62,
        help_text=_("The number in the address of the person's page."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    agency = forms.TypedChoiceField(label=_("Which agency?"), coerce=int, empty_value=None, required=False)
    since = DayField(label=_("From"), not_future=True)
    until = DayField(label=_("Until"), help_text=_("Both days are included."))
    because = LongTextField(
        label=_("What is it for?"), rows=2, max_length=500, help_text=_("With the reference of the request.")
    )

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every agency")), *agencies]
