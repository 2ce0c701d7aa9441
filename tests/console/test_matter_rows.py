"""What a case leaves behind, on the page of the case."""

import asyncio

from domain.keyring import KeyRing
from domain.matter_events import MatterKind
from storage.database import make_engine
from storage.matters import Matters
from storage.vault import Vault
from tests.console.conftest import SETTINGS, Writing
from tests.console.terminal import Terminal
from tests.domain.life import Life
from tests.domain.matter_life import MatterLife, start_of
from tests.gateways.letters import Page
from tests.postgres import FreshDatabase

NUMBER = "RD-4XP0-RTED-MTR1"


class TestExport:
    def test_tells_of_claims_with_everything_that_happened_on_them(
        self, settled: Terminal, write: Writing, database: FreshDatabase
    ) -> None:
        write(Life(number=NUMBER, order_number=None).events)
        terms = {"amount_fen": 300_000, "responsible": "third_party"}
        life = MatterLife(start_of(MatterKind.RECOURSE, number=NUMBER, id=f"{NUMBER}-C1", terms=terms))
        life.do("send-claim", against="the maker", text="Pay by May.")

        async def record() -> None:
            engine = make_engine(url=database.app_url, application_name="tests")
            vault = Vault(keys=KeyRing.parse(SETTINGS["SECRET_KEYS"]), index_key=b"1" * 32)
            matters = Matters(engine=engine, vault=vault)
            await matters.record(life.matter.id, tracking_number=NUMBER, events=life.events, told=())
            await engine.dispose()

        asyncio.run(record())

        said = settled.type("export", NUMBER)

        assert said.code == 0
        expected = [
            "What it leaves behind",
            f"{NUMBER}-C1 · The claim was sent",
            "sent, waiting for the money",
            "Pay by",
        ]
        page = Page(said.out)
        assert [words for words in expected if words not in page.words] == []
