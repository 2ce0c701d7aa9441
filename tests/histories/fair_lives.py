"""The recorded lives in which something is fair: a settlement, a ruling, an award, an advance that is claimed."""

from datetime import timedelta
from typing import Any

from domain.events import RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from storage.staff import StaffMember
from tests import trial
from tests.engine.town import LiveCase, Town

PROMISE = {"text": "A written apology.", "by": "respondent", "until": "2027-06-30T10:00:00Z"}
PAID: dict[str, Any] = {
    "text": "Half of it.",
    "remedies": [{"kind": "refund", "amount_fen": 3000}],
    "promises": [PROMISE],
}
WORDS: dict[str, Any] = {"text": "Both sides let the matter rest."}
PARTS = {"overcharged_fen": 0, "responsible": "respondent", "cause": "theft"}
AGAINST: dict[str, Any] = trial.FINDING | PARTS | {"evidence": ["photo-1"]}
HEAD = Actor(role="department_head", id="head-9", department="front", rung="department_head")
MAKER: dict[str, Any] = trial.FINDING | {"responsible": "third_party"}


async def settled(town: Town) -> LiveCase:
    """The respondent is heard; of two proposals one is withdrawn and one refused; the third is signed by all."""
    mediator = await _hired(town, "mediator")
    case = await _refused(town)
    await case.do("record-mediation", mediator, session={"at": "2027-05-04T10:00:00Z", "where": "Room 3"})
    await case.do("record-mediation", mediator, proposal=WORDS)
    await case.do("withdraw-proposal", mediator, proposal=1, reason="A slip.")
    await case.do("record-mediation", mediator, proposal=WORDS)
    await case.say("refuse", RESPONDENT, proposal=2, reason="I owe nothing.")
    await case.until_happened(EventKind.PROPOSAL_REFUSED)
    await case.pass_time(days=6)
    await case.do("record-mediation", mediator, proposal=PAID)
    await case.say("accept", proposal=3, name="Zhang San")
    await case.say("accept", RESPONDENT, proposal=3, name="Li Ayi")
    await case.until_happened(EventKind.SETTLEMENT_SIGNED, times=2)
    await case.do("sign-settlement", HEAD, proposal=3, name="Wang Fang")
    return await _archived(town, case, mediator)


async def ruled(town: Town) -> LiveCase:
    """The mediator steps down, another fails; a member of the panel steps down, another is too late; they rule."""
    mediators = [await _hired(town, "mediator") for _ in range(2)]
    judges = {each.id: each for each in [await _hired(town, "panel_member") for _ in range(5)]}
    case = await _refused(town)
    opened = (await case.case()).mediation
    assert opened
    first = next(each for each in mediators if each.id == opened.mediator)
    await case.do("recuse-mediator", first, reason="My neighbour.")
    second = next(each for each in mediators if each is not first)
    await case.do("fail-mediation", second, reason="They will not agree.")
    await case.say("ask_for_ruling", reason="Rule on it.")
    panel = (await case.until(Stage.ADJUDICATING)).panel
    assert panel
    await case.do("recuse", judges[panel.seated[2]], reason="My neighbour.")
    panel = (await case.case()).panel
    assert panel
    first_two = panel.seated[:2]
    for staff, outcome in zip(first_two, ("uphold", "dismiss"), strict=True):
        await case.do("vote", judges[staff], outcome=outcome, reason="So it is.")
    await case.pass_time(days=6, hours=1)
    panel = (await case.case()).panel
    assert panel
    [last] = set(panel.seated) - set(first_two)
    await case.do("vote", judges[last], outcome="uphold", reason="So it is.")
    ordered: dict[str, Any] = {
        "remedies": [{"kind": "refund", "amount_fen": 500}],
        "penalties": [{"kind": "points", "points": 2}],
    }
    await case.do("give-ruling", judges[panel.seated[0]], reasons="The meter ran on.", **ordered)
    return await _archived(town, case, *mediators, *judges.values())


async def arbitrated(town: Town) -> LiveCase:
    """Both sides prefer an arbitrator, whose award is paid."""
    mediator = await _hired(town, "mediator")
    case = await _refused(town)
    await case.do("fail-mediation", mediator, reason="They will not agree.")
    await case.say("ask_for_ruling", reason="By somebody outside.", arbitrator=True)
    await case.until_happened(EventKind.ARBITRATION_PREFERRED)
    await case.say("ask_for_ruling", RESPONDENT, reason="So be it.", arbitrator=True)
    await case.until_happened(EventKind.ARBITRATION_AGREED)
    outside = Actor(role="team_lead", id="lead-9", department="front", rung="team_lead")
    await case.do("refer-to-arbitrator", outside, body="Arbitration Commission", reference="A-1", package="a" * 64)
    referred = (await case.until_happened(EventKind.ARBITRATION_REFERRED))[-1]
    given_at = referred.at + timedelta(minutes=30)
    await case.pass_time(hours=1)
    await case.say("add_evidence", id="award-1", kind="document", sha256="c" * 64, size=1, media_type="application/pdf")
    award: dict[str, Any] = {"outcome": "uphold", "text": "Pay.", "remedies": [{"kind": "refund", "amount_fen": 500}]}
    given: dict[str, Any] = {"reference": "A-1/2", "given_at": given_at.isoformat(), "evidence": "award-1"}
    await case.do("record-award", outside, **award, **given)
    return await _archived(town, case, mediator)


async def claimed(town: Town) -> LiveCase:
    """The maker is responsible: what is due is paid in advance and claimed; an amount is changed on the way."""
    SHELF.put(trial.recorded_fair())
    case = await _open(town)
    await case.until(Stage.INVESTIGATING)
    await case.do("record-finding", **MAKER)
    await case.do("approve", trial.LEAD)
    await case.until_happened(EventKind.RECOURSE_OPENED)
    return await _archived(town, case)


async def _refused(town: Town) -> LiveCase:
    """A case found against its respondent, fined, whose complainant refuses what is offered."""
    SHELF.put(trial.recorded_fair())
    case = await _open(town, respondent="Li Ayi")
    await case.until(Stage.INVESTIGATING)
    await case.say("add_evidence", id="photo-1", kind="photo", sha256="a" * 64, size=1, media_type="image/png")
    await case.do("notify-respondent", phone="+8613900000000", allegation="A ring is missing since Monday.")
    await case.say("reply", RESPONDENT, text="I took nothing.")
    await case.until_happened(EventKind.RESPONDENT_HEARD)
    await case.do("record-finding", trial.LEAD, **AGAINST)
    await case.do("impose-penalty", trial.LEAD)
    await case.do("propose", remedies=[{"kind": "voucher", "amount_fen": 100, "note": "sorry"}])
    remedy = (await case.case()).remedies[-1].id
    await case.do("change-remedy", remedy=remedy, amount_fen=200, reason="Rather that.")
    await case.do("approve", HEAD)
    await case.say("refuse", reason="too little")
    await case.until(Stage.MEDIATING)
    return case


async def _open(town: Town, **complaint: Any) -> LiveCase:
    return await town.open(pack="recorded_fair", service_line="recorded_fair", order_number=None, **complaint)


async def _hired(town: Town, role: str) -> Actor:
    hired: StaffMember = await town.staff.add(name=role, role=role, rung="handler", department="outside")
    return Actor(role=role, id=hired.id, department="outside", rung="handler")


async def _archived(town: Town, case: LiveCase, *people: Actor) -> LiveCase:
    await case.until(Stage.RESOLVED)
    for person in people:
        await town.staff.disable(person.id)
    await case.pass_time(days=38)
    return case
