"""A server in a process of its own: `python -m tests.api.server_process PORT`; its app tells what it was sent."""

import asyncio
import gc
import sys
from types import CoroutineType

from fastapi import FastAPI, Request, Response

from api.body_limit import BodyLimit
from api.server import run, serve


def make_app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(BodyLimit)

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.get("/machinery")
    async def machinery() -> dict[str, str | int]:
        task = asyncio.current_task()
        running = task.get_coro() if task else None
        return {
            "loop": type(asyncio.get_running_loop()).__module__,
            "spoken_by": running.cr_code.co_filename if isinstance(running, CoroutineType) else "",
            "frozen": gc.get_freeze_count(),
        }

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(1.5)
        return "done"

    @app.get("/fail")
    async def fail() -> Response:
        raise ZeroDivisionError("secret".upper())

    return app


async def main(port: int) -> None:
    await serve(make_app(), host="127.0.0.1", port=port)
    sys.stdout.write("closed\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(main(int(sys.argv[1])))
