"""Pictures: how large, when and where taken as they say themselves, and a small copy that says none of it."""

import base64
import contextlib
import io
import math
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

import pi_heif
from PIL import ExifTags, Image, ImageOps

from domain.media_kinds import MediaProblem
from gateways.media.finding import Finding, problem

# How Pillow calls them; no other decoder of its many is ever reached.
FORMATS: Final[Mapping[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
}
# The longest side of a preview, in pixels.
PREVIEW_SIDE: Final = 640
# A phone's largest pictures have 108 million.
_MOST_PIXELS: Final = 120_000_000
_RESIZABLE: Final = frozenset({"L", "RGB", "RGBA", "CMYK"})
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})
_EXIF_TIME: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_EXIF_OFFSET: Final = re.compile(r"[+-]\d\d:\d\d")

# Pillow's own bound warns before it refuses; ours stands below, and has words for people.
Image.MAX_IMAGE_PIXELS = None
pi_heif.register_heif_opener()


def look(file: BinaryIO, *, media_type: str) -> Iterator[Finding]:
    """Find out about a picture of one of `FORMATS`; raises whatever its decoder raises."""
    image = Image.open(file, formats=(FORMATS[media_type],))
    width, height = image.size
    yield {"width": width, "height": height}
    if width * height > _MOST_PIXELS:
        # Asking a PNG for its EXIF unpacks it, since that may stand at the end.
        yield problem(MediaProblem.TOO_LARGE)
        return
    exif = _exif_of(image)
    if exif.get(ExifTags.Base.Orientation) in _ON_ITS_SIDE:
        yield {"width": height, "height": width}
    yield _taken(exif) | _place(exif)
    yield preview_of(image)


def preview_of(image: Image.Image) -> Finding:
    """Make the small copy: upright, its longest side 640 pixels at most, and of the pixels alone."""
    if image.mode not in _RESIZABLE:
        image = _plain(image)
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    image = _plain(ImageOps.exif_transpose(image))
    pixels = Image.frombytes(image.mode, image.size, image.tobytes())
    written = io.BytesIO()
    pixels.save(written, "WEBP", quality=80)
    return {"preview": base64.b64encode(written.getvalue()).decode()}


def _plain(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _exif_of(image: Image.Image) -> Image.Exif:
    # A picture whose EXIF is broken is a picture all the same; Pillow keeps what it read up to there.
    with contextlib.suppress(SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error):
        return image.getexif()
    return Image.Exif()


def _directory(exif: Image.Exif, name: ExifTags.IFD) -> Mapping[int, Any]:
    with contextlib.suppress(SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error):
        return exif.get_ifd(name)
    return {}


def _taken(exif: Image.Exif) -> Finding:
    tags = _directory(exif, ExifTags.IFD.Exif)
    written = _EXIF_TIME.match(str(tags.get(ExifTags.Base.DateTimeOriginal, "")))
    if not written:
        return {}
    year, month, day, time = written.groups()
    clock = f"{year}-{month}-{day}T{time}"
    offset = _EXIF_OFFSET.match(str(tags.get(ExifTags.Base.OffsetTimeOriginal, "")))
    try:
        datetime.fromisoformat(clock)
        taken = datetime.fromisoformat(clock + offset[0]).astimezone(UTC).isoformat() if offset else None
    except (ValueError, OverflowError):
        return {}
    return {"camera_clock": clock, "taken_at": taken}


def _place(exif: Image.Exif) -> Finding:
    tags = _directory(exif, ExifTags.IFD.GPSInfo)
    latitude = _degrees(tags, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, most=90)
    longitude = _degrees(tags, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, most=180)
    if latitude is None or longitude is None:
        return {}
    return {"latitude": latitude, "longitude": longitude}


def _degrees(tags: Mapping[int, Any], tag: int, side: int, *, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in tags[tag])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or abs(found) > most:
        return None
    return -found if str(tags.get(side, "")).upper().startswith(("S", "W")) else found
