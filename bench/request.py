"""Search, list and open with sixteen at once, on the demonstration county a hundred times over.

Beside them DHIS2's published gates, and a bare Django view on the same server that runs the same statements.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.measure import own_database, percentile, report

AT_ONCE = 16
REQUESTS = 480  # of each kind
GATES = {"search": 117.0, "list": 162.0, "open": 121.0}  # milliseconds at p95: DHIS2 TrackerTest


def paths(seed: int) -> dict[str, list[str]]:
    """Sixty addresses of each kind.

    Names as somebody might misspell them, pages of the list, open and closed episodes.
    """
    from sightline.episodes.models import Episode
    from sightline.people.models import Person

    chance = random.Random(seed)
    people = list(Person.objects.order_by("?")[:60])
    episodes = list(Episode.objects.order_by("?").values_list("pk", flat=True)[:60])
    names = [quote(f"{p.given_name} {_misspelt(p.family_name, chance)}") for p in people]
    return {
        "search": [f"/control-room/search?name={name}" for name in names],
        "list": [f"/episodes?page={chance.randint(1, 40)}" for _ in range(60)],
        "open": [f"/episodes/{pk}" for pk in episodes],
    }


def _misspelt(name: str, chance: random.Random) -> str:
    place = chance.randrange(max(1, len(name) - 1))
    return name[:place] + name[place + 1 :]


def record_statements(cookie: str, wanted: dict[str, list[str]], to: Path) -> None:
    """Run each address once in this process and keep the statements it ran, for the bare view."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="127.0.0.1", HTTP_COOKIE=cookie)
    recorded: dict[str, list[list[str]]] = {}
    for kind, addresses in wanted.items():
        recorded[kind] = []
        for address in addresses[:20]:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            recorded[kind].append([q["sql"] for q in captured.captured_queries if _is_plain(q["sql"])])
    to.write_text(json.dumps(recorded))


def _is_plain(sql: str) -> bool:
    return not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))


def times(port: int, addresses: list[str], cookie: str) -> list[float]:
    """How long each of REQUESTS requests took, sixteen at once on kept connections, in milliseconds."""
    took: list[float] = []
    share = REQUESTS // AT_ONCE
    workers = [threading.Thread(target=_ask, args=(port, addresses, cookie, n, share, took)) for n in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return took


def _ask(port: int, addresses: list[str], cookie: str, first: int, share: int, took: list[float]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for n in range(share):
        address = addresses[(first * share + n) % len(addresses)]
        start = time.perf_counter()
        line.request("GET", address, headers={"Cookie": cookie})
        answer = line.getresponse()
        answer.read()
        took.append((time.perf_counter() - start) * 1e3)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")


def main() -> None:
    """Fill the county, ask ours and the bare view in turns, and compare."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    with own_database():
        from bench.serving import cookie_for, server
        from sightline.access.actor import actor_for
        from sightline.access.queries import demonstration_posts
        from sightline.cli.demo import fill
        from sightline.config import start

        fill(datetime.now(UTC), people, 1)
        start.collect_static()
        _analyse()
        post = next(p for p in demonstration_posts() if p.role == "duty inspector" and p.agency.area == "west-midlands")
        cookie, wanted = cookie_for(actor_for(post)), paths(7)
        statements = Path(os.environ["SIGHTLINE_DATA"]) / "statements.json"
        record_statements(cookie, wanted, statements)
        os.environ["BENCH_STATEMENTS"] = str(statements)
        ours: dict[str, list[float]] = {}
        bare: dict[str, list[float]] = {}
        with server() as port:
            for kind, addresses in wanted.items():
                times(port, addresses[:16], cookie)  # warm
                ours[kind] = times(port, addresses, cookie)
        with server(application="bench.bare:application", ready="/search/0") as port:
            for kind in wanted:
                addresses = [f"/{kind}/{n}" for n in range(20)]
                times(port, addresses[:16], cookie)
                bare[kind] = times(port, addresses, cookie)
    _report(ours, bare, people)


def _analyse() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _report(ours: dict[str, list[float]], bare: dict[str, list[float]], people: int) -> None:
    figures: dict[str, float] = {"people": float(people), "at_once": float(AT_ONCE)}
    ratios: dict[str, float] = {}
    aims: dict[str, Any] = {}
    for kind, gate in GATES.items():
        figures[f"{kind}_ms_p50"], figures[f"{kind}_ms_p95"] = percentile(ours[kind], 0.5), percentile(ours[kind], 0.95)
        figures[f"bare_{kind}_ms_p95"], figures[f"dhis2_{kind}_gate_ms"] = percentile(bare[kind], 0.95), gate
        ratios[f"{kind}_to_gate"] = figures[f"{kind}_ms_p95"] / gate
        ratios[f"{kind}_to_bare"] = figures[f"{kind}_ms_p95"] / figures[f"bare_{kind}_ms_p95"]
        aims[f"{kind} at most half its gate"] = (f"{kind}_to_gate", 0.5)
        aims[f"{kind} at most three times the bare view"] = (f"{kind}_to_bare", 3.0)
    report("request", figures, ratios, aims)


if __name__ == "__main__":
    main()
