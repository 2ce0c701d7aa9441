"""After a life somebody makes damage: the two commands that verify name each piece of it, and nothing else (A7, I2)."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.api.house import House
from tests.api.work import give
from tests.console.terminal import Terminal
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import SOUND, complain, hired_for, put_in, verified
from tests.postgres import FreshDatabase


@contextmanager
def tampering(database: FreshDatabase) -> Iterator[psycopg.Connection]:
    """Reach into the database as nobody may who works with it."""
    with psycopg.connect(database.admin_url) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


class TestDamage:
    async def test_of_every_kind_is_named_by_case_and_place(
        self, city: House, terminal: Terminal, database: FreshDatabase, neighbours: NeighboursProcess
    ) -> None:
        file, chain, event = [
            await complain(city, "goods", "买的杯子有瑕疵，杯口破洞。", phone=f"1390000090{number}")
            for number in range(3)
        ]
        photo = await put_in(city, file, "cup")
        for name in ("another cup", "its box"):
            await put_in(city, chain, name)
        await give(city, event, await hired_for(city, event), "note", text="已联系买家。")
        sound = [said.out for said in await verified(terminal)]

        [piece] = await city.parts.evidence.of(file.number)
        blob = city.blobs_folder / piece.sha256
        blob.write_bytes(blob.read_bytes()[:-1] + b"!")
        with tampering(database) as connection:
            connection.execute("DELETE FROM custody WHERE tracking_number = %s AND sequence = 2", (chain.number,))
            connection.execute(
                "UPDATE events SET actor = 'complainant' WHERE tracking_number = %s AND kind = 'note'", (event.number,)
            )
        unasked = {"key": f"{event.number}-R1", "kind": "refund", "amount_fen": 500, "reference": event.number}
        neighbours.client.post("/payments", json=unasked).raise_for_status()
        log, evidence, ledger = await verified(terminal)

        assert sound == SOUND
        assert (log.code, evidence.code, ledger.code) == (1, 1, 1)
        assert [event.number in line for line in log.out.splitlines()] == [True, False], log.out
        assert f"altered: {file.number} {photo} {piece.sha256}" in evidence.out
        assert f"cut_tail: {chain.number} act 2" in evidence.out
        assert file.number not in log.out
        assert ledger.out.splitlines() == [
            f"missing_here: payments {event.number}-R1: here nothing, there 500 fen CNY",
            "1 difference; payments under way: 0",
        ]
