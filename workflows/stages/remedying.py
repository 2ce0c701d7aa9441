"""`remedying`: what another system carries out is sent there once; the rest waits for a person's confirmation."""

from domain.case_remedies import Remedy, RemedyStatus
from domain.kinds import Stage
from workflows import effects
from workflows.messages import PaymentNews
from workflows.shell import CaseShell


async def carry_out_remedies(shell: CaseShell) -> None:
    """See every remedy carried out."""
    while shell.is_in(Stage.REMEDYING):
        for remedy in shell.case.remedies:
            if remedy.status is RemedyStatus.PAYING:
                _pay(shell, remedy)
        await shell.next_step()


def _pay(shell: CaseShell, remedy: Remedy) -> None:
    key = f"{remedy.id}/{remedy.attempts}"

    async def pay() -> PaymentNews:
        answer = await effects.pay(shell.case, remedy, currency=shell.policy.pack.currency)
        return PaymentNews(request_id=key, remedy=remedy.id, answer=answer)

    shell.set_going(key, pay)
