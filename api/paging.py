"""Lists page by page: what a reader may ask for, and what is said to a cursor that is none (I1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.problems import FieldFault, not_understood
from domain.words import Words
from storage.cursors import MOST_ROWS, CursorInvalid


class Paging(BaseModel):
    """Which page of a list is wanted."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str, StringConstraints(max_length=500)] | None = Field(
        default=None, description="`next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


@contextmanager
def known_cursors() -> Iterator[None]:
    """Refuse a cursor that the list has not given. Raises `Problem` (422)."""
    try:
        yield
    except CursorInvalid as error:
        words = Words(zh="不是本列表给出的游标，请从第一页开始。", en=str(error))
        raise not_understood(FieldFault(path="cursor", words=words)) from None
