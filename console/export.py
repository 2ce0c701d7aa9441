"""`redress export`: the whole file of a case as one page."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from console.case_reading import CaseReader, ReadCase
from console.enclosures import Enclosure, enclose, handling_of
from console.frame import Failure, examples, new_app
from console.language import terminal_language
from console.package import Package
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.evidence import Piece
from domain.identity import normalise_number
from gateways.blobs import ObjectBlobStore
from settings import Settings

MIB: Final = 2**20

app = new_app()


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
    page = read.page(terminal_language())
    if wanted:
        typer.echo(f"{wanted.finish(page, read.evidence)}  {wanted.path}")
    else:
        _write(page, out)
    if read.file.breaks:
        raise Failure(f"the chain of {number} is broken; the page says where, and so does `redress audit verify`")
    if any(each.fault for each in read.evidence):
        raise Failure(f"evidence of {number} is missing or altered; the page says which, and `redress evidence verify`")


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


async def _read(settings: Settings, number: str, *, most: int, package: Package | None) -> ReadCase | None:
    vault = open_vault(settings)
    blobs = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())

    def enclosed(pieces: Sequence[Piece]) -> AsyncIterator[Enclosure]:
        return package.add_files(pieces, blobs) if package else enclose(pieces, number=number, blobs=blobs, most=most)

    async with open_database(settings) as engine:
        reader = CaseReader(engine=engine, vault=vault, blobs=blobs)
        noting = partial(handling_of, to=package.to if package else "")
        return await reader.read(number, enclosing=enclosed, noting=noting)
