"""Instants as they are written."""

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, ValidationError

from domain.instant import Instant, read_instant


class Letter(BaseModel):
    at: Instant


class TestInstant:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("2026-03-02T09:30:00+08:00", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
            ("2026-03-02t01:30:00z", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
            ("2026-03-02 01:30:00.25Z", datetime(2026, 3, 2, 1, 30, 0, 250_000, tzinfo=UTC)),
            ("2026-03-02T01:30:00.123456789Z", datetime(2026, 3, 2, 1, 30, 0, 123_456, tzinfo=UTC)),
        ],
    )
    def test_is_read_from_rfc_3339_text(self, written: str, meant: datetime) -> None:
        letter = Letter.model_validate_json(f'{{"at": "{written}"}}', strict=True)

        assert letter.at == meant
        assert letter.at.tzinfo is UTC

    @pytest.mark.parametrize(
        "written",
        [
            "1700000000",
            '"1700000000"',
            '"2026-03-02T09:30:00"',
            '"2026-03-02"',
            '"2026-02-30T00:00:00Z"',
            "null",
            "true",
            "[]",
            '"soon"',
            '"2026-03-02T23:59:60Z"',
            '"0001-01-01T00:00:00+14:00"',
            '"9999-12-31T23:59:59-14:00"',
        ],
    )
    def test_is_nothing_else(self, written: str) -> None:
        with pytest.raises(ValidationError):
            Letter.model_validate_json(f'{{"at": {written}}}', strict=True)

    @pytest.mark.parametrize("typed", ["2026-10-01T00:00+08:00", "2026-10-01T00:00:00+08:00", "2026-09-30 16:00Z"])
    def test_may_be_typed_to_the_minute_where_people_type_it(self, typed: str) -> None:
        assert read_instant(typed, may_lack_seconds=True) == datetime(2026, 9, 30, 16, tzinfo=UTC)

    @pytest.mark.parametrize("typed", ["2026-10-01T00+08:00", "2026-10-01T00:00", "2026-10-01", "2026-10-01T00:60Z"])
    def test_is_no_less_exact_than_that(self, typed: str) -> None:
        with pytest.raises(ValueError, match="expected RFC 3339 text"):
            read_instant(typed, may_lack_seconds=True)

    def test_has_seconds_where_programs_write_it(self) -> None:
        with pytest.raises(ValueError, match="expected RFC 3339 text"):
            read_instant("2026-10-01T00:00+08:00")

    def test_is_read_again_from_what_was_written_down(self) -> None:
        letter = Letter.model_validate_json('{"at": "2026-03-02T09:30:00+08:00"}')

        assert Letter.model_validate_json(letter.model_dump_json()) == letter
        assert Letter.model_validate(letter.model_dump()) == letter
