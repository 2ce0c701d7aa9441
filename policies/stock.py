"""The stock (制度包入库): every version a case may need is stored, and stands on the shelf of each process (C4)."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from domain.policy import Policy, PolicyShelf
from policies.reader import read_folder

log = logging.getLogger(__name__)


class StoredVersion(Protocol):
    """A version as it is stored; `source` is the pack and its calendar, whole."""

    @property
    def pack(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


class PolicyStore(Protocol):
    """Where versions are kept for all processes."""

    async def put(self, *, pack: str, version: int, digest: str, source: str) -> bool:
        """Store a version; the same once more changes nothing, other content under its number is refused."""
        ...

    async def list(self) -> Sequence[StoredVersion]:
        """List every version."""
        ...


class Stock:
    """The shelf of this process, kept in step with the store that all processes share."""

    def __init__(self, *, shelf: PolicyShelf, store: PolicyStore) -> None:
        self._shelf = shelf
        self._store = store
        self._known: set[tuple[str, int]] = set()

    async def refresh(self) -> dict[str, dict[int, str]]:
        """Put on the shelf what others have stored; give the digest of every version by pack.

        A version that this program cannot read, since a newer one stored it, is left out with a word: its cases wait
        for a newer worker.
        """
        digests: dict[str, dict[int, str]] = {}
        for stored in await self._store.list():
            digests.setdefault(stored.pack, {})[stored.version] = stored.digest
            if (stored.pack, stored.version) not in self._known:
                self._known.add((stored.pack, stored.version))
                self._shelve(stored)
        return digests

    async def publish(self, folder: Path) -> None:
        """Store every pack of a folder that is not stored yet, and put it on the shelf.

        Raises:
            PackRefused: with all problems of the folder, above all a version that is stored with another content.
            PolicyChanged: a calendar has changed, and the version of the pack that names it has not.
        """
        for policy in read_folder(folder, stored=await self.refresh()):
            self._shelf.put(policy)
            pack = policy.pack
            source = policy.model_dump_json(by_alias=True, exclude_none=True)
            await self._store.put(pack=pack.pack, version=pack.version, digest=pack.digest, source=source)

    def _shelve(self, stored: StoredVersion) -> None:
        try:
            self._shelf.put(Policy.model_validate_json(stored.source))
        except ValidationError as error:
            log.error(
                "%s version %s is stored, but this program cannot read it: %s",
                stored.pack,
                stored.version,
                error.errors(include_url=False, include_input=False)[0]["msg"],
            )
