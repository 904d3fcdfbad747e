"""The forms between police areas: reasons, disputes and their decision, enquiries asked for. They hold no rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios

Choices = Sequence[tuple[Any, Any]]


class ReasonForm(GovForm):
    """One reason in words."""

    because = LongTextField(label=_("Why?"), rows=4, max_length=3000)


class DisputeForm(GovForm):
    """With which area, and why the case belongs where the writer says."""

    other = forms.TypedChoiceField(label=_("Which area should have the case?"), coerce=int, empty_value=None)
    says = LongTextField(
        label=_("Why does the case belong there?"),
        rows=5,
        max_length=5000,
        help_text=_("Which enquiries lie where. Both areas see it, and whoever decides."),
    )

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas:
            chosen = self.fields["other"]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [("", _("Choose an area")), *areas]
        else:
            del self.fields["other"]


class ViewForm(GovForm):
    """How the other area sees it."""

    says = LongTextField(label=_("How does your area see it?"), rows=5, max_length=5000)


class SettleForm(GovForm):
    """Which area has the case, why, and with whom it was settled."""

    owner = forms.TypedChoiceField(label=_("Which area has the case?"), coerce=int, widget=Radios())
    because = LongTextField(label=_("Why?"), rows=5, max_length=5000)
    agreed_with = forms.CharField(
        label=_("Who of your rank in the other area was it settled with?"),
        max_length=120,
        required=False,
        help_text=_("A chief officer may leave this empty."),
    )

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["owner"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(areas)


class AskForm(GovForm):
    """Which desk elsewhere, what it should do, why, and by when."""

    to_desk = forms.TypedChoiceField(label=_("Which desk of another police area?"), coerce=int)
    what = LongTextField(
        label=_("What should they do?"),
        rows=4,
        max_length=3000,
        help_text=_("For example, see her sister at 4 Quay Street and ask when she rang."),
    )
    why = LongTextField(label=_("Why?"), rows=3, max_length=3000)
    by_when = MomentField(label=_("By when do you need it?"), not_future=False, initial=None)

    def __init__(self, *args: Any, desks: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["to_desk"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose a desk")), *desks]


class CameOfItForm(GovForm):
    """What came of the enquiries, or why they are not made."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[("done", _("The enquiries are made")), ("declined", _("We do not make them"))],
        widget=Radios(),
    )
    result = LongTextField(
        label=_("What came of it?"),
        rows=5,
        max_length=5000,
        help_text=_("“Nobody was there” is an answer. If you do not make them: why not, and who could."),
    )
