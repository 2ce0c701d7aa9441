"""`redress …`: the entry point of every command. The commands themselves are in `console/`, one module each."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from console.frame import DATA_DIR, Failure, examples, print_error
from console.lazy import LazyGroup

_EXAMPLES = examples(
    "redress up",
    "redress --data-dir trial up --api-port 0",
    "redress staff add --name 'Wang Fang' --role team_lead --token",
)

app = typer.Typer(cls=LazyGroup, rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback(epilog=_EXAMPLES)
def redress(
    context: typer.Context,
    data_dir: Annotated[
        Path, typer.Option(help="The local stack's folder, by whose settings.env it is found.")
    ] = DATA_DIR,
) -> None:
    """Handle complaints, each a durable workflow (投诉处理).

    Exit codes: 0 done, 1 something is wrong, 2 used wrongly.
    """
    context.obj = data_dir


def main() -> None:
    """Run the command that the command line names; what it cannot do is one line on stderr."""
    try:
        app(prog_name="redress")
    except Failure as failure:
        print_error(str(failure))
        sys.exit(1)
    except SystemExit as end:
        # Programs that end themselves leave their one line here: settings that are missing, a worker without a server.
        if not isinstance(end.code, str):
            raise
        print_error(end.code)
        sys.exit(1)


if __name__ == "__main__":
    main()
