"""Facts (事实): what a pack's conditions may speak of. A claim is none; records and findings fill the later ones."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

CelType = Literal["string", "int", "bool", "list<string>"]

Count = Annotated[int, Field(ge=0, lt=2**63)]


class Facts(BaseModel, frozen=True, extra="forbid"):
    """All that the conditions and amounts of a pack can see of a case; the defaults are what unset facts are.

    Money is integer fen, `delayed_minutes` minutes, `confidence` 0 to 100. An unknown name is refused. `prior_points`
    and `prior_penalties` are the respondent's, of the time that `penalty_rules.record` says.
    """

    service_line: str = ""
    channel: str = ""
    category: str = ""
    kind: str = ""
    department: str = ""
    region: str = ""
    urgency: str = ""
    severity: str = ""
    amount_band: str = ""
    level: Annotated[int, Field(ge=0, le=3)] = 0
    amount_fen: Count = 0
    repeat_count: Count = 0
    incident_size: Count = 0
    cycle: Count = 0
    flags: tuple[str, ...] = ()
    red_alert: bool = False
    vip: bool = False
    emotion: str = "calm"
    cause: str = ""
    responsible: str = ""
    overcharged_fen: Count = 0
    delayed_minutes: Count = 0
    paid_fen: Count = 0
    total_fen: Count = 0
    confidence: Annotated[int, Field(ge=0, le=100)] = 0
    facts_clear: bool = False
    prior_points: Count = 0
    prior_penalties: Count = 0


_CEL_TYPES: dict[object, CelType] = {str: "string", int: "int", bool: "bool", tuple[str, ...]: "list<string>"}

FACT_TYPES: dict[str, CelType] = {name: _CEL_TYPES[field.annotation] for name, field in Facts.model_fields.items()}
"""The CEL type of every fact, by its name."""

OF_THE_RECORD: Final = ("prior_points", "prior_penalties")
"""What is known of a respondent's record where a penalty is imposed, and nowhere else."""
