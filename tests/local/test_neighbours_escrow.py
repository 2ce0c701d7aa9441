"""The neighbours' supervised account and pages of their lists, over HTTP."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from local.neighbours.database import Database
from tests.gateways.neighbours_process import NeighboursProcess, payment, running_neighbours


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as running:
        yield running


@pytest.fixture
def key() -> str:
    return f"R-{uuid.uuid4()}"


def deposit(service: NeighboursProcess, key: str, amount_fen: int, **changes: Any) -> int:
    answer = service.client.post("/escrow", json={"key": key, "amount_fen": amount_fen} | changes)
    return answer.status_code


def balance(service: NeighboursProcess, currency: str = "CNY") -> int:
    answer = service.client.get("/escrow/balance", params={"currency": currency}).raise_for_status()
    return int(answer.json()["balance_fen"])


class TestEscrow:
    def test_pays_what_it_holds_and_not_a_fen_more(self, service: NeighboursProcess, key: str) -> None:
        deposit(service, f"{key}-in", 1_199)
        short = service.client.post("/payments", json=payment(key, account="escrow"))
        deposit(service, f"{key}-more", 1)

        paid = service.client.post("/payments", json=payment(key, account="escrow"))

        assert (short.status_code, short.json()["reason"]) == (402, "insufficient_funds")
        assert paid.json()["status"] == "settled"
        assert balance(service) == 0
        [row] = [each for each in service.client.get("/payments").json()["items"] if each["key"] == key]
        assert row["account"] == "escrow"

    def test_holds_back_what_is_about_to_be_paid(self, service: NeighboursProcess, key: str) -> None:
        deposit(service, f"{key}-in", 500, currency="EUR")
        service.fault("late")

        pending = service.client.post(
            "/payments", json=payment(key, account="escrow", currency="EUR", amount_fen=300)
        ).json()

        assert pending["status"] == "pending"
        assert balance(service, "EUR") == 200

    def test_takes_a_deposit_once_by_its_key(self, service: NeighboursProcess, key: str) -> None:
        said = [deposit(service, key, amount, currency="USD") for amount in (70, 70, 71)]

        assert said == [200, 200, 409]
        assert balance(service, "USD") == 70

    @pytest.mark.parametrize("changes", [{"account": "escrow"}, {"currency": "USD"}])
    def test_keeps_a_key_for_one_account_and_currency(
        self, service: NeighboursProcess, key: str, changes: dict[str, Any]
    ) -> None:
        service.client.post("/payments", json=payment(key)).raise_for_status()

        answer = service.client.post("/payments", json=payment(key, **changes))

        assert (answer.status_code, answer.json()["reason"]) == (409, "key_used_for_another_account")


class TestPages:
    def test_give_every_movement_once_in_order(self, service: NeighboursProcess, key: str) -> None:
        for number in range(5):
            service.client.post("/vouchers", json=payment(f"{key}-{number}", kind="voucher")).raise_for_status()
        seen, after = [], 0
        while after is not None:
            page = service.client.get("/vouchers", params={"after": after, "limit": 2}).raise_for_status().json()
            seen += [item["key"] for item in page["items"]]
            after = page.get("next")

        assert seen == [item["key"] for item in service.client.get("/vouchers").json()["items"]]
        assert len(seen) == 5

    @pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1_001}, {"after": -1}])
    def test_are_refused_where_they_make_no_sense(self, service: NeighboursProcess, query: dict[str, int]) -> None:
        assert service.client.get("/payments", params=query).status_code == 422


class TestTheFile:
    def test_of_an_earlier_version_is_brought_up_to_this_one(self, tmp_path: Path) -> None:
        file = tmp_path / "neighbours.db"
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE movements (id INTEGER PRIMARY KEY, book, key, amount_fen, at)")
            connection.exec_driver_sql("INSERT INTO movements VALUES (1, 'payments', 'K', 5, '2026-01-01')")
        engine.dispose()

        Database(file=file).close()

        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT key, currency, account FROM movements").all()
        engine.dispose()
        assert [tuple(row) for row in rows] == [("K", "CNY", "")]
