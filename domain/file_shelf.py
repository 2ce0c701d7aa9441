"""What keeping the file store in order needs of it, beside what `domain.ports.BlobStore` gives to everybody."""

from typing import Protocol


class FileShelf(Protocol):
    """The file store, to whoever looks after it."""

    async def has(self, sha256: str) -> bool:
        """Tell whether something lies there; fails as storing it would where that cannot be told."""
        ...

    async def remove(self, sha256: str) -> None:
        """Take it away for good; what is not there is no mistake.

        Raises `ConnectionError` when it cannot be told whether it is gone.
        """
        ...
