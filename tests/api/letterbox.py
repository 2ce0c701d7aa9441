"""A carrier that tests look into."""

from dataclasses import dataclass, field

from domain.ports import NeighbourUnavailable


@dataclass
class Letterbox:
    """A carrier that keeps what it is given."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    is_down: bool = False

    async def send(self, *, key: str, to: str, text: str, subject: str = "") -> None:
        if self.is_down:
            raise NeighbourUnavailable("it cannot be reached")
        self.sent.append((to, text))
        self.subjects.append(subject)
