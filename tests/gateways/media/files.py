"""Files as people and their enemies send them, made of bytes."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from PIL import ExifTags, Image

from gateways.media.finding import Finding

UPRIGHT, QUARTER_TURN = 1, 6
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

# 64 × 32 red pixels, turned by a quarter, taken at 2026-03-02T09:30:00: no encoder of HEIC comes with the house.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRp"
    "bG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAABkAAgAAAAACBQABAAAAAAAAAFYAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA"
    "/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMD"
    "IAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAIAAA"
    "AAEAAAAAAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAA"
    "AAAAAAAOY2RzYwACAAEAAQAAAHdtZGF0AAAAFSgBrwQY+Mpx1//0sp++oC7Y3SEecAAAAAZFeGlmAABNTQAqAAAACAACARIAAwAAAAEA"
    "BgAAh2kABAAAAAEAAAAmAAAAAAABkAMAAgAAABQAAAA4AAAAADIwMjY6MDM6MDIgMDk6MzA6MDAA"
)


def merged(findings: Iterable[Finding]) -> Finding:
    """Put together what was told of one file."""
    found: Finding = {}
    for finding in findings:
        found |= finding
    return found


def picture(format_: str = "JPEG", *, size: tuple[int, int] = (1200, 900), mode: str = "RGB", **saved: Any) -> bytes:
    """Give a picture: its upper half red, the lower half black."""
    image = Image.new(mode, size)
    image.paste(Image.new("RGB", (size[0], size[1] // 2), "red").convert(mode), (0, 0))
    written = io.BytesIO()
    image.save(written, format_, **saved)
    return written.getvalue()


def exif(
    *, orientation: int = UPRIGHT, times: Mapping[Any, str] | None = None, place: Mapping[Any, Any] | None = None
) -> bytes:
    """Give EXIF as a phone writes it."""
    written = Image.Exif()
    written[ExifTags.Base.Make] = "A phone of Zhang San"
    written[ExifTags.Base.Orientation] = orientation
    written.get_ifd(ExifTags.IFD.Exif).update(times or {})
    written.get_ifd(ExifTags.IFD.GPSInfo).update(place or {})
    return written.tobytes()


def huge_png(side: int, *, truncated: bool = False) -> bytes:
    """Give a black picture of `side` × `side` pixels in a few bytes; truncated, it is a header alone."""
    packer = zlib.compressobj(1)
    row = bytes(side // 8 + 1)
    packed = b"" if truncated else b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def archive(parts: Mapping[str, bytes] | None = None) -> bytes:
    """Give a zip file of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (parts or {"聊天记录.txt": b"hello"}).items():
            packed.writestr(name, content)
    return written.getvalue()


def bomb() -> bytes:
    """Give a zip file of some 70 KB that unpacks to 70 MB."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("zeros", "w") as zeros:
        for _ in range(70):
            zeros.write(bytes(1 << 20))
    return written.getvalue()


def pdf(*, catalog: bytes = b"", more: bytes = b"") -> bytes:
    """Give a PDF with one empty page of 400 × 200 points."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]>>endobj\n"
        + more
        + b"\ntrailer<</Root 1 0 R/Size 9>>\n%%EOF\n"
    )


def svg(inside: str) -> bytes:
    """Give an SVG of this content."""
    return SVG.format(inside).encode()
