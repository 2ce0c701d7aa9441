"""Policies: a pack with its calendar, and the shelf on which every version of them stands.

What a caller can ask for in vain, and must not do:

    LookupError
      PolicyNotLoaded      no such pack, or not in this version
      UnknownServiceLine   no pack takes complaints about it; the message lists what is taken
    ValueError
      PolicyChanged        another content under a name and version that is taken
"""

from functools import cached_property
from hashlib import sha256
from typing import Final

from pydantic import BaseModel

from domain.calendar import Calendar
from domain.pack import Pack
from domain.working_time import WorkingTime


class PolicyNotLoaded(LookupError):
    """A pack, or a version of it, is not on the shelf."""


class UnknownServiceLine(LookupError):
    """No pack names the service line."""


class PolicyChanged(ValueError):
    """A version that is already on the shelf was offered with another content."""


class Policy(BaseModel, frozen=True):
    """A pack and the calendar in which it counts working time."""

    pack: Pack
    calendar: Calendar

    @property
    def name(self) -> str:
        """The pack's name and version, as people write it: `retail version 3`."""
        return f"{self.pack.pack} version {self.pack.version}"

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of pack and calendar together, in hexadecimal."""
        return sha256(f"{self.pack.digest}\n{self.calendar.model_dump_json()}".encode()).hexdigest()

    @cached_property
    def working_time(self) -> WorkingTime:
        """Working time in the pack's calendar and zone, as it is where no override holds; raises `UnknownZone`."""
        return WorkingTime(calendar=self.calendar, zone=self.pack.zone)

    def working_time_in(self, region: str) -> WorkingTime:
        """Give working time in a complaint's `region`, by its name or code (C5); raises `UnknownZone`."""
        override = self.calendar.override_for(region)
        return self._regional[override] if override else self.working_time

    @cached_property
    def _regional(self) -> dict[str, WorkingTime]:
        zone, calendar = self.pack.zone, self.calendar
        return {name: WorkingTime(calendar=calendar.with_override(name), zone=zone) for name in calendar.regions}


class PolicyShelf:
    """Every version of every pack. What stands on it never changes, so a workflow may read it."""

    def __init__(self) -> None:
        self._policies: dict[str, dict[int, Policy]] = {}

    def put(self, policy: Policy) -> None:
        """Put a policy on the shelf; once more changes nothing, another content under its version `PolicyChanged`."""
        versions = self._policies.setdefault(policy.pack.pack, {})
        known = versions.setdefault(policy.pack.version, policy)
        if known.digest != policy.digest:
            raise PolicyChanged(f"{policy.name} is here with another content; give the new one a higher version")

    def get(self, pack: str, version: int) -> Policy:
        """Find a version of a pack; raises `PolicyNotLoaded`."""
        try:
            return self._policies[pack][version]
        except KeyError:
            raise PolicyNotLoaded(f"{pack} version {version} is not loaded; loaded are {self._listed()}") from None

    def latest(self, pack: str) -> Policy:
        """Find the highest version of a pack; raises `PolicyNotLoaded`."""
        versions = self._policies.get(pack)
        if not versions:
            raise PolicyNotLoaded(f"{pack} is not loaded; loaded are {self._listed()}")
        return versions[max(versions)]

    def policies(self) -> tuple[Policy, ...]:
        """List the latest version of every pack, by name."""
        return tuple(self.latest(pack) for pack in sorted(self._policies))

    def for_service_line(self, service_line: str) -> Policy:
        """Find the policy for new complaints about a service line; raises `UnknownServiceLine`."""
        for policy in self.policies():
            if service_line in policy.pack.service_lines:
                return policy
        known = ", ".join(self.service_lines()) or "none"
        raise UnknownServiceLine(f"no pack takes complaints about {service_line!r}; known service lines: {known}")

    def service_lines(self) -> tuple[str, ...]:
        """List the service lines that the latest packs take complaints about, in order of the alphabet."""
        return tuple(sorted({line for policy in self.policies() for line in policy.pack.service_lines}))

    def _listed(self) -> str:
        names = sorted(policy.name for versions in self._policies.values() for policy in versions.values())
        return ", ".join(names) or "none"


SHELF: Final = PolicyShelf()
"""The policies of this process, filled when it starts. Versions never change: reading them is deterministic."""
