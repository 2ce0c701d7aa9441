"""Respondents (被投诉人) as staff and other systems read them: who they are, what they bear and have borne (E8)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, Field

from api.services import Services
from api.speaker import Speaker
from api.standings import ID_EXAMPLE, StandingView, standing_view
from domain.case import Case
from domain.case_inquiry import Respondent
from domain.command import StaffCommand
from domain.duration import Period
from domain.matter import Matter
from domain.pack_penalties import ONCE_A_YEAR
from domain.penalties import ImposePenalty
from domain.penalty import Penalty
from domain.penalty_reason import why_of
from domain.penalty_record import BornePenalty, PenaltyState, known
from domain.penalty_words import KINDS, STATES
from domain.respondent_record import KnownRespondent
from domain.ruling import GiveRuling
from domain.words import Words
from storage.desk import ListedCase
from storage.respondents import CaseAbout, RegisteredRespondent


class BornePenaltyView(BaseModel):
    """A penalty of a respondent."""

    id: str = Field(examples=["RD-7K2M-9QXD-04TB-P1"])
    tracking_number: str
    kind: str
    kind_title: str
    points: int | None
    why: str | None = Field(description="The rule by which it was imposed; none where people decided.")
    state: str
    state_title: str
    is_stayed: bool = Field(description="Without effect while an appeal is open.")
    imposed_at: datetime
    effective_at: datetime | None
    until: datetime | None
    ended_at: datetime | None


class CaseAboutView(BaseModel):
    """A case about a respondent; `found_at` is when it was found against them."""

    tracking_number: str
    department: str | None
    kind_title: str | None
    stage_title: str | None
    named_at: datetime
    found_at: datetime | None


class RespondentItem(BaseModel):
    """A respondent in a list."""

    id: str = Field(examples=[ID_EXAMPLE])
    name: str | None
    known_since: datetime
    named_at: datetime
    standing: StandingView


class RespondentFile(RespondentItem):
    """A whole respondent: in force, on record over the last twelve months, and before."""

    in_force: list[BornePenaltyView]
    prior_points: int
    prior_penalties: int
    penalties: list[BornePenaltyView]
    cases: list[CaseAboutView]


class RespondentList(BaseModel):
    """Some respondents, and the cursor of the next ones."""

    items: list[RespondentItem]
    next: str | None


def respondent_item(respondent: RegisteredRespondent, *, at: datetime) -> RespondentItem:
    """Show a respondent in a list."""
    own = respondent.model_dump(exclude={"standing"})
    return RespondentItem(**own, standing=standing_view(respondent.id, respondent.standing, at=at))


def respondent_file(
    respondent: RegisteredRespondent,
    *,
    penalties: Sequence[BornePenalty],
    whys: Mapping[str, Words],
    cases: Sequence[CaseAbout],
    listed: Mapping[str, ListedCase],
    speaker: Speaker,
    at: datetime,
) -> RespondentFile:
    """Show a whole respondent."""
    record = known(respondent.id, penalties, at=at, record=ONCE_A_YEAR)
    return RespondentFile(
        **respondent_item(respondent, at=at).model_dump(),
        in_force=[_borne(each, whys, speaker) for each in penalties if each.state is PenaltyState.IN_FORCE],
        prior_points=record.prior_points,
        prior_penalties=record.prior_penalties,
        penalties=[_borne(each, whys, speaker) for each in penalties],
        cases=[_case(each, listed.get(each.tracking_number), speaker) for each in cases],
    )


async def whys_of(house: Services, penalties: Sequence[BornePenalty]) -> dict[str, Words]:
    """Look up by which rules penalties were imposed, by their ids."""
    found = [await house.matters.find(penalty.id) for penalty in penalties]
    imposed = [each for each in found if isinstance(each, Penalty)]
    policies = [house.policy_of(each.pack, each.pack_version) for each in imposed]
    whys = [why_of(each, pack=policy.pack if policy else None) for each, policy in zip(imposed, policies, strict=True)]
    return {each.id: why for each, why in zip(imposed, whys, strict=True) if why}


async def against(house: Services, form: StaffCommand, *, number: str) -> KnownRespondent | None:
    """Look up whom a penalty is to be against; none for other commands, and where the register knows nobody."""
    if not isinstance(form, ImposePenalty | GiveRuling):
        return None
    case = await house.complaints.find(number)
    if case is None or case.inquiry.respondent is None:
        return None
    named = {"respondent_id": form.against} if isinstance(form, ImposePenalty) and form.against else {}
    respondent = case.inquiry.respondent.model_copy(update=named)
    known_as = await house.respondents.known_by(respondent)
    return await _known(house, known_as, record=_record(house, case), but_of=number)


async def holder(house: Services, matter: Matter) -> KnownRespondent | None:
    """Look up whom a matter is against, where that is a penalty; the penalty itself does not count."""
    if not isinstance(matter, Penalty):
        return None
    respondent = await house.respondents.known_by(matter.respondent or Respondent())
    return await _known(house, respondent, record=ONCE_A_YEAR)


async def standing_in(house: Services, case: Case) -> StandingView | None:
    """Show what whoever a case is about bears; none where nobody is known."""
    if case.inquiry.respondent is None:
        return None
    found = await house.respondents.of_case(case.tracking_number)
    return standing_view(found.id, found.standing, at=datetime.now(UTC)) if found else None


async def _known(
    house: Services, respondent: str | None, *, record: Period, but_of: str = ""
) -> KnownRespondent | None:
    if respondent is None:
        return None
    penalties = await house.respondents.penalties_of(respondent)
    return known(respondent, penalties, at=datetime.now(UTC), record=record, but_of=but_of)


def _record(house: Services, case: Case) -> Period:
    policy = house.policy_of(case.pack, case.pack_version)
    return policy.pack.penalty_rules.record if policy else ONCE_A_YEAR


def _borne(penalty: BornePenalty, whys: Mapping[str, Words], speaker: Speaker) -> BornePenaltyView:
    why = whys.get(penalty.id)
    own = penalty.model_dump(exclude={"respondent"})
    titles = {"kind_title": speaker.title(KINDS, penalty.kind), "state_title": speaker.title(STATES, penalty.state)}
    return BornePenaltyView(**own, **titles, why=why.in_(speaker.language) if why else None)


def _case(about: CaseAbout, listed: ListedCase | None, speaker: Speaker) -> CaseAboutView:
    shown = {
        "department": listed.department if listed else None,
        "kind_title": speaker.kind(listed.category, listed.kind) if listed else None,
        "stage_title": speaker.stage(listed.stage) if listed else None,
    }
    return CaseAboutView(**about._asdict(), **shown)
