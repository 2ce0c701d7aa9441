"""A complaint filed by web with another person's number, and merged into that person's case (A4, A6)."""

from typing import Any

import pytest

from tests.api.house import Case, House
from tests.api.test_merging import lead_of, merged, until_ended, whole_timeline, with_sent_code
from tests.api.work import opened

ATTACKER = {"name": "Mallory", "phone": "+86 138 0000 0000", "email": "mallory@example.com", "language": "en"}


async def merged_from_outside(house: House, **complainant: str) -> tuple[Case, Case]:
    """A case of somebody with the number of another, and that other one's, which it was merged into."""
    duplicate = await opened(house, order_number=None, complainant=ATTACKER | complainant, answer_by="email")
    return await merged(house, duplicate)


class TestTheCodeShownAtIntake:
    async def test_reads_nothing_of_the_other_case(self, at_work: House) -> None:
        duplicate, survivor = await merged_from_outside(at_work)

        seen = await at_work.http.get(duplicate.path, headers=duplicate.headers)
        items = await whole_timeline(at_work, duplicate)

        view = seen.json()
        assert (view["stage"], view["merged_into"], view["goes_on"]) == ("merged", None, None)
        assert "joined with another one" in view["next_step"]
        assert [item["text"] for item in items if item["kind"] == "merged"] == [
            "Merged into another complaint, which goes on for both"
        ]
        assert survivor.number not in seen.text + str(items)

    async def test_finds_nothing_further_on_in_the_timeline(self, at_work: House) -> None:
        duplicate, _ = await merged_from_outside(at_work)
        further = f"{duplicate.path}/timeline?cursor=1.0"

        page = await at_work.http.get(further, headers=duplicate.headers)

        assert page.json() == {"items": [], "next": None}

    @pytest.mark.parametrize(
        ("act", "body"),
        [
            ("replies", {"text": "It was me."}),
            ("withdrawal", {}),
            ("decision", {"accept": True}),
            ("escalations", {"reason": "now"}),
        ],
    )
    async def test_does_nothing_to_the_other_case(self, at_work: House, act: str, body: dict[str, Any]) -> None:
        duplicate, survivor = await merged_from_outside(at_work)
        await until_ended(at_work, duplicate)

        answer = await at_work.http.post(f"{duplicate.path}/{act}", json=body, headers=duplicate.headers)

        lead = await lead_of(at_work)
        told = (await at_work.http.get(f"{survivor.desk}/timeline", headers=lead.headers)).json()["items"]
        assert answer.status_code == 409
        assert "joined with another one" in answer.json()["detail"]
        assert survivor.number not in answer.text
        assert told[-1]["kind"] in {"absorbed", "planned"}

    async def test_of_the_case_that_goes_on_does_not_open_the_merged_one(self, at_work: House) -> None:
        duplicate, survivor = await merged_from_outside(at_work)

        answer = await at_work.http.get(duplicate.path, headers=survivor.headers)

        assert answer.status_code == 404


class TestACodeThatWasSent:
    async def test_goes_to_the_contact_of_both_though_another_was_to_be_answered(self, at_work: House) -> None:
        duplicate, survivor = await merged_from_outside(at_work)
        mails = len(at_work.mail.sent)

        theirs = await with_sent_code(at_work, duplicate, email="mallory@example.com")

        seen = (await at_work.http.get(duplicate.path, headers=theirs.headers)).json()
        assert at_work.mail.sent[mails:] == []
        assert at_work.sms.sent[-1][0] == "+86 138 0000 0000"
        assert seen["goes_on"]["tracking_number"] == survivor.number

    async def test_to_a_contact_of_the_merged_case_alone_opens_that_one_alone(self, at_work: House) -> None:
        duplicate, survivor = await merged_from_outside(at_work)
        at_work.sms.is_down = True
        theirs = await with_sent_code(at_work, duplicate, email="mallory@example.com")
        at_work.sms.is_down = False

        seen = await at_work.http.get(duplicate.path, headers=theirs.headers)
        survivors = await at_work.http.get(survivor.path, headers=theirs.headers)

        assert (seen.status_code, survivors.status_code) == (200, 404)
        assert seen.json()["goes_on"] is None
        assert survivor.number not in seen.text

    async def test_to_the_same_last_digits_in_another_country_opens_no_other_case(self, at_work: House) -> None:
        duplicate, _ = await merged_from_outside(at_work, phone="+49 138 0000 0000")

        theirs = await with_sent_code(at_work, duplicate)

        seen = await at_work.http.get(duplicate.path, headers=theirs.headers)
        assert (seen.json()["stage"], seen.json()["goes_on"]) == ("merged", None)

    async def test_before_the_merging_reads_on_no_more_than_the_one_shown_at_intake(self, at_work: House) -> None:
        filed = await opened(at_work, order_number=None)
        duplicate = await with_sent_code(at_work, filed)
        await merged(at_work, duplicate)

        seen = await at_work.http.get(duplicate.path, headers=duplicate.headers)

        assert (seen.json()["stage"], seen.json()["goes_on"]) == ("merged", None)
