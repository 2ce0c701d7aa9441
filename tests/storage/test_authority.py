"""The register of authority: what is in it stays, and is what cases are told."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing
from domain.lending import Grant
from domain.power import PowerKind
from storage.audit import Audit
from storage.authority import NAME, AuthorityRegister
from storage.authority_tables import authority_acts
from storage.rotation import rewrap_keys
from storage.staff import StaffMember, StaffRegister
from storage.vault import Vault
from tests.storage.rows import rows, tampering

NOW = datetime.now(tz=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def register(engine: AsyncEngine, vault: Vault) -> AuthorityRegister:
    return AuthorityRegister(engine=engine, vault=vault)


@pytest.fixture
async def lead(engine: AsyncEngine) -> StaffMember:
    return await StaffRegister(engine=engine).add(name="A", role="team_lead", rung="team_lead", department="front")


@pytest.fixture
async def agent(engine: AsyncEngine) -> StaffMember:
    return await StaffRegister(engine=engine).add(name="B", role="agent", rung="handler", department="front")


def grant(of: StaffMember, to: StaffMember, **changes: Any) -> Grant:
    usual: dict[str, Any] = {
        "kind": PowerKind.LOAN,
        "of": of.id,
        "to": to.id,
        "amount_fen": 20_000,
        "begins_at": NOW,
        "ends_at": NOW + HOUR,
        "reason": "the lead is on the road",
    }
    return Grant(**(usual | changes))


async def lent(register: AuthorityRegister, of: StaffMember, to: StaffMember, **changes: Any) -> str:
    given = await register.give(grant(of, to, **changes), by=f"staff:{of.id}", request=f"{of.id} {to.id}")
    return given.id


class TestPowers:
    async def test_are_what_was_lent_with_the_lender_s_own_rung(
        self, register: AuthorityRegister, lead: StaffMember, agent: StaffMember
    ) -> None:
        loan = await lent(register, lead, agent)

        [power] = await register.powers(agent.id)

        assert (power.id, power.of, power.amount_fen) == (loan, lead.id, 20_000)
        assert (power.role, power.rung, power.department) == ("team_lead", "team_lead", "front")
        assert (power.begins_at, power.ends_at) == (NOW, NOW + HOUR)
        assert await register.powers(lead.id) == ()

    async def test_end_when_they_are_revoked(
        self, register: AuthorityRegister, lead: StaffMember, agent: StaffMember
    ) -> None:
        loan = await lent(register, lead, agent)

        revoked = await register.revoke(loan, by="staff:1", request="a")
        again = await register.revoke(loan, by="staff:2", request="b")

        assert await register.powers(agent.id) == ()
        assert revoked.revoked_by == "staff:1"
        assert again == revoked

    async def test_end_with_the_lender(
        self, register: AuthorityRegister, engine: AsyncEngine, lead: StaffMember, agent: StaffMember
    ) -> None:
        await lent(register, lead, agent)

        await StaffRegister(engine=engine).disable(lead.id)

        assert await register.powers(agent.id) == ()

    async def test_are_forgotten_some_time_after_their_end(
        self, register: AuthorityRegister, lead: StaffMember, agent: StaffMember
    ) -> None:
        await lent(register, lead, agent, begins_at=NOW - 9 * HOUR, ends_at=NOW - 2 * HOUR)

        assert await register.powers(agent.id) == ()


class TestRegister:
    async def test_gives_once_for_each_request_also_at_once(
        self, register: AuthorityRegister, lead: StaffMember, agent: StaffMember
    ) -> None:
        given = await asyncio.gather(*(lent(register, lead, agent) for _ in range(5)))

        assert len(set(given)) == 1
        assert len(await register.loans(agent.id)) == 1

    async def test_lists_what_is_over_too_with_its_reason(
        self, register: AuthorityRegister, lead: StaffMember, agent: StaffMember
    ) -> None:
        loan = await lent(register, lead, agent)
        await register.revoke(loan, by="staff:1", request="c")

        [by_lead], [by_agent] = await register.loans(lead.id), await register.loans(agent.id)

        assert by_lead == by_agent
        assert (by_lead.reason, by_lead.given_by) == ("the lead is on the road", f"staff:{lead.id}")

    async def test_keeps_the_reason_sealed(
        self, register: AuthorityRegister, engine: AsyncEngine, lead: StaffMember, agent: StaffMember
    ) -> None:
        await lent(register, lead, agent)

        assert "on the road" not in str(await rows(engine, authority_acts))

    async def test_refuses_any_change(
        self, register: AuthorityRegister, owner: AsyncEngine, lead: StaffMember, agent: StaffMember
    ) -> None:
        await lent(register, lead, agent)

        for change in ("UPDATE authority_acts SET actor = 'x'", "DELETE FROM authority_acts"):
            with pytest.raises(DBAPIError):
                async with owner.begin() as connection:
                    await connection.execute(text(change))

    async def test_opens_after_the_master_key_was_changed(
        self, engine: AsyncEngine, lead: StaffMember, agent: StaffMember, register: AuthorityRegister
    ) -> None:
        await lent(register, lead, agent)
        old, new = Key(key_id="k1", secret=b"1" * 32), Key(key_id="k9", secret=b"2" * 32)
        back = Vault(keys=KeyRing(keys=(old, new)), index_key=b"index" * 8)

        await rewrap_keys(engine, vault=Vault(keys=KeyRing(keys=(new, old)), index_key=b"index" * 8))
        alone = Vault(keys=KeyRing(keys=(new,)), index_key=b"index" * 8)
        [loan] = await AuthorityRegister(engine=engine, vault=alone).loans(agent.id)
        await rewrap_keys(engine, vault=back)

        assert loan.reason == "the lead is on the road"


class TestAudit:
    async def test_names_what_was_altered(
        self, register: AuthorityRegister, engine: AsyncEngine, admin: AsyncEngine, vault: Vault
    ) -> None:
        people = StaffRegister(engine=engine)
        lead = await people.add(name="A", role="team_lead", rung="team_lead", department="front")
        agent = await people.add(name="B", role="agent", rung="handler", department="front")
        loan = await lent(register, lead, agent)
        sequence, audit = int(loan.removeprefix("L")), Audit(engine=engine, vault=vault)
        assert not [found for found in await audit.verify() if found.tracking_number == NAME]

        async with tampering(admin) as connection:
            act = {"it": sequence}
            await connection.execute(text("UPDATE authority_acts SET actor = 'x' WHERE sequence = :it"), act)
        found = [(each.kind, each.sequence) for each in await audit.verify() if each.tracking_number == NAME]
        async with tampering(admin) as connection:
            own = act | {"by": f"staff:{lead.id}"}
            await connection.execute(text("UPDATE authority_acts SET actor = :by WHERE sequence = :it"), own)

        assert found == [("altered", sequence)]
