"""The work of `redress import`: some lines at a time, each filed, counted and, if it is bad, told."""

import asyncio
import json
from collections.abc import Iterator
from typing import Final, TextIO

from console.import_fields import Mapper
from console.import_lines import Line
from console.import_progress import ImportProgress
from console.intake import Filing, Intake, Verdict

_AT_ONCE: Final = 8


class Importer:
    """Files lines; `receipts` gets the number and the code of each complaint."""

    def __init__(
        self, *, intake: Intake, mapper: Mapper, progress: ImportProgress, receipts: TextIO | None = None
    ) -> None:
        self._intake = intake
        self._mapper = mapper
        self._progress = progress
        self._receipts = receipts
        self._left_out: set[str] = set()

    async def run(self, lines: Iterator[Line]) -> None:
        """File all lines, bad ones excepted.

        Raises:
            IntakeClosed: there is no point in going on.
            OSError: the file cannot be read any more.
            ValueError: the file as a whole makes no sense.
        """
        # All take their next line from the one iterator, so the file is read no faster than it is filed.
        tasks = [asyncio.create_task(self._work(lines)) for _ in range(_AT_ONCE)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, lines: Iterator[Line]) -> None:
        for line in lines:
            filing = await self._file(line)
            if filing.verdict is Verdict.REFUSED:
                self._progress.say(f"line {line.number}: {filing.problem}")
            elif self._receipts:
                self._hand_out(line, filing)
            self._progress.count(filing.verdict, bytes_read=line.bytes_read)

    async def _file(self, line: Line) -> Filing:
        if line.problem:
            return Filing(Verdict.REFUSED, problem=line.problem)
        self._tell_what_is_left_out(line)
        try:
            body = self._mapper.body(line.fields)
        except (ValueError, RecursionError) as error:
            return Filing(Verdict.REFUSED, problem=str(error))
        return await self._intake.file(body, key=line.key)

    def _tell_what_is_left_out(self, line: Line) -> None:
        names = [name for name in self._mapper.ignored(line.fields) if name not in self._left_out]
        if names:
            self._left_out.update(names)
            self._progress.say(
                f"no field of a complaint, left out: {', '.join(names)} (--map THEIRS=OURS takes them in)"
            )

    def _hand_out(self, line: Line, filing: Filing) -> None:
        receipt = {
            "line": line.number,
            "tracking_number": filing.tracking_number,
            "access_code": filing.access_code,
            "new": filing.verdict is Verdict.NEW,
        }
        print(json.dumps(receipt), file=self._receipts, flush=True)
