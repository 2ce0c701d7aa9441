"""`redress up` around tiny programs: real processes on real ports, without the house's own weight."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from local.house import Site
from local.part import Part
from local.ports import LOOPBACK, Ports
from local.probes import always, is_ready, listens
from local.up import UpOptions, run

SLEEP = "import time; time.sleep(600)"
LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(600)"
ANSWER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"checks": {"temporal": "ok", "database": "ok", "worker": "%s"}}' % sys.argv[2].encode()
        self.send_response(200 if sys.argv[2] == "ok" else 503)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def python(script: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", script, *arguments)


def tiny_house(options: UpOptions, site: Site) -> Sequence[Part]:
    neighbours = Part(
        name="neighbours",
        command=python(LISTEN, str(site.ports.neighbours)),
        probe=listens(port=site.ports.neighbours),
    )
    worker = Part(name="worker", command=python(SLEEP), probe=always)
    api = Part(
        name="api",
        command=python(ANSWER, str(site.ports.api), "ok" if options.has_worker else "nobody polls"),
        probe=is_ready(
            url=f"http://{LOOPBACK}:{site.ports.api}/readyz",
            but_for=frozenset() if options.has_worker else frozenset({"worker"}),
        ),
    )
    return [*([neighbours] if options.has_neighbours else []), *([worker] if options.has_worker else []), api]


async def migrate(*, owner_url: str) -> None:
    if os.environ.get("TINY_MIGRATION_HANGS"):
        await asyncio.sleep(600)


async def nobody(*, folder: Path, database_url: str) -> None:
    """There are no tables to add anybody to."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("command", choices=["up"])
    parser.add_argument("--policies", type=Path)
    parser.add_argument("--no-worker", action="store_true")
    parser.add_argument("--no-neighbours", action="store_true")
    names = ("api", "temporal", "ui", "postgres", "neighbours", "mail")
    for name in names:
        parser.add_argument(f"--{name}-port", type=int, default=0)
    given = parser.parse_args()
    options = UpOptions(
        data_dir=given.data_dir,
        ports=Ports(**{name: getattr(given, f"{name}_port") for name in names}),
        policies=given.policies,
        has_worker=not given.no_worker,
        has_neighbours=not given.no_neighbours,
    )
    return asyncio.run(run(options, house=tiny_house, migration=migrate, founding=nobody))


if __name__ == "__main__":
    sys.exit(main())
