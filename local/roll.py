"""The roll of parts: which process bears which name, on disk, so that it outlives the supervisor."""

import json
import logging
import signal
from pathlib import Path
from typing import TypedDict

import psutil

from local.folder import DataFolder
from local.process import end_processes, find_process

_log = logging.getLogger(__name__)

FILE = "parts.json"


class Entry(TypedDict):
    """A running part; `started_at` is in seconds since 1970 and tells it from a later bearer of its pid."""

    pid: int
    started_at: float
    orphan_signal: int


class Roll:
    """Reads and keeps `parts.json` of a folder: name to entry."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._entries: dict[str, Entry] = {}

    def enter(self, name: str, *, pid: int, orphan_signal: signal.Signals) -> None:
        """Note that the part of that name runs now."""
        try:
            started_at = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return
        self._entries[name] = Entry(pid=pid, started_at=started_at, orphan_signal=int(orphan_signal))
        self._write()

    def strike(self, name: str) -> None:
        """Note that it runs no more."""
        if self._entries.pop(name, None):
            self._write()

    def end_orphans(self) -> list[str]:
        """End what an earlier supervisor left running, and nothing else; give the names."""
        orphans = {}
        for name, entry in read_roll(self._folder.path).items():
            if process := find_process(pid=entry["pid"], started_at=entry["started_at"]):
                orphans[name] = (process, entry["orphan_signal"])
        end_processes(dict(orphans.values()))
        self._write()
        return sorted(orphans)

    def _write(self) -> None:
        try:
            self._folder.replace(FILE, json.dumps(self._entries))
        except OSError as error:
            # A full disk is no reason to let a part go unwatched.
            _log.warning("cannot note which parts run: %s", error)


def read_roll(folder: Path) -> dict[str, Entry]:
    """Read which parts of the stack in `folder` run, or ran when its supervisor died."""
    try:
        entries: dict[str, Entry] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return entries
