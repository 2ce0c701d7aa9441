"""What goes into a complaint's workflow and what it answers; one model each."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.case import Case, Handler
from domain.case_incident import KnownIncident
from domain.case_mediation import KnownMediator
from domain.complaint import CaseStart
from domain.events import ADMINISTRATOR, Actor
from domain.handover import Handover, KnownCase
from domain.incident import Incident, IncidentStart
from domain.incident_answer import CommonAnswer
from domain.kinds import EventKind
from domain.likeness import Likeness
from domain.matter_events import MatterStart
from domain.migration import Moves
from domain.ports import OrderRecord, PaymentAnswer, WorkOrderAnswer
from domain.respondent_record import KnownRespondent
from domain.words import Words

PAYMENT_SIGNAL = "payment_settled"
NOTICE_SIGNAL = "notice_settled"
REPAIR_SIGNAL = "work_order_settled"
JOIN_SIGNAL = "incident_joined"
ANSWER_SIGNAL = "incident_answered"
RELEASE_SIGNAL = "incident_closed"
GATHER_SIGNAL = "gather"
MATTER_SIGNAL = "matter_closed"
MATTER_COMMAND = "command"
MATTER_PARTY = "party"
INCIDENT_COMMAND = "command"
REPEATED = "repeated"
MIGRATE = "migrate"
TAKE_OVER = "take-over"
REFUSED_TYPE = "Refused"
COMPLAINTS_QUEUE = "complaints"
EFFECTS_QUEUE = "effects"


class Message(BaseModel):
    """Base of everything sent to a case; `request_id` makes a repetition harmless."""

    model_config = ConfigDict(frozen=True)

    request_id: str


class StaffRequest(Message):
    """A staff command (update): its fields, who gives it, and the staff, cases, incidents and mediators that it names.

    Only the API builds it; `expected_sequence` refuses a command given on a stale page.
    """

    actor: Actor
    fields: dict[str, Any]
    people: dict[str, Handler] = {}
    cases: dict[str, KnownCase] = {}
    incidents: dict[str, KnownIncident] = {}
    respondent: KnownRespondent | None = None
    mediators: dict[str, KnownMediator] = {}
    expected_sequence: int | None = None


class MigrationRequest(Message):
    """Go on by a newer version of the pack (update); only the command line builds it."""

    to_version: int
    actor: Actor = ADMINISTRATOR


class PartyMessage(Message):
    """What a complainant, or a clerk on somebody's behalf, did (signal); `said_at` is when the API received it."""

    actor: Actor
    fields: dict[str, Any]
    said_at: datetime | None = None


def said_at_of(message: Message) -> datetime | None:
    """Give when a party said something; none of other messages, and of those from before that was kept."""
    return message.said_at if isinstance(message, PartyMessage) else None


class PaymentNews(Message):
    """What the payment gateway says of a remedy, as the answer to a payment or by callback (signal)."""

    remedy: str
    answer: PaymentAnswer


class RepairNews(Message):
    """What the repair system says of a work order, as the answer to it or by callback (signal)."""

    order: str
    answer: WorkOrderAnswer


class TakeOverRequest(Message):
    """A duplicate asks to be taken over (update), by the activity of its own workflow alone."""

    handover: Handover


class MergingNews(Message):
    """What the surviving case has answered under this key: why it will not, or none when it has taken over."""

    key: str
    refusal: Words | None


class RepeatNews(Message):
    """What the case turned out to repeat once it was on record."""

    repeated: tuple[Likeness, ...]


class RecordsNews(Message):
    """What the business records say of the order; none when there is no such order."""

    record: OrderRecord | None


class AcknowledgementNews(Message):
    """Whether a carrier took the acknowledgement, in cases from before the outbox."""

    key: str
    delivered: bool


class NoticeNews(Message):
    """What became of a notice that the case has to know of: an acknowledgement, or one that failed for good (signal).

    `by` is the channel that took it; `because`, a word for machines, says why none did.
    """

    key: str
    what: str
    receiver: str
    by: str = ""
    because: str = ""


class CommandAnswer(BaseModel):
    """Where the case stands after a command: its last event, its stage, and what a migration did to its milestones."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    stage: str
    moves: Moves | None = Field(default=None, exclude_if=lambda moves: moves is None)


class Carried(BaseModel):
    """What a run hands to the next: the case, the requests answered so far with their answers, the matters started."""

    case: Case
    answered: dict[str, CommandAnswer]
    started: tuple[str, ...] = ()


class ComplaintInput(BaseModel):
    """Input of a complaint's workflow; `carried` is none in its first run.

    A run continues as new before `event_limit` events or `update_limit` updates.
    """

    start: CaseStart
    carried: Carried | None = None
    event_limit: int = 1_800
    update_limit: int = 900


class Outcome(BaseModel):
    """How a complaint ended; `answered` are its last requests, for whoever asks again because no answer arrived."""

    stage: str
    cycle: int
    agreed: bool | None
    archived_at: datetime
    answered: dict[str, CommandAnswer] = {}


class JoinNews(Message):
    """A case was found to belong to an incident (signal)."""

    incident: str
    size: int


class AnswerNews(Message):
    """The common answer of the incident that a case belongs to (signal)."""

    common: CommonAnswer


class ReleaseNews(Message):
    """The incident that a case belongs to was closed (signal)."""

    incident: str


class IncidentRequest(StaffRequest):
    """A staff command on an incident (update), named `command`."""

    command: str


class Sweep(BaseModel):
    """How far an incident has got in looking for its members: a cursor where a pass is under way, else none.

    `again` asks for another pass; `size` and `told` are of this one.
    """

    again: bool = True
    gathering: str | None = None
    answering: str | None = None
    size: int = 0
    told: int = 0

    @property
    def is_due(self) -> bool:
        """Tell whether there is something to do."""
        return self.again or self.gathering is not None or self.answering is not None


class CarriedIncident(BaseModel):
    """What a run of an incident hands to the next; it holds no members."""

    incident: Incident
    answered: dict[str, CommandAnswer]
    sweep: Sweep


class IncidentInput(BaseModel):
    """Input of an incident's workflow; it tells `batch` members at a time, and continues as new at `event_limit`."""

    start: IncidentStart
    carried: CarriedIncident | None = None
    event_limit: int = 1_800
    batch: int = 200


class MatterRequest(StaffRequest):
    """A staff command on a matter (update), named `command`."""

    command: str


class MatterWord(PartyMessage):
    """What a party did about a matter (signal), named `party`: `signal` says what."""

    signal: str


class MatterNews(Message):
    """What came of a matter of a case, as it goes on its timeline (signal)."""

    matter: str
    event: EventKind
    data: dict[str, Any]


class CarriedMatter(BaseModel):
    """What a run of a matter hands to the next; `matter` is of the model of its kind."""

    matter: dict[str, Any]
    answered: dict[str, CommandAnswer]


class MatterInput(BaseModel):
    """Input of a matter's workflow; `carried` is none in its first run. It continues as new at `event_limit`."""

    start: MatterStart
    carried: CarriedMatter | None = None
    event_limit: int = 1_800
