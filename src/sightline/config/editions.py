"""Keeps the last good edition of the protocols: a folder at fault never stops the watching, and never goes unseen.

Knows no rule and no database. The moment comes from outside; what lies on disk is dated by its files.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sightline.engine import BadProtocols, Fault, Protocols, load_protocols
from sightline.engine.load import protocol_files
from sightline.episodes.protocol import AtFault

log = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=2)  # a changed folder is taken up once two looks have seen it alike
LAST = "last"  # names the edition that was good last, for every process of this machine
Signature = tuple[tuple[str, int, int], ...]


class Editions:
    """The protocols of one folder as this process works by them, with a frozen copy of every good edition.

    Every process looks for itself; all end on the same edition, because a folder at fault leaves each of them with
    the last good one of the machine. One request or round works by one edition from beginning to end.
    """

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder, self.kept = folder, kept
        self.fault: AtFault | None = None
        self._now: Protocols | None = None
        self._taken: Signature = ()
        self._seen: Signature = ()
        self._looked_at: datetime | None = None
        self._one = threading.Lock()
        self._here = threading.local()

    def now(self) -> Protocols:
        """The edition this thread works by. Raises BadProtocols where the folder is at fault and none was ever good."""
        found: Protocols | None = getattr(self._here, "protocols", None)
        if found is None:
            found = self._here.protocols = self._begun()
        return found

    def look_again(self, at: datetime) -> None:
        """At the beginning of a request or a round: take up what has changed, and work by that from here on.

        Looks at the folder at most every two seconds, and never makes one request wait for another's look.
        """
        self._begun()
        due = self._looked_at is None or abs(at - self._looked_at) >= LOOK_EVERY
        if due and self._one.acquire(blocking=False):
            try:
                self._looked_at = at
                self._look()
            finally:
                self._one.release()
        self._here.protocols = self._now

    def _begun(self) -> Protocols:
        with self._one if self._now is None else nullcontext():
            if self._now is None:
                self._taken = self._seen = self._signature()
                self._now = self._taken_up()
            return self._now

    def _look(self) -> None:
        signature = self._signature()
        settled, self._seen = signature == self._seen, signature
        if settled and (signature != self._taken or self.fault):
            if signature != self._taken or self._others_know_better():
                self._now = self._taken_up()
            self._taken = signature

    def _others_know_better(self) -> bool:
        """Whether another process took up a good edition that this one never saw."""
        assert self._now is not None
        return self._last() not in ("", self._now.edition)

    def _taken_up(self) -> Protocols:
        """The folder's edition where it is good; else the last good one, with the fault noted."""
        try:
            found = load_protocols(self.folder)
        except (BadProtocols, OSError) as fault:
            return self._last_good(_faults(fault, self.folder))
        if self.fault:
            log.warning("the protocols are in order again: edition %s", found.edition)
        self.fault = None
        self._keep(found)
        return found

    def _last_good(self, bad: BadProtocols) -> Protocols:
        edition = self._last()
        if not edition and self._now is None:
            raise bad
        found = self._now if self._now and edition in ("", self._now.edition) else load_protocols(self.kept / edition)
        files = [p.stat().st_mtime for p in protocol_files(self.folder)]
        since = datetime.fromtimestamp(max(files, default=0), UTC)
        good = self.kept / LAST
        good_at = datetime.fromtimestamp(good.stat().st_mtime, UTC) if good.exists() else since
        self.fault = AtFault(tuple(bad.faults), since, found.edition, good_at)
        log.error("the protocols are at fault, and edition %s goes on:\n%s", found.edition, bad)
        return found

    def _last(self) -> str:
        """The edition that was good last on this machine, where its copy is there."""
        place = self.kept / LAST
        edition = place.read_text().strip() if place.exists() else ""
        return edition if edition and (self.kept / edition).is_dir() else ""

    def _keep(self, found: Protocols) -> None:
        """Copy the folder beside the data and remember it as good. A disk that is full must not stop the work."""
        if self._last() == found.edition:
            return
        try:
            self._copy(found.edition)
            _write(self.kept / LAST, found.edition)
        except OSError as fault:
            log.error("edition %s could not be kept for a bad day: %s", found.edition, fault)

    def _copy(self, edition: str) -> None:
        place = self.kept / edition
        beside = self.kept / f".{edition}.{os.getpid()}.{threading.get_ident()}"
        if place.is_dir():
            return
        for path in protocol_files(self.folder):
            to = beside / path.relative_to(self.folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
        try:
            beside.rename(place)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not place.is_dir():
                raise

    def _signature(self) -> Signature:
        """What changes when any file does: cheap enough to look at every few seconds."""
        found = []
        for path in protocol_files(self.folder):
            try:
                stat = path.stat()
            except OSError:
                continue  # taken away between listing and looking: the next look sees it
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(found)


def _faults(fault: BadProtocols | OSError, folder: Path) -> BadProtocols:
    if isinstance(fault, BadProtocols):
        return fault
    what = f"The folder could not be read: {fault.strerror}."
    return BadProtocols([Fault(folder.name, 1, what, "Look whether it is there.")])


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    beside.write_text(text)
    beside.replace(path)
