"""Legal review (合规审查) of the result letter, where the pack flags the case: nobody releases their own words (F8).

The review is a task for a rung of the ladder. Until it is done the letter is a draft that only staff read, and the
feedback window does not run out: nobody is silent about a letter that they have not got.
"""

from datetime import datetime
from typing import Any, ClassVar, Final

from domain import promises, tasks
from domain.case import Case
from domain.case_facts import facts_of
from domain.case_tasks import Task
from domain.changes import Change
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_sections import ResultLetter
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words

LETTER_REVIEW: Final = "letter_review"
TITLE: Final = Words(zh="审核结果告知函", en="Review the result letter")
_AUTHORS: Final = frozenset({EventKind.FINDING_RECORDED, EventKind.ANSWERED, EventKind.LETTER_REDRAFTED})
_STAGES: Final = frozenset({Stage.RESOLVED, Stage.CLOSED})


def is_held(case: Case) -> bool:
    """Tell whether the result letter of this cycle waits for its review, or the review never came to an end."""
    review = _review_of(case)
    return review is not None and review.done_at is None


def released_at(case: Case) -> datetime | None:
    """Give when the review of this cycle's letter ended; none where there was none."""
    review = _review_of(case)
    return review.done_at if review else None


def hold(step: Step) -> None:
    """Hold the letter of a case just resolved, where the pack says so; what cannot be told is reviewed."""
    rule = _rule_of(step.policy.pack)
    if rule is None or not step.policy.pack.reviews_result_letter(facts_of(step.case)):
        return
    if step.follows(Change.RESULT_LETTERS_ARE_REVIEWED):
        due_at = step.at + rule.within if rule.within else None
        opened = {"rung": rule.by, "done_by": ApproveLetter.name}
        tasks.open_for_a_person(
            step, title=TITLE, because=LETTER_REVIEW, key=_key(step.case), due_at=due_at, marks=opened
        )


def cancel(step: Step) -> None:
    """Give up the review: the case is taken up again, or is over."""
    review = _review_of(step.case)
    if review and review.is_open:
        step.add(EventKind.TASK_CANCELLED, {"task": review.id}, actor=SYSTEM)


class _LetterCommand(StaffCommand):
    """A command on a result letter that is being reviewed."""

    stages: ClassVar[frozenset[Stage]] = _STAGES

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is a review that is still open."""
        review = _review_of(case)
        return review is not None and review.is_open

    @staticmethod
    def _open_review(step: Step) -> Task:
        review = _review_of(step.case)
        if review is None or not review.is_open:
            raise not_now(zh="本案没有待审核的结果告知函。", en="No result letter of this case waits for a review.")
        return review


class _Verdict(_LetterCommand):
    """What a reviewer says: somebody on the pack's rung or above, who has not written the letter."""

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the reader may review."""
        review = _review_of(case)
        return review is not None and review.is_open and _may_review(case, review, pack=pack, reader=reader)

    def _review(self, step: Step) -> Task:
        review = self._open_review(step)
        if reader_wrote(step.case, step.actor):
            raise not_allowed(
                zh="结果告知函须由起草人以外的人员审核。", en="Whoever wrote the letter may not review it."
            )
        if not _may_review(step.case, review, pack=step.policy.pack, reader=step.actor):
            raise not_allowed(
                zh=f"结果告知函须由 {review.rung} 或以上审核。", en=f"The letter is reviewed by {review.rung} and up."
            )
        return review


class ApproveLetter(_Verdict):
    """Release the result letter as it stands."""

    name: ClassVar[str] = "approve-letter"
    title: ClassVar[Words] = Words(zh="签发结果告知函", en="Release the result letter")

    note: ShortText | None = None

    def decide(self, step: Step) -> None:
        """End the review; the complainant is told, and has the whole feedback window from here."""
        review = self._review(step)
        data: dict[str, Any] = {"task": review.id}
        if step.case.stage is Stage.RESOLVED:
            data["feedback_until"] = (step.at + step.policy.pack.feedback_window).isoformat()
        step.add(EventKind.TASK_DONE, {"task": review.id}, private={"result": self.note})
        step.add(EventKind.LETTER_APPROVED, data)
        promises.of_improvement(step)


class SendBackLetter(_Verdict):
    """Have the result letter put differently."""

    name: ClassVar[str] = "send-back-letter"
    title: ClassVar[Words] = Words(zh="退回结果告知函", en="Send the result letter back")

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Tell the handler why; the review stays open."""
        review = self._review(step)
        step.add(EventKind.LETTER_SENT_BACK, {"task": review.id}, private={"reason": self.reason})


class RedraftLetter(_LetterCommand):
    """Put the result letter's words differently, while it is being reviewed; finding and answer stay as they are."""

    name: ClassVar[str] = "redraft-letter"
    title: ClassVar[Words] = Words(zh="修改结果告知函", en="Redraft the result letter")

    found: ShortText | None = None
    improvement: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Keep the letter's own words; whoever wrote them does not review them."""
        review = self._open_review(step)
        if self.found is None and self.improvement is None:
            raise not_understood(
                zh="请填写 found（调查情况）或 improvement（改进措施）。", en="found: say this, improvement or both"
            )
        words = {"found": self.found, "improvement": self.improvement}
        step.add(EventKind.LETTER_REDRAFTED, {"task": review.id}, private=words)


def reader_wrote(case: Case, reader: Actor) -> bool:
    """Tell whether words of somebody's stand in the letter of this cycle."""
    return any(deed.staff == reader.id and deed.cycle == case.cycle and deed.what in _AUTHORS for deed in case.deeds)


def _may_review(case: Case, review: Task, *, pack: Pack, reader: Actor) -> bool:
    ladder = pack.ladder
    # A rung that a newer version of the pack has no more is the top one.
    lowest = ladder.index(review.rung) if review.rung in ladder else len(ladder) - 1
    return not reader_wrote(case, reader) and reader.rung in ladder[lowest:]


def _review_of(case: Case) -> Task | None:
    key = _key(case)
    return next((task for task in reversed(case.tasks) if task.because == LETTER_REVIEW and task.key == key), None)


def _key(case: Case) -> str:
    return f"{case.tracking_number}/{case.cycle}/{LETTER_REVIEW}"


def _rule_of(pack: Pack) -> ResultLetter | None:
    return pack.letters.result if pack.letters else None
