"""Makes a process ready to work.

Database running, Django loaded. Called by commands and tests, by nothing below them.
"""

from __future__ import annotations

import os

from sightline.config import embedded


def ready() -> None:
    """Start the database where it is ours, and load Django. Safe to call twice."""
    embedded.ready()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.config.settings")
    import django

    django.setup()


def migrate(verbosity: int = 0) -> None:
    """Bring the tables up to date as their owner, then give the application's role its rights.

    Raises LacksRights where the roles on the server are not as they must be.
    """
    from django.core.management import call_command

    from sightline.config.rights import check_owner, grant

    check_owner()
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    grant()


def collect_static() -> None:
    """Put the static files where the web server finds them, with hashed names and compressed."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
