"""A server in a process of its own that takes files in: `python -m tests.api.upload_process PORT`."""

import sys

from fastapi import FastAPI, Request, Response

from api.body_limit import BodyLimit
from api.problems import Problem, details_for
from api.server import run, serve
from api.upload import received


def make_app() -> FastAPI:
    app = FastAPI()
    app.add_middleware(BodyLimit)

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:
        return details_for(request.scope, error)

    @app.post("/api/v1/complaints/{number}/evidence")
    async def take(request: Request, number: str) -> int:
        async with received(request) as upload:
            return upload.size

    return app


if __name__ == "__main__":
    run(serve(make_app(), host="127.0.0.1", port=int(sys.argv[1])))
