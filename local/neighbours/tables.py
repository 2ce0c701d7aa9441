"""The neighbours' own tables, in one SQLite file: they are other people's systems and share nothing with Redress."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, Index, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Instant(TypeDecorator[datetime]):
    """A UTC instant as text of one width, since SQLite keeps no zone; the text sorts as time does."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the instant in UTC."""
        return None if value is None else value.astimezone(UTC).strftime(_FORMAT)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read the instant back, with its zone."""
        return None if value is None else datetime.strptime(value, _FORMAT).replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Base of the neighbours' tables."""

    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012  SQLAlchemy's own spelling


class PaymentRow(Table):
    """What became of one key in one book (`payments` or `vouchers`)."""

    __tablename__ = "payments"
    __table_args__ = (Index("payments_to_settle", "settle_at"),)

    book: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    reference: Mapped[str]
    amount_fen: Mapped[int]
    status: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]
    currency: Mapped[str] = mapped_column(default="CNY", server_default="CNY")
    account: Mapped[str] = mapped_column(default="", server_default="")
    days: Mapped[int] = mapped_column(default=0, server_default="0")
    # Set while the payment is pending only: its settlement outlives a restart.
    settle_at: Mapped[datetime | None]


class MovementRow(Table):
    """One movement of money. Apart from `payments` on purpose: a payment made twice would stand here twice."""

    __tablename__ = "movements"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    book: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    amount_fen: Mapped[int]
    currency: Mapped[str] = mapped_column(default="CNY", server_default="CNY")
    account: Mapped[str] = mapped_column(default="", server_default="")
    days: Mapped[int] = mapped_column(default=0, server_default="0")
    at: Mapped[datetime]


class DepositRow(Table):
    """Money that somebody put into the supervised account."""

    __tablename__ = "deposits"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    amount_fen: Mapped[int]
    currency: Mapped[str]
    at: Mapped[datetime]


class FaultRow(Table):
    """A fault somebody asked for, with how many calls it still hits."""

    __tablename__ = "faults"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    book: Mapped[str]
    what: Mapped[str]
    left: Mapped[int]


class CallbackRow(Table):
    """One call to Redress that is owed; `due_at` is empty once it was taken or given up."""

    __tablename__ = "callbacks"
    __table_args__ = (Index("callbacks_to_send", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    hook: Mapped[str]
    body: Mapped[dict[str, Any]]
    owed_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None]


class RepairRow(Table):
    """One repair; `finish_at` is empty once it is finished. `fault` says what goes wrong with the word of its end."""

    __tablename__ = "repairs"
    __table_args__ = (Index("repairs_to_finish", "finish_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[dict[str, Any]]
    status: Mapped[str]
    at: Mapped[datetime]
    finish_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    parts: Mapped[list[str] | None]
    reason: Mapped[str | None]
    fault: Mapped[str]


class OrderRow(Table):
    """One order that somebody put in beside the samples."""

    __tablename__ = "orders"

    number: Mapped[str] = mapped_column(primary_key=True)
    order: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]


class SmsRow(Table):
    """One SMS that was sent."""

    __tablename__ = "sms"

    key: Mapped[str] = mapped_column(primary_key=True)
    to: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class MailRow(Table):
    """One e-mail that was taken."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
