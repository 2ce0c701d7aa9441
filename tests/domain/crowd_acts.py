"""Members of incidents at random: joining, leaving, being answered, beside task forces, hearings and migrations."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from domain import incident_answer, incident_membership
from domain.case_incident import KnownIncident
from domain.duty import Person
from domain.events import ADMINISTRATOR
from domain.incident import CommonFinding
from domain.incident_answer import CommonAnswer
from domain.kinds import Responsible
from domain.policy import Policy
from domain.refusals import Refused
from domain.remedies import ProposedRemedy
from domain.step import Step
from tests import trial
from tests.domain.acts import (
    ACROSS,
    ANYTHING,
    MANAGERS,
    ONWARDS,
    POLICIES,
    REGRADED,
    STAFF,
    Act,
    attempt,
    bring,
    hear,
    stretch,
)
from tests.domain.force import RULE, ForceLife
from tests.domain.inquiries import put_in
from tests.domain.inquiry_acts import ANSWER, COMMAND, WORDS
from tests.domain.life import Life

PLACES = ("incident-00000000000000aa", "incident-00000000000000bb")
REGISTER = tuple(Person(id=a.id, role=a.role, rung=a.rung, department=a.department) for a in STAFF)
LEVEL = [
    {"give": 3, "when": "incident_size >= 3", "because": {"zh": "群体性事件", "en": "mass incident"}},
    {"give": 1, "when": "true", "because": {"zh": "一般", "en": "ordinary"}},
]
_BASE = POLICIES[0].pack.model_dump(mode="json")
_CROWDED = _BASE | {
    "incident": {"kind_count": 3, "within": "PT2H"},
    "grading": _BASE["grading"] | {"level": LEVEL},
    "task_force": RULE | {"plan": "PT20H"},
    "max_cycles": 5,
}


def _policy(**changes: Any) -> Policy:
    pack = type(POLICIES[0].pack).model_validate(_CROWDED | changes)
    return Policy(pack=pack, calendar=POLICIES[0].calendar)


VERSIONS = (
    _policy(),
    _policy(version=2, hearing=None, incident=None),
    _policy(version=3, task_force=None, repairs=None, case_reviews=None),
    _policy(version=4),
)


def gather(incident: str, size: int) -> Act:
    """An incident tells a case that it belongs to it."""
    return lambda life: bring(
        life, lambda now: now.hear(lambda step: incident_membership.gathered(step, incident=incident, size=size))
    )


def close(incident: str) -> Act:
    """An incident is closed."""
    return lambda life: bring(
        life, lambda now: now.hear(lambda step: incident_membership.released(step, incident=incident))
    )


def join(incident: str) -> Act:
    """A manager puts a case into an incident."""
    known = KnownIncident(id=incident, pack=_BASE["pack"], size=4)

    def decide(step: Step) -> None:
        step.actor, step.incidents = MANAGERS[0], {incident: known}
        incident_membership.JoinIncident(incident=incident).decide(step)

    return lambda life: bring(life, lambda now: hear(now, decide))


def answer(incident: str, cause: str, given: int, people: tuple[Any, Any]) -> Act:
    """An incident answers; only who was ever in one is told."""
    found = CommonFinding(facts="Down.", cause=cause, responsible=Responsible.PLATFORM, facts_clear=True, confidence=90)
    remedies = (ProposedRemedy.model_validate({"kind": "refund", "amount_fen": given}),) if given else ()
    common = CommonAnswer(
        incident=incident,
        finding=found,
        text="You get it back.",
        remedies=remedies,
        found_by=people[0],
        answered_by=people[0],
        approved_by=people[1],
    )

    def act(life: Life) -> None:
        if life.case.membership:
            bring(life, lambda now: now.hear(lambda step: incident_answer.answer(step, common)))

    return act


def migrate(life: Life) -> None:
    """The case goes on by the next version of its pack."""
    newer = [policy for policy in VERSIONS if policy.pack.version == life.case.pack_version + 1]
    if newer and not life.case.merging:
        with suppress(Refused):
            life.migrate(newer[0], ADMINISTRATOR)


PLACE = st.sampled_from(PLACES)
MEMBERS: st.SearchStrategy[Act] = st.one_of(
    st.builds(gather, PLACE, st.sampled_from([2, 5])),
    PLACE.map(join),
    PLACE.map(close),
    st.just(lambda life: attempt(life, "leave-incident", MANAGERS[1], {"reason": "word"})),
    st.builds(
        answer,
        PLACE,
        st.sampled_from(["system_error", "weather"]),
        st.sampled_from([0, 300, 60_000]),
        st.sampled_from([(trial.INVESTIGATOR, trial.LEAD), (MANAGERS[0], MANAGERS[1]), (trial.LEAD, MANAGERS[2])]),
    ),
)
PLANS: list[tuple[str, dict[str, Any]]] = [
    ("draft-plan", {"text": "word"}),
    ("draft-plan", {"text": "word", "remedies": [{"kind": "redo"}]}),
    ("agree-plan", {}),
    ("agree-plan", {}),
    ("dissent-plan", {"reason": "word"}),
]


def speak(life: Life, who: int, choice: int) -> None:
    """Somebody of the task force drafts its plan or speaks on it."""
    force, (name, said) = life.case.task_force, PLANS[choice]
    if force and force.members:
        actor = next(each for each in STAFF if each.id == force.members[who % len(force.members)])
        version = {} if name == "draft-plan" else {"plan": len(force.plans) or 1}
        attempt(life, name, actor, said | version)


TOGETHER: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        lambda who, choice: lambda life: speak(life, who, choice), st.integers(0, 1), st.integers(0, len(PLANS) - 1)
    ),
    st.just(lambda life: attempt(life, "replace-member", MANAGERS[2], {"department": "technical", "by": "tech-1"})),
)
KINDS: list[st.SearchStrategy[Any]] = [
    MEMBERS,
    MEMBERS,
    MEMBERS,
    ONWARDS,
    ONWARDS,
    TOGETHER,
    TOGETHER,
    COMMAND,
    ANSWER,
    WORDS,
    ANYTHING,
    REGRADED,
    ACROSS,
    st.just(migrate),
    stretch("pass_time"),
    stretch("sleep"),
]


@st.composite
def crowds(draw: st.DrawFn, looked_at: Callable[[ForceLife], None] = lambda life: None) -> ForceLife:
    """A case that is, was or may be one of many, after some twenty acts."""
    life = ForceLife(people=REGISTER, policy=VERSIONS[0], flags=(), respondent="Li")
    put_in(life, "photo-1")
    acts = st.sampled_from(range(len(KINDS))).flatmap(lambda kind: KINDS[kind])
    for act in draw(st.lists(acts, min_size=15, max_size=30)):
        act(life)
        looked_at(life)
    return life
