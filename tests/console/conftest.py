"""Fixtures of tests that type commands."""

import asyncio
import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from domain.events import Event
from domain.keyring import KeyRing
from domain.notices import Addressed
from storage.database import make_engine
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.console.terminal import Terminal
from tests.postgres import FreshDatabase

KEY = base64.b64encode(b"1" * 32).decode()
SETTINGS = {
    "TEMPORAL_ADDRESS": "127.0.0.1:1",
    "SECRET_KEYS": f"k1:{KEY}",
    "IDENTITY_KEY": KEY,
    "NEIGHBOURS_TOKEN": "neighbours-token-1",
    "HOOKS_SECRET": "hooks-secret-0001",
    "CODEC_TOKEN": "codec-token-00001",
    "PUBLIC_URL": "http://127.0.0.1:1",
    "PAYMENTS_URL": "http://127.0.0.1:1",
    "WORK_ORDERS_URL": "http://127.0.0.1:1",
    "RECORDS_URL": "http://127.0.0.1:1",
    "SMS_URL": "http://127.0.0.1:1",
}


class Writing(Protocol):
    """Writes a case down."""

    def __call__(self, events: Sequence[Event], *owed: Addressed) -> None:
        """Write its events, and what it owes to whom."""


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal in an empty folder, with no settings around it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return Terminal(monkeypatch, capsys)


@pytest.fixture
def settled(terminal: Terminal, database: FreshDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal with every setting, and a database behind them."""
    own = {
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "BLOBS_URL": (tmp_path / "blobs").as_uri(),
    }
    for name, value in (SETTINGS | own).items():
        monkeypatch.setenv(f"REDRESS_{name}", value)
    return terminal


@pytest.fixture
def write(database: FreshDatabase) -> Writing:
    """Write the events of a case down, and whom it owes what, as a worker with these settings would."""

    async def record(events: Sequence[Event], owed: Sequence[Addressed]) -> None:
        engine = make_engine(url=database.app_url, application_name="tests")
        vault = Vault(keys=KeyRing.parse(SETTINGS["SECRET_KEYS"]), index_key=b"1" * 32)
        number = events[0].data["tracking_number"]
        await PostgresJournal(engine=engine, vault=vault).record(tracking_number=number, events=events, notices=owed)
        await engine.dispose()

    return lambda events, *owed: asyncio.run(record(events, owed))
