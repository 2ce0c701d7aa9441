"""Business records: the sample orders and what was put beside them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from local.neighbours.access import with_token
from local.neighbours.database import Database
from local.neighbours.order_forms import Order, OrderAnswer, OrderFacts, OrderNumber, OrderPut
from local.neighbours.problems import Refusal, documented
from local.neighbours.samples import find_sample
from local.neighbours.tables import OrderRow

SOURCE = "orders and billing"


class OrderBook:
    """The orders: what was put in goes before the samples."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def find(self, *, number: str) -> OrderAnswer:
        """Read an order.

        Raises:
            Refusal: 404 when there is no such order.
        """
        order, facts = self._stored(number) or self._sample(number)
        return OrderAnswer(order=order, facts=facts, source=SOURCE, fetched_at=datetime.now(UTC))

    def put(self, *, number: str, put: OrderPut) -> OrderAnswer:
        """Put an order in, or in the place of the one with this number."""
        with self._database.write() as session:
            order = Order(number=number, **put.model_dump(exclude={"facts"}))
            session.merge(OrderRow(number=number, order=order.model_dump(), facts=put.facts.model_dump()))
        return self.find(number=number)

    def _stored(self, number: str) -> tuple[Order, OrderFacts] | None:
        with self._database.read() as session:
            row = session.get(OrderRow, number)
        return None if row is None else (Order.model_validate(row.order), OrderFacts.model_validate(row.facts))

    @staticmethod
    def _sample(number: str) -> tuple[Order, OrderFacts]:
        sample = find_sample(number)
        if sample is None:
            raise Refusal(status=404, reason="unknown_order", detail="there is no order with this number")
        order = Order(number=number, service_line=sample.service_line, title=sample.title, amount_fen=sample.amount_fen)
        return order, sample.facts


def _book(request: Request) -> OrderBook:
    book: OrderBook = request.app.state.orders
    return book


Book = Annotated[OrderBook, Depends(_book)]
router = APIRouter(prefix="/orders", tags=["records"], dependencies=[Depends(with_token)])


@router.get("/{number:path}", responses=documented(401, 404, 422))
def read_order(number: OrderNumber, book: Book) -> OrderAnswer:
    """Read an order and what the records show of it; 404 with reason `unknown_order` when there is none."""
    return book.find(number=number)


@router.put("/{number:path}", responses=documented(401, 422))
def put_order(number: OrderNumber, put: OrderPut, book: Book) -> OrderAnswer:
    """Put an order beside the samples, for trying things out."""
    return book.put(number=number, put=put)
