"""What became of notices, told to their cases by signal."""

from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.outgoing import NoticeState, Settled
from domain.ports import NeighbourUnavailable
from workflows.messages import NOTICE_SIGNAL, NoticeNews

_PATIENCE: Final = timedelta(seconds=4)


class SignalledNews:
    """Tells the workflow of a case; implements `domain.ports.CaseNews`."""

    def __init__(self, *, client: Client) -> None:
        self._client = client

    async def tell(self, settled: Settled) -> None:
        """Send the signal; a workflow that is over needs none. Raises `NeighbourUnavailable`."""
        is_sent = settled.state is NoticeState.SENT
        news = NoticeNews(
            request_id=settled.key,
            key=settled.key,
            what=settled.what,
            receiver=settled.receiver,
            by=(settled.channel or "") if is_sent else "",
            because="" if is_sent else settled.failure or settled.state,
        )
        case = self._client.get_workflow_handle(settled.tracking_number or "")
        try:
            await case.signal(NOTICE_SIGNAL, news, rpc_timeout=_PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise NeighbourUnavailable("Temporal does not take the signal") from error
