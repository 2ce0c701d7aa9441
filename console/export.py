"""`redress export`: the whole file of a case as one page."""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from console.case_page import CasePage
from console.frame import Failure, examples, new_app
from console.language import terminal_language
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.case import Case
from domain.complaint import LongText
from domain.identity import normalise_number
from domain.outgoing import Settled
from domain.policy import Policy
from gateways.blobs import ObjectBlobStore
from gateways.sealing import BlobAltered
from settings import Settings
from storage.complaints import Complaints
from storage.outbox import Outbox
from storage.policies import Policies
from storage.whole_file import WholeFile, WholeFiles

app = new_app()


class _Read(NamedTuple):
    case: Case
    file: WholeFile
    notices: Sequence[Settled]
    policy: Policy | None
    description: str


@app.command(epilog=examples("redress export RD-7K2M-9QXD-04TB --out case.html"))
def export(
    context: typer.Context,
    tracking: Annotated[str, typer.Argument(metavar="TRACKING", help="The tracking number, however it is typed.")],
    out: Annotated[Path | None, typer.Option(help="A new file to write; without it, stdout.")] = None,
) -> None:
    """Write the whole file of a case as one readable HTML.

    The case, its timeline with all that was said, evidence, letters, and its chain of hashes with what verifying it
    came to. The page needs nothing beside it and opens in any browser, on any machine; it holds everything personal
    that is in the case. Exit 1, with the page written, where the chain is broken.
    """
    number = normalise_number(tracking)
    read = asyncio.run(_read(load_settings(context), number)) if number else None
    if read is None:
        raise Failure(f"there is no case {tracking}")
    page = CasePage(
        read.case,
        read.file,
        read.notices,
        policy=read.policy,
        language=terminal_language(),
        description=read.description,
        written_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )
    _write(page.html(), out)
    if read.file.breaks:
        raise Failure(f"the chain of {number} is broken; the page says where, and so does `redress audit verify`")


def _write(page: str, out: Path | None) -> None:
    if out is None:
        typer.echo(page)
        return
    try:
        # What is in it is for its owner's eyes, and nothing is overwritten.
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
    except FileExistsError:
        raise Failure(f"there is a file {out} already; name another one with --out") from None
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}") from None


async def _read(settings: Settings, number: str) -> _Read | None:
    vault = open_vault(settings)
    async with open_database(settings) as engine:
        file = await WholeFiles(engine=engine, vault=vault).read(number)
        case = await Complaints(engine=engine, vault=vault).find(number) if file else None
        if file is None or case is None:
            return None
        notices = await Outbox(engine=engine).of_case(number)
        stored = await Policies(engine=engine).find(pack=case.pack, version=case.pack_version)
    policy = Policy.model_validate_json(stored.source) if stored else None
    return _Read(case, file, notices, policy, await _whole(case.complaint.description, settings))


async def _whole(text: LongText, settings: Settings) -> str:
    """Give a text whole; where the store has not got it any more, its beginning and what is missing."""
    if text.sha256 is None:
        return text.text
    try:
        store = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
        return (await store.get(text.sha256)).decode()
    except (KeyError, BlobAltered):
        return f"{text.text}…\n[{text.sha256}: missing, or altered]"
