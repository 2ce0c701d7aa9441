"""Audit, rebuild, backup and restore: the event log proves itself, and comes back."""

from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import pytest

from domain.events import Event
from tests.console.terminal import Terminal
from tests.postgres import FreshDatabase
from tests.storage.stories import whole_life

NUMBER = "RD-7K2M-9QXD-04TB"
Write = Callable[[Sequence[Event]], None]


def count(database: FreshDatabase, table: str) -> int:
    with psycopg.connect(database.owner_url) as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


@pytest.fixture
def written(settled: Terminal, write: Write) -> Terminal:
    """A terminal whose database has a case."""
    write(whole_life(NUMBER))
    return settled


class TestVerify:
    def test_is_content_with_what_was_written(self, written: Terminal) -> None:
        said = written.type("audit", "verify")

        assert (said.code, said.out) == (0, "the event log is what was written\n")

    def test_names_what_was_altered(self, written: Terminal, database: FreshDatabase) -> None:
        with psycopg.connect(database.admin_url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE events SET actor = 'staff:9' WHERE sequence = 4")

            connection.commit()
            said, as_json = written.type("audit", "verify"), written.type("audit", "verify", "--json")
            connection.execute("UPDATE events SET actor = 'system' WHERE sequence = 4")

        assert said.code == as_json.code == 1
        assert f"altered: {NUMBER} event 4: is not what was written\n" in said.out
        assert as_json.json["breaks"][0]["tracking_number"] == NUMBER


class TestRebuild:
    def test_makes_lost_rows_anew(self, written: Terminal, database: FreshDatabase) -> None:
        with psycopg.connect(database.owner_url) as connection:
            connection.execute("DELETE FROM complaints")
            connection.execute("DELETE FROM remedies")

        said = written.type("rebuild")

        assert (said.code, said.out) == (0, "1 cases made anew\n")
        assert count(database, "complaints") == count(database, "remedies") == 1


class TestDatabase:
    def test_upgrade_may_be_repeated(self, written: Terminal) -> None:
        said = written.type("database", "upgrade")

        assert said.code == 0
        assert said.out.startswith("the tables are at version ")

    def test_comes_back_from_a_backup_as_it_was(
        self, written: Terminal, database: FreshDatabase, tmp_path: Path
    ) -> None:
        file = tmp_path / "redress.dump"
        assert written.type("database", "backup", str(file)).code == 0
        before = count(database, "events")
        with psycopg.connect(database.owner_url) as connection:
            connection.execute("DROP TABLE ledger_entries, ledger_transactions, events, complaints CASCADE")

        said = written.type("database", "restore", str(file))

        assert said.code == 0
        assert count(database, "events") == before > 0
        assert written.type("audit", "verify").code == 0
        assert written.type("staff", "list").code == 0

    def test_keeps_a_backup_for_its_owner_alone(self, written: Terminal, tmp_path: Path) -> None:
        file = tmp_path / "redress.dump"

        written.type("database", "backup", str(file))

        assert file.stat().st_mode & 0o777 == 0o600
        assert list(tmp_path.glob("*.new")) == []

    def test_stays_as_it_is_when_a_file_is_no_backup(
        self, written: Terminal, database: FreshDatabase, tmp_path: Path
    ) -> None:
        file = tmp_path / "redress.dump"
        file.write_text("this is none")

        said = written.type("database", "restore", str(file))

        assert said.code == 1
        assert "does not appear to be a valid archive" in said.err
        assert count(database, "events") > 0

    @pytest.mark.parametrize("words", [("staff", "list"), ("audit", "verify"), ("database", "upgrade")], ids=" ".join)
    def test_that_is_not_there_is_one_line(
        self, settled: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
    ) -> None:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            monkeypatch.setenv(f"REDRESS_{name}", "postgresql://redress_app@127.0.0.1:1/redress")

        said = settled.type(*words)

        assert said.code == 1
        assert "redress: the database cannot be reached" in said.err
        assert "Traceback" not in said.err
