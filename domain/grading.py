"""Triage (分级分类): category and kind from words, level, urgency and severity by the pack's rows (B1–B3)."""

from typing import Any, Literal

from domain import milestones
from domain.case_facts import facts_of
from domain.events import SYSTEM
from domain.kinds import EventKind, Severity, Stage, Urgency
from domain.pack import Pack
from domain.refusals import not_allowed
from domain.step import Step
from domain.words import Words

GRAVEST = 3
LEVELLED_UP = Words(zh="重新处理，提高一级", en="taken up again, one level higher")
AT_THE_TOP = Words(zh="重新处理，仍为最高级", en="taken up again, at the highest level as before")
BY_HAND = Words(zh="人工定级", en="graded by hand")
AFTER_LEVEL: tuple[Literal["urgency", "severity"], ...] = ("urgency", "severity")


def classify_by_words(step: Step) -> None:
    """Put the complaint where its words point, or where the pack puts what nothing matches."""
    reading, pack = step.case.complaint.reading, step.policy.pack
    known = reading.category is not None and reading.kind is not None
    category = reading.category if known else pack.unmatched.category
    kind = reading.kind if known else pack.unmatched.kind
    step.add(
        EventKind.CLASSIFIED,
        {"category": category, "kind": kind, "confidence": reading.confidence, "by": "words" if known else "unmatched"},
        private={"words": list(reading.matched)} if known else None,
    )


def grade_by_rules(step: Step) -> None:
    """Grade level, urgency and severity in this order, each seeing those before; reasons go on record (B2)."""
    grades, because = _by_rules(step)
    step.add(EventKind.GRADED, {**grades, "because": because}, actor=SYSTEM)


def _by_rules(step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    pack, case = step.policy.pack, step.case
    facts = facts_of(case).model_copy(
        update={
            "department": department_of(pack, case.category, case.kind),
            "amount_band": pack.band(case.complaint.amount_fen),
        }
    )
    level, words = pack.grade("level", facts)
    if level < case.level_floor:
        level, words = case.level_floor, LEVELLED_UP
    grades: dict[str, Any] = {"level": level}
    because = {"level": words.model_dump()}
    for table in AFTER_LEVEL:
        grades[table], words = pack.grade(table, facts.model_copy(update=grades))
        because[table] = words.model_dump()
    if pack.amount_bands and facts.amount_band:
        because["amount_band"] = pack.amount_bands.because(case.complaint.amount_fen, pack.currency).model_dump()
    return {**grades, "amount_band": facts.amount_band}, because


def grade_up_by_rules(step: Step) -> None:
    """Grade by the rules again, and keep of each grade the graver: what has become grave is not made light of."""
    before = step.case
    grades, because = _by_rules(step)
    level = max(grades["level"], before.level)
    urgency = min(grades["urgency"], before.urgency, key=list(Urgency).index)
    severity = max(grades["severity"], before.severity, key=list(Severity).index)
    data = {**grades, "level": level, "urgency": urgency, "severity": severity, "because": because}
    step.add(EventKind.GRADED, data, actor=SYSTEM)


def level_up(step: Step) -> None:
    """Put the case one level higher and keep it there; the gravest stays."""
    case = step.case
    level = min(GRAVEST, case.level + 1)
    because = _because(LEVELLED_UP if level > case.level else AT_THE_TOP)
    step.add(EventKind.GRADED, _grades(step) | {"level": level, "level_floor": level, "because": because}, actor=SYSTEM)


def grade_by_hand(step: Step, *, changes: dict[str, int | str], reason: str) -> None:
    """Give the grades that a person decided (time rule 7)."""
    floor = {"level_floor": 1} if "level" in changes else {}
    data = _grades(step) | changes | floor | {"because": {name: BY_HAND.model_dump() for name in changes}}
    step.add(EventKind.GRADED, data, private={"reason": reason})


def route(step: Step) -> None:
    """Hand the case to the department of its kind; a handler of another department gives it up (B3)."""
    case = step.case
    department = department_of(step.policy.pack, case.category, case.kind)
    if department != case.department:
        step.add(EventKind.ASSIGNED, {"department": department}, actor=SYSTEM)


def replan(step: Step, *, may_postpone: bool) -> None:
    """Plan the milestones anew; only a team lead may move one later after its warning. Raises `NotAllowed`."""
    if step.case.stage is Stage.DECLINED:
        # Declining has cancelled all; a contest plans by these grades.
        return
    postponed = milestones.plan(step)
    if postponed and not may_postpone:
        names = "、".join(m.name for m in postponed)
        raise not_allowed(
            zh=f"节点 {names} 已预警，推迟其时限须由组长批准。",
            en=f"{names} has been warned of already; only a team lead may move its deadline later.",
        )


def department_of(pack: Pack, category: str, kind: str) -> str:
    """Give the department that owns complaints of this kind."""
    return pack.kind(category, kind).department


def _grades(step: Step) -> dict[str, int | str]:
    case = step.case
    return {
        "level": case.level,
        "urgency": case.urgency,
        "severity": case.severity,
        "amount_band": case.amount_band,
    }


def _because(words: Words) -> dict[str, dict[str, str]]:
    return {"level": words.model_dump()}
