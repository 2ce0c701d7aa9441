"""Cross checks: what the parts of a pack say of one another, and of other packs.

The schema looks at each value alone; here the names must fit together. Each check names the sections that it needs,
so that one fault does not hide the others, nor show twice.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from domain.kinds import PenaltyKind
from domain.pack import Pack
from domain.policy import Policy
from domain.titles import OWN_MILESTONES
from domain.zones import UnknownZone, load_zone
from policies.problems import Finding, Path

Check = Callable[[Pack], Iterator[Finding]]
StoredVersions = Mapping[str, Mapping[int, str]]
"""The digest of every version that is known, by pack and version."""


def check_pack(pack: Pack, *, ignoring: Collection[str] = ()) -> Iterator[Finding]:
    """Go through what does not fit together in a pack; checks that need a section in `ignoring` are left out."""
    for needs, check in _CHECKS:
        if not needs & set(ignoring):
            yield from check(pack)


def check_version(pack: Pack, stored: StoredVersions) -> Iterator[Finding]:
    """Tell whether a pack's version was given to another content, or lies below what is stored.

    `stored` has the digest of each version by pack; the very same pack again is fine.
    """
    versions = stored.get(pack.pack, {})
    if stored_digest := versions.get(pack.version):
        if stored_digest != pack.digest:
            expected = f"version {pack.version} is stored with another content; give the changed pack a higher version"
            yield Finding(("version",), expected)
    elif versions and pack.version < max(versions):
        expected = f"a version above {max(versions)}, the highest that is stored, is expected"
        yield Finding(("version",), expected)


def check_service_lines(policies: Sequence[Policy]) -> Iterator[tuple[Policy, Finding]]:
    """Find service lines that two packs claim; only the highest version of each pack counts."""
    latest = {policy.pack.pack: policy for policy in sorted(policies, key=lambda policy: policy.pack.version)}
    claimed: dict[str, str] = {}
    for policy in latest.values():
        for place, line in enumerate(policy.pack.service_lines):
            first = claimed.setdefault(line, policy.pack.pack)
            if first != policy.pack.pack:
                expected = f"the pack {first} takes complaints about {line} already; a service line has one pack"
                yield policy, Finding(("service_lines", place), expected)


def _check_departments(pack: Pack) -> Iterator[Finding]:
    known = ", ".join(pack.departments)
    for category, entry in pack.catalogue.items():
        for key, kind in entry.kinds.items():
            if kind.department not in pack.departments:
                path = ("catalogue", category, "kinds", key, "department")
                yield Finding(path, f"there is no such department; departments are {known}")


def _check_custodians(pack: Pack) -> Iterator[Finding]:
    for kind, department in pack.custodians.items():
        if department not in pack.departments:
            known = ", ".join(pack.departments)
            yield Finding(("custodians", kind.value), f"there is no such department; departments are {known}")


def _check_escrow(pack: Pack) -> Iterator[Finding]:
    for place, row in enumerate(pack.remedies):
        if row.give.from_ and pack.escrow is None:
            expected = "the pack has no supervised account; say what it is called under escrow"
            yield Finding(("remedies", place, "give", "from"), expected)


def _check_kinds(pack: Pack) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for category, entry in pack.catalogue.items():
        for key in entry.kinds:
            if first.setdefault(key, category) != category:
                expected = f"the category {first[key]} has a kind {key} already; a kind stands once in the catalogue"
                yield Finding(("catalogue", category, "kinds", key), expected)


def _check_unmatched(pack: Pack) -> Iterator[Finding]:
    category = pack.catalogue.get(pack.unmatched.category)
    if category is None:
        known = ", ".join(pack.catalogue)
        yield Finding(("unmatched", "category"), f"there is no such category; categories are {known}")
    elif pack.unmatched.kind not in category.kinds:
        known = ", ".join(category.kinds)
        yield Finding(("unmatched", "kind"), f"{pack.unmatched.category} has no such kind; its kinds are {known}")


def _check_authority(pack: Pack) -> Iterator[Finding]:
    for rung in pack.authority:
        yield from _check_rung(pack, rung, ("authority", rung))
    rungs = [rung for rung in pack.ladder if rung in pack.authority]
    for lower, higher in pairwise(rungs):
        if _authority(pack, higher) < _authority(pack, lower):
            expected = (
                f"at least what {lower} may approve ({_said(pack, lower)}) is expected, since {higher} stands above"
            )
            yield Finding(("authority", higher), expected)


def _check_red_alert(pack: Pack) -> Iterator[Finding]:
    if pack.red_alert:
        yield from _check_rung(pack, pack.red_alert.notify, ("red_alert", "notify"))


def _check_review(pack: Pack) -> Iterator[Finding]:
    if pack.review:
        yield from _check_rung(pack, pack.review.owner, ("review", "owner"))


def _check_letters(pack: Pack) -> Iterator[Finding]:
    if pack.letters:
        yield from _check_rung(pack, pack.letters.result.by, ("letters", "result", "by"))


def _check_case_reviews(pack: Pack) -> Iterator[Finding]:
    if pack.case_reviews:
        yield from _check_rung(pack, pack.case_reviews.owner, ("case_reviews", "owner"))
        yield from _check_department(pack, pack.case_reviews.department, ("case_reviews", "department"))


def _check_followed_up(pack: Pack) -> Iterator[Finding]:
    for name, section in (("recourse", pack.recourse), ("follow_ups", pack.follow_ups)):
        if section:
            yield from _check_rung(pack, section.owner, (name, "owner"))
            yield from _check_department(pack, section.department, (name, "department"))


def _check_recourse(pack: Pack) -> Iterator[Finding]:
    if pack.recourse and pack.advance_payment is None:
        yield Finding(("recourse",), "advance_payment is expected beside it: without it nothing is ever claimed")


def _check_department(pack: Pack, department: str | None, path: Path) -> Iterator[Finding]:
    if department is not None and department not in pack.departments:
        yield Finding(path, f"there is no such department; departments are {', '.join(pack.departments)}")


def _check_task_force(pack: Pack) -> Iterator[Finding]:
    known = ", ".join(pack.departments)
    for place, member in enumerate(pack.task_force.members if pack.task_force else ()):
        if member.department not in pack.departments:
            path = ("task_force", "members", place, "department")
            yield Finding(path, f"there is no such department; departments are {known}")


def _check_penalties(pack: Pack) -> Iterator[Finding]:
    for place, row in enumerate(pack.penalties):
        if row.give.kind is PenaltyKind.SUSPENSION and row.give.lasts is None:
            yield Finding(
                ("penalties", place, "give"), "a suspension needs lasts, such as P30D; without an end it is a ban"
            )
    if pack.penalty_rules.owner:
        yield from _check_rung(pack, pack.penalty_rules.owner, ("penalty_rules", "owner"))


def _check_rung(pack: Pack, rung: str, path: Path) -> Iterator[Finding]:
    if rung not in pack.ladder:
        yield Finding(path, f"{rung} is no rung of the ladder; the ladder is {', '.join(pack.ladder)}")


def _check_grading(pack: Pack) -> Iterator[Finding]:
    for table in ("level", "urgency", "severity"):
        rows = getattr(pack.grading, table)
        catching = [place for place, row in enumerate(rows) if row.when.always_holds]
        if not catching:
            expected = 'the last row must catch all that is left: when: "true"'
            yield Finding(("grading", table, len(rows) - 1, "when"), expected)
        elif catching[0] < len(rows) - 1:
            expected = f"row {catching[0]} catches everything, so this row is never reached; put it before that row"
            yield Finding(("grading", table, catching[0] + 1), expected)


def _check_milestone_names(pack: Pack) -> Iterator[Finding]:
    names = dict.fromkeys((*(row.name for row in pack.milestones), *OWN_MILESTONES))
    for name in pack.milestone_names:
        if name not in names:
            yield Finding(("milestone_names", name), f"there is no such milestone; milestones are {', '.join(names)}")


def _check_own_milestones(pack: Pack) -> Iterator[Finding]:
    for place, row in enumerate(pack.milestones):
        if row.name in OWN_MILESTONES:
            expected = (
                f"{row.name} is a milestone that the system plans by itself, for appointments; choose another name"
            )
            yield Finding(("milestones", place, "name"), expected)


def _check_zone(pack: Pack) -> Iterator[Finding]:
    try:
        load_zone(pack.zone)
    except UnknownZone as unknown:
        yield Finding(("zone",), str(unknown))


def _check_flag_words(pack: Pack) -> Iterator[Finding]:
    for flag in pack.flag_words:
        if flag not in pack.flags:
            expected = f"{flag} is no flag of this pack; flags are {', '.join(pack.flags) or 'none'}"
            yield Finding(("flag_words", flag), expected)


def _authority(pack: Pack, rung: str) -> float:
    authority = pack.authority[rung]
    return float("inf") if authority is None else authority


def _said(pack: Pack, rung: str) -> str:
    authority = pack.authority[rung]
    return "any amount" if authority is None else f"{authority} fen"


_CHECKS: Final[tuple[tuple[frozenset[str], Check], ...]] = (
    (frozenset({"catalogue", "departments"}), _check_departments),
    (frozenset({"catalogue"}), _check_kinds),
    (frozenset({"catalogue", "unmatched"}), _check_unmatched),
    (frozenset({"authority", "ladder"}), _check_authority),
    (frozenset({"red_alert", "ladder"}), _check_red_alert),
    (frozenset({"review", "ladder"}), _check_review),
    (frozenset({"case_reviews", "ladder", "departments"}), _check_case_reviews),
    (frozenset({"grading"}), _check_grading),
    (frozenset({"milestones", "milestone_names"}), _check_milestone_names),
    (frozenset({"zone"}), _check_zone),
    (frozenset({"flags", "flag_words"}), _check_flag_words),
    (frozenset({"letters", "ladder"}), _check_letters),
    (frozenset({"custodians", "departments"}), _check_custodians),
    (frozenset({"task_force", "departments"}), _check_task_force),
    (frozenset({"remedies", "escrow"}), _check_escrow),
    (frozenset({"recourse", "follow_ups", "ladder", "departments"}), _check_followed_up),
    (frozenset({"recourse", "advance_payment"}), _check_recourse),
    (frozenset({"penalties", "ladder"}), _check_penalties),
    (frozenset({"milestones"}), _check_own_milestones),
)
