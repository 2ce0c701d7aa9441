"""`mediating` and `adjudicating`: two sides and a mediator, then a panel."""

from domain.kinds import Stage
from workflows.shell import CaseShell


async def mediate(shell: CaseShell) -> None:
    """Wait for both to sign, or for the mediation and the window for a ruling to be over."""
    while shell.is_in(Stage.MEDIATING):
        await shell.next_step()


async def adjudicate(shell: CaseShell) -> None:
    """Wait for the ruling."""
    while shell.is_in(Stage.ADJUDICATING):
        await shell.next_step()
