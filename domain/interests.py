"""Interests that members of staff declare (利益关系申报): where they must not sit on a panel (E7)."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from domain.words import Words


class About(StrEnum):
    """What an interest is in."""

    CASE = "case"
    DEPARTMENT = "department"
    RESPONDENT = "respondent"


class Interest(BaseModel, frozen=True):
    """A declared interest; of a respondent nothing is kept that names them, so `subject` is empty there."""

    id: int
    staff: str
    about: About
    subject: str
    declared_by: str
    declared_at: datetime
    ended_at: datetime | None = None


ABOUT = {
    About.CASE: Words(zh="案件", en="case"),
    About.DEPARTMENT: Words(zh="部门", en="department"),
    About.RESPONDENT: Words(zh="被投诉人", en="respondent"),
}
