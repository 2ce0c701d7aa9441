"""What browsers load is named exactly, built under names of its content, and tied to no registry."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from web import build

LOCK = build.ROOM / "package-lock.json"


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


class TestPackages:
    def test_are_named_by_exact_versions(self) -> None:
        named = _read(build.ROOM / "package.json")["dependencies"]

        assert set(named) == {"htmx.org", "@tabler/core", "echarts"}
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values())

    def test_are_locked_with_hashes_and_no_address(self) -> None:
        lock = _read(LOCK)
        packages = [package for name, package in lock["packages"].items() if name]

        assert lock["packages"][""]["dependencies"] == _read(build.ROOM / "package.json")["dependencies"]
        assert all(package["integrity"].startswith("sha512-") for package in packages)
        assert not [package for package in packages if "resolved" in package]

    def test_run_no_scripts_as_they_are_fetched(self) -> None:
        assert "ignore-scripts=true" in (build.ROOM / ".npmrc").read_text(encoding="utf-8").splitlines()


class TestBuild:
    def test_puts_a_hash_of_the_content_into_each_name(self, tmp_path: Path) -> None:
        (tmp_path / "one.css").write_text("a { color: red }", encoding="utf-8")

        first = build.build({"look.css": tmp_path / "one.css"}, into=tmp_path / "built")
        again = build.build({"look.css": tmp_path / "one.css"}, into=tmp_path / "built")
        (tmp_path / "one.css").write_text("a { color: blue }", encoding="utf-8")
        changed = build.build({"look.css": tmp_path / "one.css"}, into=tmp_path / "built")

        assert re.fullmatch(r"look-[0-9a-f]{12}\.css", first["look.css"])
        assert first == again != changed
        assert _read(tmp_path / "built" / "manifest.json") == changed
        served = changed["look.css"]
        assert sorted(path.name for path in (tmp_path / "built").iterdir()) == [served, f"{served}.gz", "manifest.json"]

    def test_compresses_what_it_writes_and_leaves_out_maps(self, tmp_path: Path) -> None:
        (tmp_path / "one.js").write_text("go();\n//# sourceMappingURL=one.js.map\n", encoding="utf-8")

        served = build.build({"go.js": tmp_path / "one.js"}, into=tmp_path / "built")["go.js"]

        assert (tmp_path / "built" / served).read_bytes() == b"go();"
        assert gzip.decompress((tmp_path / "built" / f"{served}.gz").read_bytes()) == b"go();"

    def test_takes_npm_from_the_wheel_where_the_machine_has_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")

        assert all(Path(part).is_file() for part in build.npm())

    def test_says_what_npm_says_when_nothing_can_be_fetched(self) -> None:
        with pytest.raises(build.BuildFailed, match=r"(?s)npm could not fetch .*no such thing"):
            build.fetch(["bash", "-c", "echo no such thing >&2; exit 1"])


class TestDarkMode:
    def test_follows_the_system_where_the_theme_waits_for_an_attribute(self) -> None:
        css = build.follow_the_system("a{b:c}.x,[data-bs-theme=dark] .form{d:e}.navbar[data-bs-theme=dark]{f:g}")

        assert "@media (prefers-color-scheme:dark){:root .form{d:e}}" in css
        assert css.endswith(":root{color-scheme:light dark}\n")

    def test_leaves_what_holds_on_paper_to_paper(self) -> None:
        css = "@media print{a{b:c}[data-bs-theme=dark]{color-scheme:light!important}}[data-bs-theme=dark]{d:e}"

        assert "@media (prefers-color-scheme:dark){:root{d:e}}" in build.follow_the_system(css)

    def test_is_found_in_the_theme_that_is_built(self) -> None:
        built = json.loads((build.BUILT / "manifest.json").read_text(encoding="utf-8"))["tabler.css"]
        _, _, dark = (build.BUILT / built).read_text(encoding="utf-8").rpartition("@media (prefers-color-scheme:dark)")

        assert "--tblr-body-bg-rgb" in dark
        assert "!important" not in dark
