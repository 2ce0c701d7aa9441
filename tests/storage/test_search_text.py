"""Search text: words to find a case by, and nothing to find a person by."""

import pytest

from domain.complaint import Complaint
from storage.search_text import LENGTH, search_text


def complaint(text: str, **changes: object) -> Complaint:
    fields = {
        "service_line": "bikes",
        "channel": "web",
        "description": {"text": text},
        "complainant": {"name": "Zhang San"},
        "reading": {},
    }
    return Complaint.model_validate(fields | changes)


class TestSearchText:
    def test_is_title_and_description_in_lower_case(self) -> None:
        assert search_text(complaint("车坏了 BROKEN", title="Brake")) == "brake\n车坏了 broken"

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("打13812345678找我", "打*找我"),
            ("+86 138-1234-5678, bye", "*, bye"),
            ("身份证310115199001011234。", "身份证*。"),
            ("mail me@example.com!", "mail *"),
            ("联系a.b+c@例子.公司，谢谢", "*，谢谢"),
            ("a@b@c@d.example 与 @e，f@g", "*@* 与 @e，*"),
            ("i am Zhang San indeed", "i am * indeed"),
            ("paid 12.50 on 2026 for 3 rides", "paid 12.50 on 2026 for 3 rides"),
        ],
    )
    def test_leaves_out_numbers_addresses_and_names(self, text: str, left: str) -> None:
        assert search_text(complaint(text)) == left

    def test_leaves_out_the_other_side_too(self) -> None:
        both = complaint("李四 of Wheels Ltd was rude", respondent="李四", representing="Wheels Ltd")

        assert search_text(both) == "* of * was rude"

    def test_ends_somewhere(self) -> None:
        assert len(search_text(complaint("长" * 100_000))) == LENGTH

    def test_cuts_no_number_in_half(self) -> None:
        text = "x" * (LENGTH - 4) + "13812345678"

        assert search_text(complaint(text)) == "x" * (LENGTH - 4) + "*"

    @pytest.mark.timeout(20)
    def test_looks_at_words_without_an_end_once(self) -> None:
        endless = [complaint(f"{number}" + "x" * 8_000) for number in range(150)]

        assert {len(search_text(each)) for each in endless} == {LENGTH}
