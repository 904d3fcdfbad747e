"""The forms of a profile, one for each section, of its photograph and of standing by the whole. They decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sightline.audit.refusal import Refused
from sightline.episodes.actions.attach import check_size
from sightline.people.profile import LIKELY, USES
from sightline.web.forms_base import Checkboxes, DayField, GovForm, LongTextField, Radios, UploadField

LONGEST = 4000
NEEDED = _("Needed before the profile can be agreed.")


def _text(label: Any, hint: Any = "", rows: int = 3) -> LongTextField:
    return LongTextField(label=label, help_text=hint, rows=rows, required=False, max_length=LONGEST)


class Description(GovForm):
    """What somebody would recognise the person by."""

    build = _text(_("Height, build and age they look"), NEEDED)
    hair_eyes = _text(_("Hair, eyes, complexion"), rows=2)
    marks = _text(_("Scars, tattoos, piercings and other marks"), rows=2)
    clothes = _text(_("What they usually wear"), _("Coats, shoes and caps are what people notice."), 2)
    aids = _text(_("Glasses, hearing aid, walking aid, wheelchair"), rows=2)
    speaks = _text(_("How they speak, and in which language"), rows=2)


class Risk(GovForm):
    """How likely it is, what would be dangerous, what keeps the person safe."""

    likelihood = forms.ChoiceField(
        label=_("Likelihood of going missing"), choices=[(one, one.capitalize()) for one in LIKELY],
        widget=Radios(), required=False, help_text=NEEDED,
    )  # fmt: skip
    risks = _text(_("What would be dangerous for them if they were missing"), NEEDED, 5)
    assessed = _text(_("Risks assessed already, by whom and when"), _("Exploitation, self-harm, health, family."))
    triggers = _text(_("What makes them go"), _("Contact, school, a day in the year, somebody who rings."))
    keeps_safe = _text(_("What keeps them safe"), _("Who they trust, what calms them, what to avoid."))
    approach = _text(_("How to approach them when they are found"))


class Health(GovForm):
    """Health and medicines."""

    conditions = _text(_("Health conditions and disabilities"))
    medicines = _text(_("Medicines and doses"))
    missed_medicine = _text(_("What happens without the medicine, and after how long"), rows=2)
    allergies = _text(_("Allergies"), rows=2)
    doctor = _text(_("General practitioner and other professionals"), _("Name and telephone."), 2)


class Reach(GovForm):
    """Telephones, devices, accounts and money."""

    telephones = _text(_("Telephone numbers and networks"), _("One on each line. Say which is used now."))
    devices = _text(_("Other devices, and any that shows where they are"), rows=2)
    social_media = _text(_("Social media and games: which, and under what name"))
    money = _text(_("Money: cards, benefits, who else has access"), rows=2)


class People(GovForm):
    """The people in the person's life."""

    family = _text(_("Next of kin and family, with how to reach them"), _("Say who must not be told, and why."), 4)
    friends = _text(_("Friends and associates"), _("One on each line: name, how they know each other, where."), 4)
    key_people = _text(_("People they trust: key worker, teacher, advocate"))
    adults_of_concern = _text(_("Adults who worry you, and why"))


class Places(GovForm):
    """Where to look first."""

    likely_places = _text(_("Places the person might go"), _("One on each line. Needed before it can be agreed."), 5)
    risky_places = _text(_("Places that are dangerous for them"), rows=3)
    addresses = _text(_("Addresses where they lived before"), rows=3)
    found_before = _text(_("Earlier times: where they went, who found them, how they came back"))


class Life(GovForm):
    """What an older life leads back to: for adults, above all with dementia."""

    childhood_home = _text(_("Childhood home, and other homes that mattered"))
    former_work = _text(_("Where they used to work, and at what hours"))
    meaningful_places = _text(_("Places that mean something: church, club, graves, allotment"))
    shops = _text(_("Banks, shops, pubs and parks they know"), rows=2)


class Habits(GovForm):
    """Routine, travel and habits."""

    routine = _text(_("An ordinary day and week"))
    travel = _text(_("How they travel: buses, trains, lifts, bicycle, passes"))
    habits = _text(_("Habits: smoking, drink, drugs, hobbies"))
    belongings = _text(_("What they take when they go: bag, charger, clothes"), rows=2)


class Law(GovForm):
    """Legal status, and on what footing this is kept."""

    legal_status = _text(_("Legal status and orders"), _("Section 20, care order, deprivation of liberty, bail, tag."))
    agreement = _text(
        _("Who agreed that this is kept: the person, a parent, or a best-interests decision"),
        _("Name, role and day. Needed for an adult before it can be agreed."),
    )


class Absence(GovForm):
    """What was agreed for when the person is not back."""

    times_back = _text(_("When they must be back, on which days"), _("Needed for a child before it can be agreed."))
    who_to_ring = _text(_("Whom to ring, in this order"), NEEDED, 4)
    first_checks = _text(_("What to try first"), _("One on each line: they become the list of first checks."), 5)
    report_when = _text(_("When to tell the police at once"), rows=3)


FORMS: Mapping[str, type[GovForm]] = {
    "description": Description, "risk": Risk, "health": Health, "reach": Reach, "people": People, "places": Places,
    "life": Life, "habits": Habits, "law": Law, "absence": Absence,
}  # fmt: skip
TITLES: Mapping[str, Any] = {
    "description": _("What they look like"), "risk": _("Risks, and what keeps them safe"),
    "health": _("Health and medicines"), "reach": _("Telephone, social media and money"),
    "people": _("People around them"), "places": _("Places to look first"), "life": _("Earlier life"),
    "habits": _("Routine, travel and habits"), "law": _("Law and agreement"),
    "absence": _("The plan for an absence"),
}  # fmt: skip


class AgreeProfile(GovForm):
    """Somebody read the whole and stands by it until a day of review (D17, D19)."""

    drawn_up_with = forms.CharField(
        label=_("Drawn up with"), max_length=200,
        help_text=_("The new carer, the social worker, the person: by name. With a move, always the new carer."),
    )  # fmt: skip
    review_on = DayField(label=_("Review on"), help_text=_("The day your plan names, and after every episode."))


class ProfilePhotoForm(GovForm):
    """A photograph with who agreed to its use. The file comes last, so that what is typed arrives before it (D20)."""

    taken_on = DayField(label=_("When it was taken"), not_future=True)
    good_likeness = forms.ChoiceField(
        label=_("Is it a good likeness today?"), choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios(inline=True),
    )  # fmt: skip
    person_agrees = forms.ChoiceField(
        label=_("What does the person say to its use?"),
        choices=[("agrees", _("Agrees")), ("refuses", _("Refuses")), ("not asked", _("Was not asked, or cannot say"))],
        widget=Radios(reveals={"refuses": ["person_says"]}),
    )
    person_says = LongTextField(
        label=_("The refusal, in their own words"), rows=2,
        help_text=_("It does not keep the photograph from the police."),
    )  # fmt: skip
    uses = forms.MultipleChoiceField(
        label=_("To what use was agreed?"), choices=[(use, use.capitalize()) for use in USES], required=False,
        widget=Checkboxes(),
    )  # fmt: skip
    agreed_by = forms.CharField(
        label=_("Who agreed, and by what right"), required=False, max_length=160,
        help_text=_("For example, her mother, who has parental responsibility."),
    )  # fmt: skip
    until = DayField(label=_("Agreed until"), required=False)
    file = UploadField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Hidden data such as the place it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, too_large: int = 0, **kwargs: Any) -> None:
        self.too_large = too_large  # bytes of a file that was refused while it arrived
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A file that was refused while it arrived is not a file that was forgotten: say how large it is."""
        cleaned = super().clean()
        if self.too_large:
            self.errors.pop("file", None)
            try:
                check_size(self.too_large)
            except Refused as refusal:
                self.add_error("file", refusal.says)
        return cleaned
