"""Log lines: where something went wrong, and never what somebody wrote."""

import json
import logging
import sys

import pytest
from pydantic import BaseModel, ValidationError

from workflows.telemetry import DiscreetFormatter, DiscreetJsonFormatter, log_to_stderr

WORDS = "my secret words"


class Form(BaseModel):
    """Something that the words do not fit into."""

    number: int


def failure() -> logging.LogRecord:
    """Give a log record of a failure whose message, and whose cause's, hold the words."""
    record = logging.LogRecord("house", logging.ERROR, __file__, 1, "case %s failed", ("RD-1",), None)
    try:
        _read()
    except RuntimeError:
        record.exc_info = sys.exc_info()
    return record


def _read() -> None:
    try:
        Form.model_validate({"number": WORDS})
    except ValidationError as error:
        raise RuntimeError(f"no number: {WORDS}") from error


class TestDiscreetFormatter:
    def test_tells_types_and_places(self) -> None:
        line = DiscreetFormatter().format(failure())

        assert "ERROR house: case RD-1 failed" in line
        assert "builtins.RuntimeError\n" in line
        assert "ValidationError" in line
        assert f"at {__file__}:" in line
        assert "in failure" in line

    @pytest.mark.parametrize("formatter", [DiscreetFormatter(), DiscreetJsonFormatter()])
    def test_never_quotes_an_exception(self, formatter: logging.Formatter) -> None:
        assert WORDS not in formatter.format(failure())


class TestDiscreetJsonFormatter:
    def test_writes_one_object_a_line(self) -> None:
        text = DiscreetJsonFormatter().format(failure())
        line = json.loads(text)

        assert "\n" not in text
        assert (line["level"], line["logger"], line["message"]) == ("ERROR", "house", "case RD-1 failed")
        assert line["at"].endswith("+00:00")
        assert "in failure" in line["error"]


class TestLogToStderr:
    def test_never_writes_the_addresses_of_requests(self, capsys: pytest.CaptureFixture[str]) -> None:
        root = logging.getLogger()
        before, level = root.handlers[:], root.level
        try:
            log_to_stderr(form="text")
            logging.getLogger("httpx").info("HTTP Request: GET http://records/orders/ORDER-OF-SOMEBODY")
        finally:
            root.handlers, root.level = before, level
            logging.captureWarnings(capture=False)

        assert "ORDER-OF-SOMEBODY" not in capsys.readouterr().err
