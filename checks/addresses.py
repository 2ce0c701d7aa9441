"""Addresses that belong to one machine or one network and must not be committed."""

import re
from collections.abc import Iterator
from typing import Final

from checks.committed import ROOT
from checks.findings import Finding

# A home, or this very checkout; a folder right below the root, as of a container, says nothing about a machine.
_HOMES: Final = r"/(?:home|Users)/\w|/root/\w"
_CHECKOUT: Final = rf"|{re.escape(str(ROOT))}\b" if len(ROOT.parts) > 2 else ""
_MACHINE_PATH: Final = re.compile(rf"(?<![\w.:/-])(?:{_HOMES}{_CHECKOUT})")
_REGISTRY: Final = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|crates\.io|repo1?\.maven\.org|proxy\.golang\.org"
    r"|deb\.debian\.org|--(?:extra-)?index-url|^--(?:index|find-links)"
)


def private_addresses(file: str, text: str) -> Iterator[Finding]:
    """Find absolute paths of somebody's machine, and addresses of package registries."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _MACHINE_PATH.search(line):
            yield Finding(file, number, f"{found.group()!r} is a path of one machine: make it relative")
        if found := _REGISTRY.search(line):
            problem = f"{found.group()!r} ties the repository to one package registry: leave that to the environment"
            yield Finding(file, number, problem)
