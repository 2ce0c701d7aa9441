"""Bad files and bad luck, end to end: everything is kept as it came, shown safely, and told in plain words (A7)."""

import hashlib
import resource
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from temporalio.client import Client

from domain.media_kinds import MediaProblem
from tests.api.files import MIB, add, listed
from tests.api.house import Case, House, new_key
from tests.api.test_acts import signals
from tests.api.work import FINDING, give, opened
from tests.gateways.media import files


class Bad(NamedTuple):
    """A file that somebody sends, its name, and what is found in it."""

    content: bytes
    name: str
    media_type: str
    problem: MediaProblem | None = None
    kind: str = "photo"


BAD = {
    "a zip bomb": Bad(files.bomb(), "chat.zip", "application/zip", MediaProblem.TOO_LARGE, kind="chat_log"),
    "a wrong extension": Bad(files.picture(), "invoice.pdf", "image/jpeg"),
    "a script in an SVG": Bad(
        files.svg("<script>alert(1)</script>"), "lock.png", "image/svg+xml", MediaProblem.ACTIVE_CONTENT
    ),
    "30,000 by 30,000": Bad(files.huge_png(30_000), "lock.png", "image/png", MediaProblem.TOO_LARGE),
    "a name with path parts": Bad(files.picture(), "..\\..\\etc/passwd/../lock.jpg", "image/jpeg"),
}


class TestBadFile:
    @pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
    async def test_is_kept_as_it_came_and_told_in_words(self, at_work: House, bad: Bad) -> None:
        case = await opened(at_work)

        answer = await add(at_work, case, bad.content, name=bad.name, kind=bad.kind)
        [item] = await listed(at_work, case.path, case.headers)
        back = await at_work.http.get(item["links"]["download"], headers=case.headers)

        assert answer.status_code == 201, answer.text
        assert (item["media_type"], item["problem"]) == (bad.media_type, bad.problem)
        assert (back.content, hashlib.sha256(back.content).hexdigest()) == (bad.content, item["sha256"])
        assert back.headers["content-disposition"].startswith("attachment;")
        assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert "/" not in item["file_name"]
        assert "\\" not in item["file_name"]

    async def test_with_a_script_is_never_given_as_what_a_browser_runs(self, at_work: House) -> None:
        case = await opened(at_work)
        await add(at_work, case, BAD["a script in an SVG"].content)
        [item] = await listed(at_work, case.path, case.headers)

        back = await at_work.http.get(item["links"]["download"], headers=case.headers)
        small = await at_work.http.get(f"{case.path}/evidence/{item['id']}/preview", headers=case.headers)

        assert back.headers["content-type"] == "application/octet-stream"
        assert (small.status_code, small.json()["detail"]) == (404, "There is no preview of this piece.")


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let no file of this process grow beyond one MiB: room for the spool, none for what is sealed of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestFullDisk:
    async def test_under_the_file_store_is_507_in_words_and_nothing_is_lost(
        self, house: House, quiet: Client, little_room: None
    ) -> None:
        case, key, data = await house.file(), new_key(), b"x" * MIB

        full = await add(house, case, data, key=key)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        again = await add(house, case, data, key=key)

        assert (full.status_code, again.status_code) == (507, 201)
        assert full.json()["detail"].startswith("There is no room left for the file; nothing of it was kept")
        assert [name for name, _ in await signals(quiet, case)] == ["add_evidence"]
        assert len(await house.parts.custody.of(case.number)) == 1


class TestEvidenceOfAnotherCase:
    async def test_supports_no_finding_and_no_task(self, at_work: House) -> None:
        one, other = await opened(at_work), await opened(at_work, order_number="ORDER-2")
        agent, stranger = await at_work.hire("agent"), (await add(at_work, one)).json()["id"]
        await listed(at_work, one.path, one.headers)
        await give(at_work, other, agent, "open-task", title="Look at it")
        before = await told(at_work, other, agent.headers)

        answers = [
            await at_work.http.post(f"{other.desk}/{command}", json=body, headers=agent.headers)
            for command, body in (
                ("record-finding", FINDING | {"evidence": [stranger]}),
                ("complete-task", {"task": "T1", "result": "Seen.", "evidence": [stranger]}),
            )
        ]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert all(stranger in answer.json()["detail"] for answer in answers), answers[0].text
        assert await told(at_work, other, agent.headers) == before


async def told(house: House, case: Case, headers: dict[str, str]) -> list[str]:
    answer = await house.http.get(f"{case.desk}/timeline", headers=headers)
    return [item["text"] for item in answer.json()["items"]]
