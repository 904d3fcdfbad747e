"""The forms of a family: who speaks with whom, an update, a message and its answer, the number for the charity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios, YesNoNotKnown

WAYS = [
    ("telephone", _("Telephone")), ("text message", _("Text message")), ("e-mail", _("E-mail")), ("visit", _("Visit")),
    ("the page", _("The family's page")),
]  # fmt: skip
NEXT_OF_KIN = [
    ("agreed", _("Agrees")), ("not asked", _("Was not asked")), ("refused", _("Does not agree")),
    ("none known", _("Nobody is known")),
]  # fmt: skip


class WeighForm(GovForm):
    """Whether telling the family would harm the person (F8)."""

    harms = YesNoNotKnown(
        label=_("Would telling the family harm the person, or is it against the child's interests?"),
        help_text=_("Ask the social worker where there is one. “Not known” is not a no: nobody is told until it is."),
    )
    because = LongTextField(label=_("Who was asked, and why?"), rows=3, max_length=2000)


class FamilyContactForm(GovForm):
    """The two who speak with each other, and when next. `version` is the number of the contact the writer saw."""

    officer = forms.TypedChoiceField(label=_("Who at the police speaks with the family?"), coerce=int)
    officer_phone = forms.CharField(label=_("Number the family rings"), max_length=40)
    name = forms.CharField(label=_("Who in the family?"), max_length=120)
    relation = forms.CharField(label=_("How are they related?"), max_length=80, help_text=_("For example, mother."))
    phone = forms.CharField(label=_("Their telephone number"), max_length=40, required=False)
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    language = forms.CharField(label=_("Language, if not English"), max_length=60, required=False)
    prefers = forms.ChoiceField(label=_("How do they want to be told?"), choices=WAYS, widget=Radios())
    next_update_at = MomentField(
        label=_("When is the first update?"), not_future=False, initial=None,
        help_text=_("As agreed with them. It stands on the duty board at that moment."),
    )  # fmt: skip
    sections = [
        (_("At the police"), ["officer", "officer_phone"]),
        (_("In the family"), ["name", "relation", "phone", "email", "language", "prefers"]),
        (_("The next update"), ["next_update_at"]),
    ]

    def __init__(self, *args: Any, officers: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["officer"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("Choose an officer")), *officers]


class UpdateForm(GovForm):
    """What was said to the family and by them, and when next (D76, H2)."""

    how = forms.ChoiceField(label=_("How did you speak?"), choices=WAYS, widget=Radios())
    said = LongTextField(label=_("What was said, on both sides?"), rows=5, max_length=4000)
    on_the_page = LongTextField(
        label=_("What may the family's page repeat?"), rows=3, max_length=1000, required=False,
        help_text=_("In plain words, for the family to read again. Never where anybody is, nor anything of others."),
    )  # fmt: skip
    told_of_support = forms.BooleanField(label=_("I told them of the help lines below"), required=False)
    next_update_at = MomentField(
        label=_("When do you speak next?"), not_future=False, initial=None, required=False,
        help_text=_("Needed while the person is missing."),
    )  # fmt: skip


class FamilyAnswerForm(GovForm):
    """The answer to what the family wrote; their page shows it."""

    answer = LongTextField(label=_("Your answer"), rows=4, max_length=2000, help_text=_("The family reads it."))


class LastMessageForm(GovForm):
    """What the page says once the episode has ended."""

    message = LongTextField(label=_("The last message of the page"), rows=4, max_length=1000)


class EndPageForm(GovForm):
    """Why the family's page ends now."""

    because = forms.CharField(label=_("Why does the page end?"), max_length=200)


class CharityForm(GovForm):
    """The consent rules before a number goes to the charity (HO-SHARING-14)."""

    because = LongTextField(label=_("Why may a neutral message help this person?"), rows=3, max_length=1000)
    next_of_kin = forms.ChoiceField(label=_("What does the next of kin say?"), choices=NEXT_OF_KIN, widget=Radios())
    next_of_kin_says = LongTextField(
        label=_("If they do not agree or were not asked: why give it all the same?"), rows=3, max_length=1000,
        required=False, help_text=_("The person's vital interests: what is in danger, and why this may help."),
    )  # fmt: skip
    read_by_others = YesNoNotKnown(label=_("May somebody who is a danger read the person's messages?"))
    read_by_others_says = LongTextField(label=_("How do you know who has the telephone?"), rows=2, max_length=1000)


class FamilyNoteForm(GovForm):
    """What the family writes. `stay` lets whoever opened the page write from it for half an hour."""

    says = LongTextField(label=_("Your message to the police"), rows=5, max_length=4000)
