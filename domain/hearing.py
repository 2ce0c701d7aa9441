"""The hearing of the respondent (听取被投诉人陈述): told, given time to answer, and only then found against (D6)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints

from domain import milestones
from domain.addresses import Address, arrives_at
from domain.case import Case
from domain.changes import Change
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.contacts import plausible_email, plausible_phone
from domain.events import RESPONDENT, SYSTEM, Actor
from domain.fault_words import worded
from domain.instant import say_minute
from domain.kinds import EventKind, Responsible, Stage, WaitingOn
from domain.pack import Pack
from domain.quiet import quiet_until
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words
from domain.zones import load_zone


def _phone(text: str) -> str:
    if (phone := plausible_phone(text)) is None:
        raise worded(zh="不是有效的电话号码", en="this is no telephone number")
    return phone


def _email(text: str) -> str:
    if (email := plausible_email(text)) is None:
        raise worded(zh="不是有效的电子邮箱地址", en="this is no e-mail address")
    return email


class NotifyRespondent(StaffCommand):
    """Tell the respondent of the complaint, and let their time to answer begin (D6).

    `allegation` is what they are told, in words of one's own and without anything of the complainant's. `told` says
    that a person has brought it to them; otherwise it goes to `phone` or `email`, with the number and a code of theirs.
    `respondent_id` is what the operator calls them in its own systems.
    """

    name: ClassVar[str] = "notify-respondent"
    title: ClassVar[Words] = Words(zh="通知被投诉人", en="Notify the respondent")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING})

    allegation: ShortText
    respondent: Name | None = None
    phone: Annotated[str, AfterValidator(_phone)] | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$", max_length=35)] = (
        "zh"
    )
    told: Literal["spoken", "printed", "handed_over"] | None = None
    respondent_id: Key | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the pack hears respondents, and this one has not answered yet."""
        return pack.hearing is not None and case.inquiry.heard_at is None

    def decide(self, step: Step) -> None:
        """Put on record whom, how and until when; told again, they have the whole time again."""
        case, hearing = step.case, step.policy.pack.hearing
        if hearing is None:
            raise not_now(zh="本制度未设听取被投诉人陈述的程序。", en="This pack does not hear respondents.")
        if case.inquiry.heard_at:
            raise not_now(
                zh="被投诉人已作陈述；如需补充，请使用“请求补充”。",
                en="The respondent has answered already; to ask for more, use 'ask'.",
            )
        if not (self.respondent or case.complaint.respondent):
            raise not_understood(zh="respondent：请写明被投诉人。", en="respondent: say who the respondent is")
        if not (self.phone or self.email or self.told):
            raise not_understood(
                zh="请填写 phone 或 email；已由人当面告知的，请填写 told。",
                en="phone: name a phone or an email; where a person has told them, say so in told",
            )
        _check_is_not_the_complainant_s(case, phone=self.phone, email=self.email)
        begins_at = step.at if self.told else quiet_until(step.policy.pack, step.at) or step.at
        data: dict[str, Any] = {"until": (begins_at + hearing.window).isoformat()}
        if self.told:
            data["told"] = self.told
        private = self.model_dump(include={"phone", "email", "language", "allegation", "respondent_id"})
        step.add(
            EventKind.RESPONDENT_NOTIFIED,
            data,
            private=private | {"name": self.respondent or case.complaint.respondent},
        )


class RenewRespondentCode(StaffCommand):
    """Send the respondent a new code for one that was lost: the old one is dead, and their time stays as it is (D6).

    It goes to where they were told, or to a `phone` or `email` named now.
    """

    name: ClassVar[str] = "renew-respondent-code"
    title: ClassVar[Words] = Words(zh="重发被投诉人查询码", en="Send the respondent a new code")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    phone: Annotated[str, AfterValidator(_phone)] | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is somebody who was told."""
        return case.inquiry.respondent is not None

    def decide(self, step: Step) -> None:
        """Put on record that a new code goes out; the event's number makes it, and unmakes the one before."""
        respondent = step.case.inquiry.respondent
        if respondent is None:
            raise not_now(
                zh="本案尚未通知被投诉人；请先执行“通知被投诉人”。",
                en="No respondent has been told of this case: give 'notify-respondent' first.",
            )
        _check_is_not_the_complainant_s(step.case, phone=self.phone, email=self.email)
        reached = respondent.model_copy(update=self.model_dump(exclude_none=True))
        if not (reached.phone or reached.email):
            raise not_understood(
                zh="被投诉人没有可用的联系方式，请填写 phone 或 email。",
                en="phone: nothing is known by which the respondent could be reached; name a phone or an email",
            )
        step.add(EventKind.RESPONDENT_CODE_RENEWED, {}, private=reached.model_dump())


def _check_is_not_the_complainant_s(case: Case, *, phone: str | None, email: str | None) -> None:
    own = [Address("sms", phone or ""), Address("email", email or "")]
    if any(address.to and arrives_at(address, case) for address in own):
        raise not_understood(
            zh="此联系方式是投诉人本人的，不能作为被投诉人的联系方式。",
            en="phone: this is the complainant's own contact; the respondent needs another",
        )


def speaks_for_respondent(step: Step, *, on_behalf_of: str | None) -> bool:
    """Tell whether the respondent acts, or staff in their stead. Raises `NotUnderstood`."""
    if on_behalf_of is None:
        return step.actor == RESPONDENT
    if not step.actor.is_staff:
        raise not_understood(zh="on_behalf_of：只有工作人员可以填写", en="on_behalf_of: only staff may fill this in")
    return True


def answer(step: Step, *, text: str) -> None:
    """Take the respondent's words, from them or from staff in their stead. Raises `NotNow`.

    The first ones are their answer; later ones are heard, too.
    """
    if step.case.inquiry.notified_at is None:
        raise not_now(zh="本案尚未通知被投诉人。", en="No respondent has been told of this case.")
    stead = {"on_behalf_of": RESPONDENT.role} if step.actor.is_staff else {}
    step.add(EventKind.RESPONDENT_HEARD, stead, private={"text": text})
    stop_waiting(step)


def opened_anew(step: Step) -> dict[str, bool]:
    """Say in a new cycle that whoever was told of the case is to be told and heard again."""
    was_told = step.case.inquiry.notified_at is not None
    return {"hearing": True} if was_told and step.follows(Change.RESPONDENT_IS_HEARD_ANEW) else {}


def stop_waiting(step: Step) -> None:
    """End the waiting for the respondent, if there is any."""
    if step.case.waiting_on is WaitingOn.RESPONDENT:
        milestones.end_waiting(step)


def hearing_elapsed(step: Step) -> None:
    """Say that the respondent did not answer in time."""
    until = step.case.inquiry.answer_until
    step.add(EventKind.HEARING_ELAPSED, {"until": until.isoformat() if until else None}, actor=SYSTEM)
    stop_waiting(step)


def is_owed(step: Step) -> bool:
    """Tell whether a respondent whom the complaint names has still to be heard before anything goes against them."""
    case = step.case
    against = case.established.responsible == Responsible.RESPONDENT and case.complaint.respondent
    is_heard = case.inquiry.heard_at is not None or case.inquiry.elapsed
    return bool(against) and not is_heard and _hears(step)


def _hears(step: Step) -> bool:
    # Who was told that they may answer until then may, whatever a newer version of the pack says.
    if step.policy.pack.hearing is not None:
        return True
    return step.case.inquiry.window is not None and step.follows(Change.PROMISED_HEARING_IS_KEPT)


def check_heard(step: Step) -> None:
    """Let a finding go against the respondent once they answered, or their time has passed. Raises `NotNow`."""
    inquiry, pack = step.case.inquiry, step.policy.pack
    if inquiry.heard_at or inquiry.elapsed or not _hears(step):
        return
    if inquiry.unreached:
        raise not_now(
            zh="通知未能送达被投诉人，其尚未获得陈述机会；请另行告知后再次执行“通知被投诉人”。",
            en="The respondent could not be reached and had no chance to answer: tell them by other means, then give "
            "'notify-respondent' again.",
        )
    if inquiry.answer_until is None:
        raise not_now(
            zh="被投诉人尚未获得陈述机会；请先执行“通知被投诉人”。",
            en="The respondent has not been heard: give 'notify-respondent' first.",
        )
    if step.at <= inquiry.answer_until:
        by = say_minute(inquiry.answer_until, load_zone(pack.zone))
        raise not_now(
            zh=f"被投诉人可在 {by} 前陈述意见；在其陈述或期满之前，不能作出对其不利的结论。",
            en=f"The respondent may answer until {by}; before they have, or that time is over, nothing is found "
            "against them.",
        )
