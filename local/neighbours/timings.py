"""How long the neighbours take over things; tests shorten them, nothing else does."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Timings:
    """Lengths of time in seconds."""

    # Longer than the five seconds that Redress gives a call, so that it has to ask what became of it.
    delay: float = 7.0
    late: float = 3.0
    repair: float = 2.0
    first_retry: float = 0.5
    longest_retry: float = 30.0
    give_up_after: float = 3600.0
