"""`received` and `declined`: registering the complaint, and its review of scope."""

from temporalio import workflow

from domain import acknowledgement
from domain.complaint import CaseStart
from domain.intake import open_case
from domain.kinds import Stage
from workflows import effects
from workflows.messages import AcknowledgementNews
from workflows.shell import CaseShell


async def register(shell: CaseShell, start: CaseStart) -> None:
    """Put the complaint on record, triaged and acknowledged, in one step."""
    started_at = workflow.info().workflow_start_time
    step = open_case(start, policy=shell.policy, at=workflow.now(), started_at=started_at, follows=workflow.patched)
    await shell.write(step)


def see_that_it_is_acknowledged(shell: CaseShell) -> None:
    """Have the number brought to somebody who was not shown it."""
    case = shell.case
    phone = case.complaint.complainant.phone
    if not acknowledgement.is_wanted(case) or phone is None:
        return
    key = acknowledgement.notice_key(case)
    text = acknowledgement.text(case, zone=shell.policy.pack.zone)

    async def send() -> AcknowledgementNews:
        result = await effects.acknowledge(key=key, phone=phone, text=text)
        return AcknowledgementNews(request_id=key, key=key, delivered=result.delivered)

    shell.set_going(key, send)


async def review_scope(shell: CaseShell) -> None:
    """Wait in `declined` for the complainant to contest, or for the appeal window to pass."""
    while shell.is_in(Stage.RECEIVED, Stage.DECLINED):
        await shell.next_step()
