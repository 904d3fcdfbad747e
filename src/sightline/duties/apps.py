"""Tells Django of this layer."""

from django.apps import AppConfig


class Duties(AppConfig):
    """The `duties` layer."""

    name = "sightline.duties"
