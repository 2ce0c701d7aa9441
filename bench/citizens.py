"""`redress bench citizens`: what citizens of a city really wrote, from `redress import` to the archive.

The shipped pack of the citizens' hotline takes them in, its times cut to seconds; staff and citizens act over HTTP, and
what they do follows from the row alone. The texts are no part of this repository: they lie in the folder that
REDRESS_TEST_DATA names, or in `../shared/data`. Nothing of them is kept.
"""

import asyncio
import csv
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from bench.caller import Caller, NoAnswer
from bench.crew import Crew, Post, hire, run_redress
from bench.durability import LIMITS
from bench.endings import play
from bench.inspection import Findings, inspect
from bench.lives import (
    Play,
    answered,
    appealed,
    asked,
    by_our_hands,
    contested,
    declined,
    dissatisfied,
    never_settled,
    paid_by_hand,
    sent_back,
    unrated,
    withdrawn,
)
from bench.population import Astray, Life, Population, Receipt
from bench.report import report
from bench.retimed import write_retimed
from bench.timelines import counts_of, lateness_of
from domain.kinds import Stage
from domain.pack import Pack
from local.stack import Stack
from policies.reader import SHIPPED, read_pack

FILE: Final = "citizen_labelled.csv"
PACK: Final = SHIPPED / "citizen-hotline.yaml"
# Months of complaints come within a minute here: what is alike in them is no incident.
WINDOWS: Final = {
    "incident": {"kind_count": 1000, "within": "PT1S"},
    "silence": {"after": "PT5S"},
    "feedback_window": "PT2S",
    "appeal_window": "PT2S",
    "climb_every": "PT120S",
    "complainant_escalates_every": "PT1S",
}
ALLOWANCES: Final = {"first_contact": "PT10S", "responded": "PT120S", "*": "PT480S"}
COLUMNS: Final = ("text=description", "user=complainant.name", "id=claims.row", "label=claims.label")
AT_ONCE: Final = 24
# By turns of the rows' numbers: most of what a hotline gets is answered in words.
PLAYS: Final[Sequence[Play]] = (
    answered,
    asked,
    paid_by_hand,
    unrated,
    answered,
    by_our_hands,
    declined,
    asked,
    dissatisfied,
    withdrawn,
    unrated,
    never_settled,
    answered,
    sent_back,
    contested,
    appealed,
)


class Outcome(NamedTuple):
    """How the complaints of a run ended."""

    figures: dict[str, Any]
    wrong: list[str]


class Citizens:
    """Everybody who wrote, and the desk that takes care of them; `right` counts what the words alone classified."""

    def __init__(self, population: Population, pack: Pack) -> None:
        self.lives: list[Life] = []
        self.wrong: list[str] = []
        self.right = 0
        self._population = population
        self._pack = pack
        self._category_of = {category.title.zh: key for key, category in pack.catalogue.items()}

    async def live(self, receipts: Sequence[Receipt]) -> None:
        """See every complaint through, so many at a time."""
        waiting = iter(receipts)

        async def desk() -> None:
            for receipt in waiting:
                life = Life(self._population, receipt)
                self.lives.append(life)
                try:
                    await self._see_through(life)
                except (Astray, NoAnswer) as error:
                    self.wrong.append(str(error))

        await asyncio.gather(*(desk() for _ in range(AT_ONCE)))

    async def _see_through(self, life: Life) -> None:
        view = await life.look()
        claims = view["complaint"]["claims"]
        category = self._category_of[claims["label"]]
        if view["category"] == category:
            self.right += 1
        else:
            await life.reach(Stage.INVESTIGATING)
            await life.handle("classify", category=category, kind=next(iter(self._pack.catalogue[category].kinds)))
        await play(PLAYS[int(claims["row"]) % len(PLAYS)], life)


def data_file() -> Path:
    """Say where the complaints lie, if they are here."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    return Path(os.environ.get("REDRESS_TEST_DATA", beside)) / FILE


async def take_through(*, rows: int | None = None) -> Outcome:
    """Take complaints from the file to the archive on a stack of its own.

    Args:
        rows: how many, from the first on; all unless told.

    Raises:
        FileNotFoundError: the file is not here.
    """
    with TemporaryDirectory(prefix="redress-citizens-") as name:
        file, policies = Path(name) / FILE, Path(name) / "policies"
        _copy(data_file(), file, rows=rows)
        pack = read_pack(write_retimed(PACK, folder=policies, windows=WINDOWS, allowances=ALLOWANCES))
        stack = Stack(arguments=["--policies", str(policies)], environment=LIMITS)
        async with stack, Caller(address=stack.ready.api, patience=300) as caller:
            crew = await hire(_posts(pack), stack=stack)
            population = _population(caller, crew, stack)
            began = time.monotonic()
            receipts = await _import(file, crew, stack)
            filed = time.monotonic()
            citizens = Citizens(population, pack)
            await citizens.live(receipts)
            ended = time.monotonic()
            findings = await inspect(stack, population, citizens.lives)
            figures = await _figures(citizens, population, findings)
    rates = {
        "filed_per_second": round(len(receipts) / (filed - began), 1),
        "archived_per_second": round(len(receipts) / (ended - began), 2),
        "seconds": round(ended - began, 1),
    }
    return Outcome(figures=rates | figures, wrong=citizens.wrong + findings.wrong)


def _copy(source: Path, target: Path, *, rows: int | None) -> None:
    with source.open(encoding="utf-8-sig", newline="") as all_rows, target.open("w", encoding="utf-8") as some:
        csv.writer(some).writerows(islice(csv.reader(all_rows), None if rows is None else rows + 1))


def _posts(pack: Pack) -> list[Post]:
    in_departments = [Post(role, each) for each in pack.departments for role in ("agent", "team_lead")]
    return [
        *in_departments,
        *map(Post, ("senior_management", "senior_management", "finance", "auditor", "clerk", "mediator")),
    ]


def _population(caller: Caller, crew: Crew, stack: Stack) -> Population:
    neighbours = stack.ready.neighbours or ""
    return Population(caller=caller, crew=crew, neighbours=neighbours, breath=(0.0, 0.0), chatter=0.0, faults=())


async def _import(file: Path, crew: Crew, stack: Stack) -> list[Receipt]:
    receipts = stack.folder / "receipts.jsonl"
    maps = [word for column in COLUMNS for word in ("--map", column)]
    token = crew.any_of("clerk").token
    where = ("--service-line", "citizen_hotline", "--channel", "web", "--token", token, "--receipts", str(receipts))
    await run_redress("import", str(file), *where, *maps, folder=stack.folder)
    lines: list[Mapping[str, Any]] = [json.loads(line) for line in receipts.read_text().splitlines()]
    return [Receipt(line["tracking_number"], line["access_code"]) for line in lines]


async def _figures(citizens: Citizens, population: Population, findings: Findings) -> dict[str, Any]:
    timelines = [record.timeline for record in findings.records]
    return {
        "complaints": len(findings.records),
        "archived": sum(bool(record.view["archived_at"]) for record in findings.records),
        "right_by_words": round(citizens.right / max(1, len(citizens.lives)), 3),
        **population.diary.figures,
        "kept_as_not_applicable": findings.kept,
        "events": findings.events,
        "payments": findings.payments,
        "lateness_ms": lateness_of(timelines),
        "breached": sum(record.view["breached"] for record in findings.records),
        "ended": counts_of(record.view["stage"] for record in findings.records),
        "levels": counts_of(record.view["level"] for record in findings.records),
        "happened": counts_of(item["kind"] for timeline in timelines for item in timeline),
    }


def main(*, rows: int | None = None) -> None:
    """Run the bench; exit 1 where anything is wrong, 2 where the complaints are not here."""
    if not data_file().is_file():
        print(f"no complaints at {data_file()}: set REDRESS_TEST_DATA to the folder of {FILE}", file=sys.stderr)
        sys.exit(2)
    outcome = asyncio.run(take_through(rows=rows))
    report("citizens", outcome.figures | {"wrong": len(outcome.wrong)}, wanted={"wrong": "0"})
    if outcome.wrong:
        print("\n".join(outcome.wrong), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main(rows=int(sys.argv[1]) if len(sys.argv) > 1 else None)
