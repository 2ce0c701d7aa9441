"""Acts at random: what anybody may try on a case at any moment, and what would naturally come next."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain import merging, work_orders
from domain.case import Handler
from domain.handover import Handover, KnownCase
from domain.kinds import Stage
from domain.ports import WorkOrderAnswer
from domain.refusals import Refused
from domain.step import Step
from domain.words import Words
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import alarming_every, policy_with

Act = Callable[[Life], object]

MILESTONES: list[dict[str, Any]] = [
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
_LOOK = {"zh": "查看", "en": "Look"}
PLAN: list[dict[str, Any]] = [
    {"kind": "interview", "when": "department == 'front'", "allowance": {"working_hours": 8}, "title": _LOOK},
    {"kind": "site_visit", "when": "level >= 2", "allowance": "PT20H", "title": _LOOK},
    {"kind": "expert", "when": "cause == 'system_error'", "allowance": {"working_days": 1}, "title": _LOOK},
]
POLICIES = [
    policy_with(
        milestones=MILESTONES,
        reopen=reopen,
        silence={"after": "P3D", "means": means},
        climb_every="PT26H",
        red_alert=alarming_every("PT7H"),
        repairs={"ask_again_every": "P1D"},
        case_reviews={"owner": "team_lead", "allowance": "P2D"},
        hearing={"window": "PT30H"},
        investigation={"plan": PLAN},
    )
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
OTHERS = ("RD-ANOTHER", "RD-TWIN", "RD-ZEBRA")
"""Other cases of the same complainant; the one under test is called RD-TEST."""
CASES = tuple(
    KnownCase(tracking_number=number, pack=POLICIES[0].pack.pack, is_in_work=True, is_same_complainant=True)
    for number in OTHERS
)
PEOPLE = (Handler(id="agent-1", department="front"), Handler(id="tech-1", department="technical"))

WORD = st.just("word")
REMEDY = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["refund", "voucher"]), "amount_fen": st.sampled_from([1, 5000, 60_000])}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["apology", "repair", "redo", "exchange"])}),
)
NUMBER = st.integers(1, 4).map(lambda number: f"RD-TEST-R{number}")
SOON = st.integers(1, 90).map(lambda hours: (trial.MONDAY + timedelta(hours=hours)).isoformat())


def attempt(life: Life, name: str, actor: Any, said: dict[str, Any]) -> None:
    """Give a command, whether or not it fits; refused, it has changed nothing."""
    before = (life.case, len(life.events))
    try:
        life.do(name, actor, people=PEOPLE, cases=CASES, **said)
    except Refused:
        assert (life.case, len(life.events)) == before


def bring(life: Life, what: Act) -> None:
    """Let something come from outside; while another case is asked to take this one over, nothing is heard."""
    if life.case.merging is None:
        what(life)


def hear(life: Life, what: Callable[[Step], None]) -> None:
    """Let another case's word be heard, whether or not it fits; refused, it has changed nothing."""
    before = (life.case, len(life.events))
    try:
        life.hear(what)
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
    return st.fixed_dictionaries(fields).map(lambda said: lambda life: bring(life, lambda now: now.say(name, **said)))


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
            for step in ({}, {"step": "sent"}, {"step": "returned"}):
                attempt(life, "confirm-remedy", MANAGERS[choice % 4], {"remedy": remedy.id, "how": "by hand", **step})
            for manager in MANAGERS[:2] if remedy.kind.is_automatic else []:
                attempt(life, "confirm-remedy", manager, {"remedy": remedy.id, "how": "by hand", "reference": "B-1"})
    elif options := NATURAL.get(life.case.stage):
        name, said = options[choice % len(options)]
        if life.case.stage in {Stage.INVESTIGATING, Stage.DECIDING}:
            attempt(life, name, MANAGERS[choice % 4], said)
        else:
            life.say(name, **said)


def ask_to_be_taken_over(number: str) -> Act:
    """A manager merges this case into another."""
    return lambda life: attempt(life, "merge-into", MANAGERS[0], {"tracking_number": number})


def be_answered(because: str) -> Act:
    """The other case has taken this one over, or will not."""

    def act(life: Life) -> None:
        if under_way := life.case.merging:
            refusal = Words(zh=because, en=because) if because else None
            hear(life, lambda step: merging.answered(step, key=under_way.key, refusal=refusal))

    return act


def absorb(number: str, minutes: dict[str, int], red_alert: bool) -> Act:
    """Another case asks to be taken over; `minutes` are its due moments from now, what is past it has missed."""

    def act(life: Life) -> None:
        due = {name: life.now + timedelta(minutes=ahead) for name, ahead in minutes.items()}
        missed = tuple(name for name, ahead in minutes.items() if ahead < 0)
        handover = Handover(tracking_number=number, due=due, missed=missed, red_alert=red_alert)
        hear(life, lambda step: merging.take_over(step, handover))

    return act


def repair(order: str, status: str) -> Act:
    """The repair system says what became of an order."""
    answer = WorkOrderAnswer.model_validate({"status": status, "reason": "device_unknown", "outcome": "repaired"})
    return lambda life: bring(
        life, lambda now: now.hear(lambda step: work_orders.answered(step, order_id=order, answer=answer))
    )


HANDED = st.dictionaries(
    st.sampled_from(sorted({each["name"] for each in MILESTONES} | {"elsewhere"})),
    st.integers(-600, 60 * 72),
    max_size=4,
)
ACROSS: st.SearchStrategy[Act] = st.one_of(
    st.sampled_from(OTHERS).map(ask_to_be_taken_over),
    st.sampled_from(["", "", "settled"]).map(be_answered),
    st.builds(absorb, st.sampled_from(OTHERS), HANDED, st.sampled_from([False, False, False, True])),
)
ONWARDS: st.SearchStrategy[Act] = st.integers(0, 11).map(
    lambda choice: lambda life: bring(life, lambda now: go_on(now, choice))
)
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
    command("complete-task", task=st.sampled_from(["T1", "T2", "T3", "T4"]), result=WORD),
    command("ask", of=st.sampled_from(["complainant", "respondent"]), text=WORD, until=st.one_of(SOON, st.none())),
    command("propose", remedies=st.lists(REMEDY, max_size=3)),
    command("approve"),
    command("send-back"),
    command("confirm-remedy", remedy=NUMBER, how=WORD, reference=st.sampled_from([None, "B-1", "B-2"])),
    command("retry-payment", remedy=NUMBER, reason=WORD),
    command("take-back-payment", remedy=NUMBER, reason=WORD),
    command("change-remedy", remedy=NUMBER, amount_fen=st.sampled_from([0, 100, 60_000]), reason=WORD),
    command("make-appointment", remedy=NUMBER, at=SOON, reason=WORD),
    command("escalate", to=st.sampled_from(["team_lead", "senior_management"])),
    command("acknowledge", how=st.just("spoken")),
    command("close", reason=WORD),
    command("order-repair", what=WORD, until=st.one_of(SOON, st.none())),
    command(
        "record-review",
        review=st.just("V1"),
        cause=st.just("other_party"),
        department=st.just("front"),
        what=WORD,
        improvement=WORD,
    ),
    st.builds(
        repair,
        st.sampled_from(["RD-TEST-W1", "RD-TEST-W2"]),
        st.sampled_from(["accepted", "accepted", "finished", "refused"]),
    ),
    signal("reply", text=WORD, alarming=st.sampled_from([(), (), ("fire",)])),
    signal("escalate", reason=WORD),
    signal("accept"),
    signal("refuse"),
    signal("rate", score=st.integers(1, 5), solved=st.booleans()),
    signal("contest", reason=WORD),
    signal("appeal", reason=WORD),
    signal("withdraw"),
    st.builds(
        lambda remedy, status: lambda life: bring(life, lambda now: now.paid(remedy, status)),
        NUMBER,
        st.sampled_from(["settled", "refused", "pending", "unclear"]),
    ),
    st.sampled_from([None, 90, 98]).map(
        lambda sure: lambda life: bring(life, lambda now: now.records(trial.record(confidence=sure) if sure else None))
    ),
)
REGRADED = st.builds(
    lambda manager, said: lambda life: attempt(life, "grade", manager, {"reason": "on reflection"} | said),
    st.sampled_from(MANAGERS),
    st.sampled_from([{"level": 1}, {"level": 2}, {"urgency": "normal"}, {"urgency": "critical"}]),
)
# Chosen by kind first: alternatives within alternatives would all be equally likely, and no life got anywhere.
KINDS = [ONWARDS, ONWARDS, ONWARDS, ANYTHING, ANYTHING, REGRADED, ACROSS, stretch("pass_time"), stretch("sleep")]
ACTS = st.sampled_from(range(len(KINDS))).flatmap(lambda kind: KINDS[kind])


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A case after some twenty acts."""
    life = Life(policy=draw(st.sampled_from(POLICIES)), channel=draw(st.sampled_from(["web", "hotline"])))
    for act in draw(st.lists(ACTS, min_size=15, max_size=25)):
        act(life)
    return life
