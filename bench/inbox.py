"""`redress bench inbox`: the desk list, its filters, its search and its counts over HTTP, on so many stored cases (I1).

One request after the other, the kinds in turns, so that none has the database's memory for itself.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import psycopg

from bench.crew import Member, Post, hire
from bench.inbox_rows import fill
from bench.intake import ENVIRONMENT
from bench.report import report, spread
from bench.wire import Wire
from local.stack import Stack

_LIST: Final = "/api/v1/desk/complaints"
_SORTS: Final = ("due_at", "received_at", "-received_at")
_DEEP: Final = 25
_SOON: Final = "2027-01-01T00:00:00Z"
_FILTERS: Final[Sequence[Mapping[str, str]]] = (
    *({"stage": stage} for stage in ("investigating", "mediating", "closed", "merged")),
    *({"department": f"department-{place}"} for place in (0, 11)),
    *({"handler": handler} for handler in ("7", "590", "nobody")),
    *({"level": level} for level in "123"),
    *({"urgency": urgency} for urgency in ("critical", "normal")),
    *({"breached": answer} for answer in ("true", "false")),
    *({"open": answer} for answer in ("true", "false")),
    *({"pack": pack} for pack in ("retail", "home-service", "no-such-pack")),
    {"due_before": _SOON},
    {"assigned": "false"},
    *({"waiting_on": who} for who in ("complainant", "respondent", "repair_shop")),
    *({"view": view} for view in ("mine", "due_soon", "breached", "waiting")),
    {"incident": "IN-1"},
    {"red_alert": "true"},
)
_TOGETHER: Final[Sequence[Mapping[str, str]]] = (
    {"department": "department-3", "stage": "mediating"},
    {"department": "department-11", "level": "3", "urgency": "critical"},
    {"breached": "true", "stage": "investigating", "pack": "home-service"},
    {"handler": "7", "open": "true", "urgency": "urgent"},
    {"stage": "closed", "level": "3", "department": "department-5"},
)
_WORDS: Final[Mapping[str, Sequence[Mapping[str, str]]]] = {
    "q_pair": [{"q": "刹车"}, {"q": "押金"}],
    "q_common": [{"q": "没有"}, {"q": "退款"}, {"q": "没有", "stage": "mediating"}],
    "q_rare": [{"q": "彗星"}, {"q": "彗星撞击"}, {"q": "找不到的词"}, {"q": "没有 彗星"}],
    "q_english": [{"q": "brake"}, {"q": "brak failed"}, {"q": "unheard"}],
    "q_number": [{"q": "RD-C4CA-4238"}, {"q": "RD-C"}, {"q": "OD-123456"}],
    "q_letter": [{"q": "车"}],
}


def main(*, cases: int = 1_000_000, rounds: int = 10) -> None:
    """Measure and report."""
    asyncio.run(_measure(cases=cases, rounds=rounds))


async def _measure(*, cases: int, rounds: int) -> None:
    async with Stack(arguments=("--no-worker", "--no-neighbours"), environment=ENVIRONMENT) as stack:
        crew = await hire([Post("senior_management"), Post("agent", "department-3")], stack=stack)
        owner = stack.settings()["REDRESS_DATABASE_OWNER_URL"].replace("+psycopg", "")
        began = time.perf_counter()
        async with await psycopg.AsyncConnection.connect(owner, autocommit=True) as connection:
            await fill(connection, cases)
            stored_in = time.perf_counter() - began
            sizes = await _sizes(connection)
        address = urlsplit(stack.ready.api)
        api = Wire(host=address.hostname or "127.0.0.1", port=address.port or 80)
        took = await _ask(api, crew.any_of("senior_management"), crew.any_of("agent"), rounds=rounds)
        api.close()
    kinds: dict[str, list[float]] = {}
    for kind, path in took:
        kinds.setdefault(kind, []).extend(took[kind, path])
    figures = {f"{kind}_ms": spread(times) for kind, times in kinds.items()}
    wanted = {name: "p99 < 200" if name.startswith("q_") else "p99 < 50" for name in figures}
    slowest = sorted(took.items(), key=lambda each: spread(each[1])["p99"], reverse=True)[:12]
    report(
        "inbox",
        {"cases": cases, **figures, "stored_in_seconds": round(stored_in, 1), "mib": sizes},
        wanted=wanted,
        details={"slowest": {path: spread(times) for (_, path), times in slowest}},
    )


async def _ask(api: Wire, manager: Member, agent: Member, *, rounds: int) -> dict[tuple[str, str], list[float]]:
    asked = [(kind, path, manager) for kind, path in await _paths(api, manager)]
    asked += [("department", f"{_LIST}?sort={sort}", agent) for sort in _SORTS]
    asked += [("counts", f"{_LIST}/counts", each) for each in (manager, agent)]
    took: dict[tuple[str, str], list[float]] = {}
    for turn in range(rounds + 1):
        for kind, path, who in asked:
            began = time.perf_counter()
            await _get(api, path, who)
            if turn:
                took.setdefault((kind, path), []).append((time.perf_counter() - began) * 1_000)
    return took


async def _paths(api: Wire, manager: Member) -> list[tuple[str, str]]:
    paths = [("first_page", _path({}, sort)) for sort in _SORTS]
    paths += [("filter", _path(each, sort)) for each in _FILTERS for sort in _SORTS]
    paths += [("filters", _path(each, sort)) for each in _TOGETHER for sort in _SORTS]
    for kind, words in _WORDS.items():
        paths += [(kind, _path(each, sort)) for each in words for sort in _SORTS]
    for sort in _SORTS:
        paths.append(("deep", await _deep(api, manager, _path({}, sort))))
    return paths


async def _deep(api: Wire, manager: Member, path: str) -> str:
    """Turn so many pages of 200 and give the address of the next."""
    cursor = ""
    for _ in range(_DEEP):
        answer = await _get(api, f"{path}&limit=200{cursor}", manager)
        cursor = f"&cursor={quote(answer['next'])}"
    return path + cursor


async def _get(api: Wire, path: str, who: Member) -> dict[str, Any]:
    status, answer = await api.request("GET", path, headers=who.headers)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}: {answer}")
    return answer


def _path(query: Mapping[str, str], sort: str) -> str:
    return f"{_LIST}?{urlencode({**query, 'sort': sort})}"


async def _sizes(connection: psycopg.AsyncConnection[Any]) -> dict[str, int]:
    names = ("complaints", "complaint_words", "complaint_words_by_word")
    query = "SELECT pg_table_size(%s::regclass) / 1048576, pg_indexes_size(%s::regclass) / 1048576"
    found: dict[str, int] = {}
    for name in names:
        row = await (await connection.execute(query, (name, name))).fetchone()
        assert row is not None
        found |= {name: row[0]} | ({f"{name} indexes": row[1]} if row[1] else {})
    return found


if __name__ == "__main__":
    main()
