"""Allowances (期限长度): how long a milestone may take, in elapsed or in working time."""

from datetime import timedelta
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, Field, model_serializer, model_validator

from domain.duration import Duration, describe_duration

MOST_WORKING_DAYS: Final = 5_000
MOST_WORKING_MINUTES: Final = 600_000

KEYS_IN_FILES: Final = ("working_days", "working_hours", "working_minutes")
"""What an allowance in working time may be called in a file."""

_EXPECTED: Final = (
    "write a duration such as PT2H, or one of {working_days: N}, {working_hours: N}, {working_minutes: N}"
)


class Allowance(BaseModel, frozen=True, extra="forbid"):
    """A length of time, longer than zero: exactly one of the three is set (C4).

    In YAML it is ISO 8601 text (elapsed), or one of `{working_days: N}`, `{working_hours: N}`, `{working_minutes: N}`;
    working hours are kept as minutes. It is dumped as `{"elapsed": "PT2H"}`, `{"working_days": 7}` or
    `{"working_minutes": 90}`, which is read back as well.
    """

    elapsed: Duration | None = None
    working_days: Annotated[int, Field(strict=True, gt=0, le=MOST_WORKING_DAYS)] | None = None
    working_minutes: Annotated[int, Field(strict=True, gt=0, le=MOST_WORKING_MINUTES)] | None = None

    @property
    def is_working(self) -> bool:
        """Tell whether it is counted in the calendar's working time."""
        return self.elapsed is None

    def describe(self, language: str) -> str:
        """Say it as people do: `2 h`, `7 个工作日`, `90 working minutes`."""
        english = language.lower().startswith("en")
        if self.elapsed is not None:
            return describe_duration(self.elapsed, language=language)
        if self.working_days is not None:
            return f"{self.working_days} {_counted('working day', self.working_days) if english else '个工作日'}"
        minutes = self.working_minutes or 0
        if minutes % 60:
            return f"{minutes} {_counted('working minute', minutes) if english else '个工作分钟'}"
        return f"{minutes // 60} {_counted('working hour', minutes // 60) if english else '个工作小时'}"

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, str | timedelta):
            return {"elapsed": value}
        if isinstance(value, dict):
            return _with_hours_as_minutes(value)
        if isinstance(value, Allowance):
            return value
        raise ValueError(_EXPECTED)

    @model_validator(mode="after")
    def _check_that_one_is_set(self) -> Self:
        if [self.elapsed, self.working_days, self.working_minutes].count(None) != 2:
            raise ValueError(_EXPECTED)
        return self

    @model_serializer(mode="wrap")
    def _write(self, dump: Any) -> dict[str, Any]:
        return {name: value for name, value in dump(self).items() if value is not None}


def _with_hours_as_minutes(value: dict[Any, Any]) -> dict[Any, Any]:
    if "working_hours" not in value:
        return value
    if "working_minutes" in value:
        raise ValueError(_EXPECTED)
    hours = value["working_hours"]
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not hours > 0:
        raise ValueError("working_hours is a number of hours above 0, such as 8 or 1.5")
    minutes = round(float(hours * 60), 6)
    if not minutes.is_integer():
        raise ValueError("working_hours must come to whole minutes; write working_minutes instead")
    return {name: count for name, count in value.items() if name != "working_hours"} | {"working_minutes": int(minutes)}


def _counted(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
