"""Reading a case whole: all that its page and its package need, each file on record before it leaves (F4, E7)."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from console.case_page import CasePage
from console.enclosures import Enclosure
from console.matter_rows import MatterFile
from domain.case import Case
from domain.complaint import LongText
from domain.custody import CustodyAct, Handling
from domain.evidence import Piece, piece_of
from domain.kinds import EventKind
from domain.outgoing import Settled
from domain.policy import Policy
from domain.ports import BlobStore
from gateways.sealing import BlobAltered
from storage.complaints import Complaints
from storage.custody import Custody
from storage.matters import Matters
from storage.outbox import Outbox
from storage.policies import Policies
from storage.vault import Vault
from storage.whole_file import WholeFile, WholeFiles

Enclosing = Callable[[Sequence[Piece]], AsyncIterator[Enclosure]]
"""Takes the files of a case into what is being written."""

Noting = Callable[[Enclosure, CustodyAct], Handling]
"""Gives what is put on record of a file that leaves, or was looked at."""


class ReadCase(NamedTuple):
    """A case as it was read, with what is enclosed of its files."""

    case: Case
    file: WholeFile
    evidence: Sequence[Enclosure]
    handlings: Sequence[Handling]
    notices: Sequence[Settled]
    policy: Policy | None
    description: str
    matters: Sequence[MatterFile]

    @property
    def is_whole(self) -> bool:
        """Tell whether its chain holds, and no file is missing or altered."""
        return not self.file.breaks and not any(each.fault for each in self.evidence)

    def page(self, language: str) -> str:
        """Set it as one page of HTML."""
        return CasePage(
            self.case,
            self.file,
            self.notices,
            evidence=self.evidence,
            handlings=self.handlings,
            policy=self.policy,
            language=language,
            description=self.description,
            matters=self.matters,
            written_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        ).html()


class CaseReader:
    """Reads cases whole."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, blobs: BlobStore) -> None:
        self._engine = engine
        self._vault = vault
        self._blobs = blobs

    async def read(self, number: str, *, enclosing: Enclosing, noting: Noting) -> ReadCase | None:
        """Give a case, its files enclosed and that put on record; none where there is no such case."""
        engine, vault = self._engine, self._vault
        file = await WholeFiles(engine=engine, vault=vault).read(number)
        case = await Complaints(engine=engine, vault=vault).find(number) if file else None
        if file is None or case is None:
            return None
        stored = await Policies(engine=engine).find(pack=case.pack, version=case.pack_version)
        pieces = [piece_of(event) for event in file.events if event.kind is EventKind.EVIDENCE_ADDED]
        evidence = [each async for each in enclosing(pieces)]
        custody, kept = Custody(engine=engine, vault=vault), Matters(engine=engine, vault=vault)
        for each in evidence:
            if each.act:
                await custody.note(number, noting(each, each.act))
        return ReadCase(
            case=case,
            file=file,
            evidence=evidence,
            handlings=await custody.of(number),
            notices=await Outbox(engine=engine).of_case(number),
            policy=Policy.model_validate_json(stored.source) if stored else None,
            description=await self._whole(case.complaint.description),
            matters=[MatterFile(each, await kept.events(each.id)) for each in await kept.of_case(number)],
        )

    async def _whole(self, text: LongText) -> str:
        """Give a text whole; where the store has not got it any more, its beginning and what is missing."""
        if text.sha256 is None:
            return text.text
        try:
            return (await self._blobs.get(text.sha256)).decode()
        except (KeyError, BlobAltered):
            return f"{text.text}…\n[{text.sha256}: missing, or altered]"
