"""Ready answers (答复模板): what a pack offers for answering by hand, filled in for a case (D1).

A template is a beginning: what is sent is what the member of staff makes of it, and the record names the template.
"""

from typing import Any, Final

from pydantic import BaseModel

from domain.case import Case
from domain.case_facts import facts_of
from domain.pack import Pack, UnknownKind
from domain.refusals import not_understood

_NOTHING: Final = "—"


class Draft(BaseModel, frozen=True):
    """A template filled in for a case, in its complainant's language; `final` where it would be the last word."""

    name: str
    title: str
    text: str
    final: bool


def drafts_for(case: Case, pack: Pack, *, language: str) -> tuple[Draft, ...]:
    """Give the pack's templates whose condition holds for the case, in its order; titles are in `language`.

    A condition without an answer for the case holds: offering too much costs less than leaving the right one out.
    """
    facts, open_fields = facts_of(case), _fields_of(case, pack)
    return tuple(
        Draft(
            name=row.name,
            title=row.title.in_(language),
            text=row.text.in_(case.complaint.complainant.language).format_map(open_fields),
            final=row.final,
        )
        for row in pack.answers
        if row.when.may_hold(facts)
    )


def on_record(template: str | None, *, pack: Pack) -> dict[str, Any]:
    """Give what an answer's event says of its template. Raises `NotUnderstood` where the pack has none of that name."""
    if template is None:
        return {}
    if template not in {row.name for row in pack.answers}:
        raise not_understood(
            zh=f"本制度没有答复模板“{template}”。", en=f"template: the pack has no answer {template!r}; leave it out"
        )
    return {"template": template}


def _fields_of(case: Case, pack: Pack) -> dict[str, str]:
    """Give a value for each of `ANSWER_FIELDS`."""
    complaint = case.complaint
    language = complaint.complainant.language
    try:
        kind = pack.kind(case.category, case.kind).title.in_(language)
    except UnknownKind:
        kind = _NOTHING
    return {
        "tracking_number": case.tracking_number,
        "name": complaint.complainant.name,
        "kind": kind,
        "department": pack.department_title(case.department, language) or _NOTHING,
        "order_number": complaint.order_number or _NOTHING,
        "referral": pack.referral.in_(language) if pack.referral else _NOTHING,
    }
