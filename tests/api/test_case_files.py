"""Case files and timelines, as staff and complainants read them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.investigation import Ask, Note, RecordFinding, Respond
from domain.keyring import Key, KeyRing
from domain.kinds import Responsible, WaitingOn
from gateways.blobs import ObjectBlobStore
from tests import trial
from tests.api.house import Case, Happening, House

DESK = "/api/v1/desk/complaints"


def note(text: str = "SECRET note") -> Happening:
    return Happening(Note(text=text), trial.AGENT)


def respond(text: str = "We are on it.") -> Happening:
    return Happening(Respond(text=text, final=False), trial.AGENT)


class TestCaseFile:
    async def test_says_all_that_is_known_and_links_to_the_workflow(self, house: House) -> None:
        lead = await house.hire("team_lead", rung="team_lead")
        case = await house.journaled(respond())

        answer = await house.http.get(case.desk, headers=lead.headers)

        body = answer.json()
        assert answer.status_code == 200
        assert body["complaint"]["complainant"]["name"] == "Zhang San"
        assert body["complaint"]["description"]["text"] == "I was overcharged"
        assert body["temporal_ui"] == f"http://127.0.0.1:8233/namespaces/default/workflows/{case.number}"
        assert body["owner"] == "handler"
        assert answer.headers["etag"] == f'"{body["sequence"]}"'

    async def test_names_the_commands_that_the_reader_may_give_now(self, house: House) -> None:
        case = await house.journaled()
        agent, lead, auditor = [await house.hire(role) for role in ("agent", "team_lead", "auditor")]

        names = {
            colleague.member.role: {
                command["name"]
                for command in (await house.http.get(case.desk, headers=colleague.headers)).json()["commands"]
            }
            for colleague in (agent, lead, auditor)
        }

        assert {"record-finding", "propose", "note"} <= names["agent"]
        assert names["team_lead"] - names["agent"] == {"decline", "grade", "merge-into"}
        assert names["auditor"] == set()

    async def test_holds_long_words_in_full(self, house: House) -> None:
        agent, words = await house.hire("agent"), "很长。" * 10_000
        sha256 = await house.parts.blobs.put(words.encode())
        description = {"text": words[:2_000], "sha256": sha256, "size": len(words.encode())}
        case = await house.journaled(description=description)

        answer = await house.http.get(case.desk, headers=agent.headers)

        assert answer.json()["complaint"]["description"]["text"] == words

    async def test_shows_what_is_left_of_long_words_that_are_lost(self, house: House) -> None:
        agent = await house.hire("agent")
        case = await house.journaled(description={"text": "The beginning", "sha256": "0" * 64, "size": 20_000})

        answer = await house.http.get(case.desk, headers=agent.headers)

        assert answer.json()["complaint"]["description"]["text"] == "The beginning"

    async def test_shows_what_is_left_of_long_words_whose_key_is_not_at_hand(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        others = KeyRing(keys=(Key(key_id="put-away", secret=b"o" * 32),))
        sha256 = await ObjectBlobStore(url=house.blobs_folder.as_uri(), key_ring=others).put(b"words" * 9_000)
        agent = await house.hire("agent")
        case = await house.journaled(description={"text": "The beginning", "sha256": sha256, "size": 45_000})

        answer = await house.http.get(case.desk, headers=agent.headers)

        assert answer.json()["complaint"]["description"]["text"] == "The beginning"
        assert f"the whole text of {case.number} cannot be read: UnknownKey" in caplog.text

    async def test_is_there_before_a_worker_has_seen_the_case(self, house: House) -> None:
        clerk, case = await house.hire("clerk"), await house.file()

        answer = await house.http.get(case.desk, headers=clerk.headers)

        assert (answer.status_code, answer.json()["stage"]) == (200, "received")

    async def test_is_404_when_there_is_none(self, house: House) -> None:
        clerk, number = await house.hire("clerk"), house.identity.number_for("nobody filed these")

        for path in (f"{DESK}/{number}", f"{DESK}/nonsense", f"{DESK}/{number}/timeline"):
            assert (await house.http.get(path, headers=clerk.headers)).status_code == 404

    async def test_is_403_for_another_department(self, house: House) -> None:
        agent, case = await house.hire("agent"), await house.journaled(reading=trial.LOCK)

        for path in (case.desk, f"{case.desk}/timeline", case.path, f"{case.path}/timeline"):
            answer = await house.http.get(path, headers=agent.headers)

            assert answer.status_code == 403
            assert answer.json()["detail"] == "This case belongs to another department."


class TestCaseOfTheComplainant:
    async def test_says_where_it_stands(self, house: House) -> None:
        ask = Ask(of=WaitingOn.COMPLAINANT, text="Which bike?")
        case = await house.journaled(Happening(ask, trial.TECHNICIAN), reading=trial.LOCK)

        answer = await house.http.get(case.path, headers=case.headers)

        body = answer.json()
        assert (body["stage"], body["stage_title"]) == ("investigating", "being investigated")
        assert (body["level"], body["urgency"], body["severity"]) == (2, "normal", "ordinary")
        assert (body["category"], body["kind_title"], body["department_title"]) == ("fault", "Lock", "Technical")
        assert (body["cycle"], body["waiting_on"]) == (1, "complainant")
        milestones = {milestone["name"]: milestone for milestone in body["milestones"]}
        assert milestones["first_contact"]["met_at"] is not None
        assert milestones["fault_confirmed"]["paused"] is True
        assert milestones["fault_confirmed"]["breached_at"] is None

    async def test_speaks_chinese_too(self, house: House) -> None:
        case = await house.journaled()

        answer = await house.http.get(case.path, headers={**case.headers, "Accept-Language": "zh-CN,en;q=0.5"})

        assert answer.json()["stage_title"] == "调查中"
        assert answer.json()["kind_title"] == "多收费"

    async def test_shows_the_remedies(self, house: House) -> None:
        case = await with_remedy(house)

        answer = await house.http.get(case.path, headers=case.headers)

        assert answer.json()["stage"] == "deciding"
        [remedy] = answer.json()["remedies"]
        assert (remedy["kind"], remedy["amount_fen"], remedy["status"]) == ("refund", 1_200, "proposed")
        assert remedy["rule"] == "overcharge_doubled"


class TestTimeline:
    async def test_of_the_complainant_leaves_out_notes_and_names(self, house: House) -> None:
        case = await house.journaled(respond(), note())

        answer = await house.http.get(f"{case.path}/timeline", headers=case.headers)

        items = answer.json()["items"]
        assert [item["sequence"] for item in items] == sorted(item["sequence"] for item in items)
        assert {"sequence", "at", "kind", "actor", "text", "data"} == items[0].keys()
        assert {item["kind"] for item in items} >= {"received", "acknowledged", "classified", "responded"}
        assert "SECRET" not in answer.text
        assert trial.AGENT.id not in answer.text

    async def test_of_the_desk_leaves_out_nothing(self, house: House) -> None:
        agent, case = await house.hire("agent"), await house.journaled(respond(), note())

        answer = await house.http.get(f"{case.desk}/timeline", headers=agent.headers)

        last = answer.json()["items"][-1]
        assert (last["kind"], last["actor"], last["text"]) == ("note", "staff:agent-1", "Note: SECRET note")

    async def test_goes_on_where_the_page_before_ended(self, house: House) -> None:
        agent = await house.hire("agent")
        case = await house.journaled(*[note(f"note {number}") for number in range(450)])

        pages = await walked(house, f"{case.desk}/timeline", agent.headers)

        sequences = [item["sequence"] for page in pages for item in page]
        assert len(pages) == 3
        assert sequences == list(range(1, len(sequences) + 1))

    async def test_of_the_complainant_goes_on_past_pages_of_which_nothing_is_told(self, house: House) -> None:
        happenings = [note(f"note {number}") for number in range(450)]
        for place in (449, 20, 0):
            happenings.insert(place, respond(f"before note {place}"))
        case = await house.journaled(*happenings)

        pages = await walked(house, f"{case.path}/timeline", case.headers)

        items = [item for page in pages for item in page]
        told = [item["data"]["text"] for item in items if item["kind"] == "responded"]
        assert told == ["before note 0", "before note 20", "before note 449"]
        assert (len(pages), pages[1]) == (3, [])
        sequences = [item["sequence"] for item in items]
        assert sequences == sorted(set(sequences))

    @pytest.mark.parametrize("cursor", ["-1", "x", "９", str(2**31), "1" * 21])
    async def test_is_422_with_a_cursor_that_is_none(self, house: House, cursor: str) -> None:
        case = await house.journaled()

        answer = await house.http.get(f"{case.path}/timeline", params={"cursor": cursor}, headers=case.headers)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "cursor"


async def with_remedy(house: House) -> Case:
    """A case on whose table a remedy lies by rule."""
    finding = RecordFinding(
        facts="The meter ran on.",
        cause="system_error",
        responsible=Responsible.PLATFORM,
        facts_clear=True,
        overcharged_fen=600,
        confidence=80,
    )
    return await house.journaled(Happening(finding, trial.AGENT, at=datetime.now(UTC)))


async def walked(house: House, path: str, headers: dict[str, str]) -> list[list[dict[str, Any]]]:
    """Give the pages of a timeline, from the first to the last."""
    pages = []
    cursor: str | None = None
    while True:
        parameters: dict[str, str] = {"cursor": cursor} if cursor else {}
        answer = await house.http.get(path, params=parameters, headers=headers)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json()["items"])
        if (cursor := answer.json()["next"]) is None:
            return pages
