"""Live: what is new reaches whoever may see it, once, through every mishap (G3)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from domain.assignment import Assign
from domain.command import StaffCommand, give
from domain.events import Actor
from domain.investigation import Note, Respond
from domain.step import Step
from tests import trial
from tests.api.house import ENGLISH, Case, House, open_house
from tests.api.streams import PATIENCE, Served, served
from tests.postgres import FreshDatabase

DESK = "/api/v1/desk/live"


@pytest.fixture
async def street(quiet: Client, engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Served]:
    limits: dict[str, Any] = {"heartbeat": timedelta(seconds=0.2), "streams_each": 3}
    async with open_house(client=quiet, engine=engine, folder=tmp_path, **limits) as house, served(house) as street:
        yield street


async def happens(house: House, case: Case, command: StaffCommand, actor: Actor = trial.AGENT) -> int:
    """Let a command be given on a case, as a worker would journal it; give the number of the last event."""
    now = await house.parts.complaints.find(case.number)
    assert now is not None
    step = Step(case=now, policy=trial.policy(), at=trial.MONDAY)
    step.actor = actor
    give(command, step)
    await house.journal.record(tracking_number=case.number, events=step.events)
    return step.events[-1].sequence


async def said(house: House, case: Case, text: str) -> int:
    return await happens(house, case, Respond(text=text, final=False))


async def told(street: Served, case: Case) -> list[dict[str, object]]:
    """Give the timeline as it is read by hand."""
    items: list[dict[str, object]] = (await street.http.get(f"{case.path}/timeline", headers=case.headers)).json()[
        "items"
    ]
    return items


async def listeners(database: FreshDatabase) -> list[int]:
    """Give the connections that listen to the journal."""
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'redress-live' AND datname = current_database()"
    async with await psycopg.AsyncConnection.connect(database.admin_url, autocommit=True) as connection:
        return [pid for (pid,) in await (await connection.execute(query)).fetchall()]


async def cut_off(database: FreshDatabase) -> None:
    """End the connections that listen, as an operator would."""
    async with await psycopg.AsyncConnection.connect(database.admin_url, autocommit=True) as connection:
        for pid in await listeners(database):
            await connection.execute("SELECT pg_terminate_backend(%s)", (pid,))


class TestComplainant:
    async def test_is_told_what_the_timeline_tells_and_then_what_happens(self, street: Served) -> None:
        case = await street.house.journaled()
        so_far = await told(street, case)

        async with street.feed(f"{case.path}/live", case.headers) as feed:
            before = await feed.messages(len(so_far))
            await said(street.house, case, "We are on it.")
            new = await feed.message()

        assert [message.data for message in before] == so_far
        assert [new.data] == (await told(street, case))[len(so_far) :]
        assert new.place == str(new.data["sequence"])

    async def test_is_told_nothing_internal(self, street: Served) -> None:
        case = await street.house.journaled()
        last = str((await told(street, case))[-1]["sequence"])

        async with street.feed(f"{case.path}/live", case.headers, cursor=last) as feed:
            await happens(street.house, case, Note(text="SECRET note"))
            await said(street.house, case, "We are on it.")
            new = await feed.message()

        assert new.data["kind"] == "responded"

    async def test_gets_headers_that_let_nobody_keep_or_hold_back_anything(self, street: Served) -> None:
        case = await street.house.journaled()

        async with street.feed(f"{case.path}/live", case.headers) as feed:
            retry = await feed.line("retry:")

        headers = feed.answer.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert "content-encoding" not in headers
        assert retry == "retry: 3000"

    async def test_hears_that_the_stream_is_there_while_nothing_happens(self, street: Served) -> None:
        case = await street.house.journaled()

        async with street.feed(f"{case.path}/live", case.headers) as feed:
            assert await feed.line(":") == ": still here"

    async def test_goes_on_where_the_line_broke_without_loss_or_double(self, street: Served) -> None:
        case = await street.house.journaled()
        count = len(await told(street, case))
        places: list[str] = []
        for round_ in range(4):
            resumed = {"Last-Event-ID": places[-1]} if places else {}
            async with street.feed(f"{case.path}/live", case.headers | resumed) as feed:
                expected = count if not places else 1
                places += [message.place or "" for message in await feed.messages(expected)]
            await said(street.house, case, f"Round {round_}.")

        assert places == [str(item["sequence"]) for item in await told(street, case)][:-1]

    @pytest.mark.parametrize("place", ["x", "-1", "1.2.3", "99999999999"])
    async def test_is_refused_a_place_that_no_stream_has_given(self, street: Served, place: str) -> None:
        case = await street.house.journaled()

        answer = await street.http.get(f"{case.path}/live", headers=case.headers | {"Last-Event-ID": place})

        assert answer.status_code == 422

    async def test_learns_nothing_with_a_wrong_code_or_none(self, street: Served) -> None:
        case = await street.house.journaled()
        wrong = ENGLISH | {"X-Access-Code": "H3VW-80KC-ZN5E"}

        answers = [await street.http.get(f"{case.path}/live", headers=each) for each in (wrong, ENGLISH)]

        assert [answer.status_code for answer in answers] == [404, 404]

    async def test_may_open_so_many_and_is_told_when_it_is_too_many(self, street: Served) -> None:
        case = await street.house.journaled()
        path = f"{case.path}/live"

        async with (
            street.feed(path, case.headers),
            street.feed(path, case.headers),
            street.feed(path, case.headers),
        ):
            refused = await street.http.get(path, headers=case.headers)
        for _ in range(100):
            async with street.http.stream("GET", path, headers=case.headers) as again:
                if again.status_code == 200:
                    break
            await asyncio.sleep(0.05)

        assert refused.status_code == 429
        assert "At most 3 live pages" in refused.json()["detail"]
        assert int(refused.headers["retry-after"]) > 0
        assert again.status_code == 200


class TestListening:
    async def test_takes_one_connection_however_many_follow(self, street: Served, database: FreshDatabase) -> None:
        case = await street.house.journaled()

        async with street.feed(f"{case.path}/live", case.headers), street.feed(f"{case.path}/live", case.headers):
            assert len(await listeners(database)) == 1

    async def test_comes_back_after_the_database_has_cut_it_off(self, street: Served, database: FreshDatabase) -> None:
        case = await street.house.journaled()
        last = str((await told(street, case))[-1]["sequence"])

        async with street.feed(f"{case.path}/live", case.headers, cursor=last) as feed:
            await cut_off(database)
            missed = await said(street.house, case, "Said while nobody listened.")
            first = await feed.message()
            later = await said(street.house, case, "Said when somebody did again.")
            second = await feed.message()

        assert [first.place, second.place] == [str(missed), str(later)]

    async def test_of_one_who_takes_nothing_holds_nobody_up(self, street: Served) -> None:
        case = await street.house.journaled()
        last = str((await told(street, case))[-1]["sequence"])
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
            deaf.connect(("127.0.0.1", street.port))
            request = f"GET {case.path}/live HTTP/1.1\r\nHost: x\r\nX-Access-Code: {case.code}\r\n\r\n"
            deaf.sendall(request.encode())

            async with street.feed(f"{case.path}/live", case.headers, cursor=last) as feed:
                numbers = [await said(street.house, case, "x" * 2_000) for _ in range(40)]
                heard = await feed.messages(40)

        assert [message.place for message in heard] == [str(number) for number in numbers]

    async def test_ends_when_the_server_stops(self, street: Served) -> None:
        case = await street.house.journaled()

        async with street.feed(f"{case.path}/live", case.headers) as feed:
            street.house.app.state.services.live.hub.close()

            assert await feed.is_over()


class TestDeskOnACase:
    async def test_is_told_everything(self, street: Served) -> None:
        agent, case = await street.house.hire("agent"), await street.house.journaled()
        items = (await street.http.get(f"{case.desk}/timeline", headers=agent.headers)).json()["items"]

        async with street.feed(f"{case.desk}/live", agent.headers) as feed:
            before = await feed.messages(len(items))
            await happens(street.house, case, Note(text="SECRET note"))
            new = await feed.message()

        assert [message.data for message in before] == items
        assert new.data["data"]["text"] == "SECRET note"

    async def test_is_for_those_who_may_open_it(self, street: Served) -> None:
        case, others = await street.house.journaled(), await street.house.hire("agent", department="technical")
        engineer = await street.house.hire("engineer")

        asked = (others.headers, engineer.headers, ENGLISH, case.headers)
        statuses = [(await street.http.get(f"{case.desk}/live", headers=each)).status_code for each in asked]

        assert statuses == [403, 403, 401, 401]

    async def test_ends_in_words_when_the_case_goes_to_another_department(self, street: Served) -> None:
        agent, case = await street.house.hire("agent"), await street.house.journaled()
        items = (await street.http.get(f"{case.desk}/timeline", headers=agent.headers)).json()["items"]

        async with street.feed(f"{case.desk}/live", agent.headers, cursor=str(items[-1]["sequence"])) as feed:
            await happens(street.house, case, Assign(department="technical"), trial.LEAD)
            last = await feed.message()
            is_over = await feed.is_over()

        assert (last.name, last.data["status"], is_over) == ("ended", 403, True)
        assert "another department" in last.data["detail"]

    async def test_ends_when_its_reader_is_signed_out(self, street: Served) -> None:
        agent, case = await street.house.hire("agent"), await street.house.journaled()
        items = (await street.http.get(f"{case.desk}/timeline", headers=agent.headers)).json()["items"]

        async with street.feed(f"{case.desk}/live", agent.headers, cursor=str(items[-1]["sequence"])) as feed:
            await street.house.staff.revoke_token(agent.token)
            last = await feed.message()

        assert (last.name, last.data["status"]) == ("ended", 401)


class TestDeskOnAllCases:
    async def test_is_told_number_and_sequence_of_those_it_may_open(self, street: Served) -> None:
        agent = await street.house.hire("agent")
        theirs, others = await street.house.journaled(), await street.house.journaled()
        await happens(street.house, others, Assign(department="technical"), trial.LEAD)
        await asyncio.sleep(0.1)

        async with street.feed(DESK, agent.headers) as feed:
            first = await feed.message()
            await happens(street.house, others, Note(text="SECRET"), trial.TECHNICAL_LEAD)
            sequence = await said(street.house, theirs, "We are on it.")
            changed = await feed.message()

        assert first == ("look-again", None, {})
        assert changed == ("changed", None, {"cases": [{"tracking_number": theirs.number, "sequence": sequence}]})

    async def test_is_told_to_look_again_after_an_outage(self, street: Served, database: FreshDatabase) -> None:
        agent = await street.house.hire("agent")

        async with street.feed(DESK, agent.headers) as feed:
            first = await feed.message()
            await cut_off(database)
            second = await feed.message()

        assert [first.name, second.name] == ["look-again", "look-again"]

    async def test_is_not_for_those_who_may_open_no_case(self, street: Served) -> None:
        engineer = await street.house.hire("engineer")

        answers = [await street.http.get(DESK, headers=each) for each in (engineer.headers, ENGLISH)]

        assert [answer.status_code for answer in answers] == [403, 401]


class TestStopping:
    async def test_takes_all_streams_to_their_end(self, quiet: Client, engine: AsyncEngine, tmp_path: Path) -> None:
        async with open_house(client=quiet, engine=engine, folder=tmp_path) as house:
            case = await house.journaled()
            async with asyncio.timeout(PATIENCE), served(house) as street:
                answer = await street.http.send(
                    street.http.build_request("GET", f"{case.path}/live", headers=case.headers), stream=True
                )

            assert answer.status_code == 200
            assert house.app.state.services.live.seats.open == 0
