"""The process that looks into one file, its standard input, and tells what it finds; it may die at any line.

It knows neither the file's name nor the house's secrets, writes no file, and ends itself when it needs too much.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import BinaryIO, Final

from domain.media_kinds import UNKNOWN_TYPE, MediaProblem
from gateways.media import archives, content, markup, papers, pictures
from gateways.media.finding import Finding, problem

_OPEN_FILES: Final = 32


def main() -> None:
    """Look within the bounds given as arguments: bytes of memory, seconds of the processor."""
    memory, seconds = map(int, sys.argv[1:])
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))
    for finding in look(sys.stdin.buffer):
        sys.stdout.write(json.dumps(finding) + "\n")
        sys.stdout.flush()


def look(file: BinaryIO) -> Iterator[Finding]:
    """Tell what is found, the surest first; whatever a decoder raises ends it."""
    media_type = content.media_type_of(file.read(content.HEAD_BYTES))
    yield {"media_type": media_type}
    yield from archives.look(file, media_type=media_type)
    file.seek(0)
    if media_type in pictures.FORMATS:
        yield from pictures.look(file, media_type=media_type)
    elif media_type == content.PDF:
        yield from papers.look(file)
    elif media_type in {content.SVG, content.XML}:
        yield from markup.look(file)
    elif media_type == content.HTML or media_type in content.PROGRAMS:
        # A page is a program, and browsers forgive too much for anybody to tell which is not.
        yield problem(MediaProblem.ACTIVE_CONTENT)
    elif media_type == UNKNOWN_TYPE:
        yield problem(MediaProblem.UNREADABLE)


if __name__ == "__main__":
    main()
