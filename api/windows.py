"""How often somebody may ask: so many times in a window that begins with their first request. In memory, bounded."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

# As many askers as are remembered at once; beyond them the one seen first is forgotten.
MOST_ASKERS: Final = 100_000
_IPV6_NETWORK_BITS: Final = 64


class Windows:
    """Counts askers; `clock` gives seconds and never goes back."""

    def __init__(self, *, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._begun: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait_for(self, asker: str) -> int:
        """Give how many whole seconds the asker has still to wait; 0 lets them in, without counting."""
        began, times = self._begun.get(asker, (0.0, 0))
        left = began + self._seconds - self._clock()
        return math.ceil(left) if times >= self._limit and left > 0 else 0

    def count(self, asker: str) -> None:
        """Count one request."""
        now = self._clock()
        began, times = self._begun.get(asker, (now, 0))
        if now - began >= self._seconds:
            began, times = now, 0
            self._begun.pop(asker, None)
        self._begun[asker] = (began, times + 1)
        # In the order of their windows' beginnings, so the first ones are over first.
        while len(self._begun) > MOST_ASKERS:
            self._begun.popitem(last=False)


def asker_of(host: str) -> str:
    """Give who asks, by address; of an IPv6 address only the network, since a household has the whole of it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return str(address)
