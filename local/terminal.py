"""The terminal of `redress up`: stdout carries the addresses and the ready line alone, stderr the log."""

import contextlib
import json
import logging
import sys
from collections.abc import Iterator, Mapping

from local.folder import DataFolder

_FORMAT = "%(asctime)s redress: %(message)s"


def print_line(text: str) -> None:
    """Print for a person or a program to read now."""
    # Whoever started the stack may have stopped reading; the stack goes on.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def print_json(fields: Mapping[str, object]) -> None:
    """Print one line for a program to read."""
    print_line(json.dumps(fields, ensure_ascii=False))


def print_error(text: str) -> None:
    """Print the one line that says why nothing was started."""
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"redress: {text}\n")
        sys.stderr.flush()


def print_once(text: str) -> None:
    """Print a line for the person at the terminal alone: it goes into no log of ours, and to no program on stdout."""
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


@contextlib.contextmanager
def logging_to(folder: DataFolder) -> Iterator[None]:
    """Send what the supervisor has to say to stderr and to `up.log`."""
    folder.open_log("up").close()  # bounded, and for the owner's eyes only
    with contextlib.ExitStack() as stack:
        file = logging.FileHandler(folder.log("up"), encoding="utf-8")
        stack.callback(file.close)
        logger = logging.getLogger("local")
        for handler in (file, logging.StreamHandler(sys.stderr)):
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
            stack.callback(logger.removeHandler, handler)
        logger.setLevel(logging.INFO)
        yield
