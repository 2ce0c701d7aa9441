"""`redress bench linking`: looking for like cases among so many that are stored, as filing a complaint does it (A6).

Each lookup is whole: sketch, marks, the question to the database, the words compared. What is stored is at its worst,
too: a text, a respondent and a person that come again and again.
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from api.likeness import Links
from bench.report import report, spread
from bench.stored import Filed, store
from domain.complaint import Complainant, Complaint, LongText
from domain.keyring import Key, KeyRing
from domain.kinds import Channel
from domain.likeness import Why
from domain.pack import Pack
from domain.triage import TriageReading
from local.stack import Stack
from policies.reader import SHIPPED, read_policy
from storage.database import make_engine
from storage.incidents import Incidents
from storage.like_cases import LikeCases
from storage.vault import Vault

LINE: Final = "delivery"
COMMON: Final = 0.05
"""The share of what is stored that has one text, one respondent and one telephone number."""
_WHERE: Final = ("在小区门口", "在公司楼下", "在菜鸟驿站", "在学校东门", "在地铁站旁", "在家里", "在快递柜", "在前台")
_WHAT: Final = (
    "包裹一直没有送到",
    "快递员态度恶劣",
    "外包装被压坏了",
    "商品少了一件",
    "送来的东西是错的",
    "签收人不是我",
)
_THEN: Final = (
    "客服电话打不通",
    "商家不肯退款",
    "要求我自己去取",
    "说要等七天",
    "已经投诉两次没有人管",
    "给我退了一半的钱",
)
_WANT: Final = ("请尽快处理", "要求全额退款", "希望赔偿并道歉", "请把包裹找回来", "请给一个说法")
_HOT: Final = "双十一下单的商品到现在还没有发货，客服一直说在排队，要求马上退款并且赔偿我的损失。"


class Took(NamedTuple):
    """How long a lookup took, and how much of that on the processor of its process; milliseconds."""

    milliseconds: float
    on_processor: float


def main(*, cases: int = 100_000, lookups: int = 1_000) -> None:
    """Measure and report."""
    asyncio.run(_measure(cases=cases, lookups=lookups))


async def _measure(*, cases: int, lookups: int) -> None:
    vault = Vault(keys=KeyRing(keys=(Key(key_id="bench", secret=b"b" * 32),)), index_key=b"bench" * 8)
    now, chance = datetime.now(UTC), random.Random(7)
    filed = list(_stored(cases, now=now, chance=chance))
    async with Stack(arguments=("--no-worker", "--no-neighbours")) as stack:
        owner = stack.settings()["REDRESS_DATABASE_OWNER_URL"].replace("+psycopg", "")
        began = time.perf_counter()
        async with await psycopg.AsyncConnection.connect(owner, autocommit=True) as connection:
            await store(connection, filed, vault=vault)
        stored_in = time.perf_counter() - began
        engine = make_engine(url=stack.settings()["REDRESS_DATABASE_URL"], application_name="redress bench")
        try:
            figures = await _look(engine, vault, filed, lookups=lookups, now=now, chance=chance)
        finally:
            await engine.dispose()
    figures |= {"cases": cases, "stored_in_seconds": round(stored_in, 1)}
    report("linking", figures, wanted={"lookup_ms": "p99 < 20", "common_ms": "p99 < 20", "found": "> 0.95"})


async def _look(
    engine: AsyncEngine, vault: Vault, filed: Sequence[Filed], *, lookups: int, now: datetime, chance: random.Random
) -> dict[str, object]:
    """Look up complaints that are like a stored one but for a few words, and the one that comes again and again."""
    links = Links(store=LikeCases(engine=engine, vault=vault), incidents=Incidents(engine=engine, vault=vault))
    pack = read_policy(SHIPPED / "retail.yaml").pack
    rare = [each for each in filed if each.complaint.description.text != _HOT]
    usual: list[Took] = []
    common: list[float] = []
    found = 0
    for _ in range(lookups):
        before = chance.choice(rare)
        asked = _complaint(_changed(before.complaint.description.text, chance), chance)
        took, numbers = await _timed(links, asked, pack, now)
        usual.append(took)
        found += before.number in numbers
    for _ in range(max(1, lookups // 10)):
        common.append((await _timed(links, _common(), pack, now))[0].milliseconds)
    return {
        "lookups": lookups,
        "lookup_ms": spread([each.milliseconds for each in usual]),
        "processor_ms": spread([each.on_processor for each in usual]),
        "common_ms": spread(common),
        "found": round(found / lookups, 3),
    }


async def _timed(links: Links, asked: Complaint, pack: Pack, now: datetime) -> tuple[Took, set[str]]:
    began, on_processor = time.perf_counter(), time.process_time()
    linked = await links.of(asked, number="RD-NEW", pack=pack, at=now)
    took = Took((time.perf_counter() - began) * 1000, (time.process_time() - on_processor) * 1000)
    return took, {each.tracking_number for each in linked.likenesses if Why.SAME_TEXT in each.why}


def _stored(count: int, *, now: datetime, chance: random.Random) -> Iterator[Filed]:
    for place in range(count):
        complaint = _common() if chance.random() < COMMON else _complaint(_text(chance), chance)
        at = now - timedelta(days=chance.uniform(0, 170))
        yield Filed(number=f"RD-{place:08d}", received_at=at, complaint=complaint)


def _text(chance: random.Random) -> str:
    """Give a text of some 80 characters, made of phrases that many use and of words of its own."""
    said = "，".join(chance.choice(part) for part in (_WHERE, _WHAT, _THEN, _WHAT, _THEN, _WANT))
    for _ in range(4):
        own = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(8))
        at = chance.randrange(len(said))
        said = f"{said[:at]}{own}{said[at:]}"
    return said


def _changed(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) - 2)
    return f"你好，{text[:at]}真的{text[at + 1 :]}"


def _complaint(text: str, chance: random.Random) -> Complaint:
    return Complaint(
        service_line=LINE,
        channel=Channel.WEB,
        description=LongText(text=text),
        complainant=Complainant(name="张三", phone=f"13{chance.randrange(10**9):09d}"),
        order_number=f"OD-{chance.randrange(10**12)}",
        respondent=f"快递员{chance.randrange(3_000)}",
        reading=TriageReading(),
    )


def _common() -> Complaint:
    return Complaint(
        service_line=LINE,
        channel=Channel.WEB,
        description=LongText(text=_HOT),
        complainant=Complainant(name="李四", phone="13800000000"),
        order_number="OD-COMMON",
        respondent="大商家",
        reading=TriageReading(),
    )


if __name__ == "__main__":
    main()
