"""The settlement as a letter (和解协议): the text that was signed, who has signed it and when, and its hash (E6).

It is for both sides, so nothing of either stands in it but the names that they signed with.
"""

from domain.case import Case
from domain.case_mediation import Mediation, Proposal
from domain.letter import Letter, LetterKind, Section, Table
from domain.letter_pen import Pen
from domain.mediation_words import MEDIATOR_KINDS, SIDES
from domain.pack import Pack


def settlement_letter(case: Case, *, pack: Pack, language: str) -> Letter | None:
    """Give the settlement that holds, or the one that waits to be signed; none where there is neither."""
    found = _latest(case)
    if found is None:
        return None
    mediation, proposal = found
    if proposal.settlement is None:
        # Its words went with those of an erased person.
        return None
    pen = Pen(case, pack=pack, language=language)
    at = mediation.mediated_at or proposal.made_at
    return Letter(
        kind=LetterKind.SETTLEMENT,
        language=pen.language,
        tracking_number=case.tracking_number,
        title=pen.say("和解协议", "Settlement"),
        about=pen.say(f"投诉 {case.tracking_number} 的和解协议：", f"Settlement of complaint {case.tracking_number}:"),
        salutation=pen.say("各方当事人：", "To all who sign:"),
        dated_at=at,
        dated_on=pen.day(at),
        reference=_reference(pen, mediation, proposal),
        opening=_standing(pen, mediation),
        sections=(
            Section(title=pen.say("协议文本", "The text that is signed"), quote=proposal.settlement),
            _signatures(pen, proposal),
        ),
        closing=pen.say("特此确认", "So agreed."),
        signature=(pen.department, pen.day(at)),
    )


def _latest(case: Case) -> tuple[Mediation, Proposal] | None:
    for mediation in reversed(case.mediations):
        if mediation.proposal and mediation.failed_at is None:
            return mediation, mediation.proposal
    return None


def _reference(pen: Pen, mediation: Mediation, proposal: Proposal) -> tuple[tuple[str, str], ...]:
    return (
        (pen.say("投诉编号", "Tracking number"), pen.case.tracking_number),
        (pen.say("调解", "Mediation"), pen.word(MEDIATOR_KINDS[mediation.mediator_kind])),
        (pen.say("方案", "Proposal"), str(proposal.number)),
        ("SHA-256", proposal.sha256),
    )


def _standing(pen: Pen, mediation: Mediation) -> str:
    if mediation.mediated_at:
        at = pen.minute(mediation.mediated_at)
        return pen.say(f"各方已签署，协议自 {at} 起生效。", f"All have signed; the settlement holds from {at} on.")
    until = pen.minute(mediation.until)
    return pen.say(
        f"本协议尚未由各方签署，未生效；可签署至 {until}。",
        f"Not all have signed, and it does not hold yet; it can be signed until {until}.",
    )


def _signatures(pen: Pen, proposal: Proposal) -> Section:
    signed = {each.by: each for each in proposal.signatures}
    rows = []
    for side in proposal.signers:
        signature = signed.get(side)
        name, at = (signature.name or "", pen.minute(signature.at)) if signature else ("", "")
        rows.append((pen.word(SIDES[side]), name, at))
    columns = (pen.say("签署方", "Who"), pen.say("签名", "Signed"), pen.say("时间", "When"))
    return Section(title=pen.say("签署", "Signatures"), table=Table(columns=columns, rows=tuple(rows)))
