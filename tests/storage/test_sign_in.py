"""Signing in: passwords, sessions and brakes as the database keeps them."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.passwords import FREE_FOR_A_LOGIN, FREE_FOR_AN_ADDRESS
from storage.brakes import Brakes
from storage.credential_tables import sign_in_brakes, staff_credentials, staff_sessions, staff_sign_ins
from storage.credentials import Credentials, LoginTaken
from storage.passwords import Passwords
from storage.sessions import Sessions
from storage.staff import StaffMember, StaffRegister
from storage.vault import Vault
from tests.storage.rows import rows

LIGHT = Passwords(memory_kib=64, passes=1)
PASSWORD = "correct horse battery"
HERE = "203.0.113.7"


@pytest.fixture
def credentials(engine: AsyncEngine, vault: Vault) -> Credentials:
    return Credentials(engine=engine, vault=vault, passwords=LIGHT)


@pytest.fixture
def sessions(engine: AsyncEngine, vault: Vault) -> Sessions:
    return Sessions(engine=engine, vault=vault)


@pytest.fixture
def brakes(engine: AsyncEngine, vault: Vault) -> Brakes:
    return Brakes(engine=engine, vault=vault)


@pytest.fixture
async def chen(engine: AsyncEngine, credentials: Credentials) -> StaffMember:
    member = await StaffRegister(engine=engine).add(name="陈晨", role="agent", rung="handler")
    await credentials.set(member.id, login=f"chen.{member.id}", password=PASSWORD)
    return member


def login_of(member: StaffMember) -> str:
    return f"chen.{member.id}"


class TestPassword:
    async def test_is_its_owners(self, credentials: Credentials, chen: StaffMember) -> None:
        assert await credentials.check(login_of(chen), PASSWORD, address=HERE) == chen
        assert await credentials.check(login_of(chen), PASSWORD + ".", address=HERE) is None
        assert await credentials.check("nobody", PASSWORD, address=HERE) is None

    async def test_stands_nowhere_in_the_database(self, chen: StaffMember, engine: AsyncEngine) -> None:
        (stored,) = await rows(engine, staff_credentials, staff_id=chen.id)

        assert PASSWORD not in str(stored)
        assert stored["password_hash"].startswith("$argon2id$")

    async def test_of_somebody_disabled_is_none(
        self, credentials: Credentials, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        await StaffRegister(engine=engine).disable(chen.id)

        assert await credentials.check(login_of(chen), PASSWORD, address=HERE) is None

    async def test_is_hashed_anew_once_parameters_rise(
        self, chen: StaffMember, engine: AsyncEngine, vault: Vault
    ) -> None:
        risen = Credentials(engine=engine, vault=vault, passwords=Passwords(memory_kib=128, passes=2))

        assert await risen.check(login_of(chen), PASSWORD, address=HERE) == chen

        (stored,) = await rows(engine, staff_credentials, staff_id=chen.id)
        assert "m=128,t=2" in stored["password_hash"]
        assert await risen.check(login_of(chen), PASSWORD, address=HERE) == chen

    async def test_set_anew_ends_sessions_and_the_old_one(
        self, credentials: Credentials, sessions: Sessions, chen: StaffMember
    ) -> None:
        opened = await sessions.open(chen, address=HERE, user_agent="")

        await credentials.set(chen.id, login=login_of(chen), password="battery horse correct")

        assert await sessions.find(opened.token) is None
        assert await credentials.check(login_of(chen), PASSWORD, address=HERE) is None

    async def test_under_the_name_of_another_is_refused(
        self, credentials: Credentials, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        other = await StaffRegister(engine=engine).add(name="B", role="agent", rung="handler")

        with pytest.raises(LoginTaken):
            await credentials.set(other.id, login=login_of(chen), password=PASSWORD)

        assert await credentials.login_of(other.id) is None


class TestSession:
    async def test_is_found_by_its_token_alone(
        self, sessions: Sessions, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        opened = await sessions.open(chen, address=HERE, user_agent="Firefox " * 100)

        assert await sessions.find(opened.token) == opened.session
        assert await sessions.find("another") is None
        (stored,) = await rows(engine, staff_sessions, staff_id=chen.id)
        assert opened.token not in str(stored)
        assert len(stored["user_agent"]) == 120

    async def test_has_a_token_against_forgery_of_its_own(self, sessions: Sessions, chen: StaffMember) -> None:
        opened = [await sessions.open(chen, address=HERE, user_agent="") for _ in range(2)]

        assert len({each.session.csrf_token for each in opened}) == 2
        assert opened[0].session.csrf_token not in opened[0].token

    async def test_ends_when_it_lies_idle(self, chen: StaffMember, engine: AsyncEngine, vault: Vault) -> None:
        opened = await Sessions(engine=engine, vault=vault).open(chen, address=HERE, user_agent="")

        impatient = Sessions(engine=engine, vault=vault, idle=timedelta())

        assert await impatient.find(opened.token) is None

    async def test_ends_after_its_longest_time(self, chen: StaffMember, engine: AsyncEngine, vault: Vault) -> None:
        brief = Sessions(engine=engine, vault=vault, longest=timedelta())

        assert await brief.find((await brief.open(chen, address=HERE, user_agent="")).token) is None

    async def test_is_seen_again_to_the_minute(
        self, sessions: Sessions, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        opened = await sessions.open(chen, address=HERE, user_agent="")
        async with engine.begin() as connection:
            earlier = "UPDATE staff_sessions SET seen_at = now() - interval '5 minutes' WHERE staff_id = :id"
            await connection.execute(text(earlier), {"id": chen.id})
        (before,) = await rows(engine, staff_sessions, staff_id=chen.id)

        assert await sessions.find(opened.token)

        (after,) = await rows(engine, staff_sessions, staff_id=chen.id)
        assert after["seen_at"] > before["seen_at"]

    async def test_ends_with_its_owner(self, sessions: Sessions, chen: StaffMember, engine: AsyncEngine) -> None:
        opened = await sessions.open(chen, address=HERE, user_agent="")

        await StaffRegister(engine=engine).disable(chen.id)

        assert await sessions.find(opened.token) is None

    async def test_ends_alone_or_with_all_others(self, sessions: Sessions, chen: StaffMember) -> None:
        one, other, third = [await sessions.open(chen, address=HERE, user_agent="") for _ in range(3)]

        assert [await sessions.end(one.token), await sessions.end(one.token)] == [True, False]
        assert await sessions.find(other.token)

        await sessions.end_all(chen.id)
        assert [await sessions.find(each.token) for each in (other, third)] == [None, None]


class TestBrakes:
    async def test_hold_off_who_guesses_at_one_name(self, brakes: Brakes) -> None:
        waits = [await brakes.attempt("one", address=f"10.0.0.{n}") for n in range(FREE_FOR_A_LOGIN + 1)]

        assert waits == [0] * FREE_FOR_A_LOGIN + [1]

    async def test_hold_off_who_tries_many_names(self, brakes: Brakes) -> None:
        waits = [await brakes.attempt(f"name{n}", address="10.0.1.1") for n in range(FREE_FOR_AN_ADDRESS + 1)]

        assert waits == [0] * FREE_FOR_AN_ADDRESS + [1]

    async def test_let_go_of_a_name_that_was_right(self, brakes: Brakes) -> None:
        for n in range(FREE_FOR_A_LOGIN):
            await brakes.attempt("two", address=f"10.0.2.{n}")

        await brakes.release("two", address="10.0.2.9")

        assert await brakes.attempt("two", address="10.0.2.9") == 0

    async def test_agree_between_processes(self, brakes: Brakes, engine: AsyncEngine, vault: Vault) -> None:
        for n in range(FREE_FOR_A_LOGIN):
            await brakes.attempt("three", address=f"10.0.3.{n}")

        assert await Brakes(engine=engine, vault=vault).attempt("three", address="10.0.3.9") == 1

    async def test_forget_what_is_old(self, brakes: Brakes, engine: AsyncEngine) -> None:
        for n in range(FREE_FOR_A_LOGIN + 1):
            await brakes.attempt("four", address=f"10.0.4.{n}")
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE sign_in_brakes SET failed_at = now() - interval '25 hours'"))

        assert await brakes.attempt("four", address="10.0.4.9") == 0
        assert len(await rows(engine, sign_in_brakes)) == 2

    async def test_know_nobody_by_name(self, brakes: Brakes, engine: AsyncEngine) -> None:
        await brakes.attempt("hunter2", address="10.0.5.1")

        stored = str(await rows(engine, sign_in_brakes))
        assert "hunter2" not in stored
        assert "10.0.5.1" not in stored


class TestLog:
    async def test_has_everything_that_happened_in_order(
        self, credentials: Credentials, sessions: Sessions, chen: StaffMember, engine: AsyncEngine
    ) -> None:
        await credentials.check(login_of(chen), "wrong", address=HERE)
        opened = await sessions.open(chen, address=HERE, user_agent="")
        await sessions.end(opened.token)
        await sessions.end_all(chen.id)

        stored = await rows(engine, staff_sign_ins, staff_id=chen.id)
        assert [row["what"] for row in sorted(stored, key=lambda row: row["id"])] == [
            "password_set",
            "refused",
            "signed_in",
            "signed_out",
            "signed_out_everywhere",
        ]

    async def test_never_names_what_was_typed(self, credentials: Credentials, engine: AsyncEngine) -> None:
        await credentials.check("my-password-by-mistake", "hunter2", address=HERE)

        stored = str(await rows(engine, staff_sign_ins))
        assert "my-password-by-mistake" not in stored
        assert "hunter2" not in stored
        assert HERE not in stored
