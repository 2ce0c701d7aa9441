"""`resolved` and `closed`: the complainant has the last word while its windows are open."""

from domain.kinds import Stage
from workflows.shell import CaseShell


async def ask_for_feedback(shell: CaseShell) -> None:
    """Wait for a rating or an appeal; dissatisfaction opens another cycle."""
    while shell.is_in(Stage.RESOLVED, Stage.CLOSED):
        await shell.next_step()
