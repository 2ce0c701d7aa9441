"""The facts of a case that a policy pack's conditions are asked of."""

from domain.case import Case
from domain.facts import Facts


def facts_of(case: Case, *, total_fen: int | None = None) -> Facts:
    """Give the facts; causes, amounts and confidence come from records and findings alone, never from claims.

    `total_fen` asks "what if": the total with remedies that are not proposed yet.
    """
    complaint, established = case.complaint, case.established
    return Facts(
        service_line=complaint.service_line,
        channel=complaint.channel,
        category=case.category,
        kind=case.kind,
        department=case.department,
        region=complaint.region,
        urgency=case.urgency if case.level else "",
        severity=case.severity if case.level else "",
        amount_band=case.amount_band,
        level=case.level,
        amount_fen=complaint.amount_fen,
        repeat_count=case.repeat_count,
        incident_size=case.incident_size,
        cycle=case.cycle,
        flags=case.flags,
        red_alert=case.red_alert,
        vip="vip" in case.flags,
        cause=established.cause,
        responsible=established.responsible,
        overcharged_fen=established.overcharged_fen,
        delayed_minutes=established.delayed_minutes,
        paid_fen=established.paid_fen,
        confidence=established.confidence,
        facts_clear=established.facts_clear,
        total_fen=case.total_fen if total_fen is None else total_fen,
    )
