"""Letters: acknowledgement, result, apology, settlement and ruling, as HTML or PDF (F1, E5-E7)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Response

from api.accept import choose
from api.access import Caller, Calling, check_may_read, unseen_case
from api.answers import refusals
from api.languages import language_of
from api.merging import hides_where_it_went, story_for
from api.problems import goes_on_elsewhere, no_such_letter, not_acceptable, not_allowed
from api.services import House, Services
from domain.case import Case
from domain.letter import Letter, LetterKind
from domain.letters import letter_of, not_yet
from domain.ruling_letter import for_respondent

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])

HTML: Final = "text/html"
PDF: Final = "application/pdf"
_FORMS: Final = (HTML, PDF)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Accept-Language",
    "X-Content-Type-Options": "nosniff",
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The letter.", "content": {form: {"schema": {"type": "string"}} for form in _FORMS}},
    **refusals(401, 403, 404, 406, 409, 429, 503),
}


_OF_BOTH = frozenset({LetterKind.SETTLEMENT, LetterKind.RULING})


@router.get("/{tracking_number}/letters/{kind}", response_class=Response, responses=_ANSWERS)
async def read_letter(
    house: House,
    caller: Calling,
    kind: Annotated[
        str,
        Path(description="`acknowledgement`, `result`, `apology`, `settlement` or `ruling`.", examples=["result"]),
    ],
    accept: Annotated[str | None, Header(description="`text/html` (as usual) or `application/pdf`.")] = None,
    accept_language: Annotated[
        str | None, Header(description="Without it, the letter is in the complainant's language.")
    ] = None,
) -> Response:
    """Give a letter; staff also read a draft that is still being reviewed."""
    wanted = _kind(kind)
    if caller.is_respondent and wanted not in _OF_BOTH:
        raise not_allowed(zh="函件由投诉人查阅。", en="Letters are for the complainant alone.")
    case = await _case(house, caller, wanted)
    form = choose(accept, _FORMS)
    if form is None:
        raise not_acceptable(_FORMS)
    language = language_of(accept_language) if accept_language else _language(caller, case)
    return await _as(form, _letter(house, caller, case, kind=wanted, language=language), house)


def _language(caller: Caller, case: Case) -> str:
    respondent = case.inquiry.respondent
    return respondent.language if caller.is_respondent and respondent else case.complaint.complainant.language


def _kind(kind: str) -> LetterKind:
    try:
        return LetterKind(kind)
    except ValueError:
        raise no_such_letter() from None


async def _case(house: Services, caller: Caller, kind: LetterKind) -> Case:
    """Find whose letter it is: of a merged complaint's result the case that goes on for it."""
    case = await house.complaints.find(caller.number)
    if caller.staff is not None:
        check_may_read(caller.staff, case)
    if case is None:
        await unseen_case(house, caller.number)
        raise not_yet(kind)
    if kind is not LetterKind.RESULT or case.merged_into is None:
        return case
    story = await story_for(house, caller, case)
    if hides_where_it_went(caller, story):
        raise goes_on_elsewhere()
    return story[-1]


def _letter(house: Services, caller: Caller, case: Case, *, kind: LetterKind, language: str) -> Letter:
    policy = house.policy_of(case.pack, case.pack_version)
    if policy is None:
        raise not_yet(kind)
    is_staff = caller.staff is not None
    letter = letter_of(kind, case, pack=policy.pack, language=language, with_drafts=is_staff)
    return for_respondent(letter) if caller.is_respondent else letter


async def _as(form: str, letter: Letter, house: Services) -> Response:
    named = {**_HEADERS, "Content-Language": "en" if letter.language == "en" else "zh-CN"}
    if form == HTML:
        policy = {"Content-Security-Policy": house.letters.content_policy}
        return Response(house.letters.html(letter), headers=named | policy, media_type=HTML)
    file = f'inline; filename="{letter.tracking_number}-{letter.kind}.pdf"'
    content = await house.letters.pdf(letter)
    return Response(content, headers=named | {"Content-Disposition": file}, media_type=PDF)
