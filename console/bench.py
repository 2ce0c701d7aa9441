"""`redress bench NAME`: figures measured on a stack of its own; a table, then one line of JSON."""

from importlib import import_module
from typing import Annotated, Any

import typer

from console.frame import examples, new_app

app = new_app("Measure, on a stack of its own; a table, then one line of JSON.")

Cases = Annotated[int, typer.Option(min=1, help="So many cases a round.")]
Rounds = Annotated[int, typer.Option(min=1, help="So many rounds.")]


def _measure(name: str, **options: Any) -> None:
    # A bench brings the whole house with it; only the one that is asked for is loaded.
    import_module(f"bench.{name}").main(**options)


@app.command(epilog=examples("redress bench floor --cases 100"))
def floor(*, cases: Cases = 300) -> None:
    """The bare workflow's steps beside a complaint's, and how many of it a second."""
    _measure("bare", cases=cases)


@app.command(epilog=examples("redress bench lifecycle --cases 150 --rounds 5"))
def lifecycle(*, cases: Cases = 150, rounds: Rounds = 5) -> None:
    """Straight-through complaints a second, beside the floor in the same run."""
    _measure("lifecycle", cases=cases, rounds=rounds)


@app.command(epilog=examples("redress bench intake --rate 50 --seconds 20"))
def intake(
    *,
    rate: Annotated[float, typer.Option(min=1, help="Complaints filed a second.")] = 50,
    reads: Annotated[float, typer.Option(min=0.1, help="Complaints read a second.")] = 10,
    seconds: Annotated[float, typer.Option(min=1, help="For so long.")] = 20,
) -> None:
    """Filing and reading over HTTP at a steady rate, with the worker busy."""
    _measure("intake", rate=rate, reads=reads, seconds=seconds)


@app.command(epilog=examples("redress bench burst --cases 5000", "redress bench burst --cases 5000 --kill"))
def burst(
    *,
    cases: Annotated[int, typer.Option(min=1, help="So many cases, all due in the same instant.")] = 5_000,
    kill: Annotated[
        bool, typer.Option("--kill", help="Kill the worker with -9 one second in, and start it again.")
    ] = False,
    max_cached: Annotated[
        int | None,
        typer.Option(min=0, help="So many cases in either worker's memory; as many as a worker's own unless told."),
    ] = None,
) -> None:
    """Deadlines that pass in the same instant, beside the floor in the same run; ends with 1 where one is not kept."""
    _measure("burst", cases=cases, kill=kill, max_cached=max_cached)


@app.command(epilog=examples("redress bench waiting --open 20000 --due-per-second 10"))
def waiting(
    *,
    open_: Annotated[int, typer.Option("--open", min=2, help="So many open cases.")] = 5_000,
    due_per_second: Annotated[float, typer.Option(min=0.1, help="So many of them fall due a second …")] = 10,
    seconds: Annotated[float, typer.Option(min=1, help="… for so long, unless half of the cases are fewer.")] = 60,
    max_cached: Annotated[int, typer.Option(min=0, help="So many of them in the worker's memory.")] = 200,
) -> None:
    """How late open cases are served when they fall due, and what they cost the worker in memory."""
    _measure("waiting", open_=open_, due_per_second=due_per_second, seconds=seconds, max_cached=max_cached)


@app.command(epilog=examples("redress bench agenda"))
def agenda() -> None:
    """The deadline engine alone, in microseconds: a year of working time, and a case's agenda cold and unchanged."""
    _measure("engine_time")


@app.command(epilog=examples("redress bench citizens --rows 100"))
def citizens(*, rows: Annotated[int | None, typer.Option(min=1, help="The first so many rows only.")] = None) -> None:
    """Real complaints from a file, through import, staff and complainants, to the archive."""
    _measure("citizens", rows=rows)


@app.command(epilog=examples("redress bench chaos --rounds 1"))
def chaos(*, rounds: Rounds = 5, cases: Cases = 40) -> None:
    """Every part killed in turn under open cases; nothing is lost and nothing happens twice."""
    _measure("chaos", rounds=rounds, cases=cases)


@app.command(epilog=examples("redress bench linking --cases 20000"))
def linking(
    *,
    cases: Annotated[int, typer.Option(min=100, help="So many stored complaints.")] = 100_000,
    lookups: Annotated[int, typer.Option(min=10, help="So many complaints looked up, one after the other.")] = 1_000,
) -> None:
    """Looking for like cases among many that are stored, as filing a complaint does it."""
    _measure("linking", cases=cases, lookups=lookups)


@app.command(epilog=examples("redress bench force --cases 3"))
def force(*, cases: Annotated[int, typer.Option(min=1, help="So many cases, one after the other.")] = 5) -> None:
    """What an investigation with a task force of four costs in the case's own workflow; ends with 1 where too much."""
    _measure("force", cases=cases)


@app.command(epilog=examples("redress bench upload", "redress bench upload --mib 10 --rounds 1"))
def upload(
    *,
    mib: Annotated[int, typer.Option(min=1, max=50, help="How large the file is, in MiB.")] = 50,
    rounds: Rounds = 5,
) -> None:
    """What a large file costs the API's process in memory while it comes in over HTTP."""
    _measure("upload", mebibytes=mib, rounds=rounds)


@app.command(epilog=examples("redress bench verify --files 100 --rounds 1"))
def verify(
    *,
    files: Annotated[int, typer.Option(min=1, help="So many files of mixed sizes, 1.8 MB on average.")] = 1_000,
    rounds: Rounds = 3,
) -> None:
    """How fast `redress evidence verify` reads, beside sha256sum over the same bytes in the same run."""
    _measure("verify", files=files, rounds=rounds)


@app.command(epilog=examples("redress bench payments --payments 100"))
def payments(*, payments: Annotated[int, typer.Option(min=1, help="So many on either side.")] = 1_000) -> None:
    """Payments with a fifth of them going wrong, beside as many without; ends with 1 where money moved not once."""
    _measure("payments", payments=payments)


@app.command(epilog=examples("redress bench incident --members 500"))
def incident(
    *, members: Annotated[int, typer.Option(min=20, help="So many complaints on either side.")] = 5_000
) -> None:
    """Complaints that become one incident and are answered together, beside as many that go straight through."""
    _measure("incident", members=members)


@app.command(epilog=examples("redress bench inbox --cases 50000"))
def inbox(
    *,
    cases: Annotated[int, typer.Option(min=5_001, help="So many stored complaints.")] = 1_000_000,
    rounds: Rounds = 10,
) -> None:
    """The desk's list, its filters, its search and its counts over HTTP, on so many stored complaints."""
    _measure("inbox", cases=cases, rounds=rounds)


@app.command(epilog=examples("redress bench live --connections 50"))
def live(
    *,
    connections: Annotated[int, typer.Option(min=2, max=5_000, help="So many open streams on one case.")] = 500,
    replies: Annotated[int, typer.Option(min=1, help="So often something happens on it.")] = 20,
) -> None:
    """How soon what happens on a case reaches everybody who watches it, and what that costs the API in memory."""
    _measure("live", connections=connections, replies=replies)
