"""The neighbours service as its own process: access, faults, callbacks, repairs and sample orders."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from local.neighbours.samples import SAMPLES
from tests.gateways.neighbours_process import ROOT, NeighboursProcess, Receiver, payment, repair, running_neighbours

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def service_and_receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[NeighboursProcess, Receiver]]:
    folder = tmp_path_factory.mktemp("neighbours")
    with Receiver() as receiver, running_neighbours(folder, callback_base=receiver.url) as service:
        yield service, receiver


@pytest.fixture
def service(service_and_receiver: tuple[NeighboursProcess, Receiver]) -> NeighboursProcess:
    service_and_receiver[0].client.delete("/faults").raise_for_status()
    return service_and_receiver[0]


@pytest.fixture
def receiver(service_and_receiver: tuple[NeighboursProcess, Receiver]) -> Receiver:
    return service_and_receiver[1]


@pytest.fixture
def key() -> str:
    return f"R-{uuid.uuid4()}"


@contextmanager
def anybody(service: NeighboursProcess) -> Iterator[httpx.Client]:
    """A caller on this machine who has no token."""
    with httpx.Client(base_url=service.url, trust_env=False) as client:
        yield client


def documented(name: str) -> str:
    """The sample's row in the documentation."""
    facts = SAMPLES[name].facts
    words = " | ".join(f"`{word}`" if word else "" for word in (facts.cause, facts.responsible))
    counted = facts.model_dump(include={"overcharged_fen", "delayed_minutes"})
    numbers = [f"paid_fen {facts.paid_fen}", *(f"{fact} {number}" for fact, number in counted.items() if number)]
    clear = "yes" if facts.facts_clear else "no"
    return (
        f"| `{name}` | {SAMPLES[name].service_line} | {words} | {', '.join(numbers)} | {facts.confidence} | {clear} |"
    )


class TestAccess:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/payments"),
            ("GET", "/payments/K"),
            ("POST", "/vouchers"),
            ("GET", "/vouchers/K"),
            ("POST", "/work-orders"),
            ("GET", "/work-orders/K"),
            ("GET", "/orders/BIKE-FAULT-1"),
            ("PUT", "/orders/BIKE-FAULT-1"),
            ("POST", "/sms"),
            ("GET", "/sms"),
        ],
    )
    @pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer 是", "Basic dG9rZW4="])
    def test_needs_the_token_before_the_body_is_looked_at(
        self, service: NeighboursProcess, method: str, path: str, authorization: str | None
    ) -> None:
        headers = {} if authorization is None else {b"Authorization": authorization.encode()}

        with anybody(service) as client:
            answer = client.request(method, path, headers=headers, json={})

        assert answer.status_code == 401
        assert answer.json()["reason"] == "token_missing_or_wrong"

    @pytest.mark.parametrize("path", ["/healthz", "/payments", "/vouchers", "/work-orders", "/faults"])
    def test_shows_health_ledgers_and_faults_to_anybody_on_this_machine(
        self, service: NeighboursProcess, path: str
    ) -> None:
        with anybody(service) as client:
            answer = client.get(path, headers={"X-Forwarded-For": "203.0.113.9"})

        assert answer.status_code == 200


class TestPayments:
    @pytest.mark.parametrize("book", ["payments", "vouchers"])
    def test_are_on_the_ledger_once_with_key_amount_and_instant(
        self, service: NeighboursProcess, key: str, book: str
    ) -> None:
        body = payment(key, kind="refund" if book == "payments" else "voucher")

        first = service.client.post(f"/{book}", json=body)
        second = service.client.post(f"/{book}", json=body)
        rows = [row for row in service.client.get(f"/{book}").json()["items"] if row["key"] == key]

        assert first.status_code == second.status_code == 200
        assert first.json() == second.json() == service.client.get(f"/{book}/{key}").json()
        assert first.json() == {"key": key, "status": "settled", "amount_fen": 1200, "at": first.json()["at"]}
        assert rows == [{"key": key, "amount_fen": 1200, "at": first.json()["at"]}]

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount_fen": 0},
            {"amount_fen": -1},
            {"amount_fen": 2**53},
            {"amount_fen": "1200"},
            {"amount_fen": 1200.5},
            {"amount_fen": True},
            {"amount_fen": None},
            {"key": ""},
            {"key": "a b"},
            {"key": "是"},
            {"key": "\x00"},
            {"key": "x" * 201},
            {"kind": "voucher"},
            {"reference": ""},
            {"reference": "\ud800"},
            {"currency": "yuan"},
            {"account": "somebody_elses"},
            {"colour": "red"},
        ],
        ids=repr,
    )
    def test_refuse_what_is_not_in_the_contract(
        self, service: NeighboursProcess, key: str, changes: dict[str, Any]
    ) -> None:
        answer = service.client.post("/payments", content=json.dumps(payment(key) | changes), headers=JSON)

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["reason"] == "invalid_request"
        assert service.movements(key) == []

    def test_may_issue_an_extension_that_costs_nothing(self, service: NeighboursProcess, key: str) -> None:
        answer = service.client.post("/vouchers", json=payment(key, kind="extension", amount_fen=0))

        assert answer.json()["status"] == "settled"
        assert service.movements(key, book="vouchers") == [0]

    def test_call_back_signed_once_a_late_one_is_settled(
        self, service: NeighboursProcess, receiver: Receiver, key: str
    ) -> None:
        service.fault("late")

        taken = service.client.post("/payments", json=payment(key))
        [news] = receiver.wait_for(1, key=key)
        state = service.client.get(f"/payments/{key}").json()

        assert taken.status_code == 202
        assert taken.json()["status"] == "pending"
        assert news == state | {"id": news["id"], "reference": "RD-7K2M9QXD"}
        assert state["status"] == "settled"
        assert "/api/v1/hooks/payments" in {path for path, body in receiver.received if body["key"] == key}
        assert service.movements(key) == [1200]

    def test_call_back_twice_with_one_message_id_when_asked_to(
        self, service: NeighboursProcess, receiver: Receiver, key: str
    ) -> None:
        service.fault("double_callback")

        answer = service.client.post("/payments", json=payment(key))
        news = receiver.wait_for(2, key=key)

        assert answer.json()["status"] == "settled"
        assert news[0] == news[1]
        assert service.movements(key) == [1200]


class TestFaults:
    def test_wait_in_order_and_are_shown_with_how_often_they_still_hit(
        self, service: NeighboursProcess, key: str
    ) -> None:
        service.fault("refuse", times=2)
        service.fault("nonsense", on="vouchers")
        service.client.post("/payments", json=payment(key))

        items = service.client.get("/faults").json()["items"]

        assert items == [
            {"on": "payments", "what": "refuse", "times": 1},
            {"on": "vouchers", "what": "nonsense", "times": 1},
        ]

    def test_are_forgotten_on_request(self, service: NeighboursProcess, key: str) -> None:
        service.fault("refuse", times=1000)

        service.client.delete("/faults")

        assert service.client.post("/payments", json=payment(key)).status_code == 200

    @pytest.mark.parametrize(
        "body",
        [
            {"on": "sms", "what": "refuse"},
            {"on": "payments", "what": "explode"},
            {"on": "payments", "what": "never"},
            {"on": "payments", "what": "refuse", "times": 0},
            {"on": "payments"},
        ],
    )
    def test_that_nobody_knows_are_refused_with_those_that_are_known(
        self, service: NeighboursProcess, body: dict[str, Any]
    ) -> None:
        answer = service.client.post("/faults", json=body)

        assert answer.status_code == 422
        assert answer.json()["reason"] == "invalid_request"
        assert any(name in answer.json()["detail"] for name in ("'payments'", "'refuse'", "times", "what"))
        assert service.client.get("/faults").json() == {"items": []}


class TestWorkOrders:
    def test_are_finished_after_a_while_and_say_so_by_a_signed_callback(
        self, service: NeighboursProcess, receiver: Receiver, key: str
    ) -> None:
        first = service.client.post("/work-orders", json=repair(key)).json()
        again = service.client.post("/work-orders", json=repair(key)).json()
        [news] = receiver.wait_for(1, key=key)

        assert first == again == {"key": key, "status": "accepted", "at": first["at"]}
        assert news["status"] == "finished"
        assert news["reference"] == "RD-7K2M9QXD"
        assert service.client.get(f"/work-orders/{key}").json()["status"] == "finished"
        assert [path for path, body in receiver.received if body["key"] == key] == ["/api/v1/hooks/work-orders"]

    def test_take_as_long_as_they_are_asked_to(self, service: NeighboursProcess, key: str) -> None:
        service.client.post("/work-orders", json=repair(key, finish_after_seconds=600)).raise_for_status()

        shown = [row for row in service.client.get("/work-orders").json()["items"] if row["key"] == key]

        assert [row["status"] for row in shown] == ["accepted"]

    def test_keep_a_key_for_one_repair(self, service: NeighboursProcess, key: str) -> None:
        service.client.post("/work-orders", json=repair(key))

        answer = service.client.post("/work-orders", json=repair(key, what="刹车失灵"))

        assert answer.status_code == 409
        assert answer.json()["reason"] == "key_used_for_another_repair"

    def test_know_only_what_was_ordered(self, service: NeighboursProcess, key: str) -> None:
        answer = service.client.get(f"/work-orders/{key}")

        assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_key")


class TestOrders:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_hold_every_sample_under_any_suffix(self, service: NeighboursProcess, name: str) -> None:
        plain = service.client.get(f"/orders/{name}").raise_for_status().json()
        suffixed = service.client.get(f"/orders/{name}-000042").raise_for_status().json()

        assert plain["facts"] == suffixed["facts"]
        assert (plain["order"]["number"], suffixed["order"]["number"]) == (name, f"{name}-000042")

    def test_put_in_goes_before_the_sample_and_stays_until_put_again(
        self, service: NeighboursProcess, key: str
    ) -> None:
        number = f"BIKE-OVERCHARGE-1-{key}"
        for confidence in (10, 20):
            service.client.put(f"/orders/{number}", json={"facts": {"confidence": confidence}}).raise_for_status()

        facts = service.client.get(f"/orders/{number}").json()["facts"]

        assert (facts["confidence"], facts["cause"]) == (20, "")

    @pytest.mark.parametrize(
        "facts", [{"confidence": 101}, {"overcharged_fen": -1}, {"responsible": "nobody"}, {"weather": "rain"}]
    )
    def test_put_in_hold_only_facts_that_a_pack_may_name(
        self, service: NeighboursProcess, key: str, facts: dict[str, Any]
    ) -> None:
        answer = service.client.put(f"/orders/{key}", json={"facts": facts})

        assert answer.status_code == 422

    def test_samples_are_in_the_documentation_as_they_are(self) -> None:
        page = (ROOT / "docs" / "neighbours.md").read_text(encoding="utf-8").splitlines()

        assert [row for row in map(documented, SAMPLES) if row not in page] == []
