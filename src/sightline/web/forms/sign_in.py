"""The forms of signing in: e-mail and password, then which post. They check no password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, Radios


class SignInForm(GovForm):
    """Who is at the keyboard. `next`: the local page that was asked for before."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "govuk-input", "autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"class": "govuk-input", "autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PostForm(GovForm):
    """In which of his or her posts somebody works now. `posts`: (number, words, words under it)."""

    post = forms.ChoiceField(
        label=_("Which post are you working in now?"),
        error_messages={"required": _("Choose the post you are working in.")},
    )

    def __init__(self, *args: Any, posts: Sequence[tuple[int, str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), words) for number, words, _under in posts]
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = Radios(hints={str(number): under for number, _words, under in posts})
        field.choices = choices
