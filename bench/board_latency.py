"""From the commit of a report to its name on another desk's open board.

Our stream beside a board reloaded by a timer.
"""

from __future__ import annotations

import statistics
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bench.measure import own_database, percentile, report

REPORTS = 60
RELOAD_EVERY = 5.0  # seconds: a board that is reloaded by hand or by a timer


def main() -> None:
    """Report people one after another and time how long the inspector's board takes to show each."""
    with own_database():
        from bench.serving import Stream, cookie_for, get, server
        from sightline.episodes.actions.report import Told, report_missing
        from sightline.people.actions import register
        from tests.people import make_cast

        now = datetime.now(UTC)
        cast = make_cast(now - timedelta(days=1))
        caller, inspector = cast.actor("call handler"), cast.actor("duty inspector")
        names = [f"Bench{chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(REPORTS)]
        people = [register(by=caller.author, at=now, given_name=n, family_name=f"Person{n[5:]}").pk for n in names]
        cookie = cookie_for(inspector)
        with server() as port:
            seen: dict[str, float] = {}
            threading.Thread(target=_watch, args=(Stream(port, "/live/board", cookie), port, cookie, names, seen, get),
                             daemon=True).start()  # fmt: skip
            time.sleep(1.5)
            waits = []
            for name, person in zip(names, people, strict=True):
                report_missing(
                    by=caller,
                    at=datetime.now(UTC),
                    person=person,
                    told=Told("A neighbour"),
                    last_seen_at=None,
                    last_seen_place="home",
                    circumstances="Did not come home.",
                )
                committed = time.perf_counter()
                while name not in seen and time.perf_counter() - committed < 10:
                    time.sleep(0.002)
                waits.append(seen.get(name, committed + 10) - committed)
        figures = {"visible_ms_p50": statistics.median(waits) * 1e3, "visible_ms_p95": percentile(waits, 0.95) * 1e3,
                   "visible_ms_most": max(waits) * 1e3, "reload_ms_p50": RELOAD_EVERY / 2 * 1e3}  # fmt: skip
        ratios = {"ours_to_reload_p50": figures["visible_ms_p50"] / figures["reload_ms_p50"]}
        report("board_latency", figures, ratios, {"visible within a second at p95": ("visible_ms_p95", 1000.0)})


def _watch(stream, port, cookie, names, seen, get) -> None:  # type: ignore[no-untyped-def]
    """The other screen: on each change it fetches the board's rows and notes which names it now shows."""
    with suppress(OSError):  # the server is stopped when the last name was seen
        while True:
            stream.wait_for_change()
            _, body = get(port, "/board/rows", cookie)
            shown = time.perf_counter()
            text = body.decode()
            for name in names:
                if name in text:
                    seen.setdefault(name, shown)


if __name__ == "__main__":
    main()
