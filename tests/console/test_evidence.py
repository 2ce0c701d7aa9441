"""`redress evidence verify`: content with what was added, and naming each file and each act that is not as it was."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from domain.custody import CustodyAct, Handling
from domain.keyring import KeyRing
from domain.kinds import EventKind
from gateways.blobs import ObjectBlobStore
from storage.custody import Custody
from storage.database import make_engine
from storage.vault import Vault
from tests.console.conftest import SETTINGS, Writing
from tests.console.terminal import Terminal
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.stories import NOON, Happening, received, story

NUMBER, OTHER = "RD-7K2M-9QXD-04TB", "RD-8K2M-9QXD-04TB"
KEYS = KeyRing.parse(SETTINGS["SECRET_KEYS"])
FILES = {f"E-{number}": f"file {number % 4}".encode() * 1_000 for number in range(6)}


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what one breaks is found by the next."""
    return postgres_server.make_database()


@pytest.fixture
def added(settled: Terminal, write: Writing, database: FreshDatabase, tmp_path: Path) -> dict[str, str]:
    """Two cases with the same six files, of which two are the same; the SHA-256 of each."""
    store = ObjectBlobStore(url=(tmp_path / "blobs").as_uri(), key_ring=KEYS)

    async def put() -> dict[str, str]:
        return {evidence: await store.put(data) for evidence, data in FILES.items()}

    digests = asyncio.run(put())
    for number in (NUMBER, OTHER):
        write(story(received(number), *(_added(evidence, sha256) for evidence, sha256 in digests.items())))
        asyncio.run(_noted(database, number, digests))
    return digests


def _added(evidence: str, sha256: str) -> Happening:
    data = {"id": evidence, "kind": "photo", "sha256": sha256, "size": 6_000, "media_type": "text/plain"}
    return EventKind.EVIDENCE_ADDED, "complainant", data, {}


async def _noted(database: FreshDatabase, number: str, digests: dict[str, str]) -> None:
    engine = make_engine(url=database.app_url, application_name="tests")
    chain = Custody(engine=engine, vault=Vault(keys=KEYS, index_key=b"1" * 32))
    for evidence, sha256 in digests.items():
        handling = Handling(act=CustodyAct.UPLOADED, at=NOON, actor="complainant", evidence=evidence, sha256=sha256)
        await chain.note(number, handling)
    await engine.dispose()


class TestVerify:
    def test_is_content_with_what_was_added(self, added: dict[str, str], settled: Terminal) -> None:
        said = settled.type("evidence", "verify")

        assert (said.code, said.out) == (0, "all evidence is what was added, and its custody is on record\n")

    def test_names_each_file_that_is_missing_or_altered_in_each_case(
        self, added: dict[str, str], settled: Terminal, tmp_path: Path
    ) -> None:
        (tmp_path / "blobs" / added["E-2"]).unlink()
        file = tmp_path / "blobs" / added["E-3"]
        file.write_bytes(file.read_bytes()[:-1] + b"!")

        said = settled.type("evidence", "verify")

        assert said.code == 1
        assert said.out.splitlines() == [
            *(
                line
                for number in (NUMBER, OTHER)
                for line in (
                    f"missing: {number} E-2 {added['E-2']}: is not in the file store",
                    f"altered: {number} E-3 {added['E-3']}: is not what was added",
                )
            ),
            "4 breaks",
        ]

    def test_names_what_was_done_to_the_chain(
        self, added: dict[str, str], settled: Terminal, database: FreshDatabase
    ) -> None:
        with psycopg.connect(database.admin_url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE custody SET actor = 'staff:9' WHERE sequence = 2 AND tracking_number = %s", (NUMBER,)
            )

        said = settled.type("evidence", "verify", "--json")

        assert said.code == 1
        [found] = said.json["breaks"]
        assert (found["kind"], found["tracking_number"], found["sequence"]) == ("altered", NUMBER, 2)
        assert (found["evidence"], found["sha256"]) == ("E-1", added["E-1"])

    def test_names_a_case_whose_event_says_no_more_which_file_it_was(
        self, added: dict[str, str], settled: Terminal, database: FreshDatabase
    ) -> None:
        with psycopg.connect(database.admin_url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE events SET data = '{}' WHERE kind = 'evidence_added' AND tracking_number = %s", (NUMBER,)
            )

        said = settled.type("evidence", "verify", "--json")

        assert said.code == 1
        assert {found["tracking_number"] for found in said.json["breaks"]} == {NUMBER}
