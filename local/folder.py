"""The data folder of a local stack: everything it keeps, on disk and for itself alone."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Self

from local.errors import StartError

VERSION = 1
LARGEST_LOG_BYTES = 20 * 1024 * 1024

_VERSION_FILE = "version"
_LOCK_FILE = "lock"
_TAIL_BYTES = 4096


class DataFolder:
    """A folder of our version that we may write and that no other `redress up` is using."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    @contextmanager
    def held(cls, path: Path) -> Iterator[Self]:
        """Hold the folder, made if need be, until the block ends.

        Raises:
            StartError: it cannot be written, is in use, or was made by a newer version.
        """
        folder = cls(path.resolve())
        with ExitStack() as stack:
            try:
                folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
                lock = os.open(folder.path / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
                folder._take(stack.enter_context(os.fdopen(lock, "r+")))
                folder._check_version()
            except OSError as error:
                raise StartError(f"cannot write to {path}: {error.strerror}; choose a folder by --data-dir") from error
            yield folder

    def _take(self, lock: IO[str]) -> None:
        try:
            # The kernel lets go of it however the process ends, so a stale lock cannot be.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = lock.read().strip() or "unknown"
            raise StartError(
                f"{self.path} is in use by another redress up (process {holder}): stop it or give --data-dir"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()

    def _check_version(self) -> None:
        file = self.path / _VERSION_FILE
        if not file.exists():
            self.replace(_VERSION_FILE, f"{VERSION}\n")
        text = file.read_text(encoding="utf-8", errors="replace").strip()
        if not text.isdecimal():
            raise StartError(f"{file} holds {text[:20]!r} instead of a version number: is this a folder of redress?")
        if int(text) > VERSION:
            raise StartError(
                f"{self.path} was made by a newer redress (folder version {int(text)}, this one knows {VERSION}): "
                "upgrade, or give another --data-dir"
            )

    def replace(self, name: str, text: str) -> None:
        """Write a file for the owner's eyes only, whole or not at all, whatever happens meanwhile."""
        new = self.path / f"{name}.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / name)

    def log(self, name: str) -> Path:
        """Where the part of that name logs to."""
        return self.path / f"{name}.log"

    def open_log(self, name: str) -> IO[bytes]:
        """Open a part's log to add to it."""
        self.bound_log(name)
        return open(os.open(self.log(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)

    def bound_log(self, name: str) -> None:
        """Set a log that has grown large aside as `<part>.log.1`, also while it is being written."""
        log = self.log(name)
        if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
            # Writers hold the file open to append: it has to stay the same file.
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)

    def last_words(self, name: str) -> str:
        """The last line a part has logged, and where to read the others."""
        log = self.log(name)
        tail = log.read_bytes()[-_TAIL_BYTES:] if log.exists() else b""
        lines = tail.decode(errors="replace").strip().splitlines()
        return f"{lines[-1].strip()} (see {log})" if lines else f"see {log}"
