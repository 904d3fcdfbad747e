"""The forms of what is kept apart of an open record: recording it, naming one more, taking one off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import Checkboxes, GovForm, LongTextField, Radios

Choices = Sequence[tuple[Any, str]]
WHOLE = _("No one episode: it is about the person")


def _offer(form: GovForm, **choices: Choices) -> None:
    for name, offered in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(offered)


class KeepApartForm(GovForm):
    """What is kept apart, why, of which episode, and who may read it."""

    kind = forms.ChoiceField(label=_("What is it about?"), widget=Radios())
    says = LongTextField(
        label=_("What is to be kept apart?"), rows=5, max_length=4000,
        help_text=_("Only the people you name read this. Write it nowhere else in the record."),
    )  # fmt: skip
    because = LongTextField(label=_("What is the danger, if others read it?"), rows=3, max_length=2000)
    episode = forms.TypedChoiceField(
        label=_("To which episode does it belong?"), coerce=int, empty_value=None, required=False
    )
    named = forms.TypedMultipleChoiceField(
        label=_("Who else needs to know it?"), coerce=int, widget=Checkboxes(),
        help_text=_("You are on the list. Name at least one more: somebody must know of it when you are off duty."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, kinds: Choices, posts: Choices, episodes: Choices, draft: Any = None,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(data, draft=draft, **kwargs)
        _offer(self, kind=kinds, named=posts, episode=[("", str(WHOLE)), *episodes])


class OffForm(GovForm):
    """Who no longer needs to know, and why."""

    post = forms.TypedChoiceField(label=_("Who no longer needs to know it?"), coerce=int, widget=Radios())
    because = LongTextField(label=_("Why?"), rows=3, max_length=2000)

    def __init__(self, data: Any = None, *, posts: Choices, draft: Any = None) -> None:
        super().__init__(data, draft=draft)
        _offer(self, post=posts)
