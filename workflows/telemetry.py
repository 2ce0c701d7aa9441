"""What a process tells of itself: the SDK's metrics and heartbeats, and log lines that quote nobody (J2)."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import StackSummary, walk_tb
from types import TracebackType
from typing import Final, Literal

from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from workflows.client import HEARTBEAT_EVERY

_Trouble = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_MOST_FRAMES: Final = 30


def start_runtime(*, metrics_address: str | None = None) -> None:
    """Set the SDK up for this process, once and before the first connection.

    Args:
        metrics_address: host:port at which Prometheus may read the SDK's metrics; keep it on loopback or behind a wall.

    Raises:
        ValueError: nothing can listen there.
    """
    metrics = PrometheusConfig(bind_address=metrics_address) if metrics_address else None
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(metrics=metrics), worker_heartbeat_interval=HEARTBEAT_EVERY))


def log_to_stderr(*, form: Literal["text", "json"]) -> None:
    """Send log lines of level INFO and above to stderr, exceptions without their messages."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetJsonFormatter() if form == "json" else DiscreetFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # It writes the address of every request, and an address may name an order.
    logging.getLogger("httpx").setLevel(logging.WARNING)


class DiscreetFormatter(logging.Formatter):
    """Tells of an exception its type and where it arose.

    Its message is left out: those of libraries quote the input, which may be what somebody wrote.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: _Trouble) -> str:  # noqa: N802  the library's name
        """Give the types and places of an exception and of what led to it."""
        return "\n".join(_story(ei[1])) if ei[1] else ""


class DiscreetJsonFormatter(DiscreetFormatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, logger, message and, if there is one, the exception."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _story(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        frames = StackSummary.extract(walk_tb(error.__traceback__), lookup_lines=False)
        yield from (f"  at {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames[-_MOST_FRAMES:])
        error = error.__cause__ or error.__context__
