"""The package (移送包): a case's page and the original files in one ZIP, for an arbitrator or a court (E7)."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from console.enclosures import Enclosure
from console.evidence_files import READ_FAILURES, fault_of
from console.frame import Failure
from domain.evidence import Piece
from domain.ports import BlobStore
from storage.evidence import Listed

PAGE: Final = "case.html"
MANIFEST: Final = "manifest.json"
_LONGEST_NAME: Final = 80


class Package(NamedTuple):
    """A package being written: where to, for whom, of which case."""

    path: Path
    to: str
    number: str

    @property
    def unfinished(self) -> Path:
        """Give where it is written until it is whole."""
        return self.path.with_name(f"{self.path.name}.part")

    async def add_files(self, pieces: Sequence[Piece], blobs: BlobStore) -> AsyncIterator[Enclosure]:
        """Write the files as they were added; the page links to each. Raises `Failure`."""
        with ZipFile(_create(self.unfinished), "w", ZIP_DEFLATED) as archive:
            for piece in pieces:
                name = path_of(piece)
                try:
                    # All of it is verified before any is written: what is altered leaves nothing behind.
                    data = await blobs.get(piece.sha256)
                except READ_FAILURES as error:
                    yield Enclosure(piece, fault=fault_of(Listed(self.number, piece.id, piece.sha256), error))
                    continue
                await asyncio.to_thread(archive.writestr, name, data)
                yield Enclosure(piece, whole=name)

    def finish(self, page: str, evidence: Sequence[Enclosure]) -> str:
        """Write page and manifest, give it its name, and give its SHA-256. Raises `Failure`."""
        try:
            with ZipFile(self.unfinished, "a", ZIP_DEFLATED) as archive:
                archive.writestr(PAGE, page)
                manifest = self._manifest(page, evidence)
                archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
            # A link, and not a renaming: that would overwrite what has come there meanwhile.
            os.link(self.unfinished, self.path)
            self.unfinished.unlink()
            with self.path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Failure(f"{self.path} cannot be written: {error.strerror}") from None

    def _manifest(self, page: str, evidence: Sequence[Enclosure]) -> dict[str, Any]:
        files = [
            {
                "path": each.whole,
                "evidence": each.piece.id,
                "name": each.piece.file_name,
                "media_type": each.piece.media_type,
                "size": each.piece.size,
                "sha256": each.piece.sha256,
            }
            for each in evidence
            if each.whole
        ]
        return {
            "tracking_number": self.number,
            "to": self.to,
            "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "page": {"path": PAGE, "sha256": sha256(page.encode()).hexdigest()},
            "files": files,
            "missing": [{"evidence": each.piece.id, "because": each.fault.detail} for each in evidence if each.fault],
        }


def path_of(piece: Piece) -> str:
    """Give the path of a file in the package: its id, and its own name as far as any machine takes it."""
    name = re.sub(r"[^\w.-]+", "_", piece.file_name or "").lstrip(".")[-_LONGEST_NAME:]
    return f"evidence/{piece.id}" + (f"-{name}" if name else "")


def _create(path: Path) -> Path:
    """Make sure that only its owner reads it. Raises `Failure`."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}") from None
    return path
