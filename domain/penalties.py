"""Penalties (处罚): what a respondent bears for what was found against them, by rule or by hand (E8).

A case imposes; how a penalty is confirmed, told, appealed and ended is a matter of its own, since it outlives the case.
"""

from datetime import datetime
from typing import Any, ClassVar, Final

from pydantic import Field, ValidationError

from domain import matters, penalty_reason
from domain.case import Case
from domain.case_facts import facts_of
from domain.changes import Change
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.duration import Period
from domain.expressions import ExpressionFailed
from domain.facts import Facts
from domain.fault_words import fault_words
from domain.kinds import EventKind, PenaltyKind, Responsible, Stage
from domain.matter_events import MatterKind
from domain.pack import Pack
from domain.pack_matters import FollowedUp
from domain.pack_penalties import PenaltyGrant, PenaltyRow
from domain.penalty_words import KINDS
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words

RULES: Final = "rules"
STAFF: Final = "staff"
RULING: Final = "ruling"
"""By what a penalty was imposed."""
USUAL_OWNER: Final = "department_head"
JUDGING: Final = frozenset({EventKind.FINDING_RECORDED, EventKind.VOTED, EventKind.RULED})


class ImposePenalty(StaffCommand):
    """Impose a penalty on the respondent; without a kind the pack's rules say which (E8).

    A ban and a blacklisting wait for a second person. `lasts` is ISO 8601; left out, it stands until it is lifted.
    `against` is the operator's own id of the respondent. A report names the authority in `addressee`.
    """

    name: ClassVar[str] = "impose-penalty"
    title: ClassVar[Words] = Words(zh="作出处罚", en="Impose a penalty")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    kind: PenaltyKind | None = None
    points: int | None = Field(default=None, ge=1, le=1_000, strict=True)
    lasts: Period | None = None
    addressee: Name | None = None
    reason: ShortText | None = None
    against: Key | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Any) -> bool:
        """Tell whether somebody was found responsible who has been heard."""
        return _is_found_responsible(case) and _is_heard(case)

    def decide(self, step: Step) -> None:
        """Impose what is named, or all that the rules give and that is not imposed yet."""
        check_may_be_penalised(step, against=self.against)
        if self.kind is None:
            self._by_rules(step)
            return
        if self.reason is None:
            raise not_understood(zh="reason：请写明理由。", en="reason: say why; a penalty by hand needs its reason")
        impose(step, self._grant(), because=STAFF, reason=self.reason, against=self.against)

    def _by_rules(self, step: Step) -> None:
        if left := [name for name in ("points", "lasts", "addressee") if getattr(self, name) is not None]:
            raise not_understood(
                zh=f"{left[0]}：填写此项时须写明 kind。",
                en=f"{left[0]}: say the kind, too; without it the rules decide",
            )
        rows = _due(step)
        if not rows:
            raise not_now(
                zh="制度中没有适用（或尚未作出）的处罚规则；如确有必要，请写明 kind 和理由。",
                en="No rule of the pack gives a penalty here that is not imposed yet; name a kind and the reason.",
            )
        facts = _facts(step)
        for place, row in rows:
            why = penalty_reason.reason(row, facts, place=place, currency=step.policy.pack.currency)
            by_rule = {"row": place, "why": why.model_dump()}
            if not step.follows(Change.PENALTIES_NAME_THEIR_RULE):
                del by_rule["why"]
            impose(step, row.give, because=RULES, reason=self.reason, against=self.against, by_rule=by_rule)

    def _grant(self) -> PenaltyGrant:
        """Give what is imposed by hand. Raises `NotUnderstood`."""
        said = self.model_dump(mode="json", include={"kind", "points", "lasts"}, exclude_none=True)
        addressee = {"addressee": {"zh": self.addressee, "en": self.addressee}} if self.addressee else {}
        try:
            return PenaltyGrant.model_validate(said | addressee)
        except ValidationError as error:
            words = fault_words(error.errors(include_url=False, include_input=False)[0])
            raise not_understood(zh=f"kind：{words.zh}", en=f"kind: {words.en}") from error


def impose(
    step: Step,
    grant: PenaltyGrant,
    *,
    because: str,
    reason: str | None = None,
    against: str | None = None,
    by_rule: dict[str, Any] | None = None,
) -> None:
    """Impose a penalty on the respondent; a ban that no panel has ruled is only proposed. Raises `Refused`.

    `by_rule` is which row of the pack gives it, and why, as its terms keep that.
    """
    check_may_be_penalised(step, against=against, is_ruled=because == RULING)
    _check_ends(grant)
    proposed = grant.kind.needs_two and because != RULING
    if grant.kind.needs_two:
        _check_may_be_banned(step, grant.kind, is_ruled=not proposed)
    known = step.respondent
    terms: dict[str, Any] = {
        "penalty": grant.kind.value,
        **grant.model_dump(mode="json", include={"points", "lasts"}, exclude_none=True),
        "because": because,
        "cause": step.case.established.cause,
        **(by_rule or {}),
        **({"proposed": True} if proposed else {}),
        **({"prior": {"points": known.prior_points, "penalties": known.prior_penalties}} if known else {}),
        **_who_had_a_part(step),
    }
    matters.open_matter(
        step,
        EventKind.PENALTY_IMPOSED,
        MatterKind.PENALTY,
        seen_to=FollowedUp(owner=_owner(step.policy.pack)),
        due={},
        terms=terms,
        private={"reason": reason, **_private(step, grant, against)},
    )


def _check_ends(grant: PenaltyGrant) -> None:
    if grant.kind is PenaltyKind.SUSPENSION and grant.lasts is None:
        raise not_understood(
            zh="lasts：停工须写明期限，如 P30D；没有期限的是永不录用（ban）。",
            en="lasts: a suspension needs its length, such as P30D; without an end it is a ban",
        )


def _who_had_a_part(step: Step) -> dict[str, Any]:
    """Name who recorded the finding, and who else took part in what led to the penalty: others decide an appeal."""
    case = step.case
    found = [deed.staff for deed in case.deeds if deed.what is EventKind.FINDING_RECORDED and deed.cycle == case.cycle]
    judges = [deed.staff for deed in case.deeds if deed.what in JUDGING]
    return {
        "imposed_by": step.actor.id,
        "found_by": list(dict.fromkeys(found)),
        "judges": list(dict.fromkeys(judges)),
    }


def _private(step: Step, grant: PenaltyGrant, against: str | None) -> dict[str, Any]:
    respondent = step.case.inquiry.respondent
    known_as = {"respondent_id": against} if against else {}
    told = respondent.model_dump(exclude={"allegation"}, exclude_none=True) | known_as if respondent else None
    report = {"addressee": grant.addressee.model_dump(), "facts": step.case.finding} if grant.addressee else {}
    return {"respondent": told, **report}


def _owner(pack: Pack) -> str:
    usual = USUAL_OWNER if USUAL_OWNER in pack.ladder else pack.ladder[-1]
    return pack.penalty_rules.owner or usual


def check_may_be_penalised(step: Step, *, against: str | None = None, is_ruled: bool = False) -> None:
    """Let a penalty pass against whom a finding holds responsible, who was heard, and can be told. Raises `NotNow`.

    A ruling finds for itself who is responsible.
    """
    case = step.case
    if not is_ruled and not _is_found_responsible(case):
        raise not_now(
            zh="没有认定被投诉人有责的调查结论（含原因），不能作出处罚。",
            en="No finding of this cycle holds the respondent responsible and names the cause: nobody is penalised "
            "without one.",
        )
    if not _is_heard(case):
        raise not_now(
            zh="被投诉人尚未陈述意见，陈述期也未届满；不能作出处罚。",
            en="The respondent has not been heard: they have neither answered, nor has their time to answer passed.",
        )
    respondent = case.inquiry.respondent
    if respondent is None or not (against or respondent.respondent_id or respondent.phone or respondent.email):
        raise not_understood(
            zh="against：没有可以识别被投诉人的电话、邮箱或编号，请填写其编号。",
            en="against: nothing tells this respondent from others, neither phone nor email; give your own id of them",
        )


def _is_found_responsible(case: Case) -> bool:
    established = case.established
    is_found = EventKind.FINDING_RECORDED in case.happened
    return is_found and established.responsible == Responsible.RESPONDENT and bool(established.cause)


def _is_heard(case: Case) -> bool:
    return case.inquiry.heard_at is not None or case.inquiry.elapsed


def _facts(step: Step) -> Facts:
    """Give the facts of the case, with what the respondent bore before."""
    known = step.respondent
    record = {"prior_points": known.prior_points, "prior_penalties": known.prior_penalties} if known else {}
    return facts_of(step.case).model_copy(update=record)


def _due(step: Step) -> list[tuple[int, PenaltyRow]]:
    """Give the rules that hold and have not been applied in this case; what they have been spared is left out."""
    case, facts = step.case, _facts(step)
    imposed = {terms.get("row") for _, terms in _imposed(case)}
    try:
        holding = [(place, row) for place, row in enumerate(step.policy.pack.penalties) if row.when.holds(facts)]
    except ExpressionFailed as error:
        raise not_understood(zh=f"处罚规则无法计算：{error}", en=f"a penalty rule fails: {error}") from error
    due = [(place, row) for place, row in holding if place not in imposed]
    fresh = [(place, row) for place, row in _each_ban_once(due) if not _is_borne(step, row.give.kind)]
    if due and not fresh:
        _check_does_not_bear(step, due[0][1].give.kind)
    return fresh


def _imposed(case: Case) -> list[tuple[datetime, dict[str, Any]]]:
    """Give the penalties of this case, whatever became of them: when, and what."""
    starts = [matter.start for matter in case.matters if matter.start.kind is MatterKind.PENALTY]
    return [(start.opened_at, start.terms) for start in starts]


def _each_ban_once(rows: list[tuple[int, PenaltyRow]]) -> list[tuple[int, PenaltyRow]]:
    """Leave out what bans, or blacklists, a second time: one ban is all that there can be."""
    kinds = [row.give.kind for _, row in rows]
    return [
        (place, row)
        for number, (place, row) in enumerate(rows)
        if not row.give.kind.needs_two or row.give.kind not in kinds[:number]
    ]


def _is_borne(step: Step, kind: PenaltyKind) -> bool:
    if not kind.needs_two:
        return False
    known, case = step.respondent, step.case
    here = any(at >= case.cycle_since and terms["penalty"] == kind for at, terms in _imposed(case))
    return here or (known is not None and (known.bears(kind) or kind in known.proposed))


def _check_does_not_bear(step: Step, kind: PenaltyKind) -> None:
    if not _is_borne(step, kind):
        return
    title, known = KINDS[kind], step.respondent
    if known and known.bears(kind):
        raise not_now(
            zh=f"该被投诉人已处于“{title.zh}”，不能重复作出。",
            en=f"This respondent bears that already ({title.en}); it cannot be imposed twice.",
        )
    raise not_now(
        zh=f"对该被投诉人的“{title.zh}”已经提出，请先确认或撤销。",
        en=f"That is proposed against this respondent already ({title.en}); confirm or lift that one first.",
    )


def _check_may_be_banned(step: Step, kind: PenaltyKind, *, is_ruled: bool) -> None:
    if is_ruled:
        _check_is_not_ruled(step, kind)
    else:
        _check_did_not_find(step)
        _check_does_not_bear(step, kind)


def _check_is_not_ruled(step: Step, kind: PenaltyKind) -> None:
    """Let a ruling ban whom no ban holds yet; what is only proposed gives way to it. Raises `NotNow`."""
    case, known, title = step.case, step.respondent, KINDS[kind]
    here = any(terms["penalty"] == kind and terms["because"] == RULING for at, terms in _imposed(case) if at == step.at)
    if (here or (known and known.bears(kind))) and step.follows(Change.RULINGS_BAN_ONCE):
        raise not_now(
            zh=f"该被投诉人已处于“{title.zh}”，裁决不能重复作出，请删去此项处罚。",
            en=f"This respondent bears that already ({title.en}); leave that penalty out of the ruling.",
        )


def _check_did_not_find(step: Step) -> None:
    case, actor = step.case, step.actor
    found = EventKind.FINDING_RECORDED
    if any(deed.staff == actor.id and deed.what is found and deed.cycle == case.cycle for deed in case.deeds):
        raise not_allowed(
            zh="作出调查结论的人不能提出永不录用或列入黑名单，请由他人提出。",
            en="Whoever recorded the finding may not propose a ban or a blacklisting; somebody else has to.",
        )
