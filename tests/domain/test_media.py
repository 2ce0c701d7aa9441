"""What a look into a file allows to do with it."""

import pytest
from pydantic import ValidationError

from domain.media import PROBLEM_WORDS, MediaLook, fits_kind, opens_in_page
from domain.media_kinds import UNKNOWN_TYPE, MediaProblem

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TestMediaLook:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"taken_at": "2026-03-02T09:30:00"},
            {"camera_clock": "2026-03-02T09:30:00+08:00"},
            {"latitude": 90.1},
            {"longitude": float("nan")},
            {"width": -1},
            {"problem": "boring"},
            {"name": "photo.jpg"},
        ],
    )
    def test_believes_nothing_that_cannot_be(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            MediaLook.model_validate({"media_type": "image/png"} | wrong)


class TestProblemWords:
    def test_has_words_for_every_problem(self) -> None:
        assert PROBLEM_WORDS.keys() == set(MediaProblem)


class TestFitsKind:
    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("photo", "image/heic"),
            ("video", "video/quicktime"),
            ("audio", "audio/amr"),
            ("audio", "video/mp4"),
            ("chat_log", "text/plain"),
            ("chat_log", "text/html"),
            ("chat_log", "image/png"),
            ("chat_log", "application/zip"),
            ("document", "application/pdf"),
            ("document", DOCX),
            ("photo", UNKNOWN_TYPE),
        ],
    )
    def test_takes_what_makes_sense_and_what_nobody_could_read(self, kind: str, media_type: str) -> None:
        assert fits_kind(kind=kind, media_type=media_type)

    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("photo", "application/pdf"),
            ("video", "image/gif"),
            ("audio", "text/plain"),
            ("document", "application/x-msdownload"),
            ("no such kind", "image/png"),
        ],
    )
    def test_takes_nothing_else(self, kind: str, media_type: str) -> None:
        assert not fits_kind(kind=kind, media_type=media_type)


class TestOpensInPage:
    @pytest.mark.parametrize("media_type", ["image/jpeg", "video/mp4", "audio/mpeg", "application/pdf", "text/plain"])
    def test_lets_a_browser_show_what_it_knows(self, media_type: str) -> None:
        assert opens_in_page(media_type=media_type, problem=None)

    @pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/xml", DOCX, UNKNOWN_TYPE])
    def test_gives_the_rest_as_a_download(self, media_type: str) -> None:
        assert not opens_in_page(media_type=media_type, problem=None)

    @pytest.mark.parametrize("problem", MediaProblem)
    def test_gives_whatever_has_a_problem_as_a_download(self, problem: MediaProblem) -> None:
        assert not opens_in_page(media_type="application/pdf", problem=problem)
