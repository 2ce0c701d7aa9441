"""`deciding` and `awaiting_complainant`: authority first, then the complainant."""

from domain.kinds import Stage
from workflows.shell import CaseShell


async def decide(shell: CaseShell) -> None:
    """Wait for somebody with the authority to approve the remedies or send them back."""
    while shell.is_in(Stage.DECIDING):
        await shell.next_step()


async def hear_the_complainant(shell: CaseShell) -> None:
    """Wait for a yes or a no; silence has the pack's rule."""
    while shell.is_in(Stage.AWAITING_COMPLAINANT):
        await shell.next_step()
