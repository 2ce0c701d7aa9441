"""Whose complaint it is: contact decides, a name and an order never."""

import pytest

from domain.complaint import Complainant, Complaint
from domain.person import is_same_complainant
from tests import trial

ZHANG = {"name": "Zhang San", "phone": "+86 138-0000-0000", "email": "zhang@example.com"}


class TestComplainant:
    @pytest.mark.parametrize(
        "other",
        [
            {"name": "张三", "phone": "13800000000"},
            {"name": "张三", "email": " ZHANG@example.com "},
        ],
    )
    def test_is_the_same_by_phone_or_by_e_mail(self, other: dict[str, str]) -> None:
        assert is_same_complainant(*_pair(other))

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Zhang San"},
            {"name": "Zhang San", "order": "order-1 "},
            {"name": "Zhang San", "phone": "13900000000", "email": "other@example.com", "order": "ORDER-2"},
            {"name": "Li Si", "order": "ORDER-1"},
            {"name": "Zhang San", "phone": "—", "order": " "},
        ],
    )
    def test_is_another_by_name_or_by_order(self, other: dict[str, str]) -> None:
        assert not is_same_complainant(*_pair(other))

    def test_who_left_nothing_is_nobody_else(self) -> None:
        nobody = trial.complaint(complainant=Complainant(name="—"), order_number=None)

        assert not is_same_complainant(nobody, nobody)


def _pair(other: dict[str, str]) -> tuple[Complaint, Complaint]:
    order = other.get("order")
    theirs = Complainant(name=other["name"], phone=other.get("phone"), email=other.get("email"))
    return trial.complaint(complainant=Complainant(**ZHANG)), trial.complaint(complainant=theirs, order_number=order)
