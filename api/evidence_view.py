"""Evidence as it is read (A7): a party sees what it may, without time and place; staff all, and the custody chain."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from domain import permissions
from domain.custody import ACTS, Handling, handed_to, held
from domain.evidence import KINDS, Piece, remarks_on
from domain.pack import Pack


class Stored(BaseModel):
    """A file that was taken in (201)."""

    id: str = Field(examples=["E-7f3a0c91d2"])
    sha256: str
    size: int = Field(description="In bytes.")
    media_type: str = Field(description="By the content, not by the name.")


class EvidenceItem(Stored):
    """A piece of evidence as a party sees it."""

    kind: str = Field(examples=["photo"])
    kind_title: str
    added_at: datetime
    added_by: str = Field(examples=["complainant", "staff"])
    file_name: str | None
    note: str | None
    on_behalf_of: str | None = Field(description="`respondent` where a clerk brought it for them.")
    width: int | None
    height: int | None
    problem: str | None = Field(description="Why it is not shown in a page.")
    remarks: list[str] = Field(description="What to know of it: its problem, and that it is not of its kind, in words.")
    links: dict[str, str]


class DeskEvidenceItem(EvidenceItem):
    """A piece of evidence as staff see it; time and place as the camera wrote them."""

    taken_at: datetime | None
    camera_clock: str | None = Field(examples=["2026-03-02T09:30:00"], description="Of which zone, nobody knows.")
    latitude: float | None
    longitude: float | None
    held: bool
    handed_over: list[str]
    custodian: str | None = Field(description="The department that answers for it; none while nobody has the case.")
    custodian_title: str | None


class EvidencePage(BaseModel):
    """What a party sees, in the order in which it came."""

    items: list[EvidenceItem]


class DeskEvidencePage(BaseModel):
    """All the evidence of a case, in the order in which it came."""

    items: list[DeskEvidenceItem]


class CustodyItem(BaseModel):
    """One act on a piece of evidence."""

    act: str = Field(examples=["downloaded"])
    act_title: str
    at: datetime
    actor: str
    evidence: str
    sha256: str
    receiver: str | None
    words: str | None
    address: str | None = Field(description="From where; for leads and auditors.")


class CustodyPage(BaseModel):
    """What was done with the evidence of a case, oldest first."""

    items: list[CustodyItem]


def party_item(piece: Piece, *, at: str, language: str) -> EvidenceItem:
    """Show a piece to a party; `at` is where the case's evidence is."""
    added_by = "staff" if piece.added_by.startswith("staff") else piece.added_by
    return EvidenceItem(
        **piece.model_dump(include=set(EvidenceItem.model_fields)) | {"added_by": added_by},
        **_told(piece, at=at, language=language),
    )


def desk_item(
    piece: Piece, handlings: Collection[Handling], *, at: str, language: str, custodian: str | None, pack: Pack | None
) -> DeskEvidenceItem:
    """Show a piece to staff; `custodian` is the department that answers for it."""
    return DeskEvidenceItem(
        **piece.model_dump(include=set(DeskEvidenceItem.model_fields)),
        **_told(piece, at=at, language=language),
        held=piece.id in held(handlings),
        handed_over=sorted({to for to in _receivers(handlings) if piece.id in handed_to(to, handlings)}),
        custodian=custodian,
        custodian_title=pack.department_title(custodian, language) if pack and custodian else custodian,
    )


def custody_item(handling: Handling, *, role: str, language: str) -> CustodyItem:
    """Show an act to a member of staff of this role."""
    said = handling.model_dump()
    if role not in permissions.ADDRESSES:
        said["address"] = None
    return CustodyItem(**said, act_title=ACTS[handling.act].in_(language))


def _receivers(handlings: Iterable[Handling]) -> set[str]:
    return {each.receiver for each in handlings if each.receiver}


def _told(piece: Piece, *, at: str, language: str) -> dict[str, Any]:
    return {
        "kind_title": _kind(piece, language),
        "remarks": [words.in_(language) for words in remarks_on(piece)],
        "links": _links(piece, at),
    }


def _kind(piece: Piece, language: str) -> str:
    return KINDS[piece.kind].in_(language) if piece.kind in KINDS else piece.kind


def _links(piece: Piece, at: str) -> dict[str, str]:
    links = {"download": f"{at}/{piece.id}"}
    return links | ({"preview": f"{at}/{piece.id}/preview"} if piece.preview else {})
