"""Pictures: their size, time and place, and previews that tell none of it."""

import base64
import io
from typing import Any

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from gateways.media import pictures
from gateways.media.finding import Finding
from tests.gateways.media import files

TAKEN = {ExifTags.Base.DateTimeOriginal: "2026:03:02 09:30:00"}
SHANGHAI = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (31.0, 13.0, 48.0),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (121.0, 28.0, 12.0),
}


def look(content: bytes, media_type: str = "image/jpeg") -> Finding:
    return files.merged(pictures.look(io.BytesIO(content), media_type=media_type))


def preview(found: Finding) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(found["preview"])))


class TestPreview:
    @pytest.mark.parametrize(
        ("format_", "media_type", "mode"),
        [
            ("JPEG", "image/jpeg", "RGB"),
            ("JPEG", "image/jpeg", "CMYK"),
            ("PNG", "image/png", "RGBA"),
            ("PNG", "image/png", "P"),
            ("PNG", "image/png", "1"),
            ("PNG", "image/png", "I;16"),
            ("GIF", "image/gif", "P"),
            ("WEBP", "image/webp", "RGB"),
            ("AVIF", "image/avif", "RGB"),
            ("TIFF", "image/tiff", "RGB"),
            ("BMP", "image/bmp", "RGB"),
        ],
    )
    def test_is_made_of_what_cameras_and_screens_give(self, format_: str, media_type: str, mode: str) -> None:
        found = look(files.picture(format_, mode=mode) if mode != "I;16" else grey(), media_type)

        assert (found["width"], found["height"]) == (1200, 900)
        drawn = preview(found)
        assert (drawn.format, drawn.size) == ("WEBP", (640, 480))

    def test_is_made_of_what_other_phones_give(self) -> None:
        found = look(files.HEIC, "image/heic")

        assert (found["width"], found["height"], found["camera_clock"]) == (32, 64, "2026-03-02T09:30:00")
        assert preview(found).size == (32, 64)

    def test_leaves_small_pictures_as_small_as_they_are(self) -> None:
        assert preview(look(files.picture(size=(40, 30)))).size == (40, 30)

    def test_is_upright_whichever_way_the_phone_was_held(self) -> None:
        found = look(files.picture(exif=files.exif(orientation=files.QUARTER_TURN)))

        assert (found["width"], found["height"]) == (900, 1200)
        drawn = preview(found).convert("RGB")
        assert drawn.size == (480, 640)
        assert [drawn.getpixel(at)[0] > 200 for at in ((20, 320), (460, 320))] == [False, True]  # type: ignore[index]

    @pytest.mark.parametrize(("format_", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
    def test_tells_nothing_of_who_took_it_when_and_where(self, format_: str, media_type: str) -> None:
        told = files.exif(times=TAKEN, place=SHANGHAI)
        found = look(files.picture(format_, exif=told, icc_profile=b"a profile of Zhang San"), media_type)

        drawn = preview(found)
        assert not drawn.getexif()
        assert drawn.info.keys().isdisjoint({"exif", "xmp", "icc_profile"})
        written = base64.b64decode(found["preview"])
        assert all(word not in written for word in (b"Zhang San", b"2026", b"EXIF", b"XMP", b"ICCP"))


class TestSize:
    def test_is_told_of_a_picture_too_large_to_be_decoded(self) -> None:
        found = look(files.huge_png(30_000, truncated=True), "image/png")

        assert found == {"width": 30_000, "height": 30_000, "problem": "too_large"}

    def test_is_told_before_a_cut_off_picture_ends_it(self) -> None:
        findings = pictures.look(io.BytesIO(files.picture()[:2_000]), media_type="image/jpeg")

        assert next(findings) == {"width": 1200, "height": 900}
        with pytest.raises(OSError, match="truncated"):
            files.merged(findings)


class TestTime:
    def test_is_an_instant_where_the_camera_wrote_its_offset(self) -> None:
        found = look(files.picture(exif=files.exif(times=TAKEN | {ExifTags.Base.OffsetTimeOriginal: "+08:00"})))

        assert found["taken_at"] == "2026-03-02T01:30:00+00:00"
        assert found["camera_clock"] == "2026-03-02T09:30:00"

    def test_is_only_what_the_clock_showed_where_it_did_not(self) -> None:
        found = look(files.picture(exif=files.exif(times=TAKEN)))

        assert (found["taken_at"], found["camera_clock"]) == (None, "2026-03-02T09:30:00")

    @pytest.mark.parametrize("written", ["", "0000:00:00 00:00:00", "2026:13:40 99:00:00", "yesterday", "    :  :  "])
    def test_is_not_told_where_there_is_no_such_time(self, written: str) -> None:
        found = look(files.picture(exif=files.exif(times={ExifTags.Base.DateTimeOriginal: written})))

        assert found.keys() == {"width", "height", "preview"}


class TestPlace:
    def test_is_in_degrees(self) -> None:
        found = look(files.picture(exif=files.exif(place=SHANGHAI)))

        assert (found["latitude"], found["longitude"]) == pytest.approx((31.23, 121.47))

    def test_is_negative_in_the_south_and_west(self) -> None:
        elsewhere = SHANGHAI | {ExifTags.GPS.GPSLatitudeRef: "S", ExifTags.GPS.GPSLongitudeRef: "W"}

        found = look(files.picture(exif=files.exif(place=elsewhere)))

        assert (found["latitude"], found["longitude"]) == pytest.approx((-31.23, -121.47))

    @pytest.mark.parametrize(
        "changed",
        [
            {ExifTags.GPS.GPSLatitude: (91.0, 0.0, 0.0)},
            {ExifTags.GPS.GPSLatitude: (31.0, 13.0)},
            {ExifTags.GPS.GPSLongitude: (IFDRational(1, 0), 0.0, 0.0)},
        ],
    )
    def test_is_not_told_where_there_is_no_such_place(self, changed: dict[int, Any]) -> None:
        found = look(files.picture(exif=files.exif(place=SHANGHAI | changed)))

        assert found.keys() == {"width", "height", "preview"}

    @pytest.mark.filterwarnings("ignore:.*EXIF:UserWarning")
    @pytest.mark.parametrize(
        "broken", [b"Exif\0\0rubbish", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\0\x09"]
    )
    def test_is_not_told_by_broken_exif_which_spoils_no_picture(self, broken: bytes) -> None:
        found = look(files.picture(exif=broken))

        assert found.keys() == {"width", "height", "preview"}


def grey() -> bytes:
    written = io.BytesIO()
    Image.new("I;16", (1200, 900), 40_000).save(written, "PNG")
    return written.getvalue()
