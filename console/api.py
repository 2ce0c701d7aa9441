"""`redress api`: one API process; run as many behind a load balancer as there are requests for."""

from typing import Annotated, Final

import typer

from api.server import run
from console.api_house import be_the_api
from console.frame import examples, new_app
from console.place import load_settings
from workflows.telemetry import log_to_stderr

app = new_app()

_EXAMPLES: Final = examples("redress api", "redress api --host 0.0.0.0 --port 8000 --trusted-proxies 10.0.0.2")


@app.command(epilog=_EXAMPLES)
def api(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 picks a free one.")] = 8000,
    trusted_proxies: Annotated[
        str, typer.Option(help="Comma-separated addresses whose X-Forwarded-For is believed.")
    ] = "",
) -> None:
    """Run the API against servers given by settings.

    Starts while Temporal is down, and answers what it can meanwhile.
    Ends on SIGTERM once all is answered that is under way.
    """
    settings = load_settings(context)
    log_to_stderr(form=settings.log_format)
    run(be_the_api(settings, host=host, port=port, trusted_proxies=trusted_proxies))
