"""Time zones (时区), always from the `tzdata` package: two machines never differ in what o'clock it is."""

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo


class UnknownZone(ValueError):
    """There is no time zone of that name."""


@lru_cache
def load_zone(name: str) -> ZoneInfo:
    """Load the time zone `name`, such as `Asia/Shanghai`; raises `UnknownZone`."""
    # The operating system's own data is left aside: a replayed workflow must count the same hours on every machine.
    if name not in _names():
        raise UnknownZone(f"{name!r} is no time zone; write one of the IANA names, such as Asia/Shanghai")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache
def _names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
