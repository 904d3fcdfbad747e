"""The connection of the application: before a statement runs, the server knows on whose behalf (DESIGN section 5).

The one place that says so. What was said is held against what is wanted before every statement, so that a connection
that is used again never carries somebody else's rights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from sightline.audit.behalf import NOBODY, Apart, Behalf, present

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def saying(behalf: Behalf) -> tuple[str, list[Any]]:
    """The statement by which the server learns it."""
    if behalf.post is not None:
        return "SELECT hidden, opened FROM lock_for_post(%s, %s, %s)", [behalf.post, behalf.at, list(behalf.also)]
    if behalf.reason:
        return "SELECT lock_for_system(%s)", [behalf.reason]
    return "SELECT lock_shut()", []


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that says on whose behalf it asks, as soon as that has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._said: Behalf | None = NOBODY
        self.execute_wrappers.append(self.say_first)

    def say_first(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run a statement; before it, where that has changed, tell the server on whose behalf."""
        wanted = present()
        if wanted is not self._said and self.connection.info.transaction_status != TransactionStatus.INERROR:
            self._forget()
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                answer = cursor.execute(*saying(wanted)).fetchone()
            self._said = wanted
            if wanted.post is not None and answer and answer[0] is not None:
                wanted.apart = Apart(hidden=frozenset(answer[0]), opened=frozenset(answer[1]))
        return execute(sql, params, many, context)

    def _forget(self) -> None:
        """What the server was told is told again before the next statement, and what it answered is asked again."""
        if self._said is not None:
            self._said.apart = None
        self._said = None

    def init_connection_state(self) -> None:
        """A new connection has been told nothing, and sees nothing."""
        super().init_connection_state()
        self._said = NOBODY

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._forget()  # the server has forgotten what it was told meanwhile, perhaps

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._forget()
