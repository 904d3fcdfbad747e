"""The forms that keep a record apart: restricting it to a list, naming one more, taking one off, lifting it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, Radios

Choices = Sequence[tuple[Any, str]]


class RestrictForm(GovForm):
    """Why a record is kept apart, and who may still see it."""

    kind = forms.ChoiceField(label=_("Why must it be kept apart?"), widget=Radios())
    named = forms.TypedMultipleChoiceField(
        label=_("Who else may see it?"), coerce=int, widget=Checkboxes(),
        help_text=_("You are on the list. Name at least one more: somebody must see it when you are off duty."),
    )  # fmt: skip
    because = LongTextField(label=_("What is the danger?"), rows=4, max_length=2000)

    def __init__(self, data: Any = None, *, kinds: Choices, posts: Choices, draft: Any = None) -> None:
        super().__init__(data, draft=draft)
        for name, choices in (("kind", kinds), ("named", posts)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class NameForm(GovForm):
    """One more who may see it, and why."""

    post = forms.TypedChoiceField(label=_("Who else may see it?"), coerce=int)
    because = LongTextField(label=_("Why?"), rows=3, max_length=2000)

    def __init__(self, data: Any = None, *, posts: Choices, draft: Any = None) -> None:
        super().__init__(data, draft=draft)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *posts]


class BecauseForm(GovForm):
    """The reason of an ending."""

    because = LongTextField(label=_("Why?"), rows=3, max_length=2000)
