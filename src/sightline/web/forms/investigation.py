"""The forms of an investigation: enquiries, searched places, sightings, contacts, pictures. They ask; the actions
judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sightline.audit.refusal import Refused
from sightline.episodes.actions.attach import check_size
from sightline.web.forms_base import GovForm, LongTextField, MomentField, Radios, UploadField

RELIABILITY = [
    ("certain", _("Certain: the witness knows the person")),
    ("likely", _("Likely: the description and the place fit")),
    ("doubtful", _("Doubtful: it could be somebody else")),
    ("false", _("False: checked, and it was somebody else")),
]
# The catalogue of powers (C100). What is kept is the words, so that the record reads the same in ten years.
POWERS = [
    "Consent of the occupier",
    "Consent of the person in charge of the home",
    "Public place, no power needed",
    "Section 17 Police and Criminal Evidence Act 1984: to save life or limb",
    "Section 17 Police and Criminal Evidence Act 1984: to arrest",
    "Section 24(5)(d) Police and Criminal Evidence Act 1984: arrest to protect a child or vulnerable person",
    "Section 46 Children Act 1989: police protection",
    "Section 44 Children Act 1989: emergency protection order",
    "Section 50 Children Act 1989: recovery order",
    "Section 47 Children Act 1989: enquiries",
    "Section 17 Children Act 1989: services for a child in need",
    "Section 20 Children Act 1989: accommodation",
    "Child abduction warning notice",
    "Search warrant",
]
ENGLAND_AND_WALES = {"lat": (49.5, 61.0), "lon": (-8.7, 2.1)}  # degrees, with Scotland: people travel


class KnownPlace(NamedTuple):
    """A place somebody may pick instead of typing coordinates: where it is in degrees."""

    key: str
    label: str
    lat: float
    lon: float


class EnquiryForm(GovForm):
    """A new line of enquiry."""

    what = forms.CharField(
        label=_("What is the enquiry?"),
        max_length=200,
        help_text=_("For example, “Ask the bus company for its pictures”."),
    )
    of_whom = forms.CharField(label=_("Of whom, or where?"), max_length=200, required=False)


class EnquiryAnswerForm(GovForm):
    """What came of an enquiry. `version` is the one the writer saw."""

    result = LongTextField(
        label=_("What came of it?"),
        rows=5,
        max_length=5000,
        help_text=_("“Nothing found” is an answer: say what was looked at."),
    )


class PlacedForm(GovForm):
    """A form that says where: by a known place, by coordinates, or in words only."""

    known_place = forms.ChoiceField(
        label=_("Is it one of these places?"),
        required=False,
        help_text=_("Puts it on the map without coordinates."),
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, help_text=_("Optional. For example, 51.7520"))
    lon = forms.FloatField(label=_("Longitude"), required=False, help_text=_("Optional. For example, -1.2577"))

    def __init__(self, *args: Any, places: Sequence[KnownPlace] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        known = self.fields["known_place"]
        assert isinstance(known, forms.ChoiceField)
        known.choices = [("", _("None of these")), *((place.key, place.label) for place in places)]
        for name, (least, most) in ENGLAND_AND_WALES.items():
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})
            self.fields[name].validators.append(_within(least, most))

    def clean(self) -> dict[str, Any]:
        """Coordinates come in pairs; a known place fills in what was not typed."""
        cleaned = super().clean()
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            self.add_error("lon" if lon is None else "lat", _("Enter both latitude and longitude, or neither."))
        place = self.places.get(cleaned.get("known_place") or "")
        if place and lat is None and lon is None:
            cleaned |= {"lat": place.lat, "lon": place.lon}
        return cleaned


def _within(least: float, most: float) -> Any:
    def check(value: float) -> None:
        if not least <= value <= most:
            said = {"least": least, "most": most}
            raise ValidationError(
                _("This must lie between %(least)s and %(most)s degrees: check that the two are not swapped.") % said
            )

    return check


class SearchForm(PlacedForm):
    """A searched place, room by room, with the power relied on (C100)."""

    place = forms.CharField(label=_("Which place was searched?"), max_length=200)
    searched_at = MomentField(label=_("When was it searched?"))
    rooms = LongTextField(
        label=_("Which rooms or parts were searched?"),
        rows=6,
        help_text=_("One on each line. Name loft, cellar, garage, shed and garden."),
    )
    not_searched = forms.CharField(label=_("What was not searched, and why?"), max_length=200, required=False)
    power = forms.ChoiceField(
        label=_("On what power, or whose consent?"), choices=[("", ""), *((p, p) for p in POWERS)]
    )
    found = LongTextField(
        label=_("What was found?"),
        rows=4,
        required=False,
        help_text=_("A phone, a note, a bag, signs of others. Leave empty if nothing."),
    )
    field_order = ("place", "known_place", "searched_at", "rooms", "not_searched", "power", "found", "lat", "lon")


class SightingForm(PlacedForm):
    """Somebody may have seen the person. It does not make whereabouts known."""

    seen_at = MomentField(label=_("When was the person seen?"))
    place = forms.CharField(label=_("Where?"), max_length=200)
    by_whom = forms.CharField(label=_("Who saw the person?"), max_length=120)
    contact = forms.CharField(label=_("How can the witness be reached?"), max_length=120, required=False)
    reliability = forms.ChoiceField(label=_("How reliable is it?"), choices=RELIABILITY, widget=Radios())
    says = LongTextField(
        label=_("What did the witness say?"),
        rows=5,
        max_length=4000,
        required=False,
        help_text=_("Clothing, company, direction, how the person seemed."),
    )
    field_order = ("seen_at", "place", "known_place", "by_whom", "contact", "reliability", "says", "lat", "lon")


class ContactForm(GovForm):
    """A contact with the person who reported (D44)."""

    with_whom = forms.CharField(label=_("Who did you speak to?"), max_length=120)
    said = LongTextField(label=_("What was said, on both sides?"), rows=5, max_length=4000)
    next_at = MomentField(
        label=_("When is the next contact promised?"),
        not_future=False,
        initial=None,
        required=False,
        help_text=_("Leave empty if none was promised."),
    )


class PictureForm(GovForm):
    """A picture. The file comes last, so that what is typed arrives before it."""

    title = forms.CharField(label=_("What does the picture show?"), max_length=120)
    file = UploadField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG or WebP, up to 10 MB. It is made afresh: hidden data such as the place it was taken is removed."
        ),
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
