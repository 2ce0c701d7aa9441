"""`redress database …`: the tables of the database and their backup, as the database's owner."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from console.dump import DumpFailed, dump, restore
from console.frame import Failure, examples, new_app
from console.place import load_settings
from storage.migrations import MigrationRefused, newest_version
from storage.migrations import upgrade as upgrade_tables

app = new_app("Upgrade, back up and restore the database.")


@app.command(epilog=examples("redress database upgrade"))
def upgrade(context: typer.Context) -> None:
    """Bring the tables to this version, all or nothing; safe to run again, also while the system runs.

    Grants the application's own role (the one of REDRESS_DATABASE_URL) what it may do.
    """
    settings = load_settings(context)
    role = make_url(settings.database_url).username
    if not role:
        raise Failure("REDRESS_DATABASE_URL names no role: postgresql://role:password@host:5432/database")
    try:
        upgrade_tables(owner_url=settings.owner_url(), app_role=role)
    except MigrationRefused as refused:
        raise Failure(str(refused)) from None
    except OperationalError as error:
        raise Failure(f"the database cannot be reached: {str(error.orig).strip().splitlines()[0]}") from None
    typer.echo(f"the tables are at version {newest_version()}")


@app.command("backup", epilog=examples("redress database backup redress.dump"))
def back_up(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to write it; what is there is replaced.")],
) -> None:
    """Write a backup of the whole database, readable by its owner only; the system may run meanwhile.

    Personal data in it stay encrypted: without the keys of settings.env nobody reads them, so keep those elsewhere.
    """
    settings = load_settings(context)
    try:
        dump(url=settings.owner_url(), file=file)
    except DumpFailed as failed:
        raise Failure(str(failed)) from None
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


@app.command("restore", epilog=examples("redress database restore redress.dump"))
def put_back(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `database backup` wrote.")],
) -> None:
    """Replace what the database holds by a backup, all or nothing.

    Stop API and workers first (`redress up --no-worker` keeps the database up): what they write after the backup was
    made would be missing, and a case that goes on without its last events cannot be written any more.
    """
    settings = load_settings(context)
    try:
        restore(url=settings.owner_url(), file=file)
    except DumpFailed as failed:
        raise Failure(str(failed)) from None
    typer.echo(f"restored from {file}; run `redress database upgrade` if the program is newer than the backup")
