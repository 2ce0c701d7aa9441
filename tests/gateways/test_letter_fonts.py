"""What can be printed, and how the rest is told."""

import pytest

from gateways.letter_fonts import families, printable


class TestFamilies:
    def test_begin_with_the_chinese_font_and_end_with_emoji(self) -> None:
        assert (families()[0], families()[-1]) == ("Noto Sans SC", "Noto Emoji")


class TestPrintable:
    @pytest.mark.parametrize("text", ["张三, CNY 6.00", "🚲🔥❤️👨‍👩‍👧", "a\nb\tc", "\u202eright\u202c", "مرحبا", ""])
    def test_is_what_the_fonts_have_and_what_has_no_shape(self, text: str) -> None:
        assert printable(text) == text

    @pytest.mark.parametrize(
        ("text", "told"),
        [("𒀀", "[CUNEIFORM SIGN A]"), ("\ue000", "[U+E000]"), ("田𠀀", "田[CJK UNIFIED IDEOGRAPH-20000]")],
    )
    def test_names_the_rest(self, text: str, told: str) -> None:
        assert printable(text) == told
