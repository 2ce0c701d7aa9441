"""Quiet hours: when they end that an instant falls into."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.pack import Pack
from domain.quiet import quiet_until
from tests import trial


def pack(zone: str = "Asia/Shanghai", **hours: str) -> Pack:
    changes: dict[str, Any] = {"zone": zone, "quiet_hours": hours} if hours else {"zone": zone}
    return trial.policy().pack.model_copy(update=Pack.model_validate(base() | changes).__dict__)


def base() -> dict[str, Any]:
    return trial.policy().pack.model_dump(mode="json", exclude_none=True, by_alias=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


NIGHT = {"from": "22:00", "to": "08:00"}


class TestQuietHours:
    @pytest.mark.parametrize(
        ("instant", "until"),
        [
            ("2026-03-02T21:59:59+08:00", None),
            ("2026-03-02T22:00:00+08:00", "2026-03-03T08:00:00+08:00"),
            ("2026-03-03T00:00:00+08:00", "2026-03-03T08:00:00+08:00"),
            ("2026-03-03T07:59:59.999999+08:00", "2026-03-03T08:00:00+08:00"),
            ("2026-03-03T08:00:00+08:00", None),
            ("2026-12-31T23:30:00+08:00", "2027-01-01T08:00:00+08:00"),
            ("2028-02-28T23:30:00+08:00", "2028-02-29T08:00:00+08:00"),
        ],
    )
    def test_over_midnight_end_in_the_morning(self, instant: str, until: str | None) -> None:
        assert quiet_until(pack(**NIGHT), at(instant)) == (at(until) if until else None)

    def test_of_an_afternoon_end_the_same_day(self) -> None:
        nap = pack(**{"from": "12:00", "to": "14:30"})

        assert quiet_until(nap, at("2026-03-02T13:00:00+08:00")) == at("2026-03-02T14:30:00+08:00")
        assert quiet_until(nap, at("2026-03-02T14:30:00+08:00")) is None

    def test_up_to_midnight_end_at_midnight(self) -> None:
        evening = pack(**{"from": "20:00", "to": "24:00"})

        assert quiet_until(evening, at("2026-03-02T23:59:00+08:00")) == at("2026-03-03T00:00:00+08:00")

    @pytest.mark.parametrize("night", ["2026-03-28T23:00:00+01:00", "2026-10-24T23:00:00+02:00"])
    def test_follow_the_clock_on_the_wall_when_the_clocks_change(self, night: str) -> None:
        until = quiet_until(pack("Europe/Berlin", **NIGHT), at(night))

        assert until is not None
        assert until.astimezone(datetime.fromisoformat(night).tzinfo) - at(night) in {
            timedelta(hours=8),
            timedelta(hours=10),
        }

    def test_are_none_where_the_pack_has_none(self) -> None:
        assert quiet_until(pack(), at("2026-03-03T03:00:00+08:00")) is None

    def test_end_after_every_instant_that_they_cover(self) -> None:
        instant = at("2026-10-24T00:00:00+02:00")
        for minute in range(0, 48 * 60, 5):
            now = instant + timedelta(minutes=minute)
            until = quiet_until(pack("Europe/Berlin", **{"from": "01:30", "to": "02:45"}), now)
            assert until is None or until > now
