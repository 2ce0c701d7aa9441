"""What people wrote, shown so that it does nothing to the terminal of whoever reads it."""

import re
from typing import Final

# Control characters (Cc) but newline and tab, and those that turn the direction of writing.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""Write every character that would command a terminal as its escape, `\u001b`, which JSON reads as well."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))
