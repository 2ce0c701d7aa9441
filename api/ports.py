"""What the API needs of the layers below; the stores of `storage` are built by the entry points and handed in."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from domain.case import Case
from domain.complaint import Complaint
from domain.custody import Handling, Stands
from domain.events import Event
from domain.evidence import Piece
from domain.letter import Letter
from domain.likeness import LikeCase
from domain.pack import Pack
from domain.triage import TriageReading
from storage.desk import Filters, ListedCase, Page, Sort
from storage.outbox import NoticePage
from storage.staff import StaffMember

Check = Callable[[], Awaitable[str]]
"""Gives what is amiss with a part, in words, or nothing."""

Checks = Mapping[str, Check]


class ComplaintStore(Protocol):
    """Cases as the journal has them."""

    async def find(self, tracking_number: str) -> Case | None:
        """Give a case; none when nothing of it is journaled yet."""
        ...

    async def head(self, tracking_number: str) -> int:
        """Give the number of the last journaled event; 0 where there is none."""
        ...

    async def request_digest(self, tracking_number: str) -> str | None:
        """Give the digest of the request that opened the case."""
        ...

    async def by_order_number(self, order_number: str) -> Sequence[str]:
        """Give the tracking numbers of the cases about an order, the newest first."""
        ...


class TimelineStore(Protocol):
    """Events as the journal has them."""

    async def page(self, tracking_number: str, *, after: int = 0, limit: int = 100) -> Sequence[Event]:
        """Give up to `limit` events that follow number `after`."""
        ...


class DeskStore(Protocol):
    """The list of cases."""

    async def page(
        self, *, filters: Filters, sort: Sort = "due_at", cursor: str | None = None, limit: int = 50
    ) -> Page:
        """Give some cases and the cursor of the next. Raises `storage.cursors.CursorInvalid`."""
        ...

    async def counts(self, lists: Sequence[Filters], *, most: int) -> Sequence[int]:
        """Give how many cases each list has, `most` at most."""

    async def named(self, numbers: Collection[str]) -> Sequence[ListedCase]:
        """Give the cases with these numbers, in no order."""
        ...

    async def alerts(self, *, department: str | None) -> Sequence[ListedCase]:
        """Give the cases whose red alert nobody has acknowledged, the oldest first."""
        ...

    async def reviews(self, *, department: str | None, are_left: bool = False) -> Sequence[ListedCase]:
        """Give the cases that a department has to look back at, the earliest due first, or those that it never did."""
        ...


class NoticeStore(Protocol):
    """What people are told of cases."""

    async def page(self, tracking_number: str, *, cursor: str | None = None, limit: int = 50) -> NoticePage:
        """Give some notices of a case, the oldest first, and the cursor of the next.

        Raises `storage.cursors.CursorInvalid`.
        """
        ...


class StaffStore(Protocol):
    """Who works here."""

    async def by_token(self, token: str) -> StaffMember | None:
        """Give whose token it is; none when it is good for nothing."""
        ...

    async def find(self, staff_id: str) -> StaffMember | None:
        """Give somebody by id, disabled or not."""
        ...


class RequestStore(Protocol):
    """Which requests came before."""

    async def remember(self, *, scope: str, key: str, digest: str) -> Literal["new", "same"]:
        """Remember a request. Raises `storage.requests.OtherBody`."""
        ...

    async def knows(self, *, scope: str, key: str) -> bool:
        """Tell whether a request is remembered; remembers nothing itself."""
        ...

    async def forget(self, *, scope: str, key: str) -> None:
        """Forget a request that was refused."""
        ...


class AccessCodeStore(Protocol):
    """Codes sent to the contact of a case, good for a quarter of an hour."""

    async def issue(self, *, tracking_number: str, expires_at: datetime, also: Sequence[str] = ()) -> str:
        """Make a code for a case, and for those that it goes on in (`also`)."""
        ...

    async def opens(self, *, tracking_number: str, code: str) -> bool:
        """Tell whether a code is good for a case just now."""
        ...


class LikenessStore(Protocol):
    """Cases by what they have in common."""

    async def find(self, complaint: Complaint, *, number: str, since: datetime) -> Sequence[LikeCase]:
        """Give other cases than `number` that a complaint may be like, the same person's first."""
        ...


class WordReader(Protocol):
    """Reads complaints by the words of one pack."""

    def read(self, text: str) -> TriageReading:
        """Read a text of any length."""
        ...


class EvidenceStore(Protocol):
    """The files that cases list."""

    async def of(self, tracking_number: str) -> Sequence[Piece]:
        """Give the pieces of a case, in the order in which they came."""
        ...


class CustodyStore(Protocol):
    """What was done with them."""

    async def note(self, tracking_number: str, handling: Handling, *, unless: Stands | None = None) -> None:
        """Put an act on record, unless something holds for those before it, of which none is added meanwhile."""
        ...

    async def of(self, tracking_number: str) -> Sequence[Handling]:
        """Give what was done with the evidence of a case, in order."""
        ...


class ClaimStore(Protocol):
    """What files are stored for, said before they are, so that none is left behind."""

    async def claim(self, sha256: str, *, preview: str | None = None) -> None:
        """Say that a file of evidence, and its small picture, are about to be stored."""
        ...

    async def claim_for_good(self, sha256: str) -> None:
        """Say that something is about to be stored that is never to be removed."""
        ...


MakeReader = Callable[[Pack], WordReader]


class LetterPress(Protocol):
    """Sets letters."""

    @property
    def content_policy(self) -> str:
        """Give the `Content-Security-Policy` under which a letter's page is shown."""
        ...

    def html(self, letter: Letter) -> str:
        """Set a letter as one page of HTML."""
        ...

    async def pdf(self, letter: Letter) -> bytes:
        """Set a letter as PDF."""
        ...
