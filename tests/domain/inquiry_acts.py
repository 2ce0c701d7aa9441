"""Investigations at random: hearing, repairs, planned tasks and reviews, in any order, by anybody who may."""

from typing import Any

from hypothesis import strategies as st

from domain.case import Case
from domain.events import RESPONDENT, Actor
from tests.domain.acts import MANAGERS, ONWARDS, POLICIES, REGRADED, Act, attempt, bring, repair, stretch
from tests.domain.inquiries import AGAINST, put_in
from tests.domain.life import Life

REVIEW = {"cause": "other_party", "department": "front", "what": "word", "improvement": "word"}
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("notify-respondent", {"respondent": "Li", "allegation": "A ring is missing.", "told": "spoken"}),
    ("notify-respondent", {"respondent": "Li", "allegation": "A ring is missing.", "phone": "+8613900000000"}),
    ("record-finding", AGAINST | {"evidence": ["photo-1"]}),
    ("order-repair", {"what": "word"}),
]
SAID = ("accepted", "finished", "cancelled", "kept", "refused")


def command_of(case: Case, choice: int) -> tuple[str, dict[str, Any]]:
    """Give a command of the investigation, about what the case has open where there is something."""
    about = [
        *(("complete-task", {"task": task.id, "result": "word"}) for task in case.open_tasks[:2]),
        *(("cancel-repair", {"order": order.id, "reason": "word"}) for order in case.work_orders[-1:]),
        *(("record-review", {"review": review.id, **REVIEW}) for review in case.undone_reviews[:1]),
    ]
    options = [*COMMANDS, *about]
    return options[choice % len(options)]


def inquire(life: Life, actor: Actor, choice: int) -> None:
    """Somebody goes on with the investigation."""
    name, said = command_of(life.case, choice)
    attempt(life, name, actor, said)


COMMAND: st.SearchStrategy[Act] = st.builds(
    lambda actor, choice: lambda life: inquire(life, actor, choice), st.sampled_from(MANAGERS), st.integers(0, 11)
)
ANSWER: st.SearchStrategy[Act] = st.builds(
    repair, st.sampled_from(["RD-TEST-W1", "RD-TEST-W1", "RD-TEST-W2"]), st.sampled_from(SAID)
)
WORDS: st.SearchStrategy[Act] = st.just(lambda life: bring(life, lambda now: now.say("reply", RESPONDENT, text="word")))
KINDS = [COMMAND, COMMAND, COMMAND, COMMAND, ANSWER, ANSWER, WORDS, REGRADED, ONWARDS, stretch("pass_time")]


@st.composite
def inquiries(draw: st.DrawFn) -> Life:
    """A case about somebody, after some twenty acts of its investigation."""
    life = Life(policy=draw(st.sampled_from(POLICIES)), order_number=None, respondent="Li")
    put_in(life, "photo-1")
    acts = st.sampled_from(range(len(KINDS))).flatmap(lambda kind: KINDS[kind])
    for act in draw(st.lists(acts, min_size=15, max_size=25)):
        act(life)
    return life
