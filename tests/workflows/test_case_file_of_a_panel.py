"""What engineers see of a panel: who sits on it and how many have voted, and nothing of what they voted (E7, J2)."""

from domain.case_panel import Outcome
from tests.domain.judging import BOSS, before_the_panel
from workflows.case_file import as_markdown
from workflows.search_attributes import changes


class TestPanel:
    def test_is_shown_without_votes(self) -> None:
        life = before_the_panel()
        before = life.case
        life.vote(life.panel.seated[0], "uphold")

        page = as_markdown(life.case, life.policy)
        found = str(changes(before, life.case))

        assert f"panel: {', '.join(life.panel.seated)} · voted 1 of 3" in page
        assert not any(outcome in page + found for outcome in Outcome)

    def test_that_could_not_be_drawn_says_who_decides(self) -> None:
        life = before_the_panel(people=(BOSS,))

        assert "**none could be drawn**, boss-9 decides in its stead" in as_markdown(life.case, life.policy)
