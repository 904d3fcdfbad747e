"""A browserless client that is signed in with a post, for every test that looks at pages as somebody."""

from __future__ import annotations

from django.test import Client

from sightline.access.actor import Actor


def client_of(actor: Actor) -> Client:
    """A client of whoever this is: the user signed in, the post chosen."""
    from django.contrib.auth import get_user_model

    client = Client()
    user = get_user_model().objects.get(pk=actor.user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["post"] = actor.post
    session.save()
    return client
