"""Staff: who they are, and that a token is theirs as long as it should be."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.staff import Scope, StaffMember, StaffRegister
from storage.tables import staff_tokens
from tests.storage.rows import rows


@pytest.fixture
def register(engine: AsyncEngine) -> StaffRegister:
    return StaffRegister(engine=engine)


@pytest.fixture
async def chen(register: StaffRegister) -> StaffMember:
    return await register.add(name="陈晨", role="agent", rung="handler", department="bikes")


class TestRegister:
    async def test_gives_everybody_an_id_of_their_own(self, register: StaffRegister, chen: StaffMember) -> None:
        other = await register.add(name="陈晨", role="senior_management", rung="senior_management")

        assert other.id != chen.id
        assert await register.find(chen.id) == chen
        assert (other.department, other.disabled_at) == (None, None)
        assert await register.find("0") is None

    async def test_lists_by_role_and_department(self, register: StaffRegister) -> None:
        one = await register.add(name="A", role="finance", rung="handler", department="north")
        other = await register.add(name="B", role="finance", rung="handler", department="south")

        assert await register.list(role="finance") == [one, other]
        assert await register.list(role="finance", department="south") == [other]
        assert await register.list(department="east") == []


class TestToken:
    async def test_is_its_owners(self, register: StaffRegister, chen: StaffMember) -> None:
        token, other = await register.issue_token(chen.id), await register.issue_token(chen.id)

        assert token != other
        assert token.startswith("rdt_")
        assert len(token) == 4 + 43
        assert await register.by_token(token) == chen

    async def test_stands_nowhere_in_the_database(
        self, register: StaffRegister, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        token = await register.issue_token(chen.id)

        stored = await rows(engine, staff_tokens, staff_id=chen.id)
        assert token.removeprefix("rdt_") not in str(stored)

    @pytest.mark.parametrize("token", ["", "rdt_", "rdt_" + "A" * 43, "王\x00"])
    async def test_that_nobody_issued_is_nobodys(self, register: StaffRegister, token: str) -> None:
        assert await register.by_token(token) is None

    async def test_ends_when_it_should(self, register: StaffRegister, chen: StaffMember) -> None:
        now = datetime.now(UTC)
        gone = await register.issue_token(chen.id, expires_at=now - timedelta(seconds=1))
        good = await register.issue_token(chen.id, expires_at=now + timedelta(hours=1))

        assert await register.by_token(gone) is None
        assert await register.by_token(good) == chen

    async def test_ends_when_it_is_revoked(self, register: StaffRegister, chen: StaffMember) -> None:
        token, other = await register.issue_token(chen.id), await register.issue_token(chen.id)

        assert [await register.revoke_token(token), await register.revoke_token(token)] == [True, False]
        assert await register.by_token(token) is None
        assert await register.by_token(other) == chen

    async def test_ends_with_its_owner(self, register: StaffRegister, chen: StaffMember) -> None:
        token = await register.issue_token(chen.id)

        assert await register.disable(chen.id)

        assert await register.by_token(token) is None
        found = await register.find(chen.id)
        assert found is not None
        assert found.disabled_at is not None
        assert not await register.disable("0")

    async def test_is_for_what_it_was_made(self, register: StaffRegister, chen: StaffMember) -> None:
        token = await register.issue_token(chen.id, scopes=[Scope.READ])

        found = await register.by_token(token)

        assert found is not None
        assert found.scopes == frozenset({Scope.READ})

    async def test_is_listed_and_ends_by_its_id(self, register: StaffRegister, chen: StaffMember) -> None:
        other = await register.add(name="B", role="agent", rung="handler")
        token, kept = await register.issue_token(chen.id), await register.issue_token(chen.id, scopes=[Scope.ACT])
        first, second = await register.tokens(chen.id)

        assert not await register.revoke_listed(other.id, first.id)
        assert [await register.revoke_listed(chen.id, first.id) for _ in range(2)] == [True, False]

        assert await register.by_token(token) is None
        assert await register.by_token(kept) is not None
        assert await register.tokens(chen.id) == [second]
        assert second.scopes == (Scope.ACT,)
