"""The house keeps its own rules: size, habits, what may be committed, what is listed."""

import re
import subprocess

from checks.__main__ import findings
from checks.committed import ROOT

LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


class TestRules:
    def test_hold_in_every_file(self) -> None:
        assert [str(found) for found in findings()] == []


class TestLock:
    def test_names_versions_and_hashes_and_no_address(self) -> None:
        lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()

        assert all(re.match(r"[a-z0-9-]+==|    --hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in lines)
        assert not [line for line in lines if "://" in line]


class TestMake:
    def test_lists_every_command_when_it_is_given_none(self) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        commands = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)

        listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

        assert re.findall(r"^make (\S+) +\S", listed, flags=re.MULTILINE) == commands
        assert {"up", "test", "check", "lock", ".venv"} <= set(commands)


class TestCi:
    def test_is_a_script_that_can_be_run(self) -> None:
        script = ROOT / ".ci" / "run"

        assert script.stat().st_mode & 0o111
        subprocess.run(["bash", "-n", script], check=True)


class TestDocuments:
    def test_index_of_decisions_names_each(self) -> None:
        folder = ROOT / "docs" / "decisions"
        index = (folder / "README.md").read_text(encoding="utf-8")

        missing = [page.name for page in sorted(folder.glob("0*.md")) if f"({page.name})" not in index]

        assert missing == []

    def test_link_only_to_what_is_there(self) -> None:
        pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

        broken = [
            f"{page.relative_to(ROOT)}: {target}"
            for page in pages
            for target in LINK.findall(page.read_text(encoding="utf-8"))
            if not (page.parent / target).exists()
        ]

        assert broken == []
