"""Looks (查阅): which answers of the API show staff something personal, and what is put on record of that (I1, I3)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.incident_commands import INCIDENT_COMMANDS
from domain.matter_registry import MATTERS
from domain.registry import STAFF_COMMANDS
from domain.words import Words

MACHINE: Final = "machine"
"""Who looks by the codec's own address on this machine, where nobody signs in."""


class LookKind(StrEnum):
    """What is looked at."""

    FILE = "file"
    TIMELINE = "timeline"
    EVIDENCE = "evidence"
    LETTER = "letter"
    NOTICES = "notices"
    ANSWERS = "answers"
    PACKAGE = "package"
    MATTER = "matter"
    INCIDENT = "incident"
    RESPONDENTS = "respondents"
    PAYLOADS = "payloads"


TITLES: Final[Mapping[LookKind, Words]] = {
    LookKind.FILE: Words(zh="案件", en="Case file"),
    LookKind.TIMELINE: Words(zh="时间线", en="Timeline"),
    LookKind.EVIDENCE: Words(zh="证据", en="Evidence"),
    LookKind.LETTER: Words(zh="函件", en="Letter"),
    LookKind.NOTICES: Words(zh="通知", en="Notices"),
    LookKind.ANSWERS: Words(zh="拟答复", en="Drafted answers"),
    LookKind.PACKAGE: Words(zh="移送包", en="Package"),
    LookKind.MATTER: Words(zh="事项", en="Matter"),
    LookKind.INCIDENT: Words(zh="群体性事件", en="Mass incident"),
    LookKind.RESPONDENTS: Words(zh="被投诉人名册", en="Register of respondents"),
    LookKind.PAYLOADS: Words(zh="工作流数据", en="Workflow payloads"),
}


class Look(BaseModel):
    """That somebody looked: `by` is as on a timeline, `about` a tracking number or another id, empty for a whole list.

    Nothing in it is personal.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    role: str
    kind: LookKind
    about: str = ""


_CASE: Final = "/api/v1/complaints/{tracking_number}"
_DESK: Final = "/api/v1/desk"
_FILE: Final = f"{_DESK}/complaints/{{tracking_number}}"
_PIECE: Final = "/evidence/{evidence}"


def _of_matters() -> dict[tuple[str, str], LookKind]:
    found = {}
    for kind, rules in MATTERS.items():
        at = f"{_DESK}/{rules.plural}/{{matter}}"
        found["GET", at] = LookKind.MATTER
        found |= {("POST", f"{at}/{name}"): LookKind.MATTER for name in rules.commands}
        if kind == "penalty":
            found |= {("POST", f"{_FILE}/{name}"): LookKind.FILE for name in rules.commands if name != "assign"}
    return found


LOOKS: Final[Mapping[tuple[str, str], LookKind]] = {
    ("GET", _CASE): LookKind.FILE,
    ("GET", f"{_CASE}/timeline"): LookKind.TIMELINE,
    ("GET", f"{_CASE}/live"): LookKind.TIMELINE,
    ("GET", f"{_CASE}/letters/{{kind}}"): LookKind.LETTER,
    **{("GET", f"{_CASE}{page}"): LookKind.EVIDENCE for page in ("/evidence", _PIECE, f"{_PIECE}/preview")},
    ("GET", _FILE): LookKind.FILE,
    ("GET", f"{_FILE}/timeline"): LookKind.TIMELINE,
    ("GET", f"{_FILE}/live"): LookKind.TIMELINE,
    ("GET", f"{_FILE}/likenesses"): LookKind.FILE,
    ("GET", f"{_FILE}/notices"): LookKind.NOTICES,
    ("GET", f"{_FILE}/answers"): LookKind.ANSWERS,
    ("GET", f"{_FILE}/package"): LookKind.PACKAGE,
    **{("GET", f"{_FILE}{page}"): LookKind.EVIDENCE for page in ("/evidence", _PIECE, f"{_PIECE}/preview", "/custody")},
    **{("POST", f"{_FILE}{_PIECE}/{act}"): LookKind.EVIDENCE for act in ("hold", "release", "hand-over")},
    # A command is answered with the whole file.
    **{("POST", f"{_FILE}/{name}"): LookKind.FILE for name in STAFF_COMMANDS},
    ("GET", f"{_DESK}/incidents/{{incident}}"): LookKind.INCIDENT,
    **{("POST", f"{_DESK}/incidents/{{incident}}/{name}"): LookKind.INCIDENT for name in INCIDENT_COMMANDS},
    ("GET", f"{_DESK}/respondents"): LookKind.RESPONDENTS,
    ("GET", f"{_DESK}/respondents/{{respondent}}"): LookKind.RESPONDENTS,
    ("POST", "/codec/{namespace}/decode"): LookKind.PAYLOADS,
    ("POST", "/codec/{namespace}/{token}/decode"): LookKind.PAYLOADS,
    **_of_matters(),
}
"""What each route shows, by its method and path; what is not here shows nothing personal, or is masked."""
