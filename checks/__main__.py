"""`python -m checks`: every rule of the house over every file of the repository; exit 1 if one is broken."""

import sys
from collections.abc import Iterator

from checks.addresses import private_addresses
from checks.committed import ROOT, committed_files
from checks.findings import Finding
from checks.habits import bad_habits, name_of_stdlib
from checks.size import too_large

# Other people's words, and the list of addresses that must not occur.
_EXEMPT = frozenset({"LICENSE", "checks/addresses.py"})


def findings() -> Iterator[Finding]:
    """Go through all files; what is no text is none of these checks' business."""
    for file in committed_files():
        try:
            text = (ROOT / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if file not in _EXEMPT:
            yield from private_addresses(file, text)
        if file.endswith(".py"):
            yield from name_of_stdlib(file)
            yield from too_large(file, text)
            yield from bad_habits(file, text)


def main() -> int:
    """Print what was found; give the exit code."""
    found = list(findings())
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
