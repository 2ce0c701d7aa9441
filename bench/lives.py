"""Lives of complaints: each a story from both sides of the counter; together they stand in every stage."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from bench.by_hand import pay_by_hand
from bench.population import Life
from domain.kinds import Stage

View = Mapping[str, Any]
Play = Callable[[Life], Awaitable[None]]

BASICS: Final[View] = {"service_line": "swift_bike", "channel": "web", "complainant": {"name": "王芳"}}
OVERCHARGE: Final[View] = {**BASICS, "description": "I was overcharged.", "amount_fen": 600}
LOCK: Final[View] = {**BASICS, "description": "The lock jammed and I had to wait."}
FIRE: Final[View] = {**BASICS, "description": "The battery caught fire."}
OTHER: Final[View] = {**BASICS, "description": "The map in the app is out of date."}
PHONED: Final[View] = {
    **OTHER,
    "channel": "hotline",
    "complainant": {"name": "李雷", "phone": "+8613800138000"},
}
FINDING: Final[View] = {
    "facts": "The meter ran on.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "overcharged_fen": 600,
    "confidence": 80,
}


class Story(NamedTuple):
    """A life by name: what is filed, and what happens then until somebody brings it to its end."""

    name: str
    complaint: Mapping[str, Any]
    play: Play


async def straight_through(life: Life) -> None:
    """The records settle it, and the gateway is at its worst."""
    await life.reach(Stage.RESOLVED)
    await life.breathe()
    await life.say("satisfaction", score=5, solved=True)


async def paid_by_hand(life: Life) -> None:
    """Finding, approval, consent, payment."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("note", text="called back")
    await life.breathe()
    await life.handle("respond", text="We look into it.", final=False)
    await life.handle("record-finding", **FINDING)
    await life.breathe()
    await life.approve()
    await life.breathe()
    await life.population.fault_by_turns()
    await life.say("acceptance")
    await life.reach(Stage.RESOLVED)
    await life.breathe()


async def asked(life: Life) -> None:
    """The complainant is asked for something, and answers in their own time."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("ask", of="complainant", text="When was it?")
    await life.breathe()
    await life.say("replies", text="On Monday.")
    await life.breathe()
    await life.handle("respond", text="The map is being corrected.", final=True)


async def answered(life: Life) -> None:
    """Answered in words, and that is all that was wanted."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("respond", text="We look into it.", final=False)
    await life.breathe()
    await life.handle("respond", text="It has been seen to.", final=True)
    await life.say("satisfaction", score=5, solved=True)


async def unrated(life: Life) -> None:
    """Answered, and never heard of again."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("respond", text="It has been seen to.", final=True)
    await life.reach(Stage.CLOSED)


async def by_our_hands(life: Life) -> None:
    """What is done again waits for a person while the money goes by itself."""
    await life.reach(Stage.INVESTIGATING)
    refund = {"kind": "refund", "amount_fen": 3000}
    await life.handle("propose", remedies=[refund, {"kind": "redo"}])
    await life.breathe()
    await life.approve()
    await life.population.fault_by_turns()
    await life.say("acceptance")
    await life.reach(Stage.REMEDYING)
    await life.breathe()
    await life.handle("confirm-remedy", remedy=f"{life.number}-R2", how="cleaned anew")
    await life.reach(Stage.RESOLVED)


async def refused_first(life: Life) -> None:
    """The first offer is refused, the second taken."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("propose", remedies=[{"kind": "compensation", "amount_fen": 500}])
    await life.approve()
    await life.breathe()
    await life.say("refusal", reason="That is not enough.")
    await life.reach(Stage.INVESTIGATING)
    await life.breathe()
    await life.handle("propose", remedies=[{"kind": "compensation", "amount_fen": 1500}])
    await life.approve()
    await life.breathe()
    await life.say("acceptance")


async def never_settled(life: Life) -> None:
    """The offer is refused, and the mediator sees that the two sides will not agree."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("propose", remedies=[{"kind": "compensation", "amount_fen": 500}])
    await life.approve()
    await life.say("refusal", reason="That is not enough.")
    await life.reach(Stage.MEDIATING)
    await life.do("fail-mediation", life.population.crew.any_of("mediator"), reason="They will not agree.")
    await life.reach(Stage.RESOLVED)


async def sent_back(life: Life) -> None:
    """What is proposed is sent back once."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("propose", remedies=[{"kind": "refund", "amount_fen": 2500}])
    await life.breathe()
    await life.approve("send-back")
    await life.handle("record-finding", **FINDING)
    await life.breathe()
    await life.approve()
    await life.say("acceptance")


async def silent(life: Life) -> None:
    """Nobody answers: by this pack that is a yes."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("record-finding", **FINDING)
    await life.approve()
    await life.reach(Stage.RESOLVED)


async def declined(life: Life) -> None:
    """Out of scope, and nobody contests it."""
    await life.reach(Stage.INVESTIGATING)
    await life.breathe()
    await life.lead("decline", reason="That is for the city.", referral="The city's hotline")


async def contested(life: Life) -> None:
    """Out of scope, contested, and heard by somebody else."""
    await declined(life)
    await life.say("contest", reason="It was your bicycle.")
    await life.reach(Stage.INVESTIGATING, cycle=2)
    await life.breathe()
    await life.handle("respond", text="You are right.", final=True)


async def withdrawn(life: Life) -> None:
    """The complainant gives it up early."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("note", text="no answer on the telephone")
    await life.breathe()
    await life.say("withdrawal", reason="It has settled itself.")


async def withdrawn_in_payment(life: Life) -> None:
    """The complainant gives it up while the money is on its way: the payment settles first."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("record-finding", **FINDING)
    await life.approve()
    await life.population.fault("late")
    await life.say("acceptance")
    await life.say("withdrawal", reason="I have no time for this.")


async def dissatisfied(life: Life) -> None:
    """The answer does not satisfy: other people, one level up, find for the complainant."""
    await asked(life)
    await life.say("satisfaction", score=1, solved=False)
    await life.reach(Stage.INVESTIGATING, cycle=2)
    await life.breathe()
    await life.handle("record-finding", **FINDING)
    await life.breathe()
    await life.approve()
    await life.population.fault_by_turns()
    await life.say("acceptance")


async def appealed(life: Life) -> None:
    """Satisfied at first, and then not."""
    await asked(life)
    await life.say("satisfaction", score=4, solved=True)
    await life.say("appeal", reason="It happened again.")
    await life.reach(Stage.INVESTIGATING, cycle=2)
    await life.breathe()
    await life.handle("respond", text="The cause is gone now.", final=True)


async def never_satisfied(life: Life) -> None:
    """Three cycles, after which others can help."""
    for cycle in (1, 2, 3):
        await life.reach(Stage.INVESTIGATING, cycle=cycle)
        await life.handle("respond", text="We cannot do more.", final=True)
        await life.breathe()
        await life.say("satisfaction", score=2, solved=False)


async def a_voucher(life: Life) -> None:
    """A fault of the lock: a voucher, which goes by another book."""
    await life.reach(Stage.INVESTIGATING)
    finding = {**FINDING, "cause": "device_fault", "overcharged_fen": 0, "delayed_minutes": 25}
    await life.handle("record-finding", **finding)
    await life.breathe()
    await life.approve()
    await life.population.fault("drop_answer", on="vouchers")
    await life.say("acceptance")
    await life.reach(Stage.RESOLVED)
    await life.say("satisfaction", score=5, solved=True)


async def red_alert(life: Life) -> None:
    """A red alert goes on as a case of ours when it is withdrawn."""
    await life.reach(Stage.INVESTIGATING)
    await life.say("escalations", reason="This is dangerous.")
    await life.breathe()
    await life.say("withdrawal", reason="I moved away.")
    await life.handle("respond", text="All batteries of that make are gone.", final=True)


async def passed_around(life: Life) -> None:
    """Classified, graded, assigned and escalated by hand, and closed by staff."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("classify", category="fault", kind="lock")
    await life.breathe()
    await life.lead("grade", level=2, reason="several of them")
    await life.lead("assign", department="front")
    await life.lead("escalate", to="department_head")
    await life.breathe()
    await life.handle("respond", text="The lock was changed.", final=True)
    await life.lead("close", reason="settled on the telephone")


async def confirmed_by_finance(life: Life) -> None:
    """The gateway refuses; finance may be quicker than the next try."""
    await life.reach(Stage.INVESTIGATING)
    await life.handle("record-finding", **FINDING)
    await life.approve()
    await life.population.fault("refuse")
    await life.say("acceptance")
    await life.reach(Stage.REMEDYING)
    await life.breathe()
    by_transfer = await pay_by_hand(life, f"{life.number}-R1")
    if not by_transfer.is_success:
        await life.reach(Stage.RESOLVED)


STORIES: Final = (
    Story("straight through", {**OVERCHARGE, "order_number": "BIKE-OVERCHARGE-1"}, straight_through),
    Story("paid by hand", OVERCHARGE, paid_by_hand),
    Story("asked", PHONED, asked),
    Story("by our hands", OTHER, by_our_hands),
    Story("refused first", OVERCHARGE, refused_first),
    Story("sent back", OVERCHARGE, sent_back),
    Story("silent", OVERCHARGE, silent),
    Story("declined", OTHER, declined),
    Story("contested", OTHER, contested),
    Story("withdrawn", OTHER, withdrawn),
    Story("withdrawn in payment", OVERCHARGE, withdrawn_in_payment),
    Story("dissatisfied", OTHER, dissatisfied),
    Story("appealed", OTHER, appealed),
    Story("never satisfied", OTHER, never_satisfied),
    Story("a voucher", LOCK, a_voucher),
    Story("red alert", FIRE, red_alert),
    Story("passed around", OTHER, passed_around),
    Story("confirmed by finance", OVERCHARGE, confirmed_by_finance),
    Story("straight through", {**OVERCHARGE, "order_number": "BIKE-OVERCHARGE-1"}, straight_through),
    Story("unrated", PHONED, unrated),
)
