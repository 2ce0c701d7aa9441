"""Every command there is; handlers, routes and forms are made from these two tables."""

from domain.adjudication import AskForRuling, Recuse, Vote
from domain.appointments import MakeAppointment
from domain.arbitration import AgreeArbitration, EndArbitration, ReferToArbitrator
from domain.assignment import Assign, Classify, Escalate, Grade
from domain.award import RecordAward
from domain.carrying_out import ConfirmRemedy
from domain.changed_remedies import ChangeRemedy
from domain.command import PartySignal, StaffCommand
from domain.hand_payment import RetryPayment, TakeBackPayment
from domain.hearing import NotifyRespondent, RenewRespondentCode
from domain.incident_membership import JoinIncident, LeaveIncident
from domain.investigation import Ask, Note, RecordFinding, Respond
from domain.joint_plan import AgreePlan, DissentPlan, DraftPlan
from domain.letter_review import ApproveLetter, RedraftLetter, SendBackLetter
from domain.mediation import FailMediation
from domain.mediators import AssignMediator, RecuseMediator
from domain.merging import MergeInto
from domain.parties import (
    Accept,
    AddEvidence,
    Appeal,
    Contest,
    EscalateAsComplainant,
    Rate,
    Refuse,
    Reply,
    Withdraw,
)
from domain.penalties import ImposePenalty
from domain.red_alert import AcknowledgeAlert, RaiseAlert
from domain.remedies import Approve, Propose, SendBack
from domain.repair_cancelling import CancelRepair
from domain.reviews import RecordReview
from domain.ruling import GiveRuling
from domain.scope import Acknowledge, Close, Decline
from domain.settlement import RecordMediation, SignSettlement, WithdrawProposal
from domain.task_force import RecordMeeting, ReplaceMember
from domain.tasks import CompleteTask, OpenTask
from domain.work_orders import OrderRepair

STAFF_COMMANDS: dict[str, type[StaffCommand]] = {
    command.name: command
    for command in (
        Acknowledge,
        Assign,
        Classify,
        Grade,
        Decline,
        Respond,
        Ask,
        RecordFinding,
        OpenTask,
        CompleteTask,
        Propose,
        Approve,
        SendBack,
        ConfirmRemedy,
        Escalate,
        RaiseAlert,
        AcknowledgeAlert,
        MergeInto,
        Note,
        Close,
        ApproveLetter,
        SendBackLetter,
        RedraftLetter,
        NotifyRespondent,
        OrderRepair,
        RecordReview,
        RenewRespondentCode,
        ReplaceMember,
        RecordMeeting,
        DraftPlan,
        AgreePlan,
        DissentPlan,
        JoinIncident,
        LeaveIncident,
        CancelRepair,
        FailMediation,
        ChangeRemedy,
        MakeAppointment,
        ImposePenalty,
        AssignMediator,
        RecuseMediator,
        RecordMediation,
        WithdrawProposal,
        SignSettlement,
        Recuse,
        Vote,
        GiveRuling,
        AgreeArbitration,
        ReferToArbitrator,
        RecordAward,
        EndArbitration,
        RetryPayment,
        TakeBackPayment,
    )
}
PARTY_SIGNALS: dict[str, type[PartySignal]] = {
    signal.name: signal
    for signal in (
        Reply,
        AddEvidence,
        EscalateAsComplainant,
        Accept,
        Refuse,
        Rate,
        Withdraw,
        Contest,
        Appeal,
        AskForRuling,
    )
}
