"""The data folder: made for its owner alone, held by one stack at a time, refused in one line."""

import os
from pathlib import Path

import pytest

from local import folder as folder_module
from local.errors import StartError
from local.folder import VERSION, DataFolder


class TestDataFolder:
    def test_is_made_for_its_owner_alone(self, tmp_path: Path) -> None:
        with DataFolder.held(tmp_path / "a" / "var") as folder:
            assert folder.path.stat().st_mode & 0o777 == 0o700
            assert (folder.path / "version").read_text() == f"{VERSION}\n"

    def test_is_held_again_after_it_was_let_go(self, tmp_path: Path) -> None:
        with DataFolder.held(tmp_path):
            pass

        with DataFolder.held(tmp_path) as folder:
            assert folder.path == tmp_path

    def test_is_refused_to_a_second_stack_which_learns_the_first_ones_pid(self, tmp_path: Path) -> None:
        with (
            DataFolder.held(tmp_path),
            pytest.raises(StartError, match=rf"in use by another redress up \(process {os.getpid()}\)"),
            DataFolder.held(tmp_path),
        ):
            pass

    def test_of_a_newer_version_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "version").write_text(f"{VERSION + 1}\n")

        with pytest.raises(StartError, match=rf"made by a newer redress \(folder version {VERSION + 1}"):
            DataFolder.held(tmp_path).__enter__()

    def test_of_no_version_anybody_knows_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "version").write_bytes(b"\xff soup\n")

        with pytest.raises(StartError, match="instead of a version number"):
            DataFolder.held(tmp_path).__enter__()

    @pytest.mark.parametrize("path", ["file", "file/var", "/proc/redress"])
    def test_that_cannot_be_written_is_refused(self, path: str, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(StartError, match=r"cannot write to .*; choose a folder by --data-dir"):
            DataFolder.held(tmp_path / path).__enter__()

    def test_replaces_a_file_for_the_owners_eyes_only(self, tmp_path: Path) -> None:
        with DataFolder.held(tmp_path) as folder:
            folder.replace("settings.env", "A=1\n")
            folder.replace("settings.env", "A=2\n")

        assert (tmp_path / "settings.env").read_text() == "A=2\n"
        assert (tmp_path / "settings.env").stat().st_mode & 0o777 == 0o600


class TestLogs:
    def test_that_have_grown_large_are_set_aside_while_they_are_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(folder_module, "LARGEST_LOG_BYTES", 10)
        with DataFolder.held(tmp_path) as folder, folder.open_log("api") as log:
            log.write(b"a long line of old\n")
            folder.bound_log("api")
            log.write(b"new\n")

        assert (tmp_path / "api.log.1").read_bytes() == b"a long line of old\n"
        assert (tmp_path / "api.log").read_bytes() == b"new\n"

    def test_tell_the_last_words_of_a_part(self, tmp_path: Path) -> None:
        with DataFolder.held(tmp_path) as folder, folder.open_log("api") as log:
            log.write(b"one\nthe reason\n\n")

            assert folder.last_words("api") == f"the reason (see {tmp_path / 'api.log'})"
            assert folder.last_words("worker") == f"see {tmp_path / 'worker.log'}"
