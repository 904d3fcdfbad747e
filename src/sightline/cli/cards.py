"""Makes sure there is an edition of the protocols to work by, before anything is served or watched. Knows no rule."""

from __future__ import annotations

import click

from sightline.cli.protocols import CardsAtFault
from sightline.engine import BadProtocols

GOES_ON = "The protocol cards are at fault. Until they are mended, edition {edition} of {good_at:%d %B %Y} goes on:"


def ready() -> None:
    """End the command where the cards are at fault and none were ever good; say so where an earlier edition goes on."""
    from sightline.config.protocol import at_fault, protocols

    try:
        protocols()
    except BadProtocols as bad:
        raise CardsAtFault(bad.faults) from bad
    if fault := at_fault():
        click.echo(GOES_ON.format(edition=fault.edition[:12], good_at=fault.good_at), err=True)
        for one in fault.faults:
            click.echo(f"  {one}", err=True)
