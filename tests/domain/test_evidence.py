"""Evidence as events list it, who may see it, and what a file is called."""

from typing import Any

import pytest

from domain.events import Event
from domain.evidence import Piece, last_part, may_see, piece_of, remarks_on
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life

FOUND: dict[str, Any] = {
    "width": 640,
    "height": 480,
    "preview": "b" * 64,
    "taken_at": "2026-03-01T08:00:00Z",
    "camera_clock": "2026-03-01T16:00:00",
    "latitude": 31.2,
}
FILE: dict[str, Any] = {"id": "E-1", "kind": "photo", "sha256": "a" * 64, "size": 9, "media_type": "image/png"}


def piece(added_by: str) -> Piece:
    return Piece(**FILE, added_at=trial.MONDAY, added_by=added_by)


class TestAddEvidence:
    def test_keeps_what_is_personal_sealed(self) -> None:
        life = Life()

        life.say("add_evidence", **FILE, **FOUND, note="the lock", file_name="lock.png")

        event = life.of(EventKind.EVIDENCE_ADDED)[0]
        assert set(event.data) == {*FILE, "width", "height", "preview"}
        assert set(event.private) == {"note", "file_name", "taken_at", "camera_clock", "latitude"}

    def test_tells_nobody_of_time_and_place_when_it_does_not_fit(self) -> None:
        life = Life()
        life.say("withdraw")

        life.say("add_evidence", **FILE, **FOUND)

        said = life.of(EventKind.NOT_APPLICABLE)[0].private["said"]
        assert not {"taken_at", "camera_clock", "latitude", "longitude"} & set(said)


class TestPieceOf:
    def test_reads_all_that_was_listed(self) -> None:
        life = Life()
        life.say("add_evidence", **FILE, **FOUND, note="the lock")

        listed = piece_of(life.of(EventKind.EVIDENCE_ADDED)[0])

        assert (listed.id, listed.sha256, listed.preview) == ("E-1", "a" * 64, "b" * 64)
        assert (listed.note, listed.latitude, listed.added_by) == ("the lock", 31.2, "complainant")

    def test_reads_what_an_earlier_version_has_listed_and_an_erasure_has_left(self) -> None:
        event = Event(sequence=2, at=trial.MONDAY, kind=EventKind.EVIDENCE_ADDED, actor="complainant", data=FILE)

        assert piece_of(event) == piece("complainant")


class TestRemarksOn:
    def test_says_nothing_of_what_is_as_it_should_be(self) -> None:
        assert list(remarks_on(piece("complainant"))) == []

    def test_says_why_a_piece_is_not_shown_and_that_it_is_not_of_its_kind(self) -> None:
        page = piece("complainant").model_copy(update={"media_type": "text/html", "problem": "active_content"})

        problem, misfit = remarks_on(page)

        assert problem.en.startswith("The file is kept as it came, but it carries a program")
        assert misfit.en.startswith("Added as photo, but by its content it is text/html.")
        assert misfit.zh.startswith("提交时标为“照片”，但按内容是 text/html。")

    def test_has_no_word_for_a_problem_of_a_later_version(self) -> None:
        assert list(remarks_on(piece("complainant").model_copy(update={"problem": "cursed"}))) == []


class TestMaySee:
    @pytest.mark.parametrize(
        ("party", "added_by", "sees"),
        [
            ("complainant", "complainant", True),
            ("complainant", "staff:7", True),
            ("complainant", "respondent", False),
            ("respondent", "respondent", True),
            ("respondent", "complainant", False),
        ],
    )
    def test_lets_each_party_see_its_own(self, party: str, added_by: str, *, sees: bool) -> None:
        assert may_see(party, piece(added_by), handed_over=()) is sees

    def test_lets_a_party_see_what_was_handed_over_to_it(self) -> None:
        assert may_see("respondent", piece("complainant"), handed_over={"E-1"})


class TestLastPart:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("lock.png", "lock.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\张三\\锁.png", "锁.png"),
            ("a\r\nX-Evil: 1.png", "aX-Evil: 1.png"),
            ("x" * 300 + ".png", "x" * 196 + ".png"),
            ("folder/", None),
            ("..", None),
            ("", None),
        ],
    )
    def test_is_a_name_without_folders(self, path: str, name: str | None) -> None:
        assert last_part(path) == name
