"""Acts at random: what anybody may try on a case at any moment, and what would naturally come next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case import Handler
from domain.kinds import Stage
from domain.refusals import Refused
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

Act = Callable[[Life], object]

MILESTONES = [
    {"name": "first_contact", "allowance": "PT30M", "met_by": ["acknowledged"], "statutory": True},
    {
        "name": "responded",
        "when": "urgency == 'normal'",
        "allowance": "PT2H",
        "met_by": ["responded", "answered"],
        "warn_at": [0.5, 0.8],
    },
    {"name": "found", "when": "level == 1", "allowance": "PT9H", "met_by": ["finding_recorded"], "pauses": True},
    {"name": "found", "when": "level > 1", "allowance": {"working_hours": 4}, "met_by": ["finding_recorded"]},
    {
        "name": "planned",
        "when": "department == 'technical'",
        "allowance": {"working_days": 2},
        "met_by": ["remedy_proposed"],
        "warn_at": [0.3, 0.9],
        "pauses": True,
    },
    {"name": "resolved", "allowance": {"working_days": 3}, "met_by": ["resolved"], "warn_at": [0.8], "pauses": True},
    {"name": "closed", "when": "urgency == 'normal'", "allowance": "P5D", "met_by": ["closed"]},
]
POLICIES = [
    policy_with(milestones=MILESTONES, reopen=reopen, silence={"after": "P3D", "means": means}, climb_every="PT26H")
    for reopen in ("restart", "resume")
    for means in ("accepted", "refused")
]
MANAGERS = [trial.MANAGER.model_copy(update={"id": f"boss-{number}"}) for number in range(4)]
STAFF = [
    trial.AGENT,
    trial.OTHER_AGENT,
    trial.TECHNICIAN,
    trial.INVESTIGATOR,
    trial.LEAD,
    trial.TECHNICAL_LEAD,
    trial.CLERK,
    trial.FINANCE,
    trial.AUDITOR,
    *MANAGERS,
]
PEOPLE = (Handler(id="agent-1", department="front"), Handler(id="tech-1", department="technical"))

WORD = st.just("word")
REMEDY = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["refund", "voucher"]), "amount_fen": st.sampled_from([1, 5000, 60_000])}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["apology", "repair"])}),
)
NUMBER = st.integers(1, 4).map(lambda number: f"RD-TEST-R{number}")
SOON = st.integers(1, 90).map(lambda hours: (trial.MONDAY + timedelta(hours=hours)).isoformat())


def attempt(life: Life, name: str, actor: Any, said: dict[str, Any]) -> None:
    """Give a command, whether or not it fits; refused, it has changed nothing."""
    before = (life.case, len(life.events))
    try:
        life.do(name, actor, people=PEOPLE, **said)
    except Refused:
        assert (life.case, len(life.events)) == before


def command(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """Anybody gives a command."""
    return st.builds(
        lambda actor, said: lambda life: attempt(life, name, actor, said),
        st.sampled_from(STAFF),
        st.fixed_dictionaries(fields),
    )


def signal(name: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """The complainant does something."""
    return st.fixed_dictionaries(fields).map(lambda said: lambda life: life.say(name, **said))


def stretch(kind: str) -> st.SearchStrategy[Act]:
    """Time passes, with everything running (`pass_time`) or with everything switched off (`sleep`)."""
    minutes = st.one_of(st.integers(0, 600), st.integers(0, 60 * 24 * 9))
    return minutes.map(lambda length: lambda life: getattr(life, kind)(minutes=length))


NATURAL: dict[Stage, list[tuple[str, dict[str, Any]]]] = {
    Stage.INVESTIGATING: [
        ("record-finding", trial.FINDING),
        ("propose", {"remedies": [{"kind": "refund", "amount_fen": 300}, {"kind": "apology"}]}),
        ("respond", {"text": "No.", "final": True}),
        ("ask", {"of": "complainant", "text": "Which one?"}),
    ],
    Stage.DECIDING: [("approve", {}), ("approve", {}), ("send-back", {})],
    Stage.AWAITING_COMPLAINANT: [("accept", {}), ("refuse", {}), ("accept", {}), ("reply", {"text": "Hm."})],
    Stage.RESOLVED: [("rate", {"score": 1, "solved": False}), ("appeal", {"reason": "unheard"})],
    Stage.CLOSED: [("appeal", {"reason": "unheard"})],
    Stage.DECLINED: [("contest", {"reason": "it is yours"})],
}


def go_on(life: Life, choice: int) -> None:
    """Do what would naturally come next, by a manager or the complainant."""
    if life.case.stage is Stage.REMEDYING:
        for remedy in life.case.pending_remedies:
            life.paid(remedy.id, "refused" if choice % 4 == 0 else "settled")
            attempt(life, "confirm-remedy", MANAGERS[choice % 4], {"remedy": remedy.id, "how": "by hand"})
    elif options := NATURAL.get(life.case.stage):
        name, said = options[choice % len(options)]
        if life.case.stage in {Stage.INVESTIGATING, Stage.DECIDING}:
            attempt(life, name, MANAGERS[choice % 4], said)
        else:
            life.say(name, **said)


ONWARDS: st.SearchStrategy[Act] = st.integers(0, 11).map(lambda choice: lambda life: go_on(life, choice))
ANYTHING: st.SearchStrategy[Act] = st.one_of(
    command("assign", handler=st.sampled_from(["agent-1", "tech-1"])),
    command("assign", department=st.sampled_from(["front", "technical"])),
    command("classify", category=st.just("fault"), kind=st.just("lock")),
    command("classify", category=st.just("billing"), kind=st.just("overcharge")),
    command("grade", level=st.integers(1, 3), reason=WORD),
    command("grade", urgency=st.sampled_from(["normal", "critical"]), reason=WORD),
    command("decline", reason=WORD, referral=WORD),
    command("respond", text=WORD, final=st.booleans()),
    command(
        "open-task",
        title=WORD,
        assignee=st.sampled_from([None, "agent-1", "tech-1"]),
        due_at=st.one_of(SOON, st.none()),
    ),
    command("complete-task", task=st.sampled_from(["T1", "T2"]), result=WORD),
    command("ask", of=st.sampled_from(["complainant", "respondent"]), text=WORD, until=st.one_of(SOON, st.none())),
    command("propose", remedies=st.lists(REMEDY, max_size=3)),
    command("approve"),
    command("send-back"),
    command("confirm-remedy", remedy=NUMBER, how=WORD),
    command("escalate", to=st.sampled_from(["team_lead", "senior_management"])),
    command("acknowledge", how=st.just("spoken")),
    command("close", reason=WORD),
    signal("reply", text=WORD, alarming=st.sampled_from([(), (), ("fire",)])),
    signal("escalate", reason=WORD),
    signal("accept"),
    signal("refuse"),
    signal("rate", score=st.integers(1, 5), solved=st.booleans()),
    signal("contest", reason=WORD),
    signal("appeal", reason=WORD),
    signal("withdraw"),
    st.builds(
        lambda remedy, status: lambda life: life.paid(remedy, status),
        NUMBER,
        st.sampled_from(["settled", "refused", "pending", "unclear"]),
    ),
    st.sampled_from([None, 90, 98]).map(
        lambda sure: lambda life: life.records(trial.record(confidence=sure) if sure else None)
    ),
)
REGRADED = st.builds(
    lambda manager, said: lambda life: attempt(life, "grade", manager, {"reason": "on reflection"} | said),
    st.sampled_from(MANAGERS),
    st.sampled_from([{"level": 1}, {"level": 2}, {"urgency": "normal"}, {"urgency": "critical"}]),
)
# Chosen by kind first: alternatives within alternatives would all be equally likely, and no life got anywhere.
KINDS = [ONWARDS, ONWARDS, ONWARDS, ANYTHING, ANYTHING, REGRADED, stretch("pass_time"), stretch("sleep")]
ACTS = st.sampled_from(range(len(KINDS))).flatmap(lambda kind: KINDS[kind])


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A case after some twenty acts."""
    life = Life(policy=draw(st.sampled_from(POLICIES)), channel=draw(st.sampled_from(["web", "hotline"])))
    for act in draw(st.lists(ACTS, min_size=15, max_size=25)):
        act(life)
    return life
