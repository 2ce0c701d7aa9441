"""Files that come in (multipart/form-data): streamed to a spool on the disk, counted and hashed on the way (A7).

The spool has no name in any folder: however the process ends, nothing of it stays.
"""

import asyncio
import errno
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final

from fastapi import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from pydantic import ValidationError

from api.body_limit import read_on
from api.forms import EvidenceForm
from api.problems import FieldFault, Problem, no_room, not_understood, too_large
from api.validation import faults_of
from domain.evidence import MOST_BYTES, last_part
from domain.words import Words

FILE: Final = "file"
# Of 2,000 characters each may have four bytes.
_LONGEST_FIELD: Final = 8 * 1024
_WRITE_AT_ONCE: Final = 2**20
_MOST_PARTS: Final = 8
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Upload:
    """A file as it comes in, and the fields beside it."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._digest = hashlib.sha256()
        self._pending = bytearray()
        self._fields: dict[str, bytearray] = {}
        self._now: str | None = None
        self._has_file = False
        self.file_name: str | None = None
        self.size = 0

    @property
    def path(self) -> Path:
        """Where the spool can be read, as long as it is open."""
        return Path(f"/proc/{os.getpid()}/fd/{self._spool.fileno()}")

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file."""
        return self._digest.hexdigest()

    def form(self) -> EvidenceForm:
        """Give the fields beside the file. Raises `Problem` (422)."""
        try:
            said = {name: bytes(value).decode() for name, value in self._fields.items() if value}
            return EvidenceForm.model_validate(said)
        except UnicodeDecodeError:
            raise _wrong("body", zh="不是有效的 UTF-8 文本", en="the fields are no valid UTF-8") from None
        except ValidationError as error:
            faults = faults_of(error.errors(include_url=False, include_input=False))
            raise not_understood(*faults) from None

    def begin(self, segment: MultipartSegment) -> None:
        """Take the head of a part. Raises `Problem` (422)."""
        self._now = segment.name
        if segment.name != FILE:
            if segment.name not in EvidenceForm.model_fields:
                raise _wrong(segment.name[:64], zh="没有这个字段", en="there is no such field")
            self._fields[segment.name] = bytearray()
        elif self._has_file:
            raise _wrong(FILE, zh="一次只能提交一个文件", en="send one file at a time")
        else:
            self._has_file, self.file_name = True, last_part(segment.filename or "")

    async def take(self, data: bytearray) -> None:
        """Take some of the body of a part. Raises `Problem` (413, 422)."""
        if self._now == FILE:
            self.size += len(data)
            if self.size > MOST_BYTES:
                raise too_large(limit=MOST_BYTES)
            self._pending += data
            if len(self._pending) >= _WRITE_AT_ONCE:
                await self.flush()
            return
        field = self._fields[self._now or ""]
        field += data
        if len(field) > _LONGEST_FIELD:
            raise _wrong(self._now or "", zh="内容过长", en="is too long")

    async def flush(self) -> None:
        """Write down what is pending. Raises `OSError`."""
        await asyncio.to_thread(self._write, bytes(self._pending))
        self._pending.clear()

    async def finish(self) -> None:
        """Write down the rest. Raises `Problem` (422), `OSError`."""
        if not self._has_file:
            raise _wrong(FILE, zh="必填", en="is needed")
        if self.size == 0:
            raise _wrong(
                FILE, zh="文件是空的（0 字节），请重新选择文件", en="the file is empty (0 bytes); choose it again"
            )
        await self.flush()
        await asyncio.to_thread(self._spool.flush)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._spool.write(data)


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Take an upload in, and keep it until the block ends.

    Raises:
        Problem: 413 when it is too large, 422 when it makes no sense or was cut off, 507 when there is no room.
    """
    try:
        with tempfile.TemporaryFile() as spool:
            upload = Upload(spool)
            await _receive(request, upload)
            yield upload
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise no_room() from None


class _Body:
    """The body of a request, as it comes."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._is_more = True

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give what comes. Raises `Problem` when the sender is gone."""
        while self._is_more:
            message = await self._receive()
            self._is_more = message.get("more_body", False)
            if message["type"] == "http.disconnect":
                raise _cut_off()
            yield message.get("body", b"")

    async def read_on(self) -> None:
        """Read what is still being sent, for a while, so that the answer arrives."""
        if self._is_more:
            await read_on(self._receive)


async def _receive(request: Request, upload: Upload) -> None:
    body = _Body(request)
    try:
        with PushMultipartParser(_boundary(request), max_segment_count=_MOST_PARTS) as parser:
            async for piece in body.pieces():
                await _take(parser, upload, piece)
        await upload.finish()
    except MultipartError:
        await body.read_on()
        raise _cut_off() from None
    except (Problem, OSError):
        await body.read_on()
        raise


async def _take(parser: PushMultipartParser, upload: Upload, piece: bytes) -> None:
    if not piece or parser.closed:
        return
    for part in parser.parse(piece):
        if isinstance(part, MultipartSegment):
            upload.begin(part)
        elif part:
            await upload.take(part)


def _boundary(request: Request) -> str:
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary: str = options.get("boundary", "")
    if media_type != "multipart/form-data" or not boundary:
        raise _wrong("Content-Type", zh="应为 multipart/form-data", en="expected multipart/form-data")
    return boundary


def _cut_off() -> Problem:
    return _wrong(
        "body",
        zh="上传中断或格式有误，文件未保存，请重新上传",
        en="the upload was cut off or is no form; nothing of it was kept, send it again",
    )


def _wrong(path: str, *, zh: str, en: str) -> Problem:
    return not_understood(FieldFault(path=path, words=Words(zh=zh, en=en)))
