"""The words of notices: there for all that anybody is told, with nothing left open, and short ones fit for any eye."""

import re
from collections.abc import Iterator

import pytest

from domain.case import Case
from domain.complaint import Complainant, LongText
from domain.kinds import EventKind, Stage
from domain.notice_rules import TOLD_TO_COMPLAINANT, TOLD_TO_COMPLAINANT_IF, TOLD_TO_STAFF
from domain.notice_words import TO_COMPLAINANT, TO_STAFF, Told, Wording, to_complainant, to_staff
from domain.notices import Notice
from domain.titles import RUNGS
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in

LANGUAGES = ("zh", "en")
URL = "https://redress.example"
COMPLAINANTS_ARE_TOLD = (TOLD_TO_COMPLAINANT | TOLD_TO_COMPLAINANT_IF.keys()) - {EventKind.RECEIVED} | {
    EventKind.ACKNOWLEDGED
}
# What stays of a sentence whose moment, name or number was not filled in.
HOLE = re.compile(r"[{}\[\]]|“\s*”|  |\b(by|until|at|to)\s*[.;,)]")
DAY = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
STAGES_WITH_A_DAY = {
    EventKind.DECLINED: Stage.DECLINED,
    EventKind.CLOSED: Stage.CLOSED,
    EventKind.REMEDY_APPROVED: Stage.AWAITING_COMPLAINANT,
    EventKind.RESOLVED: Stage.RESOLVED,
    EventKind.PROGRESS_TOLD: Stage.INVESTIGATING,
}
WORDS = {
    "name": "Ouyang Xiaomei",
    "phone": "13712345678",
    "email": "ouyang@example.com",
    "title": "Brakes gave out",
    "description": "I fell off near the bridge",
    "order": "ORDER-4711",
    "facts": "The cable had snapped",
    "improvement": "Cables are checked weekly",
    "note": "She sounded angry",
    "reply": "It was the red bicycle",
}


def notice(what: EventKind, **more: object) -> Notice:
    usual = {"milestone": "resolved", "rung": "team_lead", "occurrence": 80, "sequence": 3}
    return Notice.model_validate({"tracking_number": "RD-TEST", "cycle": 1, "what": what} | usual | more)


def letter(what: EventKind, case: Case, *, language: str, for_staff: bool = False, **more: object) -> Wording:
    """What somebody is told of a case of the trial pack."""
    pack = trial.policy().pack
    if for_staff:
        told = Told(notice=notice(what, **more), case=case, pack=pack)
        return to_staff([told], language=language, public_url=URL)
    complainant = case.complaint.complainant.model_copy(update={"language": language})
    complaint = case.complaint.model_copy(update={"complainant": complainant})
    return to_complainant(case.model_copy(update={"complaint": complaint}), [notice(what)], pack=pack, public_url=URL)


def cases() -> Iterator[Case]:
    """A case in each stage, and one of which nothing is due any more."""
    for stage in (*set(STAGES_WITH_A_DAY.values()), Stage.DECIDING, Stage.WITHDRAWN):
        yield life_in(stage).case
    yield life_in(Stage.INVESTIGATING).case.model_copy(update={"milestones": ()})


def said(letter: Wording) -> tuple[str, ...]:
    return letter.subject, letter.text, letter.short


class TestWords:
    def test_are_there_for_all_that_complainants_are_told(self) -> None:
        assert TO_COMPLAINANT.keys() | {EventKind.ACKNOWLEDGED} == COMPLAINANTS_ARE_TOLD

    def test_are_there_for_all_that_staff_are_told(self) -> None:
        assert TO_STAFF.keys() == TOLD_TO_STAFF.keys()

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("what", sorted(COMPLAINANTS_ARE_TOLD))
    def test_to_complainants_leave_nothing_open_however_the_case_has_gone_on(
        self, what: EventKind, language: str
    ) -> None:
        texts = [text for case in cases() for text in said(letter(what, case, language=language))]

        assert [text for text in texts if HOLE.search(text)] == []
        assert all("RD-TEST" in text for text in texts)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("what", sorted(TO_STAFF))
    def test_to_staff_leave_nothing_open_however_the_case_has_gone_on(self, what: EventKind, language: str) -> None:
        texts = [text for case in cases() for text in said(letter(what, case, language=language, for_staff=True))]

        assert [text for text in texts if HOLE.search(text)] == []
        assert all("RD-TEST" in text for text in texts)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("what", "stage"), STAGES_WITH_A_DAY.items())
    def test_name_the_day_while_there_is_one(self, what: EventKind, stage: Stage, language: str) -> None:
        assert DAY.search(letter(what, life_in(stage).case, language=language).short)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_say_to_who_stands_in_for_whom_it_is(self, language: str) -> None:
        case = life_in(Stage.INVESTIGATING).case

        told = letter(EventKind.REPLIED, case, language=language, for_staff=True, instead_of="agent-7")

        assert "agent-7" in told.subject
        assert not told.subject.startswith("RD-TEST")
        assert "agent-7" in told.short
        assert HOLE.search(told.text) is None

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_milestone_rung_and_count(self, language: str) -> None:
        case = life_in(Stage.INVESTIGATING).case
        title = trial.policy().pack.milestone_title("resolved", language)

        breached = letter(EventKind.BREACHED, case, language=language, for_staff=True)
        warned = letter(EventKind.WARNED, case, language=language, for_staff=True)

        assert title in breached.subject
        assert RUNGS["team_lead"].in_(language) in breached.subject
        assert "team_lead" not in breached.subject
        assert "80%" in warned.subject
        assert DAY.search(warned.subject)

    def test_leave_a_rung_without_a_usual_name_its_key(self) -> None:
        case = life_in(Stage.INVESTIGATING).case

        assert (
            "come up to board" in letter(EventKind.CLIMBED, case, language="en", for_staff=True, rung="board").subject
        )


@pytest.fixture(scope="module")
def outspoken() -> Life:
    """A case in which everybody has said much."""
    life = Life(
        title=WORDS["title"],
        description=LongText(text=WORDS["description"]),
        complainant=Complainant(name=WORDS["name"], phone=WORDS["phone"], email=WORDS["email"]),
        order_number=WORDS["order"],
    )
    life.records(None)
    life.say("reply", text=WORDS["reply"])
    life.do("note", text=WORDS["note"])
    life.do("record-finding", **trial.FINDING | {"facts": WORDS["facts"]}, improvement=WORDS["improvement"])
    life.do("approve", trial.LEAD)
    life.say("accept")
    life.paid()
    assert life.case.stage is Stage.RESOLVED
    return life


class TestWhatPeopleSaid:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("what", sorted(COMPLAINANTS_ARE_TOLD))
    def test_is_on_no_telephone_of_a_complainant(self, outspoken: Life, what: EventKind, language: str) -> None:
        told = letter(what, outspoken.case, language=language)

        assert [words for words in WORDS.values() if words in told.short + told.subject] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("what", sorted(TO_STAFF))
    def test_is_in_nothing_that_staff_are_told(self, outspoken: Life, what: EventKind, language: str) -> None:
        told = letter(what, outspoken.case, language=language, for_staff=True)

        assert [words for words in WORDS.values() if words in "\n".join(said(told))] == []

    def test_is_in_the_result_that_goes_by_mail(self, outspoken: Life) -> None:
        told = letter(EventKind.RESOLVED, outspoken.case, language="en")

        assert WORDS["facts"] in told.text
        assert WORDS["name"] in told.text
