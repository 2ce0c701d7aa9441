"""The files of the repository: what is committed, and what would be by `git add --all`."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def committed_files(root: Path = ROOT) -> list[str]:
    """Give the paths of all files that are committed or would be, relative to `root`, in order."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    # What is deleted in the work tree is still listed until the deletion is committed.
    return sorted(path for path in set(listed.split("\0")) if path and (root / path).is_file())
