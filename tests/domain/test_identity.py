"""Tracking numbers and access codes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import Identity, normalise_number

IDENTITY = Identity(b"k" * 32)
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=16, max_size=128)


class TestNumberFor:
    def test_gives_the_same_number_for_the_same_key(self) -> None:
        assert IDENTITY.number_for("a-key-of-a-client") == IDENTITY.number_for("a-key-of-a-client")

    def test_gives_other_numbers_for_other_requests_and_under_other_keys(self) -> None:
        numbers = {IDENTITY.number_for(f"request {n}") for n in range(5_000)}

        assert len(numbers) == 5_000
        assert Identity(b"x" * 32).number_for("request 1") not in numbers

    @given(KEYS)
    def test_is_written_in_letters_that_nobody_mistakes(self, key: str) -> None:
        assert re.fullmatch(r"RD(-[0-9A-HJKMNP-TV-Z]{4}){3}", IDENTITY.number_for(key))

    def test_uses_every_letter_in_every_place(self) -> None:
        numbers = [IDENTITY.number_for(str(n)).replace("-", "")[2:] for n in range(2_000)]

        assert all(len({number[place] for number in numbers}) == 32 for place in range(12))


class TestIsCode:
    @given(KEYS)
    def test_takes_the_code_of_the_number_and_no_other(self, key: str) -> None:
        number, other = IDENTITY.number_for(key), IDENTITY.number_for(f"{key}!")

        assert IDENTITY.is_code(number, IDENTITY.code_for(number))
        assert not IDENTITY.is_code(number, IDENTITY.code_for(other))

    def test_does_not_tell_the_code_by_the_number(self) -> None:
        number = IDENTITY.number_for("request")

        assert not IDENTITY.is_code(number, number.removeprefix("RD-"))

    def test_takes_the_code_however_it_is_typed(self) -> None:
        number = IDENTITY.number_for("request")
        code = IDENTITY.code_for(number)

        for typed in (
            code.lower(),
            code.replace("-", ""),
            code.replace("-", " "),
            f" {code}\t",
            code.replace("-", "—"),
        ):
            assert IDENTITY.is_code(number, typed)

    def test_takes_lookalikes_and_full_width_letters(self) -> None:
        number = next(
            n for n in map(IDENTITY.number_for, map(str, range(1_000))) if {"0", "1"} <= set(IDENTITY.code_for(n))
        )
        code = IDENTITY.code_for(number)
        full_width = "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else letter for letter in code)

        assert IDENTITY.is_code(number, code.replace("0", "o").replace("1", "l"))
        assert IDENTITY.is_code(number, full_width)

    @pytest.mark.parametrize("typed", ["", "-", "错", "\x00", "A" * 100_000, "😀" * 12])
    def test_refuses_what_is_no_code(self, typed: str) -> None:
        assert not IDENTITY.is_code(IDENTITY.number_for("request"), typed)


class TestNormaliseNumber:
    @pytest.mark.parametrize(
        "typed",
        ["RD-7K2M-9QXD-04TB", "rd7k2m9qxdo4tb", "7k2m 9qxd 04tb", " ＲＤ－7K2M－9QXD－O4TB ", "rd 7k2m-9qxd.04tb"],
    )
    def test_gives_the_number_as_it_is_written(self, typed: str) -> None:
        assert normalise_number(typed) == "RD-7K2M-9QXD-04TB"

    @pytest.mark.parametrize(
        "typed", ["", "RD-7K2M", "RD-7K2M-9QXD-04TU", "XX-7K2M-9QXD-04TB", "投诉七千零一二三四五六七八", "0" * 90]
    )
    def test_gives_none_for_what_cannot_be_one(self, typed: str) -> None:
        assert normalise_number(typed) is None

    @given(KEYS)
    def test_changes_no_number_that_was_given_out(self, key: str) -> None:
        number = IDENTITY.number_for(key)

        assert normalise_number(number) == number


class TestDigestOf:
    def test_tells_requests_apart_and_hides_them(self) -> None:
        digest = IDENTITY.digest_of("RD-1", b"{}")

        assert digest == IDENTITY.digest_of("RD-1", b"{}")
        assert digest not in {IDENTITY.digest_of("RD-1", b"{ }"), IDENTITY.digest_of("RD-2", b"{}")}
        assert Identity(b"x" * 32).digest_of("RD-1", b"{}") != digest


class TestRespondentsCode:
    def test_tells_of_which_notice_it_is_however_it_is_typed(self) -> None:
        identity = Identity(b"k" * 32)
        code = identity.respondent_code_for("RD-7K2M-9QXD-04TB", 14)

        typed = (code, code.lower(), code.replace("-", " "), code.replace("-", ""))

        assert [identity.respondent_notice("RD-7K2M-9QXD-04TB", each) for each in typed] == [14] * 4

    def test_is_none_of_another_case_notice_or_side(self) -> None:
        identity, number = Identity(b"k" * 32), "RD-7K2M-9QXD-04TB"
        code = identity.respondent_code_for(number, 14)
        wrong = (
            f"{code[:-4]}0015",
            code[:-5],
            identity.code_for(number),
            f"{identity.code_for(number)}-0014",
            "",
            "９",
        )

        assert [identity.respondent_notice(number, each) for each in wrong] == [None] * 6
        assert identity.respondent_notice("RD-7K2M-9QXD-04TC", code) is None
        assert not identity.is_code(number, code)
