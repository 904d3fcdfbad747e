"""A duty inspector keeps a record apart from the person's page, keeps its list, and lifts it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.test import Client

from tests.integration.web.reported import reported, text
from tests.people import Cast


def test_an_inspector_restricts_names_one_more_takes_one_off_and_lifts(
    client_as: Callable[[str], Client], cast: Cast, at: datetime
) -> None:
    person = reported(cast, at).person_id
    inspector, page = client_as("duty inspector"), f"/people/{person}/restricted"
    assert page in inspector.get(f"/people/{person}").content.decode()
    handler, officer = cast.post("call handler"), cast.post("investigating officer")
    empty = inspector.post(page, {"kind": "forced marriage", "because": "", "once": str(uuid4())})
    assert empty.status_code == 422
    typed = {"kind": "forced marriage", "named": [handler.pk], "because": "She is to be sent abroad."}
    assert inspector.post(page, typed | {"once": str(uuid4())}).status_code == 302
    shown = text(inspector.get(page))
    assert handler.user.name in shown and "She is to be sent abroad." in shown
    assert client_as("call handler").get(f"/people/{person}").status_code == 200
    for path in (f"/people/{person}", page, f"{page}/lift"):
        assert client_as("investigating officer").get(path).status_code == 404
    more = {"post": officer.pk, "because": "She looks for her.", "once": str(uuid4())}
    assert inspector.post(page, more).status_code == 302
    assert client_as("investigating officer").get(f"/people/{person}").status_code == 200
    off = {"because": "Another took over.", "once": str(uuid4())}
    assert inspector.post(f"{page}/{officer.pk}/off", off).status_code == 302
    assert client_as("investigating officer").get(f"/people/{person}").status_code == 404
    lifted = {"because": "She is safe and the danger is over.", "once": str(uuid4())}
    assert inspector.post(f"{page}/lift", lifted).status_code == 302
