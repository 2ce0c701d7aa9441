"""Accounts: as whom PostgreSQL runs, since it refuses to run as root."""

import os
import pwd
from pathlib import Path
from typing import NamedTuple

from local.errors import StartError


class Account(NamedTuple):
    """A user and a group of this machine, by number."""

    user: int
    group: int


def choose_account(*, data: Path) -> Account | None:
    """Choose who runs the server that owns `data`, which need not be there yet; None stands for oneself.

    Raises:
        StartError: root asks, and the machine knows nobody but root.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    # initdb looks its user up by name, so a number that nobody bears would not do.
    others = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not others:
        raise StartError("PostgreSQL refuses to run as root, and this machine has no other user: add one")
    chosen = next((entry for entry in others if entry.pw_name == "nobody"), others[0])
    return Account(chosen.pw_uid, chosen.pw_gid)
