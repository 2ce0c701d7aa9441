"""`redress export`: the whole file of a case as one page."""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from console.case_page import CasePage
from console.enclosures import Enclosure, enclose, handling_of
from console.frame import Failure, examples, new_app
from console.language import terminal_language
from console.matter_rows import MatterFile
from console.package import Package
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.case import Case
from domain.complaint import LongText
from domain.custody import Handling
from domain.evidence import piece_of
from domain.identity import normalise_number
from domain.kinds import EventKind
from domain.outgoing import Settled
from domain.policy import Policy
from gateways.blobs import ObjectBlobStore
from gateways.sealing import BlobAltered
from settings import Settings
from storage.complaints import Complaints
from storage.custody import Custody
from storage.matters import Matters
from storage.outbox import Outbox
from storage.policies import Policies
from storage.whole_file import WholeFile, WholeFiles

MIB: Final = 2**20

app = new_app()


class _Read(NamedTuple):
    case: Case
    file: WholeFile
    evidence: Sequence[Enclosure]
    handlings: Sequence[Handling]
    notices: Sequence[Settled]
    policy: Policy | None
    description: str
    matters: Sequence[MatterFile]


@app.command(
    epilog=examples(
        "redress export RD-7K2M-9QXD-04TB --out case.html",
        'redress export RD-7K2M-9QXD-04TB --package case.zip --to "Shanghai Arbitration Commission"',
    )
)
def export(
    *,
    context: typer.Context,
    tracking: Annotated[str, typer.Argument(metavar="TRACKING", help="The tracking number, however it is typed.")],
    out: Annotated[Path | None, typer.Option(help="A new file to write; without it, stdout.")] = None,
    files_up_to: Annotated[
        int, typer.Option(metavar="MIB", min=0, help="Evidence up to this size is in the page; larger is listed.")
    ] = 8,
    package: Annotated[
        Path | None,
        typer.Option(metavar="FILE.zip", help="Write page, files and a manifest as a ZIP instead."),
    ] = None,
    to: Annotated[str, typer.Option(metavar="WHOM", help="Of a package: who receives it; put on record.")] = "",
) -> None:
    """Write the whole file of a case as one readable HTML.

    The case, its timeline with all that was said, its evidence with the files (64 MiB of them at most), who had them
    in hand, letters, and its chain of hashes with what verifying it came to. The page needs nothing beside it and opens
    in any browser, on any machine; it holds everything personal that is in the case. A package has every file beside
    the page; its SHA-256 is printed. That files left is put on record in the custody chain. Exit 1, with page or
    package written, where the chain is broken or a file is not what was added.
    """
    number = normalise_number(tracking)
    _check_is_free(out)
    wanted = _package(package, to, number=number or "", out=out)
    settings = load_settings(context)
    read = asyncio.run(_read(settings, number, most=files_up_to * MIB, package=wanted)) if number else None
    if read is None:
        raise Failure(f"there is no case {tracking}")
    page = _page(read)
    if wanted:
        typer.echo(f"{wanted.finish(page, read.evidence)}  {wanted.path}")
    else:
        _write(page, out)
    if read.file.breaks:
        raise Failure(f"the chain of {number} is broken; the page says where, and so does `redress audit verify`")
    if any(each.fault for each in read.evidence):
        raise Failure(f"evidence of {number} is missing or altered; the page says which, and `redress evidence verify`")


def _page(read: _Read) -> str:
    return CasePage(
        read.case,
        read.file,
        read.notices,
        evidence=read.evidence,
        handlings=read.handlings,
        policy=read.policy,
        language=terminal_language(),
        description=read.description,
        matters=read.matters,
        written_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    ).html()


def _package(path: Path | None, to: str, *, number: str, out: Path | None) -> Package | None:
    """Give the package that is asked for. Raises `Failure` before anything is put on record."""
    if path is None:
        if to:
            raise Failure("--to says who receives a package; name its file with --package")
        return None
    if out is not None:
        raise Failure("--package has the page in it; leave out --out")
    if not to.strip():
        raise Failure("say with --to who receives the package; that is put on record")
    _check_is_free(path)
    return Package(path, to.strip(), number)


def _check_is_free(out: Path | None) -> None:
    """Say so before anything is put on record."""
    if out is not None and out.exists():
        raise _taken(out)


def _taken(out: Path) -> Failure:
    return Failure(f"there is a file {out} already; name another one with --out")


def _write(page: str, out: Path | None) -> None:
    if out is None:
        typer.echo(page)
        return
    try:
        # What is in it is for its owner's eyes, and nothing is overwritten.
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
    except FileExistsError:
        raise _taken(out) from None
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}") from None


async def _read(settings: Settings, number: str, *, most: int, package: Package | None) -> _Read | None:
    vault = open_vault(settings)
    blobs = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
    async with open_database(settings) as engine:
        file = await WholeFiles(engine=engine, vault=vault).read(number)
        case = await Complaints(engine=engine, vault=vault).find(number) if file else None
        if file is None or case is None:
            return None
        notices = await Outbox(engine=engine).of_case(number)
        stored = await Policies(engine=engine).find(pack=case.pack, version=case.pack_version)
        pieces = [piece_of(event) for event in file.events if event.kind is EventKind.EVIDENCE_ADDED]
        enclosed = (
            package.add_files(pieces, blobs) if package else enclose(pieces, number=number, blobs=blobs, most=most)
        )
        evidence = [each async for each in enclosed]
        custody = Custody(engine=engine, vault=vault)
        for each in evidence:
            if each.act:
                await custody.note(number, handling_of(each, each.act, to=package.to if package else ""))
        handlings = await custody.of(number)
        kept = Matters(engine=engine, vault=vault)
        matters = [MatterFile(each, await kept.events(each.id)) for each in await kept.of_case(number)]
    policy = Policy.model_validate_json(stored.source) if stored else None
    whole = await _whole(case.complaint.description, blobs)
    return _Read(case, file, evidence, handlings, notices, policy, whole, matters)


async def _whole(text: LongText, blobs: ObjectBlobStore) -> str:
    """Give a text whole; where the store has not got it any more, its beginning and what is missing."""
    if text.sha256 is None:
        return text.text
    try:
        return (await blobs.get(text.sha256)).decode()
    except (KeyError, BlobAltered):
        return f"{text.text}…\n[{text.sha256}: missing, or altered]"
