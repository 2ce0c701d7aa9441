"""What people do in a life: file, look, put in files, hand over, and ask whether all that is on record is sound."""

import asyncio
import io
from typing import Any

import httpx
from PIL import Image

from tests.api.files import add
from tests.api.house import Case, Colleague, House
from tests.api.work import PATIENCE, give, opened
from tests.console.terminal import Said, Terminal

SOUND = [
    "the event log is what was written\n",
    "all evidence is what was added, and its custody is on record\n",
    "the ledger equals the neighbours'; payments under way: 0\n",
]


def photo(of: str) -> bytes:
    """A photo; another word gives another picture."""
    written = io.BytesIO()
    Image.new("RGB", (640, 480), f"#{abs(sum(map(ord, of))) % 0xFFFFFF:06x}").save(written, "JPEG")
    return written.getvalue()


async def complain(house: House, line: str, words: str, *, phone: str, **changes: Any) -> Case:
    """File a complaint in words, and wait until it is investigated."""
    complainant = {"name": "王芳", "phone": phone}
    usual: dict[str, Any] = {"complainant": complainant, "order_number": None, "amount_fen": 0}
    return await opened(house, service_line=line, description=words, **(usual | changes))


async def hired_for(house: House, case: Case, role: str = "agent", *, rung: str = "handler") -> Colleague:
    """Hire somebody into the department that has the case."""
    found = await house.parts.complaints.find(case.number)
    assert found is not None
    return await house.hire(role, department=found.department, rung=rung)


async def desk(house: House, case: Case, who: Colleague) -> dict[str, Any]:
    """Read the case file."""
    answer = await house.http.get(case.desk, headers=who.headers)
    assert answer.status_code == 200, answer.text
    file: dict[str, Any] = answer.json()
    return file


async def until_desk(house: House, case: Case, who: Colleague, **state: Any) -> dict[str, Any]:
    """Wait until staff read this."""
    for _ in range(int(PATIENCE / 0.05)):
        file = await desk(house, case, who)
        if all(file.get(name) == value for name, value in state.items()):
            return file
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} is not {state} within {PATIENCE} s but {file}")


async def timeline(house: House, case: Case, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Read what is told of the case to whoever has these headers."""
    answer = await house.http.get(f"{case.path if 'X-Access-Code' in headers else case.desk}/timeline", headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def kinds(house: House, case: Case, headers: dict[str, str]) -> list[str]:
    """Give the kinds of what is told."""
    return [item["kind"] for item in await timeline(house, case, headers)]


async def put_in(house: House, case: Case, name: str, *, headers: dict[str, str] | None = None, **fields: Any) -> str:
    """Put in a photo, wait until it is listed, and give its id."""
    answer = await add(house, case, photo(name), name=f"{name}.jpg", headers=headers, **fields)
    assert answer.status_code == 201, answer.text
    evidence: str = answer.json()["id"]
    for _ in range(int(PATIENCE / 0.05)):
        found = await house.parts.complaints.find(case.number)
        if found and evidence in found.evidence:
            return evidence
        await asyncio.sleep(0.05)
    raise AssertionError(f"{evidence} of {case.number} is not listed within {PATIENCE} s")


async def told(house: House, case: Case, who: Colleague, **fields: Any) -> dict[str, str]:
    """Tell the respondent, and give what they open their page with."""
    await give(house, case, who, "notify-respondent", **fields)
    return await respondent(house, case)


async def respondent(house: House, case: Case) -> dict[str, str]:
    """Give what the respondent opens their page with now."""
    found = await house.parts.complaints.find(case.number)
    assert found is not None
    code = house.identity.respondent_code_for(case.number, found.inquiry.notice)
    return {"X-Access-Code": code, "Accept-Language": "en"}


async def say(house: House, case: Case, headers: dict[str, str], text: str, *, kind: str) -> None:
    """Let a party answer, and wait until it is on record as this kind of event."""
    answer = await house.http.post(f"{case.path}/replies", json={"text": text}, headers=headers)
    assert answer.status_code == 202, answer.text
    for _ in range(int(PATIENCE / 0.05)):
        page = await house.http.get(f"{case.path}/timeline", headers=case.headers)
        if kind in [item["kind"] for item in page.json()["items"]]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} tells of no {kind} within {PATIENCE} s")


async def refused(house: House, case: Case, who: Colleague, command: str, **fields: Any) -> tuple[int, str]:
    """Give a command that is refused; give the status and the sentence."""
    answer: httpx.Response = await house.http.post(f"{case.desk}/{command}", json=fields, headers=who.headers)
    assert answer.status_code >= 400, answer.text
    return answer.status_code, answer.json()["detail"]


async def do_tasks(house: House, case: Case, who: Colleague, *evidence: str, **results: str) -> None:
    """Complete the task of each kind with its result, and with the evidence that it brought."""
    file = await desk(house, case, who)
    for kind, result in results.items():
        fields = {"task": task_of(file, kind), "result": result, "evidence": evidence}
        await give(house, case, who, "complete-task", **fields)


def task_of(file: dict[str, Any], kind: str) -> str:
    """Find the task of this kind."""
    return next(str(task["id"]) for task in file["tasks"] if task["kind"] == kind)


async def verified(terminal: Terminal) -> list[Said]:
    """Verify event log and evidence, and compare the ledger with the neighbours'; commands run a loop of their own."""
    commands = (("audit", "verify"), ("evidence", "verify"), ("ledger", "reconcile"))
    return [await asyncio.to_thread(terminal.type, *command) for command in commands]
