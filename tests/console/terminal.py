"""`redress …` as it is typed, in this process."""

import json
import sys
from typing import Any, NamedTuple

import pytest

import cli


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


class Terminal:
    """Types commands and reads what they say."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def type(self, *arguments: str) -> Said:
        self._monkeypatch.setattr(sys, "argv", ["redress", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = self._capsys.readouterr()
        assert end.value.code is None or isinstance(end.value.code, int)
        return Said(end.value.code or 0, out, err)
