"""Likeness: what is shown of it, what counts as a repeat, and what a case makes of both (A6)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.case import Case
from domain.evolve import fold
from domain.facts import Facts
from domain.intake import open_case
from domain.kinds import EventKind
from domain.likeness import MOST_SHOWN, LikeCase, Likeness, Why, count_repeated, ranked
from domain.pack import Pack
from domain.policy import Policy
from domain.step import Step
from tests import trial
from tests.shipped import PACKS

MONTH = timedelta(days=30)
SAME_PERSON = (Why.SAME_PERSON,)


def like_case(**changes: Any) -> LikeCase:
    usual: dict[str, Any] = {
        "tracking_number": "RD-BEFORE",
        "pack": "trial",
        "category": "billing",
        "kind": "overcharge",
        "stage": "investigating",
        "received_at": trial.MONDAY - timedelta(days=1),
        "words": "i was overcharged",
        "why": SAME_PERSON,
    }
    return LikeCase(**(usual | changes))


def repeated(*cases: LikeCase) -> int:
    return count_repeated(cases, pack="trial", category="billing", kind="overcharge", since=trial.MONDAY - MONTH)


def opened(policy: Policy | None = None, **linked: Any) -> Step:
    policy = policy or trial.policy()
    start = trial.start(pack=policy.pack).model_copy(update=linked)
    return open_case(start, policy=policy, at=trial.MONDAY)


def graded_by(step: Step) -> dict[str, Any]:
    [graded] = [event for event in step.events if event.kind is EventKind.GRADED]
    return graded.data


class TestRanked:
    def test_puts_the_same_person_first_then_what_says_most(self) -> None:
        likenesses = [
            Likeness(tracking_number="RD-1", why=(Why.SAME_RESPONDENT,)),
            Likeness(tracking_number="RD-2", why=(Why.SAME_TEXT,), score=90),
            Likeness(tracking_number="RD-3", why=(Why.SAME_TEXT,), score=99),
            Likeness(tracking_number="RD-4", why=(Why.SAME_PERSON,)),
            Likeness(tracking_number="RD-5", why=(Why.SAME_PERSON, Why.SAME_ORDER)),
        ]

        assert [each.tracking_number[-1] for each in ranked(likenesses)] == ["5", "4", "3", "2", "1"]

    def test_shows_a_few(self) -> None:
        many = [Likeness(tracking_number=str(number), why=(Why.SAME_TEXT,)) for number in range(50)]

        assert ranked(many) == tuple(many[:MOST_SHOWN])


class TestRepeats:
    def test_are_the_same_persons_about_the_same_kind(self) -> None:
        assert repeated(like_case(), like_case(stage="closed")) == 2

    def test_are_the_same_persons_about_the_same_order_of_whatever_kind(self) -> None:
        assert repeated(like_case(kind="lock", category="fault", why=(Why.SAME_PERSON, Why.SAME_ORDER))) == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"kind": "lock"},
            {"pack": "another"},
            {"why": (Why.SAME_ORDER, Why.SAME_TEXT)},
            {"stage": "merged"},
            {"received_at": trial.MONDAY - MONTH - timedelta(seconds=1)},
        ],
        ids=["another kind", "another pack", "another person", "merged", "too long ago"],
    )
    def test_are_nothing_else(self, other: dict[str, Any]) -> None:
        assert repeated(like_case(**other)) == 0

    def test_count_from_the_very_first_moment(self) -> None:
        assert repeated(like_case(received_at=trial.MONDAY - MONTH)) == 1


class TestCase:
    def test_knows_what_it_was_like(self) -> None:
        likeness = Likeness(tracking_number="RD-BEFORE", why=(Why.SAME_PERSON, Why.SAME_TEXT), score=93)

        step = opened(likenesses=(likeness,), repeat_count=1)

        assert (step.case.likenesses, step.case.repeat_count) == ((likeness,), 1)
        assert [event.kind for event in step.events][:2] == [EventKind.RECEIVED, EventKind.LIKENESS_FOUND]
        assert step.events[1].private == {}

    def test_reads_the_same_from_its_events(self) -> None:
        step = opened(likenesses=(Likeness(tracking_number="RD-BEFORE", why=SAME_PERSON),), repeat_count=2)

        assert fold(None, step.events) == step.case
        assert Case.model_validate_json(step.case.model_dump_json()) == step.case

    def test_says_nothing_of_likeness_where_there_is_none(self) -> None:
        step = opened()

        assert EventKind.LIKENESS_FOUND not in {event.kind for event in step.events}
        assert "repeat_count" not in step.events[0].data

    def test_is_graded_higher_where_the_pack_says_so_of_repeats(self) -> None:
        policy = trial.repeating()

        assert opened(policy).case.level == 1
        repeat = opened(policy, repeat_count=1)
        assert repeat.case.level == 2
        assert graded_by(repeat)["because"]["level"]["en"] == "complained of before"

    def test_stays_as_it_was_under_a_pack_that_does_not_ask(self) -> None:
        assert opened(repeat_count=3).case.level == 1

    @pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
    def test_is_graded_higher_by_every_pack_that_is_shipped(self, pack: Pack) -> None:
        first, repeat = (
            Facts(service_line=pack.service_lines[0]),
            Facts(service_line=pack.service_lines[0], repeat_count=1),
        )

        assert pack.repeat is not None
        assert pack.grade("level", repeat)[0] > pack.grade("level", first)[0]
