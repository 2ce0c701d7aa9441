"""The closed lists of the domain: stages, event kinds, channels and the like.

Values are the binding names of the life of a complaint; they stand in the journal, the API and the policy packs.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a complaint stands in its life."""

    RECEIVED = "received"
    DECLINED = "declined"
    INVESTIGATING = "investigating"
    DECIDING = "deciding"
    AWAITING_COMPLAINANT = "awaiting_complainant"
    MEDIATING = "mediating"
    ADJUDICATING = "adjudicating"
    REMEDYING = "remedying"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class WaitingOn(StrEnum):
    """Whose answer the case waits for; only the complainant's stops a clock."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    THIRD_PARTY = "third_party"
    REPAIR_SHOP = "repair_shop"


class Urgency(StrEnum):
    """How fast (紧急程度)."""

    CRITICAL = "critical"
    URGENT = "urgent"
    NORMAL = "normal"


class Severity(StrEnum):
    """How bad (严重程度)."""

    ORDINARY = "ordinary"
    MAJOR = "major"
    EMERGENCY = "emergency"


class AmountBand(StrEnum):
    """How much money is in dispute (金额档)."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Emotion(StrEnum):
    """How the complainant's words sound."""

    CALM = "calm"
    UPSET = "upset"
    FURIOUS = "furious"


class PenaltyKind(StrEnum):
    """What a respondent may have to bear (处罚)."""

    POINTS = "points"
    SUSPENSION = "suspension"
    BAN = "ban"
    BLACKLIST = "blacklist"
    REPORT = "report"

    @property
    def needs_two(self) -> bool:
        """Tell whether one person alone may not impose it."""
        return self in {PenaltyKind.BAN, PenaltyKind.BLACKLIST}


class Responsible(StrEnum):
    """Who answers for what happened, as a finding says it."""

    PLATFORM = "platform"
    RESPONDENT = "respondent"
    COMPLAINANT = "complainant"
    THIRD_PARTY = "third_party"
    NONE = "none"


class Channel(StrEnum):
    """How a complaint came in (渠道)."""

    WEB = "web"
    APP = "app"
    CHAT = "chat"
    WECHAT = "wechat"
    WEIBO = "weibo"
    OUTLET = "outlet"
    HOTLINE = "hotline"
    MERCHANT = "merchant"
    EMAIL = "email"
    LETTER = "letter"
    REGULATOR = "regulator"
    STAFF = "staff"


class RemedyKind(StrEnum):
    """What is done to put things right (处理方案)."""

    REFUND = "refund"
    COMPENSATION = "compensation"
    VOUCHER = "voucher"
    EXTENSION = "extension"
    EXCHANGE = "exchange"
    REDO = "redo"
    REPAIR = "repair"
    APOLOGY = "apology"

    @property
    def is_money(self) -> bool:
        """Tell whether the payment gateway carries it out."""
        return self in {RemedyKind.REFUND, RemedyKind.COMPENSATION}

    @property
    def is_automatic(self) -> bool:
        """Tell whether another system carries it out, with nobody's hand."""
        return self.is_money or self.lasts

    @property
    def lasts(self) -> bool:
        """Tell whether it may be said for how many days it is."""
        return self in {RemedyKind.VOUCHER, RemedyKind.EXTENSION}


class Party(StrEnum):
    """Whose side evidence comes from (证据来源)."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    PLATFORM = "platform"
    THIRD_PARTY = "third_party"


class EventKind(StrEnum):
    """What can stand on a timeline."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CLASSIFIED = "classified"
    GRADED = "graded"
    ASSIGNED = "assigned"
    DECLINED = "declined"
    CONTESTED = "contested"
    REPLIED = "replied"
    EVIDENCE_ADDED = "evidence_added"
    ESCALATED = "escalated"
    NOTE = "note"
    RESPONDED = "responded"
    ASKED = "asked"
    WARNED = "warned"
    BREACHED = "breached"
    CLIMBED = "climbed"
    REMINDED = "reminded"
    PAUSED = "paused"
    RESUMED = "resumed"
    MILESTONE_MET = "milestone_met"
    MILESTONE_CANCELLED = "milestone_cancelled"
    TASK_OPENED = "task_opened"
    TASK_DONE = "task_done"
    FINDING_RECORDED = "finding_recorded"
    WORK_ORDER_SENT = "work_order_sent"
    WORK_ORDER_DONE = "work_order_done"
    REMEDY_PROPOSED = "remedy_proposed"
    REMEDY_APPROVED = "remedy_approved"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SILENCE_ELAPSED = "silence_elapsed"
    MEDIATION_OPENED = "mediation_opened"
    PROPOSAL_MADE = "proposal_made"
    SETTLEMENT_SIGNED = "settlement_signed"
    MEDIATED = "mediated"
    MEDIATION_FAILED = "mediation_failed"
    RULING_ASKED = "ruling_asked"
    PANEL_FORMED = "panel_formed"
    VOTED = "voted"
    RULED = "ruled"
    ANSWERED = "answered"
    PAYMENT_STARTED = "payment_started"
    PAID = "paid"
    PAYMENT_FAILED = "payment_failed"
    REMEDIED = "remedied"
    ADVANCE_PAID = "advance_paid"
    RECOURSE_OPENED = "recourse_opened"
    RECOURSE_CLOSED = "recourse_closed"
    PENALTY_IMPOSED = "penalty_imposed"
    RESOLVED = "resolved"
    RATED = "rated"
    REOPENED = "reopened"
    APPEALED = "appealed"
    CLOSED = "closed"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    RED_ALERT_RAISED = "red_alert_raised"
    ALERT_REPEATED = "alert_repeated"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    NOTICE_SENT = "notice_sent"
    NOTICE_FAILED = "notice_failed"
    NOT_APPLICABLE = "not_applicable"
    # Added to the binding list (docs/decisions/0006-added-event-kinds.md):
    PLANNED = "planned"
    RECORDS_FETCHED = "records_fetched"
    RECORDS_MISSING = "records_missing"
    REMEDY_DONE = "remedy_done"
    REMEDY_CONFIRMED = "remedy_confirmed"
    WAITING_ENDED = "waiting_ended"
    NOTICE_HELD = "notice_held"
    NOTICES_RELEASED = "notices_released"
    PROGRESS_TOLD = "progress_told"
    TASK_REMINDED = "task_reminded"
    TASK_CANCELLED = "task_cancelled"
    # docs/decisions/0029-pack-migration.md:
    MIGRATED = "migrated"
    # docs/decisions/0028-merging.md:
    MERGING = "merging"
    NOT_MERGED = "not_merged"
    ABSORBED = "absorbed"
    # docs/decisions/0040-work-orders-and-reviews.md:
    WORK_ORDER_PLACED = "work_order_placed"
    WORK_ORDER_ASKED = "work_order_asked"
    WORK_ORDER_OVERDUE = "work_order_overdue"
    WORK_ORDER_REFUSED = "work_order_refused"
    WORK_ORDER_LEFT = "work_order_left"
    REVIEW_OPENED = "review_opened"
    REVIEW_RECORDED = "review_recorded"
    # docs/decisions/0037-hearing.md:
    RESPONDENT_NOTIFIED = "respondent_notified"
    RESPONDENT_HEARD = "respondent_heard"
    HEARING_ELAPSED = "hearing_elapsed"
    RESPONDENT_CODE_RENEWED = "respondent_code_renewed"
    # docs/decisions/0038-likeness.md:
    LIKENESS_FOUND = "likeness_found"
    # docs/decisions/0039-letters.md:
    LETTER_APPROVED = "letter_approved"
    LETTER_SENT_BACK = "letter_sent_back"
    LETTER_REDRAFTED = "letter_redrafted"
    # docs/decisions/0041-task-force.md:
    TASK_FORCE_FORMED = "task_force_formed"
    MEMBER_REPLACED = "member_replaced"
    MEETING_RECORDED = "meeting_recorded"
    PLAN_DRAFTED = "plan_drafted"
    PLAN_AGREED = "plan_agreed"
    PLAN_DISSENTED = "plan_dissented"
    PLAN_SETTLED = "plan_settled"
    PLAN_ELAPSED = "plan_elapsed"
    # docs/decisions/0042-incidents.md:
    INCIDENT_JOINED = "incident_joined"
    INCIDENT_LEFT = "incident_left"
    # docs/decisions/0045-loose-ends.md:
    REVIEW_REMINDED = "review_reminded"
    REVIEW_LEFT = "review_left"
    WORK_ORDER_CANCELLING = "work_order_cancelling"
    WORK_ORDER_CANCELLED = "work_order_cancelled"
    WORK_ORDER_KEPT = "work_order_kept"
    # docs/decisions/0051-remedies-and-authority.md:
    REMEDY_CHANGED = "remedy_changed"
    REMEDY_STEP_CONFIRMED = "remedy_step_confirmed"
    APPOINTMENT_MADE = "appointment_made"
    APOLOGY_WRITTEN = "apology_written"
    # docs/decisions/0054-matters.md:
    PROMISE_OPENED = "promise_opened"
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    # docs/decisions/0055-penalties.md:
    PENALTY_CLOSED = "penalty_closed"
    # docs/decisions/0052-mediation.md:
    MEDIATOR_NAMED = "mediator_named"
    MEDIATOR_RECUSED = "mediator_recused"
    SESSION_SET = "session_set"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_REFUSED = "proposal_refused"
    MEDIATION_REMINDED = "mediation_reminded"
    # docs/decisions/0053-adjudication.md:
    RECUSED = "recused"
    PANELIST_REPLACED = "panelist_replaced"
    VOTE_REMINDED = "vote_reminded"
    VOTES_COUNTED = "votes_counted"
    RULING_OVERDUE = "ruling_overdue"
    # docs/decisions/0057-outside-arbitrator.md:
    ARBITRATION_PREFERRED = "arbitration_preferred"
    ARBITRATION_AGREED = "arbitration_agreed"
    ARBITRATION_REFERRED = "arbitration_referred"
    ARBITRATION_OVERDUE = "arbitration_overdue"
    ARBITRATION_ENDED = "arbitration_ended"
    # docs/decisions/0059-payments-by-people.md:
    PAYMENT_REPORTED = "payment_reported"
    PAYMENT_TAKEN_BACK = "payment_taken_back"
