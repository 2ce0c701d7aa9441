"""`redress neighbours`: other people's systems, as the local stack has them (internal: `redress up` runs it)."""

from typing import Annotated

import typer

from console.frame import data_dir, examples, new_app
from console.place import load_settings
from local.neighbours.service import run

app = new_app()

DATA_FILE = "neighbours.db"


@app.command(epilog=examples("redress --data-dir trial neighbours --port 8001"))
def neighbours(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen, on loopback.")] = 8001,
    mail_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where to take mails by SMTP, on loopback.")
    ] = None,
) -> None:
    """Run the local stack's neighbours.

    Payments, vouchers, work orders, business records, SMS and a mailbox, in `neighbours.db` of the stack's folder.
    """
    folder = data_dir(context)
    settings = load_settings(context)
    run(
        port=port,
        mail_port=mail_port,
        data_file=folder / DATA_FILE,
        callback_base=settings.public_url,
        token=settings.neighbours_token.get_secret_value(),
        hooks_secret=settings.hooks_secret.get_secret_value(),
    )
