"""Where notices go, and when two addresses are one for sure."""

import pytest

from domain.addresses import Address, Way, arrives_at
from domain.complaint import Complainant
from tests.domain import couple


class TestArriving:
    @pytest.mark.parametrize(
        ("way", "to"),
        [
            ("sms", "138 0013 8000"),
            ("sms", "+86 138-0013-8000"),
            ("sms", "0086 13800138000"),
            ("email", "WANG@example.com"),
        ],
    )
    def test_is_certain_for_one_contact_however_it_is_typed(self, way: Way, to: str) -> None:
        life = couple.case(complainant=Complainant(name="Wang", phone="13800138000", email="wang@Example.com"))

        assert arrives_at(Address(way, to), life.case)

    @pytest.mark.parametrize(
        ("way", "to"),
        [
            ("sms", "+49 138 0013 8000"),
            ("sms", "+1 86 13800138000"),
            ("sms", "13800138000 ext 1"),
            ("email", "\N{KELVIN SIGN}ang@example.com"),
            ("email", "kang@example.org"),
            ("email", "13800138000"),
        ],
    )
    def test_is_not_for_what_is_only_like_it(self, way: Way, to: str) -> None:
        life = couple.case(complainant=Complainant(name="Kang", phone="13800138000", email="kang@example.com"))

        assert not arrives_at(Address(way, to), life.case)

    def test_is_not_where_there_is_no_contact(self) -> None:
        life = couple.case(complainant=Complainant(name="Wang"))

        assert not arrives_at(Address("sms", ""), life.case)
