"""What complainants, clerks and channels post: one model a body. Unknown fields are refused."""

import json
import math
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StringConstraints,
    model_validator,
)

from api.contacts import Email, Phone
from domain.complaint import Fen, Key, Name, ShortText
from domain.evidence import EvidenceKind
from domain.fault_words import worded
from domain.instant import Instant
from domain.interests import About
from domain.kinds import Channel

MOST_CLAIMS_BYTES: Final = 16 * 1024
DEEPEST_CLAIMS: Final = 16
"""What stands in what; readers along the way give up at some two hundred levels."""
_REGION_CODES: Final = frozenset({9, 12})
_MOST_DIGITS: Final = 6
# Spaces, separators, and what controls or joins others.
_INVISIBLE: Final = frozenset("ZC")
# What a caller's clock may be ahead of ours.
_LEEWAY: Final = timedelta(seconds=5)


class Form(BaseModel):
    """Base of all bodies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def said(self) -> dict[str, Any]:
        """Give what was said, by which a repeated request is known."""
        return self.model_dump(mode="json")


def _is_past(instant: datetime) -> datetime:
    if instant > datetime.now(UTC) + _LEEWAY:
        raise worded(zh="时间不得在将来", en="must not lie in the future")
    return instant


def _says_something(text: str) -> str:
    if "\x00" in text:
        raise worded(zh="不得包含 NUL 字符", en="must not contain the NUL character")
    if all(unicodedata.category(character)[0] in _INVISIBLE for character in text):
        raise worded(zh="请写明发生了什么", en="say what happened")
    return text


def _is_one_line(text: str) -> str:
    if not text.isprintable():
        raise worded(zh="不得包含换行或控制字符", en="must not contain line breaks or control characters")
    return text


def _is_no_address(region: str) -> str:
    # It stands in the open in lists and in the engine, where nothing personal may stand.
    is_code = region.isdecimal() and len(region) in _REGION_CODES
    if "@" in region or not region.isprintable() or (sum(map(str.isdecimal, region)) > _MOST_DIGITS and not is_code):
        raise worded(zh="应为地区名称或行政区划代码", en="expected the name or the code of a region")
    return region


def _is_plain_json(claims: dict[str, JsonValue]) -> dict[str, JsonValue]:
    for value in _leaves(claims, depth=1):
        if isinstance(value, str) and "\x00" in value:
            raise worded(zh="不得包含 NUL 字符", en="must not contain the NUL character")
        if isinstance(value, float) and not math.isfinite(value):
            raise worded(zh="数字过大", en="the number is too large")
    if len(json.dumps(claims, ensure_ascii=False).encode()) > MOST_CLAIMS_BYTES:
        raise worded(zh=f"最多 {MOST_CLAIMS_BYTES} 字节", en=f"at most {MOST_CLAIMS_BYTES} bytes")
    return claims


def _leaves(value: JsonValue, *, depth: int) -> Iterator[JsonValue]:
    """Give every text and number in it, the names of fields too. Raises what says that it is too deep."""
    if not isinstance(value, dict | list):
        yield value
        return
    if depth > DEEPEST_CLAIMS:
        raise worded(zh=f"最多 {DEEPEST_CLAIMS} 层", en=f"at most {DEEPEST_CLAIMS} levels")
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value:
        yield from _leaves(inner, depth=depth + 1)


Past = Annotated[Instant, AfterValidator(_is_past)]
Description = Annotated[str, AfterValidator(_says_something)]
Reference = Annotated[Name, AfterValidator(_is_one_line)]
Region = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64), AfterValidator(_is_no_address)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$", max_length=35)]
Flag = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class ComplainantForm(Form):
    """Who complains, and how to reach them."""

    name: Name = Field(examples=["王芳"])
    phone: Phone | None = None
    email: Email | None = None
    language: Language = "zh"


class ComplaintForm(Form):
    """A complaint as it is filed (A3). The last three fields need a staff token."""

    service_line: str = Field(max_length=64, examples=["bike"])
    channel: Channel = Field(examples=["web"])
    description: Description = Field(
        examples=["骑行 12 分钟却按 3 小时计费，多扣了 18 元。"],
        description="From one character up to the body's limit.",
    )
    complainant: ComplainantForm
    title: Name | None = None
    order_number: Reference | None = Field(default=None, examples=["A-20260302-0017"])
    region: Region = Field(default="", examples=["310115"])
    amount_fen: Fen = Field(default=0, description="The amount in dispute.", examples=[1800])
    respondent: Name | None = None
    occurred_at: Past | None = None
    answer_by: Channel | None = None
    representing: Name | None = None
    claims: Annotated[dict[str, JsonValue], AfterValidator(_is_plain_json)] = Field(
        default={}, description="What the complainant says of the facts. Claims are never taken for facts."
    )
    flags: Annotated[tuple[Flag, ...], Field(max_length=20)] = ()
    received_at: Past | None = None
    on_behalf_of: Name | None = None

    @property
    def staff_fields(self) -> list[str]:
        """Name the fields that are filled in and need a staff token."""
        return [name for name in ("flags", "received_at", "on_behalf_of") if getattr(self, name)]


class InSteadForm(Form):
    """What a clerk may also bring for the respondent, who spoke or wrote to them; it needs a staff token."""

    on_behalf_of: Literal["respondent"] | None = None

    def said(self) -> dict[str, Any]:
        """Give what was said; what leaves the field out is what it was before there was one."""
        return self.model_dump(mode="json", exclude=None if self.on_behalf_of else {"on_behalf_of"})


class ReplyForm(InSteadForm):
    """Words of a complainant, or of a respondent."""

    text: ShortText = Field(examples=["锁已经关好，照片稍后补上。"])


class ReasonForm(Form):
    """Why."""

    reason: ShortText = Field(examples=["两天没有消息。"])


class RulingForm(ReasonForm):
    """Why; and whether an outside arbitrator is preferred, or agreed to."""

    arbitrator: StrictBool = Field(default=False, examples=[True])


class AppealForm(ReasonForm):
    """Why; a respondent appeals against `penalty`, or against all that can be appealed where it is left out."""

    penalty: Key | None = Field(default=None, examples=["RD-7K2M-9QXD-04TB-P1"])


class LookupForm(Form):
    """By what a respondent is looked up: the operator's own id, a phone or an e-mail, at least one of them."""

    respondent_id: Key | None = Field(default=None, examples=["worker-17"])
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _check_that_something_is_named(self) -> Self:
        if not (self.respondent_id or self.phone or self.email):
            raise worded(zh="请填写 respondent_id、phone 或 email", en="name a respondent_id, a phone or an email")
        return self


class WithdrawalForm(Form):
    """Why, where one wants to say it."""

    reason: ShortText | None = None


class DecisionForm(Form):
    """The answer to the remedies that were offered, or to a mediator's proposal, signed with one's name."""

    accept: bool
    reason: ShortText | None = None
    total_fen: Fen | None = Field(default=None, description="The total that was read; another one is not accepted.")
    proposal: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Of a mediation: its number.")
    name: Name | None = Field(default=None, description="Of a mediation: the signature.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.accept and (self.proposal is None) != (self.name is None):
            raise worded(
                zh="签署和解协议须同时填写 proposal 和 name", en="to sign a settlement, name the proposal and your name"
            )
        return self

    def said(self) -> dict[str, Any]:
        """Give what was said; what names no proposal is what it was before there were any."""
        return self.model_dump(mode="json", exclude={"proposal", "name"} if self.proposal is None else None)


class SatisfactionForm(Form):
    """How it went (F2)."""

    score: Annotated[int, Field(ge=1, le=5)]
    solved: bool
    comment: ShortText | None = None


class AccessCodeForm(Form):
    """Which case, and a contact that is known to it."""

    tracking_number: Key | None = None
    order_number: Reference | None = None
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _names_a_case_and_a_contact(self) -> Self:
        if (self.tracking_number is None) == (self.order_number is None):
            raise worded(zh="请填写 tracking_number 或 order_number 之一", en="name tracking_number or order_number")
        if (self.phone is None) == (self.email is None):
            raise worded(zh="请填写 phone 或 email 之一", en="name phone or email")
        return self


class EvidenceForm(InSteadForm):
    """What is said of a file that is sent (A7)."""

    kind: EvidenceKind
    note: ShortText | None = None


class ReasonedForm(Form):
    """Why a piece of evidence is put on hold, or is so no longer."""

    reason: ShortText = Field(examples=["法院要求保全"])


class HandOverForm(Form):
    """To whom a copy of a piece of evidence goes, and why."""

    to: Literal["complainant", "respondent", "outside"]
    note: ShortText | None = Field(default=None, examples=["派出所张警官来函调取"])


COMPLAINT_EXAMPLE: Final[dict[str, Any]] = {
    "service_line": "bike",
    "channel": "web",
    "description": "骑行 12 分钟却按 3 小时计费，多扣了 18 元。",
    "complainant": {"name": "王芳", "phone": "138 0013 8000"},
    "order_number": "A-20260302-0017",
    "region": "310115",
    "amount_fen": 1800,
}


class InterestForm(Form):
    """Where somebody has an interest; without `staff`, who asks."""

    about: About
    subject: Name = Field(description="A tracking number, a department, or a respondent's name, phone or e-mail.")
    staff: Key | None = None
