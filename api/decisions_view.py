"""What was decided in each cycle, as its readers see it: parties without names, staff with everything (F3)."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, Field

from api.speaker import Speaker
from domain import letter_review
from domain.case import Case
from domain.case_decisions import Decision
from domain.decisions import DECIDED_BY, decisions_of
from domain.panel_words import OUTCOMES
from domain.result_letter import without_respondent


class DecidedRemedy(BaseModel):
    """What was given."""

    id: str
    kind: str
    amount_fen: int
    status: str


class DecisionView(BaseModel):
    """The decision of one cycle."""

    cycle: int
    decided_at: datetime
    by: str = Field(description="staff, rules, mediation, panel, rung or arbitrator.")
    by_title: str
    department: str
    department_title: str
    deciders: tuple[str, ...] = Field(default=(), description="Staff ids; to staff only.")
    finding: str | None = None
    responsible: str | None = None
    agreed: bool | None
    declined: bool
    outcome: str | None = Field(description="Of a ruling: uphold, partly or dismiss.")
    outcome_title: str
    reasons: str | None = Field(description="Of a ruling.")
    remedies: tuple[DecidedRemedy, ...] = ()


def for_complainant(case: Case, speaker: Speaker) -> list[DecisionView]:
    """Show the decisions to the complainant, in the words of their letters; what a review holds back is left out."""
    held = letter_review.is_held(case)
    return [
        _view(each, speaker).model_copy(
            update={
                "finding": without_respondent(each.told, case, speaker.language) if each.told else None,
                "remedies": tuple(_remedies(case, each)),
            }
        )
        for each in decisions_of(case)
        if not (held and each.cycle == case.cycle)
    ]


def for_respondent(case: Case, speaker: Speaker) -> list[DecisionView]:
    """Show the respondent that it was decided, by whom, and why where it was ruled on."""
    held = letter_review.is_held(case)
    return [
        _view(each, speaker).model_copy(update={"agreed": None})
        for each in decisions_of(case)
        if not (held and each.cycle == case.cycle)
    ]


def for_staff(case: Case, speaker: Speaker) -> list[DecisionView]:
    """Show the decisions to staff, with who took part."""
    return [
        _view(each, speaker).model_copy(
            update={
                "finding": each.finding,
                "responsible": each.responsible or None,
                "deciders": each.deciders,
                "remedies": tuple(_remedies(case, each)),
            }
        )
        for each in decisions_of(case)
    ]


def _view(decision: Decision, speaker: Speaker) -> DecisionView:
    return DecisionView(
        cycle=decision.cycle,
        decided_at=decision.decided_at,
        by=decision.by,
        by_title=speaker.title(DECIDED_BY, decision.by),
        department=decision.department,
        department_title=speaker.department(decision.department),
        agreed=decision.agreed,
        declined=decision.is_declined,
        outcome=decision.outcome,
        outcome_title=speaker.title(OUTCOMES, decision.outcome) if decision.outcome else "",
        reasons=decision.reasons,
    )


def _remedies(case: Case, decision: Decision) -> Iterator[DecidedRemedy]:
    for each in case.remedies:
        if each.cycle == decision.cycle and each.counts:
            yield DecidedRemedy(id=each.id, kind=each.kind, amount_fen=each.amount_fen, status=each.status)
