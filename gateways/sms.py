"""The SMS carrier (短信通道)."""

import re
import unicodedata
from typing import Final, Literal

from domain.ports import NeighbourRefused
from gateways.neighbour import Answer, Neighbour

_TAKEN_BEFORE: Final = 409
_REFUSED: Final = 422
# What people put between the digits of a number.
_SEPARATORS: Final = re.compile(r"[ ()./-]+")


class _Taken(Answer):
    key: str
    status: Literal["accepted"]


class HttpSmsCarrier:
    """`NoticeCarrier` over HTTP, by the contract in docs/neighbours/sms.openapi.json."""

    def __init__(self, *, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    async def send(self, *, key: str, to: str, text: str, subject: str = "") -> None:
        """Send a message, which has no subject; the same key is sent once, however often this is tried.

        `to` is a number as people write it; the carrier takes digits alone, so one with an extension is refused.

        Raises:
            NeighbourRefused: the carrier will not send this; the reason is a word for machines.
            NeighbourUnavailable: it cannot be told whether the carrier took it; trying again is safe.
        """
        reply = await self._neighbour.post("sms", body={"key": key, "to": _dialled(to), "text": text})
        if reply.status == _TAKEN_BEFORE:
            # It went out, in the words of then: a notice tried again after a crash may be worded by what is now.
            return
        if reply.status == _REFUSED:
            raise NeighbourRefused(f"sms: {reply.reason()}")
        if reply.status != 200 or reply.read(_Taken).key != key:
            raise reply.not_the_contract()


def _dialled(phone: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", phone).strip())
