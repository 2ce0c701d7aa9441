"""Quiet hours (免打扰时段): when complainants are left in peace, in the pack's zone (time rule 13)."""

from datetime import UTC, datetime, timedelta

from domain.pack import Pack
from domain.zones import load_zone


def quiet_until(pack: Pack, at: datetime) -> datetime | None:
    """Give when the quiet hours end that an instant falls into; none outside of them."""
    hours = pack.quiet_hours
    if hours is None:
        return None
    local = at.astimezone(load_zone(pack.zone))
    if not hours.covers(local.time()):
        return None
    hour, minute = divmod(60 * int(hours.to[:2]) + int(hours.to[3:]), 60)
    ends = local.replace(hour=hour % 24, minute=minute, second=0, microsecond=0)
    if (hour % 24, minute) <= (local.hour, local.minute):
        # Over midnight: a day of the wall clock, however long a changing of the clocks makes it.
        ends = ends.replace(fold=0) + timedelta(days=1)
    return ends.astimezone(UTC)
