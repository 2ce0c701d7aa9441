"""The ledger (账簿): transactions, balances, daily totals, CSV for an accountant, and funding of escrow (E9)."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from api.access import Staff
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.guard import IdempotencyKey
from api.ledger_view import (
    AccountList,
    DayView,
    Funding,
    LedgerList,
    Totals,
    account_title,
    account_views,
    transaction_views,
)
from api.paging import Paging, known_cursors
from api.problems import FieldFault, Problem, not_allowed, not_understood
from api.services import House, Language, Services
from domain.complaint import MAX_FEN
from domain.ledger import Account
from domain.ledger_days import Days
from domain.money import CNY, Currency
from domain.permissions import FUNDERS, LEDGER_READERS
from domain.words import Words
from domain.zones import UnknownZone, load_zone
from storage.escrow_funding import FundingConflict
from storage.ledger_book import Filters
from storage.ledger_csv import HEADINGS, cells, csv_line
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/ledger", tags=["ledger"])

_Word = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Period(BaseModel):
    """From one day to another, both in; whose days they are is the packs' zone unless told."""

    model_config = ConfigDict(extra="forbid")

    from_: Annotated[date | None, Field(alias="from", examples=["2026-03-01"])] = None
    to: Annotated[date | None, Field(examples=["2026-03-31"])] = None
    zone: Annotated[str | None, Field(max_length=64, examples=["Asia/Shanghai"])] = None


class LedgerQuery(Paging, Period):
    """What transactions are narrowed down to."""

    account: Account | None = None
    reference: Annotated[_Word | None, Field(description="A tracking number, or the bank's reference.")] = None
    what: _Word | None = None


class FundForm(BaseModel):
    """What a bank has put into the supervised account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Annotated[str, Field(pattern=r"^[!-~]{1,100}$", description="The bank's, which names it for ever.")]
    amount_fen: Annotated[StrictInt, Field(ge=1, le=MAX_FEN)]
    currency: Currency = CNY


async def _reader(staff: Staff) -> StaffMember:
    if staff.role not in LEDGER_READERS:
        raise not_allowed(zh=f"角色 {staff.role} 不能查看账簿。", en=f"The role {staff.role} may not read the ledger.")
    return staff


async def _funder(staff: Staff) -> StaffMember:
    if staff.role not in FUNDERS:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能为监管账户注资。", en=f"The role {staff.role} may not fund the escrow account."
        )
    return staff


Reader = Annotated[StaffMember, Depends(_reader)]
_OF_READERS: Final = refusals(401, 403, 422, 503)


@router.get("", response_model=LedgerList, responses=_OF_READERS)
async def list_transactions(
    house: House, language: Language, _staff: Reader, query: Annotated[LedgerQuery, Query()]
) -> Response:
    """List transactions with their entries, the newest first."""
    days, zone = _days(house, query)
    filters = Filters(query.account, query.reference, query.what, days.since(zone), days.until(zone))
    with known_cursors():
        page = await house.ledger.page(filters, cursor=query.cursor, limit=query.limit)
    return as_json(LedgerList(items=transaction_views(page.items, language), next=page.next_cursor))


@router.get("/accounts", response_model=AccountList, responses=refusals(401, 403, 503))
async def list_accounts(house: House, language: Language, _staff: Reader) -> Response:
    """List what every account has, by currency."""
    return as_json(AccountList(items=account_views(await house.ledger.balances(), language)))


@router.get("/totals", response_model=Totals, responses=_OF_READERS)
async def list_totals(house: House, language: Language, _staff: Reader, query: Annotated[Period, Query()]) -> Response:
    """Tell what went through each account on each local day."""
    days, zone = _days(house, query)
    totals = await house.ledger.totals(zone=zone.key, since=days.since(zone), until=days.until(zone))
    items = [DayView(**each._asdict(), title=account_title(each.account, language)) for each in totals]
    return as_json(Totals(zone=zone.key, items=items))


@router.get("/export", response_class=StreamingResponse, responses={**_OF_READERS, 200: {"content": {"text/csv": {}}}})
async def export(house: House, _staff: Reader, query: Annotated[Period, Query()]) -> StreamingResponse:
    """Give every entry as CSV, in the order of posting."""
    days, zone = _days(house, query)

    async def lines() -> AsyncIterator[str]:
        # Spreadsheets read it as Unicode by its first character.
        yield "\ufeff" + csv_line(HEADINGS)
        async for line in house.ledger.lines(since=days.since(zone), until=days.until(zone)):
            yield csv_line(cells(line))

    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="ledger.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/funding",
    response_model=Funding,
    responses=refusals(401, 403, 409, 413, 422, 503),
    openapi_extra=takes(FundForm, example={"reference": "BANK-2026-0301-7", "amount_fen": 9_000_000}),
)
async def fund(
    house: House,
    staff: Annotated[StaffMember, Depends(_funder)],
    form: Annotated[FundForm, Depends(body_of(FundForm))],
    key: IdempotencyKey,
) -> Response:
    """Say what a bank has put into the escrow account; it is posted once a second person says the same."""
    body = json.dumps(form.model_dump(mode="json"), sort_keys=True).encode()
    attempt = await house.guard.admit(scope=f"fund {staff.id}", key=key, body=body)
    try:
        state = await house.funding.fund(
            reference=form.reference,
            amount_fen=form.amount_fen,
            currency=form.currency,
            staff=staff.id,
            at=datetime.now(UTC),
        )
    except FundingConflict as conflict:
        words = Words(zh="该银行流水号已用于另一金额或币种，请核对。", en=f"{conflict}; please check it.")
        raise Problem(status=409, words=words) from None
    if not attempt.is_done:
        await house.guard.note_done(attempt)
    return as_json(Funding(state=state))


def _days(house: Services, query: Period) -> tuple[Days, ZoneInfo]:
    """Give the days that are asked for, and whose they are. Raises `Problem` (422)."""
    if query.from_ and query.to and query.to < query.from_:
        words = Words(zh="结束日期早于开始日期。", en=f"{query.to} lies before {query.from_}")
        raise not_understood(FieldFault(path="to", words=words))
    zones = sorted({policy.pack.zone for policy in house.shelf.policies()})
    try:
        return Days(query.from_, query.to), load_zone(query.zone or (zones[0] if zones else "UTC"))
    except UnknownZone as error:
        words = Words(zh="没有这个时区，请用 Asia/Shanghai 之类的名称。", en=str(error))
        raise not_understood(FieldFault(path="zone", words=words)) from None
