"""Whatever two people write into one profile in whatever order: nothing accepted is lost, and no part is overwritten
unseen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.audit.refusal import Stale
from sightline.people import actions_profile
from sightline.people.models import Profile
from sightline.people.profile import BY_KEY
from tests.people import Cast

PARTS = ("risk", "reach")
WRITING = st.tuples(st.sampled_from(PARTS), st.sampled_from(("", "one", "two")), st.integers(0, 3))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WRITING, max_size=8))
def test_no_part_is_overwritten_unseen(cast: Cast, at: datetime, writings: list[tuple[str, str, int]]) -> None:
    """`behind` is how many versions ago the writer looked."""
    person, by = cast.person("Robert").pk, cast.actor("social worker").author
    Profile.objects.filter(person=person).delete()
    held: dict[str, str] = {}
    seen_by_version: list[dict[str, str]] = [{}]
    for part, text, behind in writings:
        seen = max(0, len(seen_by_version) - 1 - behind)
        field = BY_KEY[part].fields[0]
        who: Any = {"person": person, "section": part, "seen": seen, "by": by, "at": at}
        unseen = seen_by_version[seen].get(field, "") != held.get(field, "") != text
        if unseen:
            with pytest.raises(Stale) as refused:
                actions_profile.write_section(**who, says={field: text})
            assert refused.value.theirs[field] == held.get(field, "")
            continue
        actions_profile.write_section(**who, says={field: text})
        if held.get(field, "") != text:
            held = {k: v for k, v in (held | {field: text}).items() if v}
            seen_by_version.append(dict(held))
    rows = list(Profile.objects.filter(person=person).order_by("version"))
    assert [r.version for r in rows] == list(range(1, len(seen_by_version)))
    assert [r.says for r in rows] == seen_by_version[1:]
