"""`investigating`: the records are fetched by themselves, people do the rest."""

from domain.kinds import Stage
from workflows import effects
from workflows.messages import RecordsNews
from workflows.shell import CaseShell


async def investigate(shell: CaseShell) -> None:
    """Wait for a remedy, an answer or a decline; where the pack allows, the records alone decide."""
    while shell.is_in(Stage.INVESTIGATING):
        _fetch_records(shell)
        await shell.next_step()


def _fetch_records(shell: CaseShell) -> None:
    order_number = shell.case.complaint.order_number
    if shell.case.records != "wanted" or order_number is None:
        return

    async def fetch() -> RecordsNews:
        result = await effects.fetch_records(order_number)
        return RecordsNews(request_id="records", record=result.record)

    shell.set_going("records", fetch)
