"""The stack's own settings: `settings.env` of the data folder, by which every other command finds the stack."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from local.errors import StartError
from local.folder import DataFolder
from local.ports import LOOPBACK, Ports
from local.postgres import NAME as POSTGRES
from local.postgres import Postgres
from local.temporal import NAMESPACE
from settings import PREFIX, STACK_FILE

_HEADER = (
    "# Written by `redress up` at every start: addresses anew, keys once and for all. Lines of your own are kept.\n"
    "# Without these keys nothing in this folder can be read: keep a copy where no one else reads it.\n"
)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _token() -> str:
    return secrets.token_urlsafe(24)


# Made once; what is sealed or derived by them is lost with them.
_SECRETS: Mapping[str, Callable[[], str]] = {
    "SECRET_KEYS": lambda: f"local-1:{_key()}",
    "IDENTITY_KEY": _key,
    "NEIGHBOURS_TOKEN": _token,
    "HOOKS_SECRET": _token,
    "CODEC_TOKEN": _token,
}


@dataclass(frozen=True)
class Passwords:
    """The two roles' passwords in the embedded PostgreSQL, made at its first start."""

    owner: str
    app: str


def read_settings(folder: Path) -> dict[str, str]:
    """Read `settings.env` of a stack's folder; nothing when there is none yet."""
    return {name: value or "" for name, value in dotenv_values(folder / STACK_FILE, encoding="utf-8").items()}


def recall_passwords(folder: DataFolder) -> Passwords:
    """Give the passwords the database was made with, or new ones for a new database.

    Raises:
        StartError: there is a database, and no settings that go with it.
    """
    kept = read_settings(folder.path)
    owner = urlsplit(kept.get(f"{PREFIX}DATABASE_OWNER_URL", "")).password
    app = urlsplit(kept.get(f"{PREFIX}DATABASE_URL", "")).password
    if owner and app:
        return Passwords(owner, app)
    if (folder.path / POSTGRES).exists():
        raise StartError(
            f"{folder.path / STACK_FILE} lacks the passwords and keys of {folder.path / POSTGRES}: "
            "put it back from a copy, or give another --data-dir"
        )
    return Passwords(_token(), _token())


def write_settings(folder: DataFolder, *, ports: Ports, postgres: Postgres, policies: Path | None) -> None:
    """Write `settings.env` for these ports; keys and lines of the operator's own stay as they are."""
    kept = read_settings(folder.path)
    made = {PREFIX + name: make() for name, make in _SECRETS.items() if not kept.get(PREFIX + name)}
    merged = kept | made | addresses(ports, postgres=postgres) | _defaults(folder, ports)
    merged.pop(f"{PREFIX}POLICIES_DIR", None)
    if policies is not None:
        merged[f"{PREFIX}POLICIES_DIR"] = str(policies)
    folder.replace(STACK_FILE, _HEADER + "".join(f"{name}={_quoted(value)}\n" for name, value in merged.items()))


def addresses(ports: Ports, *, postgres: Postgres) -> dict[str, str]:
    """Where this stack's own servers are; no environment changes that for its parts."""
    return {
        f"{PREFIX}TEMPORAL_ADDRESS": f"{LOOPBACK}:{ports.temporal}",
        f"{PREFIX}TEMPORAL_NAMESPACE": NAMESPACE,
        f"{PREFIX}DATABASE_URL": postgres.app_url,
        f"{PREFIX}DATABASE_OWNER_URL": postgres.owner_url,
    }


def _defaults(folder: DataFolder, ports: Ports) -> dict[str, str]:
    """What an environment may point elsewhere: other people's systems, a store, an address seen from outside."""
    neighbours = f"http://{LOOPBACK}:{ports.neighbours}"
    return {
        f"{PREFIX}BLOBS_URL": (folder.path / "blobs").as_uri(),
        f"{PREFIX}PUBLIC_URL": f"http://{LOOPBACK}:{ports.api}",
        f"{PREFIX}TEMPORAL_UI_URL": f"http://{LOOPBACK}:{ports.ui}",
        f"{PREFIX}PAYMENTS_URL": neighbours,
        f"{PREFIX}WORK_ORDERS_URL": neighbours,
        f"{PREFIX}RECORDS_URL": neighbours,
        f"{PREFIX}SMS_URL": neighbours,
        f"{PREFIX}NOTICES_SMTP_URL": mailbox_url(ports),
        f"{PREFIX}NOTICES_FROM": "redress@redress.example",
    }


def mailbox_url(ports: Ports) -> str:
    """Where the neighbours take mails."""
    return f"smtp://{LOOPBACK}:{ports.mail}"


def _quoted(value: str) -> str:
    """As a line of an env file takes it, whatever characters a path may hold."""
    if value and all(character.isalnum() or character in "_-+=/.:,@%~" for character in value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
