"""How panels and rulings (裁决) are told; parties hear that there is a panel, not who sits on it (E7, G1)."""

from collections.abc import Mapping
from typing import Any, Final

from api.speaker import Speaker
from api.telling import Telling, told
from domain.events import Event
from domain.kinds import EventKind
from domain.panel_words import (
    ARBITRATION_LATE,
    ARBITRATION_OVER,
    ARBITRATION_SIDES,
    ASKED_BY,
    CONFLICTS,
    FORMED,
    LEFT_BECAUSE,
    NOT_FORMED,
    OUTCOMES,
)
from domain.words import Words

PANEL_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.RULING_ASKED: told(
        "{asker}申请裁决[：{reason}]", "A ruling was asked for by {asker}[: {reason}]", shows=("by",), tells=("reason",)
    ),
    EventKind.PANEL_FORMED: told(
        "{panel}[：员工 {members_words}][；须回避：{conflicts}][；由{rung}决定][（员工 {stand_ins_words}）]",
        "{panel}[: staff {members_words}][; kept out: {conflicts}][; {rung} decides][ (staff {stand_ins_words})]",
        shows=("size", "because", "rung"),
    ),
    EventKind.RECUSED: told("申请回避[：{reason}]", "Stepped down from the panel[: {reason}]", internal=True),
    EventKind.PANELIST_REPLACED: told(
        "裁决小组成员 {member} {left}[，由员工 {by} 递补][；由{rung}决定][（员工 {stand_ins_words}）]",
        "Staff {member} {left}[; staff {by} comes in][; {rung} decides][ (staff {stand_ins_words})]",
        internal=True,
    ),
    EventKind.VOTE_REMINDED: told(
        "提醒表决：员工 {members_words}", "Reminded to vote: staff {members_words}", internal=True
    ),
    EventKind.VOTED: told("裁决小组成员已表决", "A member of the panel has voted"),
    EventKind.VOTES_COUNTED: told(
        "全体成员已表决[：{ruled}][（异议：员工 {dissenting_words}）]",
        "All members have voted[: {ruled}][ (dissenting: staff {dissenting_words})]",
        internal=True,
    ),
    EventKind.RULED: told(
        "已作出裁决：{ruled}[（{body_words}）][；{remedies}][；理由：{reasons}][；改进措施：{improvement}]"
        "[（异议：员工 {dissenting_words}）]",
        "A ruling was given: {ruled}[ (by {body_words})][; {remedies}][; reasons: {reasons}]"
        "[; what will improve: {improvement}]"
        "[ (dissenting: staff {dissenting_words})]",
        shows=("outcome", "remedies", "body", "awarded_at"),
        tells=("reasons", "improvement"),
    ),
    EventKind.RULING_OVERDUE: told(
        "裁决逾期未作出[；{rung}可代为作出][（员工 {stand_ins_words}）]",
        "The ruling is overdue[; {rung} may give it, too][ (staff {stand_ins_words})]",
        internal=True,
    ),
    EventKind.ARBITRATION_PREFERRED: told(
        "希望由外部仲裁机构裁决，待{asked_words}答复",
        "An outside arbitrator is preferred; {asked_words} is asked",
        shows=("by", "asked", "until"),
    ),
    EventKind.ARBITRATION_AGREED: told(
        "{asker}同意外部仲裁[：{reason}]",
        "{asker} agreed to an outside arbitrator[: {reason}]",
        shows=("by", "until"),
        tells=("reason",),
    ),
    EventKind.ARBITRATION_REFERRED: told(
        "已移送外部仲裁：{body_words}[（文号 {reference}）]",
        "Referred to an outside arbitrator: {body_words}[ (reference {reference})]",
        shows=("body", "until", "package"),
        tells=("reference",),
    ),
    EventKind.ARBITRATION_OVERDUE: told("{late}[；提醒{rung}]", "{late}[; {rung} is told]", internal=True),
    EventKind.ARBITRATION_ENDED: told(
        "不由外部仲裁机构裁决：{over}[：{reason}]",
        "No outside arbitrator decides: {over}[: {reason}]",
        shows=("because",),
        tells=("reason",),
    ),
}


def panel_words(event: Event, data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    """Give what a sentence about a panel needs and the data do not say as it stands."""
    words = {
        f"{name}_words": speaker.listed(data[name]) for name in ("members", "stand_ins", "dissenting") if data.get(name)
    }
    match event.kind:
        case EventKind.RULING_ASKED:
            words["asker"] = speaker.title(ASKED_BY, str(data.get("by", "")))
        case EventKind.PANEL_FORMED:
            words["panel"] = (NOT_FORMED if data.get("because") else FORMED).in_(speaker.language)
            words["conflicts"] = speaker.listed(
                f"{staff} {speaker.title(CONFLICTS, why)}" for staff, why in data.get("excluded", {}).items()
            )
        case EventKind.PANELIST_REPLACED:
            words["left"] = speaker.title(LEFT_BECAUSE, str(data.get("because", "")))
        case EventKind.VOTES_COUNTED | EventKind.RULED:
            words["ruled"] = speaker.title(OUTCOMES, str(data.get("outcome", "")))
    return words | _arbitration_words(event, data, speaker)


def _arbitration_words(event: Event, data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    words = {"body_words": Words.model_validate(data["body"]).in_(speaker.language)} if data.get("body") else {}
    match event.kind:
        case EventKind.ARBITRATION_PREFERRED:
            words["asked_words"] = speaker.title(ARBITRATION_SIDES, str(data.get("asked", "")))
        case EventKind.ARBITRATION_AGREED:
            words["asker"] = speaker.title(ARBITRATION_SIDES, str(data.get("by", "")))
        case EventKind.ARBITRATION_OVERDUE:
            words["late"] = speaker.title(ARBITRATION_LATE, str(data.get("because", "")))
        case EventKind.ARBITRATION_ENDED:
            words["over"] = speaker.title(ARBITRATION_OVER, str(data.get("because", "")))
    return words
