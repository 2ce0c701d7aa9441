"""The whole file of a case as one page."""

import asyncio
import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from domain.complaint import LongText
from domain.keyring import KeyRing
from domain.kinds import EventKind
from gateways.blobs import ObjectBlobStore
from storage.database import make_engine
from storage.policies import Policies
from tests import trial
from tests.console.conftest import SETTINGS, Writing
from tests.console.terminal import Terminal
from tests.domain.life import Life
from tests.gateways.letters import HOSTILE, Page
from tests.postgres import FreshDatabase
from tests.storage.owed import notice
from tests.storage.rows import tampering

NUMBER = "RD-4XP0-RTED-CA5E"
OTHER_NUMBER = "RD-4XP0-RTED-0THR"
FILE = b"x" * 1234
SHA256 = hashlib.sha256(FILE).hexdigest()
HOSTILE_NUMBER = "RD-4XP0-RTED-HST1"


@pytest.fixture
def published(settled: Terminal, database: FreshDatabase, tmp_path: Path) -> Terminal:
    """A terminal whose database knows the trial pack, and whose file store has the evidence."""

    async def publish() -> None:
        store = ObjectBlobStore(url=(tmp_path / "blobs").as_uri(), key_ring=KeyRing.parse(SETTINGS["SECRET_KEYS"]))
        await store.put(FILE)
        policy = trial.policy()
        engine = make_engine(url=database.app_url, application_name="tests")
        source = policy.model_dump_json(by_alias=True, exclude_none=True)
        await Policies(engine=engine).put(
            pack=policy.pack.pack, version=policy.pack.version, digest=policy.pack.digest, source=source
        )
        await engine.dispose()

    asyncio.run(publish())
    return settled


def busy_life(number: str, **complaint: Any) -> Life:
    """A case with words in private, evidence, a remedy and a result."""
    life = Life(number=number, order_number=None, **complaint)
    life.say("add_evidence", id="E1", kind="photo", sha256=SHA256, size=1234, media_type="image/png", note="the lock")
    life.do("note", text="Called them at noon.")
    life.do("open-task", title="Look at the meter")
    life.do("record-finding", **trial.FINDING, improvement="new meters")
    life.do("approve", trial.LEAD)
    life.say("accept")
    life.paid(f"{number}-R1")
    return life


class TestExport:
    def test_is_the_case_with_all_that_happened_and_its_letters(
        self, published: Terminal, write: Writing, tmp_path: Path
    ) -> None:
        life = busy_life(NUMBER)
        write(life.events, notice(NUMBER, what=EventKind.RESOLVED, receiver="complainant"))
        out = tmp_path / "case.html"

        said = published.type("export", NUMBER.lower(), "--out", str(out))

        assert (said.code, said.out, said.err) == (0, "", "")
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        page = Page(out.read_text(encoding="utf-8"))
        expected = [
            NUMBER,
            "Zhang San",
            "+8613800000000",
            "Look at the meter",
            "I was overcharged",
            "Called them at noon.",
            "The meter ran on.",
            "E1 · image/png · 1234 B",
            SHA256,
            "the lock",
            "overcharge_doubled",
            "The result of your complaint",
            "We have your complaint",
            "The chain of hashes verifies: this is what was written",
        ]
        assert [words for words in expected if words not in page.words] == []
        assert [event.kind for event in life.events if event.kind not in page.words] == []

    def test_needs_nothing_beside_it(self, published: Terminal, write: Writing) -> None:
        write(busy_life(HOSTILE_NUMBER, description=LongText(text=HOSTILE), title="<i>").events)

        said = published.type("export", HOSTILE_NUMBER)

        page = Page(said.out)
        assert said.code == 0
        assert [each for each in page.references if not each.startswith("data:")] == []
        assert {"script", "link", "img", "iframe", "object", "i"}.isdisjoint(page.tags)
        assert [name for name, _ in page.attributes if name.startswith("on") or name == "style"] == []
        assert "url(" not in page.styles
        assert HOSTILE.strip() in page.words

    def test_speaks_chinese_where_the_terminal_does(
        self, published: Terminal, write: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        write(Life(number="RD-4XP0-RTED-Z0NG").events)

        said = published.type("export", "RD-4XP0-RTED-Z0NG")

        assert "哈希链校验通过：与写入时一致" in said.out
        assert '<html lang="zh-CN">' in said.out

    def test_says_where_the_chain_is_broken(self, published: Terminal, write: Writing, database: FreshDatabase) -> None:
        write(Life(number=OTHER_NUMBER).events)

        async def tamper() -> None:
            engine = make_engine(url=database.admin_url, application_name="tests")
            async with tampering(engine) as connection:
                statement = text("UPDATE events SET actor = 'staff:9' WHERE tracking_number = :case AND sequence = 3")
                await connection.execute(statement, {"case": OTHER_NUMBER})
            await engine.dispose()

        asyncio.run(tamper())

        said = published.type("export", OTHER_NUMBER)

        assert said.code == 1
        assert f"altered: {OTHER_NUMBER} event 3: is not what was written" in Page(said.out).words
        assert said.err.startswith(f"redress: the chain of {OTHER_NUMBER} is broken")

    def test_overwrites_nothing(self, published: Terminal, write: Writing, tmp_path: Path) -> None:
        write(Life(number="RD-4XP0-RTED-0NCE").events)
        out = tmp_path / "mine.html"
        out.write_text("mine", encoding="utf-8")

        said = published.type("export", "RD-4XP0-RTED-0NCE", "--out", str(out))

        assert said.code == 1
        assert said.err == f"redress: there is a file {out} already; name another one with --out\n"
        assert out.read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("number", ["RD-0000-0000-0000", "nonsense"])
    def test_says_that_there_is_no_such_case(self, published: Terminal, number: str) -> None:
        said = published.type("export", number)

        assert (said.code, said.err) == (1, f"redress: there is no case {number}\n")
