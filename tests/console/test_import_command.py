"""`redress import`: what it refuses, and how it goes at a door; test_readme.py has it against a real API."""

import asyncio
import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from checks.committed import ROOT
from local.stack import REDRESS
from tests.console.door import FILED, Door, answer, door
from tests.console.terminal import Terminal

THERE = answer("200 OK")
TAKEN = answer("201 Created", FILED)
LINES = ({"text": "锁坏了"}, {"text": "多扣了钱"}, {"text": "找不到车"})
OPTIONS = ("--map", "text=description", "--service-line", "bike")


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


@pytest.fixture
def json_lines(tmp_path: Path) -> Path:
    path = tmp_path / "june.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), encoding="utf-8")
    return path


@pytest.fixture
def bad_lines(tmp_path: Path) -> Path:
    path = tmp_path / "july.jsonl"
    path.write_text('{"text": "?"}\nno JSON\n', encoding="utf-8")
    return path


def bodies_at(opened: Door) -> list[dict[str, object]]:
    """What was filed; the first request only asks whether anybody is there."""
    return [json.loads(request.partition(b"\r\n\r\n")[2]) for request in opened.requests[1:]]


class TestImportOfJsonLines:
    async def test_files_each_and_ends_with_figures_for_a_program(
        self, terminal: Terminal, json_lines: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with door(THERE, TAKEN) as opened:
            monkeypatch.setenv("REDRESS_PUBLIC_URL", opened.address)
            said = await asyncio.to_thread(terminal.type, "import", str(json_lines), *OPTIONS, "--json")

        filed = bodies_at(opened)
        assert said.code == 0
        assert said.out == '{"lines": 3, "new": 3, "known": 0, "skipped": 0}\n'
        assert {body["description"] for body in filed} == {line["text"] for line in LINES}
        assert {(body["service_line"], body["channel"]) for body in filed} == {("bike", "staff")}

    async def test_counts_what_is_skipped_in_the_figures_too(
        self, terminal: Terminal, bad_lines: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with door(THERE, answer("422 Unprocessable Content", b'{"title": "Not understood"}')) as opened:
            monkeypatch.setenv("REDRESS_PUBLIC_URL", opened.address)
            said = await asyncio.to_thread(terminal.type, "import", str(bad_lines), *OPTIONS, "--json")

        assert said.code == 1
        assert said.json == {"lines": 2, "new": 0, "known": 0, "skipped": 2}
        assert sorted(re.findall(r"^line \d", said.err, flags=re.MULTILINE)) == ["line 1", "line 2"]

    async def test_files_no_faster_than_it_is_told(
        self, terminal: Terminal, json_lines: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with door(THERE, TAKEN) as opened:
            monkeypatch.setenv("REDRESS_PUBLIC_URL", opened.address)
            began = time.monotonic()
            said = await asyncio.to_thread(terminal.type, "import", str(json_lines), *OPTIONS, "--rate", "2")

        assert said.out == "3 lines: 3 new, 0 already there, 0 skipped\n"
        assert time.monotonic() - began >= 2 / 2


class TestProgressOfAnImport:
    async def test_is_a_bar_on_a_terminal(self, json_lines: Path) -> None:
        terminal_end, program_end = os.openpty()
        try:
            async with door(THERE, TAKEN) as opened:
                process = await run_import(json_lines, opened, stderr=program_end)
                os.close(program_end)
                shown = await asyncio.to_thread(all_of, terminal_end)
                out, _ = await process.communicate()
        finally:
            os.close(terminal_end)

        assert process.returncode == 0
        assert "100%" in shown
        assert "━" in shown
        assert "3 lines: 3 new, 0 already there, 0 skipped" in shown
        assert out.decode() == "3 lines: 3 new, 0 already there, 0 skipped\n"

    async def test_is_no_bar_elsewhere(self, json_lines: Path) -> None:
        async with door(THERE, TAKEN) as opened:
            process = await run_import(json_lines, opened, stderr=subprocess.PIPE)
            out, err = await process.communicate()

        assert process.returncode == 0
        assert not any(piece in err.decode() for piece in ("\x1b", "%", "━"))
        assert out.decode() == "3 lines: 3 new, 0 already there, 0 skipped\n"


async def run_import(file: Path, opened: Door, *, stderr: int) -> asyncio.subprocess.Process:
    """Start the command as a process; stdout is no terminal."""
    return await asyncio.create_subprocess_exec(
        *(*REDRESS, "import", str(file), *OPTIONS),
        cwd=file.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "100"}
        | {"REDRESS_PUBLIC_URL": opened.address},
    )


def all_of(terminal_end: int) -> str:
    """Read what is shown on a terminal until nobody writes to it any more."""
    shown = b""
    while True:
        try:
            shown += os.read(terminal_end, 4096)
        except OSError:  # how Linux tells that the other end is closed
            return shown.decode()
