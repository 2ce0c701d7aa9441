"""What browsers load beside a page: the files of `web/built`, kept in memory, under names that never change content."""

import json
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

PREFIX: Final = "/static/"
TYPES: Final[Mapping[str, str]] = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


class AssetsNotBuilt(RuntimeError):
    """`web/built` is not there."""


class Asset(NamedTuple):
    """A file: its bytes, the same compressed by gzip, and its media type."""

    plain: bytes
    compressed: bytes
    media_type: str


class Assets:
    """The files, by the names that they are served by."""

    def __init__(self, folder: Traversable | None = None) -> None:
        """Read them all. Raises `AssetsNotBuilt`."""
        folder = folder or files("web") / "built"
        try:
            self._served: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            self._assets = {served: _read(folder, served) for served in self._served.values()}
        except FileNotFoundError:
            raise AssetsNotBuilt("what browsers load is not built: run `make web`") from None

    def address(self, name: str) -> str:
        """Say where a file is served that the build calls `name`, such as `tabler.css`."""
        return PREFIX + self._served[name]

    def find(self, served: str) -> Asset | None:
        """Find a file by the last part of its address."""
        return self._assets.get(served)


def _read(folder: Traversable, served: str) -> Asset:
    media_type = TYPES[served.rpartition(".")[2]]
    return Asset((folder / served).read_bytes(), (folder / f"{served}.gz").read_bytes(), media_type)
