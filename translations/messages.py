"""`python -m translations.messages`: bring `zh.po` up to what the templates say.

New messages are added empty, for people to translate; those that no template says any more go.
"""

import sys
from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parents[1]
CHINESE: Final = ROOT / "translations" / "zh.po"
_PAGES: Final = ROOT / "api" / "pages"
_METHODS: Final = [("**.html", "jinja2")]
_OPTIONS: Final = {"**.html": {"silent": "false", "trimmed": "true"}}
_HEADER: Final = rb"""msgid ""
msgstr ""
"Language: zh\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


def said() -> Catalog:
    """Collect every message of every template, with the files that say it."""
    catalogue = Catalog(charset="utf-8")
    for file, _, message, _, _ in extract_from_dir(_PAGES, method_map=_METHODS, options_map=_OPTIONS):
        catalogue.add(message, locations=[(f"api/pages/{file}", 0)])
    return catalogue


def translated() -> Catalog:
    """Read what is translated into Chinese."""
    return read_po(BytesIO(CHINESE.read_bytes()), locale="zh")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Go through the messages of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def main() -> int:
    """Write `zh.po`; give the exit code."""
    catalogue = translated()
    catalogue.update(said(), no_fuzzy_matching=True)
    write(catalogue)
    return 0


def write(catalogue: Catalog) -> None:
    """Write `zh.po`, always the same for the same messages."""
    catalogue.obsolete.clear()
    written = BytesIO(_HEADER)
    written.seek(0, SEEK_END)
    write_po(written, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)
    CHINESE.write_bytes(written.getvalue())


if __name__ == "__main__":
    sys.exit(main())
