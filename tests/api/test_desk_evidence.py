"""Evidence at the desk: who may see, hold and hand over, and that all of it is on record."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.media import MediaLook
from tests.api.files import add, listed
from tests.api.house import Case, Colleague, House, new_key, open_house, paths
from tests.api.test_merging import merged
from tests.api.test_reviews import came_back
from tests.api.work import answers_to_those_who_may_not, opened

WEBP = b"RIFF\x00\x00\x00\x00WEBP a small picture"
REASON = {"reason": "The court asked for it."}


@pytest.fixture
async def case(at_work: House) -> Case:
    """A case with one piece of evidence."""
    case = await opened(at_work)
    await add(at_work, case)
    await listed(at_work, case.path, case.headers)
    return case


async def only(house: House, case: Case, who: Colleague) -> dict[str, Any]:
    [item] = await listed(house, case.desk, who.headers)
    return item


async def do(house: House, case: Case, who: Colleague, what: str, body: Any, *, key: str | None = None) -> Any:
    item = await only(house, case, who)
    headers = {**who.headers, "Idempotency-Key": key or new_key()}
    return await house.http.post(f"{case.desk}/evidence/{item['id']}/{what}", json=body, headers=headers)


async def acts(house: House, case: Case) -> list[str]:
    return [each.act.value for each in await house.parts.custody.of(case.number)]


class TestReading:
    async def test_shows_staff_of_the_department_and_auditors_everything(self, at_work: House, case: Case) -> None:
        for role, department in (("agent", "front"), ("auditor", None)):
            item = await only(at_work, case, await at_work.hire(role, department=department))

            assert {"taken_at", "camera_clock", "latitude", "longitude"} < set(item)
            assert (item["held"], item["handed_over"], item["added_by"]) == (False, [], "complainant")

    async def test_puts_on_record_who_got_a_file(self, at_work: House, case: Case) -> None:
        agent, auditor = await at_work.hire("agent"), await at_work.hire("auditor")
        item = await only(at_work, case, agent)

        answer = await at_work.http.get(item["links"]["download"], headers=agent.headers)

        chain = await at_work.http.get(f"{case.desk}/custody", headers=auditor.headers)
        assert answer.status_code == 200
        last = chain.json()["items"][-1]
        assert (last["act"], last["act_title"]) == ("downloaded", "downloaded")
        assert (last["actor"], last["sha256"]) == (agent.actor.signature, item["sha256"])
        assert last["address"] == "203.0.113.7"

    async def test_keeps_addresses_from_agents(self, at_work: House, case: Case) -> None:
        agent = await at_work.hire("agent")

        chain = await at_work.http.get(f"{case.desk}/custody", headers=agent.headers)

        assert {item["address"] for item in chain.json()["items"]} == {None}

    @pytest.mark.parametrize("page", ["evidence", "evidence/E-1", "evidence/E-1/preview", "custody"])
    async def test_is_not_for_everybody(self, house: House, page: str) -> None:
        answers = await answers_to_those_who_may_not(house, page)

        assert answers == [401, 401, 403, 403, 404]

    async def test_shows_nobody_the_chain_of_a_case_that_no_worker_has_seen(self, house: House) -> None:
        case, lead = await house.file(), await house.hire("team_lead", department="technical", rung="team_lead")
        await add(house, case)

        chain = await house.http.get(f"{case.desk}/custody", headers=lead.headers)

        assert (chain.status_code, chain.json()) == (200, {"items": []})


class Camera:
    """Finds in every file what a telephone writes into a photo."""

    async def look(self, path: str) -> MediaLook:
        taken_at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
        return MediaLook(
            media_type="image/jpeg",
            width=64,
            height=48,
            taken_at=taken_at,
            camera_clock="2026-03-01T16:00:00",
            latitude=31.234567,
            longitude=121.5,
            preview=WEBP,
        )


class TestPhotos:
    @pytest.fixture
    async def photos(self, at_work: House, engine: AsyncEngine) -> AsyncIterator[House]:
        """The same house, with an API that looks into files."""
        client, folder = at_work.parts.client, at_work.blobs_folder.parent
        async with open_house(client=client, engine=engine, folder=folder, media=Camera()) as house:
            yield house

    async def test_show_time_and_place_to_staff_alone(self, at_work: House, photos: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await add(photos, case)

        [own] = await listed(photos, case.path, case.headers)
        item = await only(photos, case, agent)

        assert (own["width"], own["height"]) == (64, 48)
        assert not {"taken_at", "camera_clock", "latitude", "longitude"} & set(own)
        assert (item["latitude"], item["longitude"], item["taken_at"]) == (31.234567, 121.5, "2026-03-01T08:00:00Z")
        assert item["camera_clock"] == "2026-03-01T16:00:00"
        timeline = await photos.http.get(f"{case.path}/timeline", headers=case.headers)
        assert not [each for each in ("31.234567", "2026-03-01T16:00:00") if each in timeline.text]

    async def test_are_seen_small_and_that_is_on_record(self, at_work: House, photos: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await add(photos, case)
        item = await only(photos, case, agent)

        answer = await photos.http.get(item["links"]["preview"], headers=agent.headers)

        assert (answer.status_code, answer.content) == (200, WEBP)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert await acts(photos, case) == ["uploaded", "viewed"]


class TestHolding:
    async def test_lasts_until_it_is_lifted_and_is_on_record(self, at_work: House, case: Case) -> None:
        lead = await at_work.hire("team_lead", rung="team_lead")

        held = await do(at_work, case, lead, "hold", REASON)
        again = await do(at_work, case, lead, "hold", REASON)
        released = await do(at_work, case, lead, "release", {"reason": "It is over."})

        assert [answer.status_code for answer in (held, again, released)] == [200, 200, 200]
        assert [answer.json()["held"] for answer in (held, again, released)] == [True, True, False]
        assert await acts(at_work, case) == ["uploaded", "held", "released"]
        noted = (await at_work.parts.custody.of(case.number))[1]
        assert (noted.actor, noted.words) == (lead.actor.signature, REASON["reason"])

    @pytest.mark.parametrize("role", ["agent", "investigator", "clerk", "finance", "auditor"])
    async def test_is_for_leads(self, at_work: House, case: Case, role: str) -> None:
        somebody = await at_work.hire(role)

        answers = [await do(at_work, case, somebody, what, REASON) for what in ("hold", "release")]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert await acts(at_work, case) == ["uploaded"]

    async def test_needs_a_reason(self, at_work: House, case: Case) -> None:
        lead = await at_work.hire("team_lead", rung="team_lead")

        answer = await do(at_work, case, lead, "hold", {})

        assert (answer.status_code, paths(answer)) == (422, ["reason"])

    async def test_is_not_for_those_who_only_look_back_at_the_case(self, at_work: House) -> None:
        case = await came_back(at_work, line="held_by_others", department="technical")
        other = await at_work.hire("team_lead", department="technical", rung="team_lead")
        await add(at_work, case)

        answers = [
            await do(at_work, case, other, what, body)
            for what, body in (("hold", REASON), ("release", REASON), ("hand-over", {"to": "outside"}))
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert await acts(at_work, case) == ["uploaded"]

    async def test_is_for_those_whose_case_goes_on_for_a_merged_one(self, at_work: House, case: Case) -> None:
        await merged(at_work, case)
        lead = await at_work.hire("team_lead", rung="team_lead")

        answer = await do(at_work, case, lead, "hold", REASON)

        assert (answer.status_code, answer.json()["held"]) == (200, True)

    async def test_is_on_record_once_when_it_is_asked_for_twice_at_once(self, at_work: House, case: Case) -> None:
        lead = await at_work.hire("team_lead", rung="team_lead")

        answers = await asyncio.gather(*(do(at_work, case, lead, "hold", REASON) for _ in range(6)))

        assert {answer.json()["held"] for answer in answers} == {True}
        assert await acts(at_work, case) == ["uploaded", "held"]


class TestHandingOver:
    async def test_is_one_copy_where_the_same_request_comes_twice_at_once(self, at_work: House, case: Case) -> None:
        lead, key = await at_work.hire("team_lead", rung="team_lead"), new_key()
        body = {"to": "outside", "note": "The police, by letter."}

        answers = await asyncio.gather(*(do(at_work, case, lead, "hand-over", body, key=key) for _ in range(6)))

        assert {answer.status_code for answer in answers} == {200}
        assert await acts(at_work, case) == ["uploaded", "handed_over"]

    async def test_is_on_record_for_each_copy_that_leaves_the_house(self, at_work: House, case: Case) -> None:
        investigator, key = await at_work.hire("investigator"), new_key()
        body = {"to": "outside", "note": "The police, by letter."}

        for each in (key, key, new_key()):
            answer = await do(at_work, case, investigator, "hand-over", body, key=each)

            assert (answer.status_code, answer.json()["handed_over"]) == (200, ["outside"])

        assert await acts(at_work, case) == ["uploaded", "handed_over", "handed_over"]

    async def test_to_a_party_counts_once(self, at_work: House, case: Case) -> None:
        lead = await at_work.hire("team_lead", rung="team_lead")

        for _ in range(2):
            answer = await do(at_work, case, lead, "hand-over", {"to": "respondent"})

        assert answer.json()["handed_over"] == ["respondent"]
        assert await acts(at_work, case) == ["uploaded", "handed_over"]

    async def test_is_not_for_agents(self, at_work: House, case: Case) -> None:
        answer = await do(at_work, case, await at_work.hire("agent"), "hand-over", {"to": "outside"})

        assert answer.status_code == 403
