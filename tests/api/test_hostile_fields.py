"""Fields that would break somebody further on: characters no database takes, depths no reader takes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import JsonValue

from activities.journal import RecordInput
from api.forms import DEEPEST_CLAIMS
from domain.events import Event
from domain.kinds import EventKind
from domain.permissions import COMMANDS_OF_ROLE
from domain.registry import STAFF_COMMANDS
from tests import trial
from tests.api.house import House, complaint, paths
from tests.api.work import FINDING, opened
from tests.engine.conftest import KEYS
from workflows.plugin import redress_data_converter

SOUND: dict[str, dict[str, Any]] = {
    "assign": {"handler": "7", "department": "front"},
    "classify": {"category": "billing", "kind": "overcharge"},
    "grade": {"level": 2, "reason": "needs a look"},
    "decline": {"reason": "not ours", "referral": "12315"},
    "respond": {"text": "We are on it.", "final": False},
    "ask": {"of": "complainant", "text": "Which bike?"},
    "record-finding": {**FINDING, "evidence": ["E1"], "improvement": "a new lock"},
    "propose": {"remedies": [{"kind": "voucher", "amount_fen": 100, "note": "sorry"}]},
    "approve": {"note": "rightly so"},
    "send-back": {"note": "look again"},
    "confirm-remedy": {"remedy": "R1", "how": "in cash", "reference": "B-1"},
    "retry-payment": {"remedy": "R1", "reason": "another account"},
    "take-back-payment": {"remedy": "R1", "reason": "it bounced"},
    "escalate": {"to": "team_lead"},
    "raise-alert": {"reason": "smoke"},
    "acknowledge-alert": {"note": "seen"},
    "merge-into": {"tracking_number": "RD-7K2M-9QXD-04TB"},
    "note": {"text": "called"},
    "open-task": {"title": "Look.", "assignee": "7", "due_at": "2199-03-02T09:30:00Z"},
    "complete-task": {"task": "T1", "result": "It ran on."},
    "close": {"reason": "content"},
    "acknowledge": {"how": "spoken"},
    "approve-letter": {"note": "well said"},
    "send-back-letter": {"reason": "put it differently"},
    "redraft-letter": {"found": "It ran on.", "improvement": "a new lock"},
    "notify-respondent": {
        "respondent": "Li Ayi",
        "phone": "13900000000",
        "email": "li@example.com",
        "language": "zh",
        "allegation": "A ring is missing.",
        "told": "spoken",
    },
    "record-review": {
        "review": "V1",
        "cause": "understaffed",
        "department": "front",
        "owner_rung": "team_lead",
        "what": "Nobody was there.",
        "improvement": "Two more people.",
    },
    "order-repair": {"what": "no bell", "device": "B1", "place": "gate 3", "until": "2199-03-02T09:30:00Z"},
    "renew-respondent-code": {"phone": "13900000000", "email": "li@example.com"},
    "replace-member": {"department": "technical", "by": "7"},
    "record-meeting": {"held_at": "2026-03-02T09:30:00Z", "attended": ["7"], "minutes": "We met."},
    "draft-plan": {"text": "Test it.", "remedies": [{"kind": "voucher", "amount_fen": 100, "note": "sorry"}]},
    "agree-plan": {"plan": 1},
    "dissent-plan": {"plan": 1, "reason": "Too early."},
    "join-incident": {"incident": "incident-1"},
    "leave-incident": {"reason": "an injury"},
    "cancel-repair": {"order": "RD-TEST-W1", "reason": "not wanted"},
    "fail-mediation": {"reason": "They will not agree."},
    "impose-penalty": {"kind": "points", "points": 3, "reason": "Late.", "against": "worker-17"},
    "change-remedy": {"remedy": "RD-TEST-R1", "amount_fen": 900, "reason": "two days only"},
    "make-appointment": {
        "remedy": "RD-TEST-R1",
        "at": "2199-03-02T03:00:00Z",
        "minutes": 90,
        "who": "Li",
        "place": "gate 3",
        "reason": "rain",
    },
    "assign-mediator": {"mediator": "7", "reason": "on leave"},
    "recuse-mediator": {"reason": "I know one of them."},
    "record-mediation": {
        "proposal": {
            "text": "Let it rest.",
            "remedies": [{"kind": "voucher", "amount_fen": 100, "note": "sorry"}],
            "promises": [{"text": "No more calls.", "by": "platform", "until": "2199-03-02T09:30:00Z"}],
        },
        "session": {"at": "2199-03-02T09:30:00Z", "where": "Room 3"},
    },
    "withdraw-proposal": {"proposal": 1, "reason": "the wrong amount"},
    "sign-settlement": {"proposal": 1, "name": "Wang Fang"},
    "recuse": {"reason": "I know them."},
    "vote": {"outcome": "uphold", "reason": "It is so."},
    "give-ruling": {"reasons": "It is so."},
    "agree-arbitration": {"reason": "It is so."},
    "refer-to-arbitrator": {"body": "The Chamber", "reference": "17"},
    "record-award": {"outcome": "dismiss", "text": "No.", "reference": "17", "given_at": "2026-03-05T09:00:00Z"},
    "end-arbitration": {"reason": "Nobody takes it."},
}


def with_each_text(fields: JsonValue, instead: str) -> Iterator[JsonValue]:
    """Give the fields once for each text in them, that text replaced."""
    if isinstance(fields, str):
        yield instead
    elif isinstance(fields, dict):
        for name, inner in fields.items():
            yield from ({**fields, name: changed} for changed in with_each_text(inner, instead))
    elif isinstance(fields, list):
        for at, inner in enumerate(fields):
            yield from ([*fields[:at], changed, *fields[at + 1 :]] for changed in with_each_text(inner, instead))


def who_may(command: str) -> str:
    """The role of somebody who may give it, the highest there is."""
    return next(role for role in ("senior_management", *COMMANDS_OF_ROLE) if command in COMMANDS_OF_ROLE[role])


def nested(levels: int) -> JsonValue:
    """An object of that many levels."""
    value: JsonValue = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


class TestTextOfACommand:
    def test_is_tried_for_every_command(self) -> None:
        assert SOUND.keys() == STAFF_COMMANDS.keys()

    @pytest.mark.parametrize("command", [name for name in sorted(SOUND) if list(with_each_text(SOUND[name], ""))])
    @pytest.mark.parametrize("text", ["a\x00b", "x" * 3_000], ids=["nul", "long"])
    async def test_is_422_where_nobody_could_keep_it(self, at_work: House, command: str, text: str) -> None:
        case = await opened(at_work, order_number=None)
        able = await at_work.hire(who_may(command), department=None)

        answers = [
            (await at_work.http.post(f"{case.desk}/{command}", json=body, headers=able.headers)).status_code
            for body in with_each_text(SOUND[command], text)
        ]

        assert answers
        assert set(answers) == {422}

    async def test_is_422_in_the_case_that_a_code_is_asked_for(self, house: House) -> None:
        answer = await house.post("/api/v1/access-codes", {"tracking_number": "a\x00b", "phone": "+8613800000000"})

        assert (answer.status_code, paths(answer)) == (422, ["tracking_number"])


class TestClaims:
    async def test_are_422_deeper_than_every_reader_goes(self, house: House) -> None:
        answers = [
            await house.post("/api/v1/complaints", complaint(claims=nested(levels)))
            for levels in (DEEPEST_CLAIMS, DEEPEST_CLAIMS + 1, 197)
        ]

        assert [answer.status_code for answer in answers] == [201, 422, 422]
        assert paths(answers[1]) == ["claims"]

    async def test_that_are_taken_reach_the_journal_in_the_deepest_place_they_have(self) -> None:
        claims = nested(DEEPEST_CLAIMS)
        start = trial.start(claims=claims)
        event = Event(
            sequence=1,
            at=start.filed_at,
            kind=EventKind.RECEIVED,
            actor="system",
            private={"complaint": start.complaint.model_dump(mode="json")},
        )
        converter = redress_data_converter(key_ring=KEYS)

        payloads = await converter.encode([RecordInput(tracking_number="RD", events=(event,))])
        [record] = await converter.decode(payloads, [RecordInput])

        assert json.loads(record.events[0].model_dump_json())["private"]["complaint"]["claims"] == claims
