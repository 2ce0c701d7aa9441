"""`python -m checks.lock COMMAND …`: tells whether `requirements.lock` is what COMMAND would write; exit 1 if not.

COMMAND gets the file to write as its last argument.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from checks.committed import ROOT

LOCK: Final = "requirements.lock"


def main(command: Sequence[str]) -> int:
    """Compile into a copy, which keeps every version that still fits, and compare; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / LOCK
        shutil.copyfile(ROOT / LOCK, copy)
        compiled = subprocess.run([*command, copy], cwd=ROOT, capture_output=True, text=True, check=False)
        if compiled.returncode != 0:
            sys.stdout.write(f"{LOCK} cannot be checked, which needs the package registry:\n{compiled.stderr}")
            return 1
        if copy.read_bytes() != (ROOT / LOCK).read_bytes():
            sys.stdout.write(f"{LOCK} does not match pyproject.toml any more: run `make lock` and commit it\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
