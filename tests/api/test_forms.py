"""Whatever bytes come, a form is read or refused in words, and what is read can be written down again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from api import forms
from api.body import read_form
from api.problems import Problem, answer
from domain.registry import STAFF_COMMANDS
from tests.api.house import complaint

FORMS: list[type[BaseModel]] = [
    forms.ComplaintForm,
    forms.ReplyForm,
    forms.ReasonForm,
    forms.WithdrawalForm,
    forms.DecisionForm,
    forms.SatisfactionForm,
    forms.AccessCodeForm,
    *STAFF_COMMANDS.values(),
]
# Lone surrogates too: what is written is not always text.
CHARACTERS = st.characters(codec=None, categories=None)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(CHARACTERS, max_size=20)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS, max_size=8), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted({name for form in FORMS for name in form.model_fields}))


def read_or_refused(form: type[BaseModel], body: bytes) -> BaseModel | None:
    """Read a body; a refusal has to be an answer that can be sent."""
    try:
        return read_form(form, body)
    except Problem as problem:
        refusal = problem
    assert refusal.status == 422
    assert refusal.faults
    for language in ("zh", "en"):
        assert bytes(answer(refusal, language=language).body).decode()
    return None


class TestForms:
    @given(st.sampled_from(FORMS), st.dictionaries(FIELDS, VALUES, max_size=6))
    def test_take_or_refuse_any_json(self, form: type[BaseModel], fields: dict[str, Any]) -> None:
        read = read_or_refused(form, json.dumps(fields).encode())

        if read is not None:
            assert read_form(form, read.model_dump_json().encode()) == read

    @given(FIELDS, VALUES)
    def test_take_or_refuse_a_complaint_with_anything_in_one_field(self, field: str, value: Any) -> None:
        read = read_or_refused(forms.ComplaintForm, json.dumps(complaint() | {field: value}).encode())

        if read is not None:
            assert read_form(forms.ComplaintForm, read.model_dump_json().encode()) == read

    @given(st.sampled_from(FORMS), st.binary(max_size=200))
    def test_take_or_refuse_any_bytes(self, form: type[BaseModel], body: bytes) -> None:
        read_or_refused(form, body)

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
    def test_refuse_fields_that_they_do_not_have(self, form: type[BaseModel]) -> None:
        with pytest.raises(Problem) as refused:
            read_form(form, b'{"no_such_field": 1}')

        assert "no_such_field" in {fault.path for fault in refused.value.faults}


class TestSigns:
    @pytest.mark.parametrize(
        ("region", "is_taken"),
        [
            ("310115", True),
            ("310115001000", True),
            ("上海市浦东新区", True),
            ("Kunshan Rd. 12", True),
            ("13800138000", False),
            ("No. 12345678", False),
            ("a@b.cn", False),
            ("line\nbreak", False),
            ("x" * 65, False),
        ],
    )
    def test_of_a_region_is_that_nobody_lives_there(self, region: str, is_taken: bool) -> None:
        assert (
            read_or_refused(forms.ComplaintForm, json.dumps(complaint(region=region)).encode()) is not None
        ) is is_taken
