"""The form of an area's questions: each answered in words, with what the words settle, who said so and how to reach
them (C1-C4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sightline.engine import Question
from sightline.episodes.actions.report import Answered
from sightline.web.forms_base import GovForm, LongTextField, YesNoNotKnown

WHO = ("from_whom", "relation", "contact")
OTHER = ("other_fact", "other_answer", "other_says")
SHORTEST = 3  # letters: a yes or no without words is not an answer (C3)
Groups = Sequence[tuple[str, Sequence[str]]]


class QuestionsForm(GovForm):
    """`questions` in the area's order; `groups` are all facts that may be asked besides.

    A field per question, a choice per fact.
    """

    from_whom = forms.CharField(label=_("Who told you?"), max_length=120)
    relation = forms.CharField(
        label=_("Who are they to the person?"),
        max_length=80,
        required=False,
        help_text=_("For example, mother, key worker, friend."),
    )
    contact = forms.CharField(
        label=_("How can they be reached?"), max_length=120, help_text=_("A telephone number, or “not given”.")
    )
    other_fact = forms.ChoiceField(label=_("Something else that was asked or said"), required=False)
    other_answer = YesNoNotKnown(label=_("Is it so?"), required=False)
    other_says = LongTextField(label=_("In words"), rows=3, max_length=2000, required=False)

    def __init__(self, *args: Any, questions: Sequence[Question] = (), groups: Groups = (), **kwargs: Any) -> None:
        self.facts: dict[str, tuple[str, str]] = {}  # name of the choice -> (question, phrase)
        self.sections = [(_("Who says so"), list(WHO))]
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions, 1):
            self._add(number, question)
        other = self.fields["other_fact"]
        assert isinstance(other, forms.ChoiceField)
        other.choices = [("", _("Choose a fact")), *((g, [(n, capfirst(n)) for n in names]) for g, names in groups)]
        self.sections.append((_("Anything else"), list(OTHER)))

    def _add(self, number: int, question: Question) -> None:
        """One question: its words, and a yes / no / not known for each fact it may settle and no question
        before it did.
        """
        asked = {phrase for _question, phrase in self.facts.values()}
        names = [question.id]
        self.fields[question.id] = LongTextField(
            label=question.text, help_text=question.hint, rows=2, max_length=2000, required=False
        )
        for place, phrase in enumerate(p for p in question.facts if p not in asked):
            name = f"{question.id}-fact-{place}"
            self.fields[name] = YesNoNotKnown(label=capfirst(phrase), required=False)
            self.facts[name] = (question.id, phrase)
            names.append(name)
        self.sections.append((_("Question %(number)d") % {"number": number}, names))

    def clean(self) -> dict[str, Any]:
        """An answer needs words, and words need an answer: neither is thrown away in silence."""
        cleaned = super().clean()
        for name, (question, _phrase) in self.facts.items():
            self._needs_words(cleaned.get(name) or "", cleaned.get(question) or "", question)
        for question in dict.fromkeys(q for q, _phrase in self.facts.values()):
            answers = [cleaned.get(n) for n, (q, _phrase) in self.facts.items() if q == question]
            if cleaned.get(question) and not any(answers):
                self.add_error(
                    question, _("Choose yes, no or not known for at least one of the points under this question.")
                )
        if cleaned.get("other_fact") and not cleaned.get("other_answer"):
            self.add_error("other_answer", _("Select: yes, no or not known."))
        self._needs_words(cleaned.get("other_answer") or "", cleaned.get("other_says") or "", "other_says")
        return cleaned

    def _needs_words(self, answer: str, words: str, field: str) -> None:
        if answer in ("yes", "no") and len(words.strip()) < SHORTEST and field not in self.errors:
            self.add_error(field, _("Say more than yes or no: what was said, in words."))

    def answered(self) -> list[Answered]:
        """What was answered, in the order asked; a question that was left alone gives nothing."""
        data = self.cleaned_data
        given = [Answered(p, data[n], data.get(q) or "", q) for n, (q, p) in self.facts.items() if data.get(n)]
        if data.get("other_fact"):
            given.append(Answered(data["other_fact"], data["other_answer"], data.get("other_says") or ""))
        return given
