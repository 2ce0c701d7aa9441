"""Every message of every template is translated, and nothing else is."""

import re
from collections.abc import Collection

from translations.catalogue import LANGUAGES, catalogue
from translations.messages import messages, said, translated

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def texts(message: object) -> Collection[str]:
    """Give the text of a message, or its forms for one and for several."""
    return [message] if isinstance(message, str) else list(message)  # type: ignore[call-overload]


class TestChinese:
    def test_has_every_message_that_a_template_says_and_no_other(self) -> None:
        said_in_templates = {message.id for message in messages(said())}

        assert said_in_templates
        assert {message.id for message in messages(translated())} == said_in_templates

    def test_leaves_no_message_empty_or_doubtful(self) -> None:
        assert [message.id for message in messages(translated()) if not all(texts(message.string))] == []
        assert [message.id for message in messages(translated()) if message.fuzzy] == []

    def test_fills_in_what_the_english_fills_in(self) -> None:
        for message in messages(translated()):
            filled = {name for text in texts(message.id) for name in PLACEHOLDER.findall(text)}

            assert all(set(PLACEHOLDER.findall(text)) <= filled for text in texts(message.string)), message.id
            assert {name for text in texts(message.string) for name in PLACEHOLDER.findall(text)} == filled, message.id


class TestCatalogue:
    def test_is_there_for_every_language(self) -> None:
        assert {language: catalogue(language).gettext("Rules") for language in LANGUAGES} == {
            "zh": "处理规则",
            "en": "Rules",
        }
