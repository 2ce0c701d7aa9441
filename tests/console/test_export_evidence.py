"""The files of a case inside its exported page."""

import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from domain.custody import CustodyAct, Handling
from domain.keyring import KeyRing
from gateways.blobs import ObjectBlobStore
from storage.custody import Custody
from storage.database import make_engine
from storage.vault import Vault
from tests.console.conftest import SETTINGS, Writing
from tests.console.terminal import Said, Terminal
from tests.domain.life import Life
from tests.gateways.letters import Page
from tests.postgres import FreshDatabase

KEYS = KeyRing.parse(SETTINGS["SECRET_KEYS"])
PHOTO, SMALL, EVIL = b"\x89PNG photo" * 100, b"RIFF small", b"<script>alert(1)</script>"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def piece(evidence: str, data: bytes, **more: Any) -> dict[str, Any]:
    file = {"id": evidence, "kind": "photo", "sha256": sha256(data), "size": len(data), "media_type": "image/png"}
    return file | more


PIECES = (
    piece("E-1", PHOTO, preview=sha256(SMALL), file_name='lo"ck<b>.png', note="the lock"),
    piece("E-2", EVIL, media_type="text/html", problem="active_content", file_name="page.html"),
)


class Exported:
    """Writes a case with evidence down, and exports it."""

    def __init__(self, terminal: Terminal, write: Writing, store: ObjectBlobStore, database: FreshDatabase) -> None:
        self._terminal = terminal
        self._write = write
        self._store = store
        self._database = database

    def case(self, number: str, *, missing: tuple[bytes, ...] = ()) -> None:
        life = Life(number=number)
        for said in PIECES:
            life.say("add_evidence", **said)
        self._write(life.events)
        asyncio.run(self._put({PHOTO, SMALL, EVIL} - set(missing)))

    def export(self, number: str, *options: str) -> tuple[Said, Page]:
        said = self._terminal.type("export", number, *options)
        return said, Page(said.out)

    def acts(self, number: str) -> list[Handling]:
        return asyncio.run(self._acts(number))

    async def _put(self, files: set[bytes]) -> None:
        for data in files:
            await self._store.put(data)

    async def _acts(self, number: str) -> list[Handling]:
        engine = make_engine(url=self._database.app_url, application_name="tests")
        handlings = await Custody(engine=engine, vault=Vault(keys=KEYS, index_key=b"1" * 32)).of(number)
        await engine.dispose()
        return list(handlings)


@pytest.fixture
def exported(settled: Terminal, write: Writing, tmp_path: Path, database: FreshDatabase) -> Exported:
    store = ObjectBlobStore(url=(tmp_path / "blobs").as_uri(), key_ring=KEYS)
    return Exported(settled, write, store, database)


class TestExportedEvidence:
    def test_has_the_small_pictures_and_the_files_themselves(self, exported: Exported) -> None:
        exported.case("RD-4XP0-RTED-0001")

        said, page = exported.export("RD-4XP0-RTED-0001")

        encoded = [base64.b64encode(data).decode() for data in (SMALL, PHOTO, EVIL)]
        assert said.code == 0
        assert page.references == [
            f"data:image/webp;base64,{encoded[0]}",
            f"data:image/png;base64,{encoded[1]}",
            f"data:application/octet-stream;base64,{encoded[2]}",
        ]
        names = [value for name, value in page.attributes if name == "download"]
        assert names == ['lo"ck<b>.png', "page.html"]
        assert {"script", "b", "iframe", "object"}.isdisjoint(page.tags)

    def test_says_what_is_the_matter_with_a_file(self, exported: Exported) -> None:
        exported.case("RD-4XP0-RTED-0002")

        _, page = exported.export("RD-4XP0-RTED-0002")

        assert "it carries a program" in page.words
        assert "Added as photo, but by its content it is text/html." in page.words

    def test_is_on_record_as_a_copy_that_left(self, exported: Exported) -> None:
        exported.case("RD-4XP0-RTED-0003")

        _, page = exported.export("RD-4XP0-RTED-0003")

        acts = exported.acts("RD-4XP0-RTED-0003")
        assert [(each.act, each.evidence, each.receiver) for each in acts] == [
            (CustodyAct.HANDED_OVER, "E-1", "outside"),
            (CustodyAct.HANDED_OVER, "E-2", "outside"),
        ]
        assert {(each.actor, each.words) for each in acts} == {("administrator", "redress export")}
        assert page.words.count("redress export") == 2

    def test_lists_what_is_larger_than_asked_for_and_records_the_look_at_its_picture(self, exported: Exported) -> None:
        exported.case("RD-4XP0-RTED-0004")

        said, page = exported.export("RD-4XP0-RTED-0004", "--files-up-to", "0")

        assert said.code == 0
        assert [each.split(";")[0] for each in page.references] == ["data:image/webp"]
        assert page.words.count("The file is too large to be in this page") == 2
        assert sha256(PHOTO) in page.words
        assert [each.act for each in exported.acts("RD-4XP0-RTED-0004")] == [CustodyAct.VIEWED]

    def test_is_1_and_names_the_file_that_is_not_there(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0005", missing=(PHOTO,))

        said, page = exported.export("RD-4XP0-RTED-0005")

        assert said.code == 1
        assert f"missing: RD-4XP0-RTED-0005 E-1 {sha256(PHOTO)}: is not in the file store" in page.words
        assert said.err.startswith("redress: evidence of RD-4XP0-RTED-0005 is missing or altered")
        assert [each.evidence for each in exported.acts("RD-4XP0-RTED-0005")] == ["E-2"]

    def test_puts_nothing_on_record_where_it_would_overwrite_a_file(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0006")
        out = tmp_path / "mine.html"
        out.write_text("mine", encoding="utf-8")

        said, _ = exported.export("RD-4XP0-RTED-0006", "--out", str(out))

        assert said.code == 1
        assert exported.acts("RD-4XP0-RTED-0006") == []
