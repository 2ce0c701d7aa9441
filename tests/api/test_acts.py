"""What complainants do, and clerks for them: durable once answered, with no worker anywhere."""

from typing import Any, NamedTuple, TypeVar

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from storage.tables import requests
from tests.api.house import KEYS, Case, House, new_key
from workflows.messages import Message, PartyMessage
from workflows.plugin import redress_data_converter

T = TypeVar("T", bound=Message)


class Act(NamedTuple):
    """What is posted, and the signal that the case gets."""

    path: str
    body: dict[str, Any]
    signal: str
    fields: dict[str, Any]


ACTS = [
    Act("replies", {"text": "Here is the photo."}, "reply", {"text": "Here is the photo."}),
    Act("escalations", {"reason": "Two days!"}, "escalate", {"reason": "Two days!"}),
    Act("decision", {"accept": True}, "accept", {}),
    Act("decision", {"accept": False, "reason": "Too little."}, "refuse", {"reason": "Too little."}),
    Act("decision", {"accept": False}, "refuse", {}),
    Act("satisfaction", {"score": 5, "solved": True}, "rate", {"score": 5, "solved": True}),
    Act(
        "satisfaction",
        {"score": 1, "solved": False, "comment": "No."},
        "rate",
        {"score": 1, "solved": False, "comment": "No."},
    ),
    Act("withdrawal", {}, "withdraw", {}),
    Act("withdrawal", {"reason": "Found it."}, "withdraw", {"reason": "Found it."}),
    Act("appeal", {"reason": "Not so."}, "appeal", {"reason": "Not so."}),
    Act("contest", {"reason": "It is yours."}, "contest", {"reason": "It is yours."}),
    Act("ruling-request", {"reason": "Rule on it."}, "ask_for_ruling", {"reason": "Rule on it."}),
]


async def told(client: Client, case: Case, form: type[T]) -> list[tuple[str, T]]:
    """Give the signals that the engine holds for a case, by name."""
    converter = redress_data_converter(key_ring=KEYS)
    history = await client.get_workflow_handle(case.number).fetch_history()
    heard = []
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            signal = event.workflow_execution_signaled_event_attributes
            heard.append((signal.signal_name, (await converter.decode(signal.input.payloads, [form]))[0]))
    return heard


async def signals(client: Client, case: Case) -> list[tuple[str, PartyMessage]]:
    """Give what parties have told a case."""
    return await told(client, case, PartyMessage)


class TestActs:
    @pytest.mark.parametrize("act", ACTS, ids=[f"{act.path} {act.body}" for act in ACTS])
    async def test_reach_the_case_as_signals(self, house: House, quiet: Client, act: Act) -> None:
        case = await house.file()

        answer = await house.http.post(f"{case.path}/{act.path}", json=act.body, headers=case.headers)

        assert (answer.status_code, answer.json()) == (202, {"accepted": True})
        [(name, message)] = await signals(quiet, case)
        assert (name, message.fields) == (act.signal, act.fields)
        assert message.actor.role == "complainant"

    async def test_lose_no_word_of_somebody_who_accepts(self, house: House, quiet: Client) -> None:
        case = await house.file()

        await house.http.post(
            f"{case.path}/decision", json={"accept": True, "reason": "Thank you."}, headers=case.headers
        )

        heard = [(name, message.fields) for name, message in await signals(quiet, case)]
        assert heard == [("accept", {}), ("reply", {"text": "Thank you."})]

    async def test_tell_the_case_of_alarming_words(self, house: House, quiet: Client) -> None:
        case = await house.file()

        await house.http.post(f"{case.path}/replies", json={"text": "There was a fire!"}, headers=case.headers)

        [(_, message)] = await signals(quiet, case)
        assert message.fields == {"text": "There was a fire!", "alarming": ["fire"]}

    async def test_take_no_alarming_words_from_outside(self, house: House) -> None:
        case = await house.file()

        answer = await house.http.post(
            f"{case.path}/replies", json={"text": "a", "alarming": ["x"]}, headers=case.headers
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("path", "body", "field"),
        [
            ("replies", {"text": ""}, "text"),
            ("replies", {"text": "x" * 2_001}, "text"),
            ("replies", {"text": "a\x00b"}, "text"),
            ("replies", {}, "text"),
            ("escalations", {"reason": 1}, "reason"),
            ("decision", {"accept": "yes"}, "accept"),
            ("decision", {}, "accept"),
            ("satisfaction", {"score": 6, "solved": True}, "score"),
            ("satisfaction", {"score": 4.5, "solved": True}, "score"),
            ("satisfaction", {"score": 5, "solved": 1}, "solved"),
            ("withdrawal", {"why": "x"}, "why"),
            ("appeal", {"reason": "  "}, "reason"),
        ],
    )
    async def test_are_422_when_they_make_no_sense(
        self, house: House, path: str, body: dict[str, Any], field: str
    ) -> None:
        case = await house.file()

        answer = await house.http.post(f"{case.path}/{path}", json=body, headers=case.headers)

        assert answer.status_code == 422
        assert [error["path"] for error in answer.json()["errors"]] == [field]

    async def test_are_404_for_who_has_no_code(self, house: House) -> None:
        case = await house.file()

        answers = [await house.post(f"{case.path}/{path}", body) for path, body, *_ in ACTS]

        assert {answer.status_code for answer in answers} == {404}


class TestRepeatedActs:
    async def test_bear_one_id(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), {"Idempotency-Key": new_key()}

        answers = [
            await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers | key)
            for _ in range(3)
        ]

        assert {answer.status_code for answer in answers} == {202}
        assert len({message.request_id for _, message in await signals(quiet, case)}) == 1

    async def test_with_another_body_are_422(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), {"Idempotency-Key": new_key()}
        await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers | key)

        answer = await house.http.post(f"{case.path}/replies", json={"text": "Good bye"}, headers=case.headers | key)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "Idempotency-Key"
        assert len(await signals(quiet, case)) == 1

    async def test_are_new_ones_with_another_body_once_the_key_was_forgotten(
        self, house: House, quiet: Client, engine: AsyncEngine
    ) -> None:
        case, key = await house.file(), {"Idempotency-Key": new_key()}
        await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers | key)
        async with engine.begin() as connection:
            await connection.execute(delete(requests))

        answer = await house.http.post(f"{case.path}/replies", json={"text": "Good bye"}, headers=case.headers | key)

        assert answer.status_code == 202
        told = {message.request_id: message.fields["text"] for _, message in await signals(quiet, case)}
        assert sorted(told.values()) == ["Good bye", "Hello"]

    async def test_are_told_again_when_an_earlier_attempt_was_cut_off(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), new_key()
        await house.app.state.services.guard.admit(scope=f"replies {case.number}", key=key, body=b'{"text": "Hello"}')

        answer = await house.http.post(
            f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers | {"Idempotency-Key": key}
        )

        assert answer.status_code == 202
        assert len(await signals(quiet, case)) == 1

    async def test_do_not_meet_in_other_cases(self, house: House) -> None:
        key = {"Idempotency-Key": new_key()}

        for text in ("one", "two"):
            case = await house.file()
            answer = await house.http.post(f"{case.path}/replies", json={"text": text}, headers=case.headers | key)

            assert answer.status_code == 202

    async def test_without_a_key_are_new_ones(self, house: House, quiet: Client) -> None:
        case = await house.file()

        for _ in range(2):
            await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers)

        assert len({message.request_id for _, message in await signals(quiet, case)}) == 2


class TestActsOnACaseThatIsOver:
    async def test_are_409_in_words(self, house: House, quiet: Client) -> None:
        case = await house.file()
        await quiet.get_workflow_handle(case.number).terminate()

        answer = await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=case.headers)

        assert answer.status_code == 409
        assert answer.json()["detail"] == "This case is in the archive; nothing more can be done on it."

    async def test_are_409_long_after_the_engine_has_forgotten_it(self, house: House) -> None:
        case = await house.journaled()

        answer = await house.http.post(f"{case.path}/appeal", json={"reason": "No."}, headers=case.headers)

        assert answer.status_code == 409

    async def test_answer_the_same_when_they_are_repeated(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), {"Idempotency-Key": new_key()}
        first = await house.http.post(f"{case.path}/withdrawal", json={}, headers=case.headers | key)
        await quiet.get_workflow_handle(case.number).terminate()

        again = await house.http.post(f"{case.path}/withdrawal", json={}, headers=case.headers | key)

        assert (first.status_code, again.status_code) == (202, 202)

    async def test_are_refused_anew_each_time(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), {"Idempotency-Key": new_key()}
        await quiet.get_workflow_handle(case.number).terminate()

        answers = [
            await house.http.post(f"{case.path}/replies", json={"text": text}, headers=case.headers | key)
            for text in ("Hello", "Another body: the refusal before is not remembered")
        ]

        assert [answer.status_code for answer in answers] == [409, 409]


class TestActsOnSomebodysBehalf:
    async def test_are_a_clerks(self, house: House, quiet: Client) -> None:
        case, clerk = await house.file(), await house.hire("clerk")

        answer = await house.http.post(f"{case.path}/replies", json={"text": "She says hello."}, headers=clerk.headers)

        assert answer.status_code == 202
        [(_, message)] = await signals(quiet, case)
        assert message.actor.signature == f"staff:{clerk.member.id}"

    @pytest.mark.parametrize("role", ["agent", "team_lead", "auditor", "finance", "engineer", "administrator"])
    async def test_are_not_for_every_role(self, house: House, role: str) -> None:
        case, member = await house.file(), await house.hire(role)

        answer = await house.http.post(f"{case.path}/replies", json={"text": "Hello"}, headers=member.headers)

        assert answer.status_code == 403

    async def test_are_404_on_a_case_that_does_not_exist(self, house: House) -> None:
        clerk, number = await house.hire("clerk"), house.identity.number_for("nobody filed that")

        answer = await house.http.post(
            f"/api/v1/complaints/{number}/replies", json={"text": "a"}, headers=clerk.headers
        )

        assert answer.status_code == 404
