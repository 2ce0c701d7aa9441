"""Whatever anybody does in whatever order: nobody is found against unheard, in any cycle (D6)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.events import RESPONDENT, Event
from domain.kinds import EventKind
from domain.refusals import Refused
from tests import trial
from tests.domain.inquiries import AGAINST, TELLING, case_with_respondent, hearing_policy, put_in
from tests.domain.life import Life

Act = Callable[[Life], None]
WINDOW = timedelta(hours=72)
FRIENDLY = hearing_policy(max_cycles=9, climb_every="PT30H")
MANAGERS = [trial.MANAGER.model_copy(update={"id": f"boss-{number}"}) for number in range(3)]


def command(name: str, **fields: Any) -> st.SearchStrategy[Act]:
    def act(manager: int) -> Act:
        return lambda life: attempt(life, name, manager, fields)

    return st.integers(0, len(MANAGERS) - 1).map(act)


def attempt(life: Life, name: str, manager: int, fields: dict[str, Any]) -> None:
    """Give a command, whether or not it fits."""
    before = life.case
    try:
        life.do(name, MANAGERS[manager], **fields)
    except Refused:
        assert life.case == before


def said(*signal: Any, **fields: Any) -> st.SearchStrategy[Act]:
    return st.just(lambda life: life.say(*signal, **fields))


def passing(hours: int) -> Act:
    return lambda life: (life.pass_time(hours=hours), None)[1]


ACTS: st.SearchStrategy[Act] = st.one_of(
    command("notify-respondent", **TELLING),
    command("notify-respondent", allegation="A ring is missing.", told="spoken"),
    command("renew-respondent-code"),
    command("record-finding", **(AGAINST | {"evidence": ["photo-1"]})),
    command("record-finding", **(AGAINST | {"evidence": ["photo-1"]})),
    command("send-back"),
    said("reply", RESPONDENT, text="I took nothing."),
    said("reply", trial.CLERK, text="She took nothing.", on_behalf_of="respondent"),
    said("reply", text="She did."),
    st.sampled_from([1, 71, 73, 200]).map(passing),
)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Some cycles of a case, each settled by somebody and come back."""
    life = case_with_respondent(policy=FRIENDLY)
    put_in(life, "photo-1")
    for manager in range(draw(st.integers(1, 3))):
        for act in draw(st.lists(ACTS, max_size=8)):
            act(life)
        attempt(life, "respond", manager, {"text": "No.", "final": True})
        life.say("rate", score=1, solved=False)
    return life


def cycles(events: list[Event]) -> list[list[Event]]:
    """Cut a timeline where cycles open."""
    cut: list[list[Event]] = [[]]
    for event in events:
        if event.kind is EventKind.REOPENED:
            cut.append([])
        cut[-1].append(event)
    return cut


def was_heard(before: list[Event], *, at: Event) -> bool:
    """Tell whether they were told, and then answered or let their time pass."""
    notices = [event for event in before if event.kind is EventKind.RESPONDENT_NOTIFIED]
    if not notices:
        return False
    answers = [each for each in before if each.kind is EventKind.RESPONDENT_HEARD and each.at >= notices[0].at]
    return bool(answers) or at.at > notices[-1].at + WINDOW


class TestHearingAtRandom:
    @given(lives())
    def test_finds_against_nobody_who_was_not_heard_in_that_cycle(self, life: Life) -> None:
        for cycle in cycles(life.events):
            for place, event in enumerate(cycle):
                if event.kind is EventKind.FINDING_RECORDED:
                    assert was_heard(cycle[:place], at=event)

    @given(lives())
    def test_reads_the_same_from_its_events_and_has_one_code(self, life: Life) -> None:
        told = [
            event.sequence
            for event in life.events
            if event.kind in {EventKind.RESPONDENT_NOTIFIED, EventKind.RESPONDENT_CODE_RENEWED}
        ]

        assert life.rebuilt() == life.case
        assert life.case.inquiry.notice == max(told, default=0)

    def test_comes_to_findings_in_later_cycles(self) -> None:
        life = case_with_respondent(policy=FRIENDLY)
        put_in(life, "photo-1")
        for boss in MANAGERS[:2]:
            life.do("notify-respondent", boss, **TELLING)
            life.pass_time(hours=73)
            life.do("record-finding", boss, **(AGAINST | {"evidence": ["photo-1"]}))
            life.do("respond", boss, text="So it was.", final=True)
            life.say("rate", score=1, solved=False)

        assert [len([e for e in each if e.kind is EventKind.FINDING_RECORDED]) for each in cycles(life.events)][:2] == [
            1,
            1,
        ]
