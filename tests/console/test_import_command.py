"""`redress import` where nothing can be imported; test_readme.py has it against a real API."""

from pathlib import Path

import pytest

from tests.console.terminal import Terminal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "june.csv"
    path.write_text("text,user\n锁坏了,王芳\n", encoding="utf-8")
    return path


class TestImport:
    def test_needs_the_address_of_an_api(self, terminal: Terminal, file: Path) -> None:
        said = terminal.type("import", str(file))

        assert said.code == 1
        assert said.err.startswith("redress: REDRESS_PUBLIC_URL is missing or wrong")

    def test_finds_the_address_in_the_folder_of_the_stack(self, terminal: Terminal, file: Path, tmp_path: Path) -> None:
        (tmp_path / "settings.env").write_text("REDRESS_PUBLIC_URL=http://127.0.0.1:1\n")

        said = terminal.type("--data-dir", str(tmp_path), "import", str(file))

        assert said.code == 1
        assert said.err.startswith("redress: the API at http://127.0.0.1:1 cannot be reached")
        assert len(said.err.splitlines()) == 1

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (["--map", "text=descripton"], "theirs=ours is expected"),
            (["--encoding", "klingon"], "no encoding is called klingon"),
            (["--rate", "0"], "'--rate'"),
        ],
    )
    def test_is_used_wrongly_with_options_that_make_no_sense(
        self, terminal: Terminal, file: Path, options: list[str], expected: str
    ) -> None:
        said = terminal.type("import", str(file), *options)

        assert said.code == 2
        assert expected in said.err

    def test_is_used_wrongly_without_a_file(self, terminal: Terminal) -> None:
        assert terminal.type("import", "nowhere.csv").code == 2
