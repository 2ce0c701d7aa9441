"""The lives whose histories are recorded: together they put every kind of event on a timeline."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.exceptions import ApplicationError

from domain.case import Handler
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.engine.town import LiveCase, Town

SHA256 = "0" * 64


async def straight_through(town: Town) -> LiveCase:
    """The records settle it: refunded twofold, archived with nobody's hand."""
    case = await open_case(town, order_number="BIKE-OVERCHARGE-1-recorded")
    await case.until(Stage.RESOLVED)
    await case.pass_time(days=38)
    return case


async def voucher(town: Town) -> LiveCase:
    """The records settle it by a voucher; the complainant is content."""
    case = await open_case(town, order_number="BIKE-FAULT-1-recorded")
    await case.until(Stage.RESOLVED)
    await case.say("rate", score=5, solved=True, comment="quick")
    await case.until(Stage.CLOSED)
    await case.pass_time(days=31)
    return case


async def by_hand(town: Town) -> LiveCase:
    """Asked, answered, sent back, refused, taken up one level higher, accepted by silence."""
    case = await open_case(town, order_number=None, channel="hotline")
    await case.until_happened(EventKind.NOTICE_SENT)
    await case.do("assign", handler="agent-1", people=(Handler(id="agent-1", department="front"),))
    await case.do("respond", text="We are looking into it.", final=False)
    await case.do("ask", of="complainant", text="Which bike was it?")
    await case.say("add_evidence", id="E1", kind="photo", sha256=SHA256, size=1, media_type="image/png")
    await case.say("reply", text="The red one.")
    await case.until_happened(EventKind.REPLIED)
    await case.do("ask", of="complainant", text="When?")
    await case.pass_time(minutes=30)
    await case.say("reply", text="On Monday.")
    await case.say("escalate", reason="it takes long")
    await case.until_happened(EventKind.ESCALATED)
    await case.do("record-finding", **trial.FINDING)
    await case.do("send-back", trial.LEAD, note="look again")
    await case.do("propose", remedies=[{"kind": "voucher", "amount_fen": 100, "note": "sorry"}])
    await case.do("approve", trial.LEAD)
    await case.say("refuse", reason="too little")
    await case.until(Stage.INVESTIGATING)
    await case.do("record-finding", **trial.FINDING)
    await case.do("approve", trial.LEAD, note="rightly so")
    await case.pass_time(days=3, minutes=1)
    await case.until(Stage.RESOLVED)
    await case.pass_time(days=38)
    return case


async def late(town: Town) -> LiveCase:
    """Warned, missed, climbed to the top, answered late, reopened, appealed, ended without agreement."""
    case = await open_case(town, order_number="NO-SUCH-ORDER")
    await case.until_happened(EventKind.RECORDS_MISSING)
    await case.pass_time(hours=6)
    await case.until_happened(EventKind.REMINDED)
    await case.do("respond", text="No.", final=True)
    await case.say("rate", score=1, solved=False)
    await case.until_true(lambda it: it.cycle == 2, what="second cycle")
    await case.do("respond", trial.OTHER_AGENT, text="No.", final=True)
    await case.do("close", trial.LEAD, reason="answered")
    await case.say("appeal", reason="unheard")
    await case.until_true(lambda it: it.cycle == 3, what="third cycle")
    await case.do("respond", trial.INVESTIGATOR, text="No.", final=True)
    await case.say("rate", score=2, solved=False)
    await case.until_true(lambda it: it.exhausted, what="end of the cycles")
    await case.pass_time(days=8)
    return case


async def declined(town: Town) -> LiveCase:
    """Declined, contested, graded and classified anew, withdrawn."""
    case = await open_case(town, order_number=None)
    await case.do("decline", trial.LEAD, reason="not ours", referral="the city")
    await case.say("contest", reason="it is yours")
    await case.until_true(lambda it: it.cycle == 2, what="second cycle")
    await case.do("classify", trial.HEAD, category="other", kind="other")
    await case.do("grade", trial.HEAD, level=3, urgency="critical", reason="grave")
    await case.do("note", trial.HEAD, text="for the file")
    await case.say("accept")
    await case.until_happened(EventKind.NOT_APPLICABLE)
    await case.say("withdraw", reason="settled otherwise")
    await case.until(Stage.WITHDRAWN)
    return case


async def red_alert(town: Town) -> LiveCase:
    """By letter, alarming, acknowledged by hand; the payment fails for good and finance pays."""
    complainant = {"name": "Zhang San"}
    case = await open_case(town, order_number=None, channel="letter", complainant=complainant, reading=trial.FIRE)
    await case.do("acknowledge", trial.CLERK, how="printed")
    await case.do("record-finding", trial.TECHNICIAN, **trial.FINDING)
    await case.do("approve", trial.TECHNICAL_LEAD)
    town.neighbours.fault("refuse", times=6)
    await case.say("accept")
    await case.until_happened(EventKind.PAYMENT_FAILED)
    await case.pass_time(hours=2)
    await case.until_happened(EventKind.PAYMENT_FAILED, times=6)
    for finance in (trial.FINANCE, trial.OTHER_FINANCE):
        remedy = f"{case.number}-R1"
        await case.do("confirm-remedy", finance, remedy=remedy, how="by bank transfer", reference="BANK-1")
    await case.until(Stage.RESOLVED)
    await case.pass_time(days=38)
    return case


async def long(town: Town) -> LiveCase:
    """So many words that the life goes on in new runs."""
    case = await open_case(town, order_number=None, event_limit=60)
    for i in range(12):
        await case.do("note", text=f"note {i}")
    await case.do("respond", text="That is all.", final=True)
    await case.pass_time(days=38)
    return case


async def put_right(town: Town) -> LiveCase:
    """Classified and raised by people, declined, contested as what it is, answered, reopened, answered again."""
    case = await open_case(town, order_number=None)
    await case.do("classify", category="fault", kind="lock")
    await case.do("escalate", trial.TECHNICAL_LEAD, to="department_head")
    await case.do("decline", trial.TECHNICAL_LEAD, reason="not ours", referral="the city")
    await case.say("contest", reason="it is yours")
    await case.until_true(lambda it: it.cycle == 2, what="second cycle")
    await case.do("respond", trial.MANAGER, text="No.", final=True)
    await case.say("rate", score=1, solved=False)
    await case.until_true(lambda it: it.cycle == 3, what="third cycle")
    await case.do("respond", trial.TECHNICAL_LEAD, text="No.", final=True)
    await case.pass_time(days=38)
    return case


async def alarming(town: Town) -> LiveCase:
    """On fire by its words, said again until the management acknowledges; smoking again by hand."""
    case = await open_case(town, order_number=None, reading=trial.FIRE)
    await case.pass_time(minutes=11)
    await case.until_happened(EventKind.ALERT_REPEATED)
    await case.do("acknowledge-alert", trial.MANAGER, note="on my way")
    await case.do("raise-alert", trial.TECHNICIAN, reason="smoke again")
    await case.do("acknowledge-alert", trial.MANAGER)
    await case.do("respond", trial.TECHNICIAN, text="It is out.", final=True)
    await case.say("reply", text="It smokes", alarming=["fire"])
    await case.pass_time(days=38)
    return case


async def busy(town: Town) -> LiveCase:
    """With tasks: one done late, after a reminder, one that goes with the case."""
    case = await open_case(town, order_number=None)
    due_at = (await case.until(Stage.INVESTIGATING)).received_at + timedelta(hours=1)
    await case.do("open-task", title="Look at the meter", due_at=due_at.isoformat())
    await case.do("open-task", title="Ask the site")
    await case.pass_time(hours=1, minutes=1)
    await case.until_happened(EventKind.TASK_REMINDED)
    await case.do("complete-task", task="T1", result="It ran on.")
    await case.say("withdraw", reason="settled otherwise")
    return case


async def migrated(town: Town) -> LiveCase:
    """Moved to the next version of its pack on the way, then answered."""
    first, second = trial.recorded_versions()
    SHELF.put(first)
    case = await town.open(pack=first.pack.pack, service_line=first.pack.pack, order_number=None)
    await case.until(Stage.INVESTIGATING)
    SHELF.put(second)
    await case.migrate(second.pack.version)
    await case.do("respond", text="That is all.", final=True)
    await case.pass_time(days=38)
    return case


async def asleep(town: Town) -> LiveCase:
    """Answered at night, told in the morning, with a word of progress; resolved at night, too."""
    policy = trial.recorded_quiet()
    SHELF.put(policy)
    case = await town.open(pack=policy.pack.pack, service_line=policy.pack.pack, order_number=None, channel="hotline")
    await case.until_happened(EventKind.ACKNOWLEDGED)
    await case.do("respond", text="We look into it.", final=False)
    await case.pass_time(days=1)
    await case.until_happened(EventKind.PROGRESS_TOLD)
    await case.do("respond", text="It was our fault.", final=True)
    await case.pass_time(days=38)
    return case


async def merged(town: Town) -> LiveCase:
    """A duplicate: the first case that it is merged into is over by then, the second goes on for both."""
    over, survivor, case = [await open_case(town, order_number=None) for _ in range(3)]
    await over.say("withdraw", reason="found it")
    await over.until(Stage.WITHDRAWN)
    with suppress(ApplicationError):
        await case.merge_into(over.number, pack="recorded")
    await case.merge_into(survivor.number, pack="recorded")
    return case


async def going_on(town: Town) -> LiveCase:
    """A case that takes over an older duplicate on fire, and is answered."""
    received_at = datetime.now(UTC) - timedelta(hours=1)
    case = await open_case(town, order_number=None)
    duplicate = await open_case(town, order_number=None, reading=trial.FIRE, received_at=received_at)
    await duplicate.merge_into(case.number, trial.MANAGER, pack="recorded")
    await case.do("acknowledge-alert", trial.MANAGER)
    await case.do("respond", trial.INVESTIGATOR, text="Both are seen to.", final=True)
    await case.pass_time(days=38)
    return case


async def open_case(town: Town, **complaint: Any) -> LiveCase:
    """File a complaint under the recorded pack."""
    return await town.open(pack="recorded", service_line="recorded_bike", **complaint)


LIVES: dict[str, Callable[[Town], Awaitable[LiveCase]]] = {
    life.__name__: life
    for life in (
        straight_through,
        voucher,
        by_hand,
        late,
        declined,
        red_alert,
        long,
        put_right,
        alarming,
        busy,
        migrated,
        asleep,
        merged,
        going_on,
    )
}
