"""Letters as pages and as PDF: whole, alone, and with nobody's words taken for markup."""

import asyncio
import base64
import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from domain.complaint import LongText
from gateways.letter_press import LetterPress
from tests.gateways.letters import HOSTILE, Page, acknowledgement, embedded_fonts, hostile_letter, pdf_text


@pytest.fixture(scope="module")
def press() -> LetterPress:
    return LetterPress()


class TestPage:
    @pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
    def test_is_in_its_language_with_one_heading_above_the_others(
        self, press: LetterPress, language: str, tag: str
    ) -> None:
        letter = acknowledgement(language)

        page = Page(press.html(letter))

        assert page.attributes[0] == ("lang", tag)
        assert page.tags.count("h1") == 1
        assert page.tags.count("h2") == len(letter.sections)
        assert "RD-TEST" in page.words

    def test_asks_nobody_for_anything_and_runs_nothing(self, press: LetterPress) -> None:
        page = Page(press.html(hostile_letter()))

        assert page.references == []
        assert {"script", "link", "img", "iframe", "b", "i"}.isdisjoint(page.tags)
        assert [name for name, _ in page.attributes if name.startswith("on") or name == "style"] == []
        assert "url(" not in page.styles
        assert "@import" not in page.styles

    def test_shows_what_was_written_as_it_was_written(self, press: LetterPress) -> None:
        page = Page(press.html(hostile_letter()))

        assert HOSTILE in page.words
        assert "<b>Zhang</b> #strong[San]" in page.words

    def test_is_allowed_its_own_style_only(self, press: LetterPress) -> None:
        page = Page(press.html(acknowledgement()))

        digest = base64.b64encode(hashlib.sha256(page.styles.encode()).digest()).decode()
        assert press.content_policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


class TestPdf:
    async def test_takes_a_day_with_any_fraction_of_a_second(self, press: LetterPress) -> None:
        letter = acknowledgement("zh")
        later = letter.model_copy(update={"dated_at": letter.dated_at + timedelta(microseconds=123_456)})

        content = await press.pdf(later)

        assert content.startswith(b"%PDF")

    async def test_has_the_words_in_chinese_and_its_fonts_in_it(self, press: LetterPress) -> None:
        content = await press.pdf(acknowledgement("zh"))

        assert content.startswith(b"%PDF-")
        assert [
            words for words in ("投诉受理通知书", "承诺时限", "首次联系", "前台") if words not in pdf_text(content)
        ] == []
        fonts = embedded_fonts(content)
        assert fonts
        assert all(fonts.values())

    @pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-GB")])
    async def test_says_its_title_its_language_and_its_day(self, press: LetterPress, language: str, tag: str) -> None:
        letter = acknowledgement(language)

        reader = PdfReader(BytesIO(await press.pdf(letter)))

        assert reader.metadata is not None
        assert reader.metadata.title == f"{letter.title} · RD-TEST"
        assert reader.metadata.creation_date == letter.dated_at
        assert str(reader.root_object["/Lang"]) == tag
        assert "/StructTreeRoot" in reader.root_object

    async def test_is_the_same_for_the_same_letter(self, press: LetterPress) -> None:
        first = await press.pdf(acknowledgement())
        again = await LetterPress().pdf(acknowledgement())

        assert first == again

    async def test_takes_nobodys_words_for_markup(self, press: LetterPress) -> None:
        text = pdf_text(await press.pdf(hostile_letter()))

        for words in (
            "<script>alert(1)</script>",
            '#import"@preview/x:1.0.0"',
            '#read("/etc/passwd")',
            "$x^2$",
            "*bold*",
        ):
            assert words in text
        assert "#strong[San]" in text

    async def test_has_a_font_for_emoji_and_other_scripts(self, press: LetterPress) -> None:
        written = "🚲🔥✅ 吉𠮷 ไทย ₿"

        content = await press.pdf(acknowledgement(description=LongText(text=written)))

        assert [each for each in written.split() if each not in pdf_text(content)] == []
        fonts = " ".join(embedded_fonts(content))
        assert [name for name in ("NotoEmoji", "NotoSansJP", "NotoSansThai") if name not in fonts] == []

    async def test_names_what_no_font_has(self, press: LetterPress) -> None:
        text = pdf_text(await press.pdf(acknowledgement(description=LongText(text="a 𒀀 \ue000 b"))))

        assert "a[CUNEIFORMSIGNA][U+E000]b" in text

    async def test_breaks_a_word_without_an_end(self, press: LetterPress) -> None:
        content = await press.pdf(hostile_letter("en"))

        letters = [letter for letter in pdf_text(content) if letter == "x"]
        assert len(letters) > 1_500

    async def test_lets_others_go_on_meanwhile(self, press: LetterPress) -> None:
        setting = asyncio.ensure_future(LetterPress().pdf(hostile_letter()))
        turns = 0
        while not setting.done():
            await asyncio.sleep(0)
            turns += 1

        assert turns > 10
