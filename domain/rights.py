"""Who may call which address: the one table of routes, beside that of commands in `domain.permissions` (I1).

A route that is not in it fails `tests/api/test_rights.py`. Rights to commands are read off where commands are
declared, so that none can be given by an address that its role may not give.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.incident_commands import INCIDENT_COMMANDS
from domain.lending import READERS as LOAN_READERS
from domain.matter_registry import MATTERS
from domain.permissions import (
    ALL_DEPARTMENTS,
    COMMANDS_OF_ROLE,
    FUNDERS,
    HANDING_OVER,
    HANDLERS,
    HOLDING,
    INTAKE,
    JUDGING,
    LEADS,
    LEDGER_READERS,
    NAMED,
    ON_BEHALF,
    PACKING,
    READERS,
    ROLES,
)
from domain.registry import STAFF_COMMANDS


@dataclass(frozen=True, kw_only=True)
class Right:
    """Who may call a route.

    Of `roles`, those in `everywhere` for cases of any department, those in `named` for the cases that they are named
    for, the others for those of their own department. Parties show the code of their case; what is public asks for
    nothing; other systems, and the Web UI of this machine, show a secret.
    """

    roles: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    for_parties: bool = False
    is_public: bool = False
    by_secret: bool = False

    def lets_in(self, role: str, *, is_own: bool, is_named: bool = False) -> bool:
        """Tell whether a member of staff may call it about a case of their own department, or of another one."""
        if self.is_public:
            return True
        if role in self.named:
            return is_named
        return role in self.roles and (is_own or role in self.everywhere)


Rights = Mapping[tuple[str, str], Right]
"""The right to each route, by its method and path."""

# What staff declare of themselves counts where they decide; who only looks decides nothing and changes nothing.
DECLARING: Final = frozenset(ROLES) - {"auditor", "engineer"}
INTEREST_READERS: Final = frozenset({"administrator", "auditor"})
"""Who sees what everybody has declared; others see their own."""
RESPONDENT_READERS: Final = HANDLERS | {"auditor"}
"""Who may read the register: whoever works on cases, of whatever department, since a respondent has cases in many."""
LOOK_READERS: Final = frozenset({"auditor", "senior_management"})
"""Who reads what others looked at."""
PAYLOAD_READERS: Final = frozenset({"engineer", "administrator"})

_EVERYBODY: Final = frozenset(ROLES)
_NAMED: Final = frozenset(NAMED)
_PUBLIC: Final = Right(is_public=True)
_SECRET: Final = Right(by_secret=True)


def _within(roles: Iterable[str]) -> Right:
    """Give a right that ends at one's own department, but for roles that have none."""
    return Right(roles=frozenset(roles), everywhere=ALL_DEPARTMENTS & frozenset(roles))


def _anywhere(roles: Iterable[str]) -> Right:
    return Right(roles=frozenset(roles), everywhere=frozenset(roles))


_READING: Final = _within(READERS)
_OPENING: Final = Right(roles=READERS, everywhere=ALL_DEPARTMENTS & READERS, named=_NAMED)
_PARTY_READING: Final = Right(roles=READERS, everywhere=ALL_DEPARTMENTS & READERS, named=_NAMED, for_parties=True)
_PARTY_ACTING: Final = Right(roles=ON_BEHALF, everywhere=ALL_DEPARTMENTS & ON_BEHALF, for_parties=True)
# Lists leave out what the reader may not open.
_LISTING: Final = _anywhere(READERS)

_CASE: Final = "/api/v1/complaints/{tracking_number}"
_DESK: Final = "/api/v1/desk"
_FILE: Final = f"{_DESK}/complaints/{{tracking_number}}"
_LOANS: Final = f"{_DESK}/staff/{{staff_id}}/authority"
_ACTS: Final = (
    *("replies", "escalations", "decision", "satisfaction", "withdrawal", "appeal", "contest", "ruling-request"),
    "evidence",
)

_OF_CASES: Final[Rights] = {
    # Whoever has something to complain of may file it; staff do so for somebody if it is their work.
    ("POST", "/api/v1/complaints"): Right(roles=INTAKE, everywhere=INTAKE, for_parties=True),
    **{("GET", _CASE + page): _PARTY_READING for page in ("", "/timeline", "/live", "/letters/{kind}", "/evidence")},
    **{("GET", f"{_CASE}/evidence/{{evidence}}{page}"): _PARTY_READING for page in ("", "/preview")},
    **{("POST", f"{_CASE}/{act}"): _PARTY_ACTING for act in _ACTS},
    ("POST", f"{_CASE}/session"): Right(for_parties=True),
    ("DELETE", f"{_CASE}/session"): _PUBLIC,
    **{("GET", f"{_DESK}/{page}"): _anywhere(READERS | _NAMED) for page in ("complaints", "complaints/counts", "live")},
    **{("GET", _FILE + page): _OPENING for page in ("", "/timeline", "/live", "/evidence", "/custody")},
    **{("GET", f"{_FILE}/evidence/{{evidence}}{page}"): _OPENING for page in ("", "/preview")},
    **{("GET", f"{_FILE}/{page}"): _READING for page in ("deadlines", "notices", "likenesses", "answers")},
    ("GET", f"{_FILE}/package"): _within(PACKING),
    **{("POST", f"{_FILE}/evidence/{{evidence}}/{act}"): _within(HOLDING) for act in ("hold", "release")},
    ("POST", f"{_FILE}/evidence/{{evidence}}/hand-over"): _within(HANDING_OVER),
}

_BESIDE_CASES: Final[Rights] = {
    **{("GET", f"{_DESK}/{name}"): _LISTING for name in ("alerts", "incidents", "reviews")},
    ("GET", f"{_DESK}/adjudications"): _anywhere(READERS | _NAMED),
    ("GET", f"{_DESK}/incidents/{{incident}}"): _READING,
    ("GET", _LOANS): _anywhere(LOAN_READERS),
    ("POST", _LOANS): _within(LEADS),
    ("DELETE", f"{_LOANS}/{{loan_id}}"): _within(LEADS),
    **{("GET", f"{_DESK}/ledger{page}"): _anywhere(LEDGER_READERS) for page in ("", "/accounts", "/totals", "/export")},
    ("POST", f"{_DESK}/ledger/funding"): _anywhere(FUNDERS),
    **{
        ("GET", f"{_DESK}/respondents{page}"): _anywhere(RESPONDENT_READERS)
        for page in ("", "/{respondent}", "/{respondent}/standing")
    },
    # A question, though it is asked in a body.
    ("POST", f"{_DESK}/respondents/lookup"): _anywhere(RESPONDENT_READERS),
    ("GET", f"{_DESK}/audit"): _anywhere(LOOK_READERS),
    ("GET", f"{_DESK}/interests"): _anywhere(_EVERYBODY),
    ("POST", f"{_DESK}/interests"): _anywhere(DECLARING),
    ("POST", f"{_DESK}/interests/{{interest}}/end"): _anywhere({"administrator"}),
}

_OF_EVERYBODY: Final[Rights] = {
    ("POST", "/api/v1/access-codes"): _PUBLIC,
    ("GET", "/api/v1/rules"): _PUBLIC,
    **{("GET", page): _PUBLIC for page in ("/", "/rules", "/static/{served}")},
    ("POST", "/api/v1/sign-in"): _SECRET,
    ("POST", "/api/v1/sign-out"): _PUBLIC,
    ("POST", "/api/v1/sign-out-everywhere"): _anywhere(_EVERYBODY),
    ("GET", "/api/v1/me"): _anywhere(_EVERYBODY),
    **{("GET", path): _PUBLIC for path in ("/healthz", "/readyz", "/metrics")},
    **{("GET", path): _PUBLIC for path in ("/openapi.json", "/docs", "/docs/oauth2-redirect")},
    **{("POST", f"/api/v1/hooks/{name}"): _SECRET for name in ("payments", "work-orders")},
    ("POST", "/codec/{namespace}/decode"): _anywhere(PAYLOAD_READERS),
    ("POST", "/codec/{namespace}/{token}/decode"): _SECRET,
    **{("OPTIONS", f"/codec/{{namespace}}{token}/decode"): _PUBLIC for token in ("", "/{token}")},
}


def _of_command(name: str) -> Right:
    """Give who may give a command on a case; before a panel the case itself says who sits on it."""
    roles = frozenset(role for role, commands in COMMANDS_OF_ROLE.items() if name in commands)
    everywhere = roles if name in JUDGING else ALL_DEPARTMENTS & roles
    return Right(roles=roles, everywhere=everywhere, named=_NAMED & roles)


def _of_commands() -> Rights:
    rights = {("POST", f"{_FILE}/{name}"): _of_command(name) for name in STAFF_COMMANDS}
    for name, on_incident in INCIDENT_COMMANDS.items():
        rights["POST", f"{_DESK}/incidents/{{incident}}/{name}"] = _within(on_incident.roles)
    return rights


def _of_matters() -> Rights:
    rights: dict[tuple[str, str], Right] = {}
    for kind, rules in MATTERS.items():
        at = f"{_DESK}/{rules.plural}"
        rights["GET", at] = _LISTING
        rights["GET", f"{at}/{{matter}}"] = _READING
        for name, command in rules.commands.items():
            rights["POST", f"{at}/{{matter}}/{name}"] = _within(command.roles)
            # By way of its case; that one has an owner of its own.
            if kind == "penalty" and name != "assign":
                rights["POST", f"{_FILE}/{name}"] = _within(command.roles)
    return rights


RIGHTS: Final[Rights] = {**_OF_CASES, **_BESIDE_CASES, **_OF_EVERYBODY, **_of_commands(), **_of_matters()}
"""The table."""
