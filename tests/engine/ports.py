"""What the workers of the engine's tests reach outside by."""

from dataclasses import dataclass

from domain.ports import BusinessRecords, Duties, Journal, NoticeCarrier, RepairSystem
from domain.ports_incident import IncidentJournal, IncidentMembers
from domain.ports_matter import MatterJournal
from domain.ports_money import PaymentGateway
from domain.ports_panel import PanelGrounds
from domain.repeats import Repeats


@dataclass(frozen=True)
class Ports:
    """What a worker reaches outside by."""

    journal: Journal
    duties: Duties
    records: BusinessRecords
    payments: PaymentGateway
    carrier: NoticeCarrier
    repairs: RepairSystem
    incidents: IncidentJournal
    members: IncidentMembers
    matters: MatterJournal
    repeats: Repeats | None = None
    panels: PanelGrounds | None = None
