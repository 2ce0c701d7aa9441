"""Cases that pay at the real neighbours and post to a real ledger, on the core alone: no engine, no waiting."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.payments import PayInput, PaymentActivities
from domain import payments
from domain.case_remedies import Remedy, RemedyStatus
from domain.keyring import Key, KeyRing
from domain.policy import Policy
from domain.ports import PaymentAnswer
from gateways.books import HttpBooks
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from storage.escrow_funding import EscrowFunding
from storage.journal import PostgresJournal
from storage.ledger_book import LedgerBook
from storage.reconcile import Reconciled, Reconciliation
from storage.vault import Vault
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess

DEPOSIT: Final = {"kind": "refund", "amount_fen": "overcharged_fen", "from": "escrow"}
ESCROW: Final[Policy] = policy_with(
    remedies=[{"rule": "deposit", "when": "cause != ''", "give": DEPOSIT}],
    escrow={"name": {"zh": "押金监管账户", "en": "deposits"}},
)
_NUMBERS = count(1)


class Till:
    """Pays what cases owe, as the worker does it."""

    def __init__(self, *, engine: AsyncEngine, neighbours: NeighboursProcess) -> None:
        vault = Vault(keys=KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),)), index_key=b"index" * 8)
        self._engine = engine
        self._neighbours = neighbours
        self._neighbour = Neighbour(system="payments", base_url=neighbours.url, token=TOKEN, seconds=0.6)
        self._activities = PaymentActivities(payments=HttpPaymentGateway(neighbour=self._neighbour))
        self._journal = PostgresJournal(engine=engine, vault=vault)
        self._written: dict[str, int] = {}
        self.lives: dict[str, Life] = {}

    async def close(self) -> None:
        """Close every connection."""
        await self._neighbour.close()

    async def open(self, kind: str, amount_fen: int) -> str:
        """Open a case that is just about to pay, and give its number; `escrow` is a refund out of that account."""
        number = f"RD-TILL-{next(_NUMBERS):05d}"
        if kind == "escrow":
            life = Life(policy=ESCROW, number=number)
            life.records(trial.record(overcharged_fen=min(amount_fen, 5_000)))
        else:
            life = Life(number=number, order_number=None)
            life.do("propose", remedies=[{"kind": kind, "amount_fen": amount_fen}])
            life.do("approve", trial.MANAGER)
            life.say("accept")
        self.lives[number] = life
        await self._write(number)
        return number

    async def pay(self, number: str, *, tries: int = 1) -> None:
        """Run the payment's activity as often as it asks for, at most so many times."""
        life = self.lives[number]
        remedy = life.case.remedies[0]
        for attempt in range(1, tries + 1):
            if life.case.remedies[0].status is not RemedyStatus.PAYING:
                return
            answer = await self._attempt(life, remedy, attempt)
            if answer:
                await self.hear(number, answer)

    async def _attempt(self, life: Life, remedy: Remedy, attempt: int) -> PaymentAnswer | None:
        environment = ActivityEnvironment()
        environment.info = dataclasses.replace(environment.info, attempt=attempt)
        asked = PayInput(
            key=remedy.id,
            kind=remedy.kind,
            amount_fen=remedy.amount_fen,
            reference=life.case.tracking_number,
            account=remedy.account,
        )
        try:
            answer: PaymentAnswer = await environment.run(self._activities.pay, asked)
        except ApplicationError:
            return None
        return answer

    async def hear(self, number: str, answer: PaymentAnswer) -> None:
        """Let a case hear what became of its payment, by answer or by callback."""
        remedy = self.lives[number].case.remedies[0].id
        self.lives[number].hear(lambda step: payments.answered(step, remedy_id=remedy, answer=answer))
        await self._write(number)

    async def called_back(self, body: Mapping[str, Any], **changes: Any) -> None:
        """Take a callback in, as the API does, maybe of something else than what it was of."""
        said = {name: body.get(name) for name in ("status", "amount_fen", "currency")} | changes
        answer = PaymentAnswer.model_validate(said | {"reason": body.get("reason") or ""})
        if body["reference"] in self.lives:
            await self.hear(body["reference"], answer)

    async def pass_an_hour(self, number: str) -> None:
        """Let time pass, so that what was refused is tried again."""
        self.lives[number].pass_time(hours=1)
        await self._write(number)

    async def confirm(self, number: str) -> None:
        """Let finance pay by hand what is tried no more."""
        life = self.lives[number]
        if life.case.remedies[0].status is RemedyStatus.MANUAL:
            life.paid_by_hand(life.case.remedies[0].id)
            await self._write(number)

    async def fund(self, amount_fen: int) -> None:
        """Put money into the supervised account, at the bank and by two people of finance."""
        reference = f"BANK-{next(_NUMBERS)}"
        deposit = {"key": reference, "amount_fen": amount_fen}
        self._neighbours.client.post("/escrow", json=deposit).raise_for_status()
        for staff in ("7", "8", "9"):
            await EscrowFunding(engine=self._engine).fund(
                reference=reference,
                amount_fen=amount_fen,
                currency="CNY",
                staff=staff,
                at=datetime.now(UTC),
            )

    async def reconcile(self) -> Reconciled:
        """Compare the ledger with the neighbours' lists."""
        return await Reconciliation(engine=self._engine, books=HttpBooks(neighbour=self._neighbour)).reconcile()

    async def balances(self) -> dict[str, int]:
        """Give what every account has."""
        return {each.account: each.balance_fen for each in await LedgerBook(engine=self._engine).balances()}

    async def escrow_there(self) -> int:
        """Give what the neighbours say the supervised account has."""
        async with httpx.AsyncClient(base_url=self._neighbours.url, trust_env=False) as client:
            answer = await client.get("/escrow/balance")
        return int(answer.raise_for_status().json()["balance_fen"])

    async def _write(self, number: str) -> None:
        """Journal what is new; twice, as after an answer that was lost."""
        written, events = self._written.get(number, 0), self.lives[number].events
        for _ in range(2):
            await self._journal.record(tracking_number=number, events=events[written:])
        self._written[number] = len(events)
