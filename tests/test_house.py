"""The house keeps its own rules: size, habits, what may be committed, what is listed."""

import re
import subprocess
import tomllib

from checks.__main__ import findings
from checks.committed import ROOT, committed_files

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

    def test_ends_with_every_check_and_every_test(self) -> None:
        lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

        assert "set -euo pipefail" in lines
        assert lines[-2:] == ["make check", "make test"]


class TestCommitted:
    def test_locks_what_it_needs_by_the_one_file_that_the_makefile_reads(self) -> None:
        locks = [path for path in committed_files() if path.endswith(".lock")]

        assert locks == ["requirements.lock"]

    def test_comes_under_the_apache_license(self) -> None:
        license_text = (ROOT / "LICENSE").read_text(encoding="utf-8")
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

        assert license_text.split()[:6] == ["Apache", "License", "Version", "2.0,", "January", "2004"]
        assert project["license"] == "Apache-2.0"

    def test_says_what_changed_the_newest_first(self) -> None:
        changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

        first_section = changes.split("\n## ")[1]
        assert re.match(r"(Unreleased|\d+\.\d+\.\d+\b.*)\n\n- \S", first_section)


class TestDocuments:
    def test_begin_with_a_readme_that_has_a_section_in_chinese(self) -> None:
        readme = (ROOT / "README.md").read_text(encoding="utf-8")

        _, _, chinese = readme.partition("\n## 中文说明\n")
        assert "](#中文说明)" in readme
        assert all(word in chinese for word in ("make up", "redress import", "make test", "局限"))

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
