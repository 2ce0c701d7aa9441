"""Apologies (致歉): a letter that goes out by the complainant's way once it was agreed on (E1, E5).

It is carried out when a carrier has taken it, or when a person confirms that it was printed or spoken.
"""

from typing import Final

from domain import payments, tasks
from domain.case_remedies import Remedy, RemedyStatus
from domain.changes import Change
from domain.events import NEIGHBOUR, SYSTEM
from domain.kinds import EventKind, RemedyKind, Stage
from domain.step import Step
from domain.words import Words

HAND_OVER: Final = Words(
    zh="无法通知投诉人：请打印致歉函交付或当面致歉，然后确认已执行",
    en="No notice reaches the complainant: hand the letter of apology over or say it, then confirm the remedy",
)


def write_where_owed(step: Step) -> None:
    """Write every letter of apology that was agreed on and is not written yet."""
    if step.case.stage is not Stage.REMEDYING or step.case.withdrawing:
        return
    for remedy in step.case.remedies:
        if _is_owed(remedy) and step.follows(Change.APOLOGIES_ARE_WRITTEN):
            step.add(EventKind.APOLOGY_WRITTEN, {"remedy": remedy.id}, actor=SYSTEM)
            person = step.case.complaint.complainant
            # Whoever has withdrawn is told nothing more by us, also where staff go on with the case.
            if step.case.staff_case or not (person.phone or person.email):
                key = f"{remedy.id}/apology"
                tasks.open_for_a_person(step, title=HAND_OVER, because=EventKind.APOLOGY_WRITTEN, key=key)


def delivered(step: Step, *, key: str, by: str) -> None:
    """Take in that a carrier took the letter; once more, or after a person has confirmed it, changes nothing."""
    remedy = next((each for each in step.case.remedies if each.written_at and each.id in key.split("/")), None)
    if remedy is None or remedy.status is not RemedyStatus.ACCEPTED:
        return
    step.add(EventKind.NOTICE_SENT, {"key": key}, actor=NEIGHBOUR)
    data = {"remedy": remedy.id, "kind": remedy.kind, "amount_fen": remedy.amount_fen, "way": by or "letter"}
    step.add(EventKind.REMEDY_CONFIRMED, data, actor=NEIGHBOUR)
    payments.finish(step)


def _is_owed(remedy: Remedy) -> bool:
    return remedy.kind is RemedyKind.APOLOGY and remedy.status is RemedyStatus.ACCEPTED and not remedy.written_at
