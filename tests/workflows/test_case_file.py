"""The case file that engineers read in the Web UI."""

from datetime import timedelta

from domain.case import Handler
from domain.likeness import Likeness, Why
from tests import trial
from tests.domain import couple
from tests.domain.life import Life
from tests.domain.mediations import mediating, propose
from tests.domain.stages import life_with, row
from workflows.case_file import as_markdown


class TestAsMarkdown:
    def test_sets_each_part_apart(self) -> None:
        life = Life()
        life.do("record-finding", **trial.FINDING)

        parts = as_markdown(life.case, life.policy).split("\n\n")

        assert parts[0].startswith(f"### {life.case.tracking_number} · ")
        assert parts[-3].splitlines()[0].startswith("- **")
        assert parts[-2].startswith("- remedy **")
        assert parts[-1].startswith("last event: ")

    def test_leaves_out_what_there_is_not(self) -> None:
        life = Life(order_number=None)

        page = as_markdown(life.case, life.policy)

        assert "remedy" not in page
        assert "waiting on" not in page
        assert "\n\n\n" not in page

    def test_says_whom_it_waits_for_and_what_stands_still(self) -> None:
        life = Life(order_number=None)
        life.do("ask", of="complainant", text="Which one?")

        page = as_markdown(life.case, life.policy)

        assert "waiting on **" in page

    def test_says_what_is_merged_into_what(self) -> None:
        first, second = couple.case(), couple.case(couple.SECOND)
        under_way = couple.begin(second, first)
        pages = [as_markdown(second.case, second.policy)]
        couple.answer(second, couple.take_over(first, under_way))
        pages += [as_markdown(life.case, life.policy) for life in (second, first)]

        assert "being merged into **RD-FIRST**" in pages[0]
        assert "\n\nmerged into **RD-FIRST**" in pages[1]
        assert "merged from **RD-SECOND**" in pages[2]

    def test_says_how_a_mediation_stands(self) -> None:
        life = mediating()
        propose(life)

        page = as_markdown(life.case, life.policy)

        assert "mediation: mediator mediator-1 (negotiation) · proposals 1, 0 of 2 signed · **until 2026-03-12" in page
        assert "half of it" not in page

    def test_says_what_a_case_is_like_and_repeats(self) -> None:
        life = Life()
        likeness = Likeness(tracking_number="RD-FIRST", why=(Why.SAME_PERSON, Why.SAME_TEXT), score=93)
        like = life.case.model_copy(update={"likenesses": (likeness,), "repeat_count": 1})

        page = as_markdown(like, life.policy)

        assert "repeats **1** · like **RD-FIRST** (same_person, same_text; 93 %)" in page

    def test_says_which_due_time_is_provisional(self) -> None:
        life = life_with(row("far", {"working_days": 3000}), row("near", {"working_days": 3}))

        page = as_markdown(life.case, life.policy)

        assert [line.endswith("), provisional") for line in page.splitlines() if line.startswith("- **")] == [
            False,
            True,
        ]

    def test_says_what_each_due_time_is_made_of(self) -> None:
        life = life_with(row("a", "PT2H"), row("b", {"working_days": 3}, pauses=True))
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=1)
        life.say("reply", text="That one.")

        page = as_markdown(life.case, life.policy)

        assert "(2 h from Mon 2026-03-02 11:00), running" in page
        assert "(3 working days from Mon 2026-03-02 11:00, 1 pause credited), running" in page

    def test_names_the_rung_that_a_breach_has_reached(self) -> None:
        life = life_that_is_late()

        page = as_markdown(life.case, life.policy)

        assert "breached, at team_lead" in page

    def test_lists_the_tasks_that_are_open_with_nothing_personal(self) -> None:
        life = Life(order_number=None)
        due_at = (life.now + timedelta(hours=1)).isoformat()
        colleague = Handler(id="agent-2", department="front")
        life.do("open-task", title="Call Zhang San", assignee="agent-2", due_at=due_at, people=(colleague,))
        life.do("open-task", title="Call Zhang San again")
        life.do("open-task", title="Call nobody")
        life.do("complete-task", task="T3", result="Nobody was there")
        life.pass_time(hours=1, minutes=1)

        page = as_markdown(life.case, life.policy)

        assert [line for line in page.splitlines() if line.startswith("- task")] == [
            "- task **T1** due 2026-03-02 04:00:00 UTC for staff agent-2, overdue, reminded 1",
            "- task **T2** for the owner",
        ]
        assert "Zhang" not in page


def life_that_is_late() -> Life:
    life = life_with(row("answered_in_time", "PT2H"))
    life.pass_time(hours=2, minutes=1)
    return life
