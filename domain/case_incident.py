"""What a case keeps of its mass incident; what is done with it stands in `domain.incident_membership`."""

from enum import StrEnum

from pydantic import BaseModel


class Standing(StrEnum):
    """How a member stands to the answer of its incident.

    `preparing` waits for its own business records, `waiting` can be answered; who is `apart` is decided on by itself.
    """

    PREPARING = "preparing"
    WAITING = "waiting"
    ANSWERED = "answered"
    APART = "apart"
    LEFT = "left"


class Membership(BaseModel, frozen=True):
    """A case's part in an incident (群体性事件), joined in `cycle`; `size` is how many it had then, this one too.

    `unfit` are the incidents, this one or others, whose answer came to the case and did not fit it.
    """

    incident: str
    size: int
    cycle: int
    has_left: bool = False
    is_answered: bool = False
    unfit: tuple[str, ...] = ()


class KnownIncident(BaseModel, frozen=True):
    """An open incident as the API found it, with how many members it has."""

    id: str
    pack: str
    size: int
