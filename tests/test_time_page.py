"""The case that docs/time.md draws is lived as it is drawn."""

import re
from datetime import UTC, datetime

from checks.committed import ROOT
from domain.explanation import explain_case
from domain.explanation_words import say_instant, tell
from domain.kinds import EventKind
from domain.zones import load_zone
from tests.domain.life import Life
from tests.domain.stages import life_with, row

PAGE = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
SHANGHAI = load_zone("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def lived() -> Life:
    life = life_with(
        row("confirmed", "PT24H", "finding_recorded", warn_at=[0.8]),
        row("resolved", {"working_days": 3}, "resolved", warn_at=[0.5], pauses=True),
        at=at(6, 10),
    )
    wait(life, until=at(7, 13, 30))
    life.do("record-finding", facts="No fault.", cause="none", responsible="none", facts_clear=True, confidence=90)
    wait(life, until=at(9, 15))
    life.do("ask", of="complainant", text="Which one?")
    wait(life, until=at(10, 10))
    life.say("reply", text="That one.")
    wait(life, until=at(11, 16))
    life.do("respond", text="No fault was found.", final=True)
    return life


def wait(life: Life, *, until: datetime) -> None:
    life.pass_time(seconds=(until - life.now).total_seconds())


class TestTimePage:
    def test_tells_what_happens_and_when(self) -> None:
        table = re.findall(r"^\| (\w{3} [\d-]+ [\d:]+) \| `(\w+)` ?(\w*) \|", PAGE, flags=re.MULTILINE)

        kinds = {EventKind(kind) for _, kind, _ in table}
        happened = [
            (say_instant(event.at.replace(microsecond=0), SHANGHAI, "en"), event.kind, event.data.get("milestone", ""))
            for event in lived().events
            if event.kind in kinds
        ]
        assert len(table) == 11
        assert table == happened

    def test_quotes_the_explanation(self) -> None:
        life = lived()

        resolved = explain_case(life.case, policy=life.policy)[1]

        told = [tell(step, zone=SHANGHAI, language="en") for step in resolved.steps]
        assert "```\n" + "\n".join(told) + "\n```" in PAGE
