"""Authority lent and taken back, by those whose own it is (E3)."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Response

from api.access import Staff, actor_of
from api.answers import as_json, refusals
from api.authority import LoanForm, LoanList, LoanView, loan_view
from api.body import body_of, takes
from api.guard import IdempotencyKey
from api.problems import nothing_here
from api.services import House, Services
from domain import lending
from domain.lending import Colleague, Grant, Loan
from domain.pack import Pack
from domain.power import PowerKind
from domain.refusals import Refused

router = APIRouter(prefix="/api/v1/desk/staff/{staff_id}/authority", tags=["authority"])

StaffId = Annotated[str, Path(max_length=64, examples=["12"])]
LoanId = Annotated[str, Path(pattern=r"^L[1-9][0-9]{0,8}$", examples=["L3"])]
_EXAMPLE: Final = {
    "amount_fen": 50000,
    "until": "2026-03-02T20:00:00+08:00",
    "reason": "组长临时外出，今晚由小王审批。",
}


@router.get("", response_model=LoanList, responses=refusals(401, 403, 429, 503))
async def list_loans(house: House, staff: Staff, staff_id: StaffId) -> Response:
    """List what somebody has lent and was lent, what is over, too."""
    lending.check_reading(staff_id, reader=Colleague.model_validate(staff))
    now = datetime.now(tz=UTC)
    return as_json(LoanList(items=[loan_view(each, at=now) for each in await house.authority.loans(staff_id)]))


@router.post(
    "",
    status_code=201,
    response_model=LoanView,
    responses=refusals(401, 403, 413, 422, 429, 503),
    openapi_extra=takes(LoanForm, example=_EXAMPLE),
)
async def lend(
    *,
    house: House,
    staff: Staff,
    staff_id: StaffId,
    form: Annotated[LoanForm, Depends(body_of(LoanForm))],
    key: IdempotencyKey,
) -> Response:
    """Lend a colleague part of one's own authority, for a time."""
    giver, taker = Colleague.model_validate(staff), await _colleague(house, staff_id)
    body = form.model_dump_json().encode()
    attempt = await house.guard.admit(scope=f"lend {staff_id} {staff.id}", key=key, body=body)
    now = datetime.now(tz=UTC)
    grant = Grant(
        kind=PowerKind.LOAN,
        of=giver.id,
        to=staff_id,
        amount_fen=form.amount_fen,
        begins_at=form.begins_at or now,
        ends_at=form.until,
        reason=form.reason,
    )
    if not attempt.is_done:
        try:
            lending.check(grant, giver=giver, taker=taker, packs=_packs(house), at=now)
        except Refused:
            await house.guard.forget(attempt)
            raise
    loan = await house.authority.give(grant, by=actor_of(staff).signature, request=attempt.request_id)
    await house.guard.note_done(attempt)
    return as_json(loan_view(loan, at=now), status=201)


@router.delete("/{loan_id}", response_model=LoanView, responses=refusals(401, 403, 404, 409, 429, 503))
async def revoke(house: House, staff: Staff, staff_id: StaffId, loan_id: LoanId) -> Response:
    """Take back what somebody was lent; what was decided by it stands."""
    loan = await _loan(house, loan_id, staff_id)
    giver = await _colleague(house, loan.of)
    lending.check_revoking(loan, actor=Colleague.model_validate(staff), giver=giver, packs=_packs(house))
    revoked = await house.authority.revoke(
        loan.id, by=actor_of(staff).signature, request=f"revoke {loan.id} {staff.id}"
    )
    return as_json(loan_view(revoked, at=datetime.now(tz=UTC)))


async def _loan(house: Services, loan_id: str, staff_id: str) -> Loan:
    loan = await house.authority.find(loan_id)
    if loan is None or staff_id not in {loan.of, loan.to}:
        raise nothing_here()
    return loan


async def _colleague(house: Services, staff_id: str) -> Colleague | None:
    found = await house.staff.find(staff_id)
    return Colleague.model_validate(found) if found else None


def _packs(house: Services) -> list[Pack]:
    return [policy.pack for policy in house.shelf.policies()]
