"""What an action answers when it cannot do what was asked.

Shared by every layer that has actions; knows nothing of screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Refused(Exception):
    """The action did nothing. `says` tells a person what is wrong and what to do; `field` names the answer to mend.

    `keep` writes down that it was tried. Whoever undoes a transaction around the action calls it again afterwards.
    """

    keep: Callable[[], None] | None = None

    def __init__(self, says: str, *, field: str = "", status: int = 409) -> None:
        super().__init__(says)
        self.says, self.field, self.status = says, field, status


class Stale(Refused):
    """Somebody else changed the record first: `theirs` is what it says now, so that both can be shown."""

    def __init__(self, says: str, *, theirs: Mapping[str, Any], version: int) -> None:
        super().__init__(says)
        self.theirs, self.version = dict(theirs), version


class NotForYou(Refused):
    """This actor may not see or do this. The words never say whether the record exists.

    `on_record`: the consultation log has this refusal already.
    """

    def __init__(
        self, says: str = "There is no such record, or it is not one you may open.", *, on_record: bool = False
    ) -> None:
        super().__init__(says, status=404)
        self.on_record = on_record
