"""What a finding rests on (证据支持): which party each named piece of evidence comes from (D5).

A finding whose evidence all comes from one party rests on that party's word alone. Against a person it needs a team
lead. The business records are the platform's own data, and so one party's word like any other's.
"""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from domain.complaint import Key
from domain.events import Actor
from domain.inquiry_words import PARTIES
from domain.kinds import Party
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_understood
from domain.step import Step

RECORDS: Final = "records"
Support = dict[Party, tuple[str, ...]]


class Supports(BaseModel):
    """From which party a named piece of evidence comes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: Key
    party: Party


def support_of(step: Step, *, evidence: Sequence[str], said: Sequence[Supports]) -> Support:
    """Give the named evidence by party: as the finding says it, else by who put it in; else it supports nobody.

    Raises `NotUnderstood`.
    """
    _check(evidence, said)
    known = step.case.inquiry.sources | {RECORDS: Party.PLATFORM} | {each.evidence: each.party for each in said}
    return {
        party: found
        for party in Party
        if (found := tuple(each for each in dict.fromkeys(evidence) if known.get(each) is party))
    }


def is_one_word(support: Support) -> bool:
    """Tell whether all of it rests on one party's word alone, or on nobody's."""
    return len(support) < 2


def as_data(support: Support) -> dict[str, Any]:
    """Give what an event says of it in the open."""
    one_party = {"one_party": True} if is_one_word(support) else {}
    return {"support": {party.value: list(ids) for party, ids in support.items()}} | one_party


def check_second_pair_of_eyes(support: Support, *, actor: Actor) -> None:
    """Let a finding against a person rest on one party's word only where a team lead or up records it.

    Raises `NotAllowed`.
    """
    if actor.role in LEADS or not is_one_word(support):
        return
    zh, en = ("未注明来源的证据", "evidence of which nobody says whose it is")
    for party in support:
        zh, en = (f"{PARTIES[party].zh}一方的说法", f"the word of one side alone ({PARTIES[party].en})")
    raise not_allowed(
        zh=f"该结论仅凭{zh}认定个人有责，须由组长以上作出；也可补充另一方的证据，或用 supports 注明证据来源。",
        en=f"This finding against a person rests on {en}: a team lead or up records it. Or name evidence of another "
        "side, or say in supports whose it is.",
    )


def _check(evidence: Sequence[str], said: Sequence[Supports]) -> None:
    named = [each.evidence for each in said]
    if unknown := [each for each in named if each not in evidence]:
        raise not_understood(
            zh=f"supports 中的 {unknown[0]} 未列入 evidence。",
            en=f"supports: {unknown[0]!r} is not among the evidence that the finding names",
        )
    if twice := [each for each in named if named.count(each) > 1]:
        raise not_understood(
            zh=f"supports 中 {twice[0]} 重复。", en=f"supports: {twice[0]!r} stands here twice; name each once"
        )
    if any(each.evidence == RECORDS and each.party is not Party.PLATFORM for each in said):
        raise not_understood(zh="业务记录是平台的数据。", en="supports: the business records are the platform's")
