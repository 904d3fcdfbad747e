"""Tells Django of this layer."""

from django.apps import AppConfig


class People(AppConfig):
    """The `people` layer."""

    name = "sightline.people"
