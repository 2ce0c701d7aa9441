"""The lists of what neighbours have moved (对账单), page by page (E9)."""

from typing import Annotated, Final

from pydantic import Field

from domain.money import CNY, Currency
from domain.ports_money import Book, Movement, MovementPage
from gateways.neighbour import Answer, Neighbour

# A page of so many movements stays well within what is read of an answer.
_PAGE: Final = 200


class _Movement(Answer):
    key: Annotated[str, Field(max_length=200)]
    amount_fen: Annotated[int, Field(ge=0)]
    currency: Currency = CNY
    account: Annotated[str, Field(max_length=64)] = ""


class _Movements(Answer):
    items: Annotated[list[_Movement], Field(max_length=1_000)]
    next: int | None = None


class HttpBooks:
    """`NeighbourBooks` over HTTP, by the contract in docs/neighbours/payments.openapi.json."""

    def __init__(self, *, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    async def page(self, book: Book, *, after: int) -> MovementPage:
        """Give the movements after a place, oldest first. Raises `NeighbourUnavailable`."""
        reply = await self._neighbour.get(book, query={"after": after, "limit": _PAGE})
        if reply.status != 200:
            raise reply.not_the_contract()
        page = reply.read(_Movements)
        if page.next is not None and page.next <= after:
            raise reply.not_the_contract()
        return MovementPage(
            items=tuple(Movement.model_validate(each.model_dump()) for each in page.items), next=page.next
        )
