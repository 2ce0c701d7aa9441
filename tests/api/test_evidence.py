"""Files that complainants add: stored, on record and told to the case, or refused with a sentence and nothing kept."""

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from temporalio.client import Client

from domain.custody import CustodyAct
from domain.evidence import MOST_BYTES
from tests.api.files import MIB, PNG, add, listed
from tests.api.house import House, new_key, paths
from tests.api.test_acts import signals
from tests.api.test_merging import merged, with_sent_code
from tests.api.work import opened, until_told

SHA256 = hashlib.sha256(PNG).hexdigest()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


class TestAdding:
    async def test_stores_the_file_and_tells_the_case_with_no_worker_anywhere(
        self, house: House, quiet: Client
    ) -> None:
        case = await house.file()

        answer = await add(house, case, note="The lock.")

        assert answer.status_code == 201, answer.text
        stored = answer.json()
        assert stored == {"id": stored["id"], "sha256": SHA256, "size": len(PNG), "media_type": "image/png"}
        assert await house.parts.blobs.get(SHA256) == PNG
        [(name, message)] = await signals(quiet, case)
        assert name == "add_evidence"
        assert message.fields == {
            **stored,
            "kind": "photo",
            "note": "The lock.",
            "file_name": "lock.png",
            "problem": "unreadable",
        }
        [noted] = await house.parts.custody.of(case.number)
        assert (noted.act, noted.evidence, noted.sha256) == (CustodyAct.UPLOADED, stored["id"], SHA256)
        assert (noted.actor, noted.address) == ("complainant", "203.0.113.7")

    async def test_takes_the_type_from_the_content_and_the_name_without_folders(
        self, house: House, quiet: Client
    ) -> None:
        case = await house.file()

        answer = await add(house, case, name="../../etc/lock.pdf")

        [(_, message)] = await signals(quiet, case)
        assert (answer.json()["media_type"], message.fields["file_name"]) == ("image/png", "lock.pdf")

    async def test_is_the_same_with_the_same_key(self, house: House, quiet: Client) -> None:
        case, key = await house.file(), new_key()

        answers = [await add(house, case, key=key) for _ in range(2)]

        assert answers[0].json() == answers[1].json()
        assert len(await signals(quiet, case)) == 1
        assert len(await house.parts.custody.of(case.number)) == 1

    async def test_is_another_request_where_somebody_else_has_the_same_key(self, house: House, quiet: Client) -> None:
        case, clerk, key = await house.file(), await house.hire("clerk"), new_key()

        answers = [await add(house, case, key=key, headers=headers) for headers in (case.headers, clerk.headers)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert len({answer.json()["id"] for answer in answers}) == 2
        assert len(await signals(quiet, case)) == 2

    async def test_is_422_with_another_file_under_the_same_key(self, house: House) -> None:
        case, key = await house.file(), new_key()
        await add(house, case, key=key)

        answer = await add(house, case, PNG + b"!", key=key)

        assert (answer.status_code, paths(answer)) == (422, ["Idempotency-Key"])

    async def test_lists_twice_and_stores_once_what_comes_under_two_keys(self, house: House, quiet: Client) -> None:
        case = await house.file()

        answers = [await add(house, case) for _ in range(2)]

        assert len({answer.json()["id"] for answer in answers}) == 2
        assert len(await signals(quiet, case)) == 2
        assert SHA256 in names(house.blobs_folder)

    async def test_is_a_clerks_too_and_nobody_elses(self, house: House) -> None:
        case = await house.file()
        clerk, agent = await house.hire("clerk"), await house.hire("agent")

        answers = [await add(house, case, headers=who.headers) for who in (clerk, agent)]

        assert [answer.status_code for answer in answers] == [201, 403]
        [noted] = await house.parts.custody.of(case.number)
        assert noted.actor == clerk.actor.signature

    async def test_is_404_without_the_code_and_for_no_case(self, house: House) -> None:
        case, clerk = await house.file(), await house.hire("clerk")
        nobody = case._replace(number=house.identity.number_for("nobody filed this"))

        answers = [
            await add(house, case, headers={"X-Access-Code": "WRONG"}),
            await add(house, nobody, headers=case.headers),
            await add(house, nobody, headers=clerk.headers),
        ]

        assert {answer.status_code for answer in answers} == {404}

    async def test_is_409_on_a_case_in_the_archive(self, house: House, quiet: Client) -> None:
        case = await house.file()
        await quiet.get_workflow_handle(case.number).terminate()

        answer = await add(house, case)

        assert answer.status_code == 409


class TestWhatIsRefused:
    async def test_is_a_file_over_50_mib(self, house: House, quiet: Client) -> None:
        case, before = await house.file(), names(house.blobs_folder)

        answer = await add(house, case, b"x" * (MOST_BYTES + 1))

        assert answer.status_code == 413
        assert names(house.blobs_folder) == before
        assert await signals(quiet, case) == []
        assert await house.parts.custody.of(case.number) == []

    async def test_is_an_empty_file(self, house: House) -> None:
        answer = await add(house, await house.file(), b"")

        assert (answer.status_code, paths(answer)) == (422, ["file"])
        assert answer.json()["errors"][0]["message"] == "the file is empty (0 bytes); choose it again"

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            ({"kind": "rumour"}, "kind"),
            ({"note": "x" * 2_001}, "note"),
            ({"note": "x" * 9_000}, "note"),
            ({"note": "a\x00b"}, "note"),
            ({"sha256": "0" * 64}, "sha256"),
        ],
    )
    async def test_is_a_field_that_makes_no_sense(self, house: House, fields: dict[str, Any], path: str) -> None:
        answer = await add(house, await house.file(), **fields)

        assert (answer.status_code, paths(answer)) == (422, [path])

    async def test_is_a_form_without_a_file_or_with_two(self, house: House) -> None:
        case = await house.file()
        two = [("file", ("a", b"a")), ("file", ("b", b"b"))]

        answers = [
            await house.http.post(f"{case.path}/evidence", files=files, data={"kind": "photo"}, headers=case.headers)
            for files in ([("note", (None, "only words"))], two)
        ]

        assert [(answer.status_code, paths(answer)) for answer in answers] == [(422, ["file"])] * 2

    async def test_is_what_is_no_form(self, house: House) -> None:
        case = await house.file()

        answer = await house.http.post(f"{case.path}/evidence", json={"kind": "photo"}, headers=case.headers)

        assert (answer.status_code, paths(answer)) == (422, ["Content-Type"])

    async def test_is_a_form_that_was_cut_off(self, house: House, quiet: Client) -> None:
        case, before = await house.file(), names(house.blobs_folder)

        answer = await house.http.post(
            f"{case.path}/evidence",
            content=cut_off(),
            headers={**case.headers, "Content-Type": "multipart/form-data; boundary=B"},
        )

        assert (answer.status_code, paths(answer)) == (422, ["body"])
        assert names(house.blobs_folder) == before
        assert await signals(quiet, case) == []


async def cut_off() -> AsyncIterator[bytes]:
    yield b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    for _ in range(3):
        yield b"x" * MIB


class TestReading:
    async def test_gives_back_what_was_added_once_it_is_on_the_timeline(self, at_work: House) -> None:
        case = await opened(at_work)
        stored = (await add(at_work, case, note="The lock.")).json()

        told = await until_told(at_work, case, "evidence_added")
        [item] = await listed(at_work, case.path, case.headers)
        answer = await at_work.http.get(item["links"]["download"], headers=case.headers)

        assert (told["text"], told["data"]["id"]) == ("Evidence was added: The lock.", stored["id"])
        assert (item["id"], item["kind_title"], item["file_name"]) == (stored["id"], "photo", "lock.png")
        assert not {"taken_at", "camera_clock", "latitude", "longitude", "held"} & set(item)
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''lock.png"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        acts = [each.act for each in await at_work.parts.custody.of(case.number)]
        assert acts == [CustodyAct.UPLOADED, CustodyAct.DOWNLOADED]

    async def test_lists_nothing_of_a_case_that_no_worker_has_seen(self, house: House) -> None:
        case = await house.file()

        assert await listed(house, case.path, case.headers, count=0) == []

    async def test_is_404_for_evidence_of_another_case(self, at_work: House) -> None:
        one, other = await opened(at_work), await opened(at_work, order_number="ORDER-2")
        stored = (await add(at_work, one)).json()
        await listed(at_work, one.path, one.headers)

        answer = await at_work.http.get(f"{other.path}/evidence/{stored['id']}", headers=other.headers)

        assert answer.status_code == 404
        assert await at_work.parts.custody.of(other.number) == []

    async def test_shows_a_preview_of_a_picture_and_records_who_saw_it(self, at_work: House) -> None:
        case, picture = await opened(at_work), io.BytesIO()
        Image.new("RGB", (1_600, 900), "teal").save(picture, "JPEG")
        stored = (await add(at_work, case, picture.getvalue(), name="lock.jpg")).json()
        [item] = await listed(at_work, case.path, case.headers)

        answer = await at_work.http.get(f"{case.path}/evidence/{stored['id']}/preview", headers=case.headers)

        assert (item["width"], item["height"], item["media_type"]) == (1_600, 900, "image/jpeg")
        assert (item["problem"], item["remarks"]) == (None, [])
        assert answer.headers["content-type"] == "image/webp"
        assert max(Image.open(io.BytesIO(answer.content)).size) <= 640
        acts = [handling.act for handling in await at_work.parts.custody.of(case.number)]
        assert acts == [CustodyAct.UPLOADED, CustodyAct.VIEWED]

    async def test_is_404_for_a_preview_that_there_is_not(self, at_work: House) -> None:
        case = await opened(at_work)
        stored = (await add(at_work, case)).json()
        await listed(at_work, case.path, case.headers)

        answer = await at_work.http.get(f"{case.path}/evidence/{stored['id']}/preview", headers=case.headers)

        assert answer.status_code == 404

    async def test_says_so_when_the_file_is_damaged(self, at_work: House) -> None:
        case, data = await opened(at_work), b"%PDF-" + b"damaged" * 100
        stored = (await add(at_work, case, data)).json()
        await listed(at_work, case.path, case.headers)
        file = at_work.blobs_folder / stored["sha256"]
        file.write_bytes(file.read_bytes()[:-1])

        answer = await at_work.http.get(f"{case.path}/evidence/{stored['id']}", headers=case.headers)

        assert answer.status_code == 500
        assert answer.json()["detail"].startswith("The file is damaged or missing")


class TestMergedComplaints:
    async def test_take_files_into_the_one_that_goes_on(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)
        known = await with_sent_code(at_work, duplicate)

        answer = await add(at_work, known)

        assert answer.status_code == 201, answer.text
        [item] = await listed(at_work, survivor.path, survivor.headers)
        [noted] = await at_work.parts.custody.of(survivor.number)
        assert (item["id"], noted.evidence) == (answer.json()["id"],) * 2

    async def test_take_none_from_whoever_cannot_open_that_one(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)

        answer = await add(at_work, duplicate)

        assert answer.status_code == 409
        assert await at_work.parts.custody.of(survivor.number) == []
        assert await at_work.parts.custody.of(duplicate.number) == []
