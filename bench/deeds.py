"""What was asked of a case, what was answered, and how it has to stand on the timeline afterwards."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, NamedTuple

from domain.kinds import EventKind as E

Item = Mapping[str, Any]
COMPLAINANT: Final = "complainant"


class Sign(NamedTuple):
    """By what a deed is recognised on the timeline: the kinds that it may be, and the field that bears its tag, if any.

    `signal` is the name of what a complainant does; kept as `not_applicable` where it did not fit, it is not lost.
    """

    kinds: frozenset[E]
    tagged: str | None = None
    signal: str | None = None


def _staff(*kinds: E, tagged: str | None = None) -> Sign:
    return Sign(frozenset(kinds), tagged)


def _party(signal: str, kind: E, *, tagged: str | None = "reason") -> Sign:
    return Sign(frozenset({kind}), tagged, signal)


SIGNS: Final[Mapping[str, Sign]] = {
    "note": _staff(E.NOTE, tagged="text"),
    "respond": _staff(E.RESPONDED, E.ANSWERED, tagged="text"),
    "ask": _staff(E.ASKED, tagged="text"),
    "record-finding": _staff(E.FINDING_RECORDED, tagged="facts"),
    "propose": _staff(E.REMEDY_PROPOSED, tagged="note"),
    "approve": _staff(E.REMEDY_APPROVED, tagged="note"),
    "send-back": _staff(E.SENT_BACK, tagged="note"),
    "confirm-remedy": _staff(E.REMEDY_CONFIRMED, E.PAYMENT_REPORTED, tagged="how"),
    "grade": _staff(E.GRADED, tagged="reason"),
    "decline": _staff(E.DECLINED, tagged="reason"),
    "close": _staff(E.CLOSED, tagged="reason"),
    "fail-mediation": _staff(E.MEDIATION_FAILED, tagged="reason"),
    "assign": _staff(E.ASSIGNED),
    "classify": _staff(E.CLASSIFIED),
    "escalate": _staff(E.ESCALATED),
    "acknowledge": _staff(E.ACKNOWLEDGED),
    "replies": _party("reply", E.REPLIED, tagged="text"),
    "escalations": _party("escalate", E.ESCALATED),
    "acceptance": _party("accept", E.ACCEPTED, tagged=None),
    "refusal": _party("refuse", E.REFUSED),
    "satisfaction": _party("rate", E.RATED, tagged="comment"),
    "withdrawal": _party("withdraw", E.WITHDRAWN),
    "appeal": _party("appeal", E.APPEALED),
    "contest": _party("contest", E.CONTESTED),
}


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that was asked of a case and answered; `actor` is its signature on a timeline."""

    number: str
    what: str
    actor: str
    tag: str | None
    status: int
    tries: int

    @property
    def is_success(self) -> bool:
        """Tell whether it was answered with success."""
        return 200 <= self.status < 300


@dataclass
class Diary:
    """All deeds of a run, in the order of their answers."""

    deeds: list[Deed] = field(default_factory=list)
    _tags: Iterator[int] = field(default_factory=lambda: count(1))

    def tag(self) -> str:
        """Make a word that stands nowhere else; letters around it keep one tag out of another."""
        return f"<{next(self._tags)}>"

    def of(self, number: str) -> list[Deed]:
        """Give the deeds on one case."""
        return [deed for deed in self.deeds if deed.number == number]

    @property
    def figures(self) -> dict[str, int]:
        """Count what was answered how."""
        done = [deed for deed in self.deeds if deed.is_success]
        return {
            "actions": len(self.deeds),
            "answered_with_success": len(done),
            "refused": len(self.deeds) - len(done),
            "asked_more_than_once": sum(deed.tries > 1 for deed in self.deeds),
        }


def amiss(deeds: Iterable[Deed], timeline: Sequence[Item]) -> Iterator[str]:
    """Say of each deed on one case that does not stand on its timeline as often as it was done: once, or never."""
    untagged: Counter[tuple[str, str]] = Counter()
    for deed in deeds:
        if deed.tag is None:
            untagged[deed.what, deed.actor] += deed.is_success
            continue
        found = [item for item in timeline if deed.tag in str(item["data"])]
        wrong = [str(item["kind"]) for item in found if not _is(item, SIGNS[deed.what])]
        if len(found) != deed.is_success or wrong:
            yield f"{_told(deed)}, and stands {len(found)} times on the timeline {' '.join(wrong)}".rstrip()
    for (what, actor), times in untagged.items():
        stands = sum(_is(item, SIGNS[what]) and item["actor"] == actor for item in timeline)
        if stands != times:
            yield f"{what} by {actor} was done {times} times and stands {stands} times on the timeline"


def _is(item: Item, sign: Sign) -> bool:
    if item["kind"] == E.NOT_APPLICABLE:
        return sign.signal is not None and item["data"].get("what") == sign.signal
    return item["kind"] in sign.kinds


def _told(deed: Deed) -> str:
    return f"{deed.what} {deed.tag} by {deed.actor} was answered {deed.status} at try {deed.tries}"
