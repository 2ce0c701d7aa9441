"""A case as its respondent reads it (D6): what they are told it is about, until when they may answer, how it stands.

Nothing that the complainant has said or gets stands here, and nothing personal of theirs; of a mediation what is put to
both, and the name with which the other side signed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from api import decisions_view
from api.case_view import CaseView, PenaltyView, links
from api.mediation_view import mediation_step, mediation_view
from api.speaker import Speaker
from domain.case import SETTLED_STAGES, Case
from domain.case_mediation import Side
from domain.kinds import Stage
from domain.penalty import Penalty
from domain.penalty_words import KINDS, STATES
from domain.words import Words

# The plain words of these speak to the complainant.
_STAGES: Final = {
    Stage.AWAITING_COMPLAINANT: Words(zh="等待投诉人确认", en="waiting for the complainant's answer"),
    Stage.RESOLVED: Words(zh="已办结", en="settled"),
}
_ANSWER: Final = Words(
    zh="请在 {until} 前陈述您的意见，并提交证据。", en="Please give your side, and your evidence, by {until}."
)
_HEARD: Final = Words(zh="我们已收到您的陈述，正在调查。", en="We have your answer and are looking into it.")
_LATE: Final = Words(
    zh="陈述期已过，调查继续进行；您仍可补充。",
    en="Your time to answer is over and we go on; you can still write to us.",
)
_ANEW: Final = Words(
    zh="本投诉已重新调查；在通知您并听取您的意见之前，不会作出对您不利的结论。",
    en="This complaint is being looked into anew. Before anything is found against you we tell you and hear you again.",
)
_OVER: Final = Words(zh="本投诉已处理完毕。", en="This complaint is settled.")


def respondent_view(case: Case, *, speaker: Speaker, penalties: Sequence[Penalty] = (), at: datetime) -> CaseView:
    """Show a case to its respondent."""
    inquiry = case.inquiry
    return CaseView(
        tracking_number=case.tracking_number,
        stage=case.stage,
        stage_title=_STAGES[case.stage].in_(speaker.language) if case.stage in _STAGES else speaker.stage(case.stage),
        stage_since=case.stage_since,
        received_at=case.received_at,
        service_line=case.complaint.service_line,
        category=case.category,
        category_title=speaker.category(case.category),
        kind=case.kind,
        kind_title=speaker.kind(case.category, case.kind),
        cycle=case.cycle,
        waiting_on=case.waiting_on,
        next_step=_next_step(case, speaker),
        sequence=case.sequence,
        allegation=inquiry.respondent.allegation if inquiry.respondent else None,
        respond_until=inquiry.answer_until,
        heard_at=inquiry.heard_at,
        penalties=[_penalty(each, speaker, at) for each in penalties],
        mediation=mediation_view(case.mediation, speaker),
        decisions=decisions_view.for_respondent(case, speaker),
        links=links(case.tracking_number),
    )


def _penalty(penalty: Penalty, speaker: Speaker, at: datetime) -> PenaltyView:
    appeal = penalty.appeal
    return PenaltyView(
        **penalty.model_dump(include={"id", "points", "reason", "state", "effective_at", "until", "appeal_until"}),
        why=speaker.why(penalty),
        kind=penalty.penalty,
        kind_title=speaker.title(KINDS, penalty.penalty),
        state_title=speaker.title(STATES, penalty.state),
        told_at=penalty.notified_at,
        may_appeal=penalty.is_open and penalty.may_be_appealed(at=at),
        appealed_at=appeal.at if appeal else None,
        appeal_answer=appeal.because if appeal else None,
    )


def _next_step(case: Case, speaker: Speaker) -> str:
    if case.stage in SETTLED_STAGES:
        return _OVER.in_(speaker.language)
    if step := mediation_step(case, Side.RESPONDENT, speaker):
        return step
    if case.inquiry.heard_at:
        return _HEARD.in_(speaker.language)
    if case.inquiry.elapsed:
        return _LATE.in_(speaker.language)
    if case.inquiry.answer_until is None:
        return _ANEW.in_(speaker.language)
    return _ANSWER.in_(speaker.language).format(until=speaker.instant(case.inquiry.answer_until))
