"""Tracking numbers and access codes (追踪编号、查询码): derived from one key, so that nothing has to be stored (A4).

A number follows from the request that filed the complaint, a code from the number: a repeated request finds the same
complaint. Both are written in Crockford's base 32, which has no I, L, O and U, and are read however people type them.
"""

import hmac
import unicodedata
from typing import Final

PREFIX: Final = "RD"
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_GROUPS: Final = 3
_GROUP_LENGTH: Final = 4
_LENGTH: Final = _GROUPS * _GROUP_LENGTH
_BITS_A_LETTER: Final = 5
# Longer than anything that a number or a code could be typed as; what is longer is not looked at.
_LONGEST_TYPED: Final = 64


class Identity:
    """Gives numbers, codes and digests by a key that is never rotated and never leaves this object.

    Each is an HMAC-SHA256 with a purpose of its own; a number and a code have 60 bits.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def number_for(self, idempotency_key: str) -> str:
        """Give the tracking number of the complaint filed with this key: `RD-7K2M-9QXD-04TB`."""
        return f"{PREFIX}-{_grouped(self._letters('tracking number', idempotency_key.encode()))}"

    def code_for(self, number: str) -> str:
        """Give the access code of a tracking number: `H3VW-80KC-ZN5E`."""
        return _grouped(self._letters("access code", number.encode()))

    def is_code(self, number: str, given: str) -> bool:
        """Tell in constant time whether `given` is the code of `number`; case, blanks and hyphens do not matter."""
        expected = _letters_of(self.code_for(number))
        return hmac.compare_digest(expected.encode(), _letters_of(given).encode())

    def respondent_code_for(self, number: str, notice: int) -> str:
        """Give the respondent's code, which the event `notice` told them of: `H3VW-80KC-ZN5E-0014`.

        It ends with that event's number, so that whether it is genuine shows before anything of the case is read.
        """
        return f"{_grouped(self._letters('respondent access code', f'{number}/{notice}'.encode()))}-{notice:04d}"

    def respondent_notice(self, number: str, given: str) -> int | None:
        """Give the event that told the respondent of this code; none where it is no code of theirs."""
        notice = _letters_of(given)[_LENGTH:]
        if not (notice.isascii() and notice.isdecimal()):
            return None
        expected = _letters_of(self.respondent_code_for(number, int(notice)))
        return int(notice) if hmac.compare_digest(expected.encode(), _letters_of(given).encode()) else None

    def digest_of(self, number: str, request: bytes) -> str:
        """Give a digest of what was filed, in hexadecimal; nobody without the key can tell what it stands for."""
        return self._mac("request", number.encode() + b"\x00" + request).hex()

    def seal(self, purpose: str, text: str) -> str:
        """Give a seal on a text, in hexadecimal: whoever shows both later shows what was sealed here."""
        return self._mac(f"seal {purpose}", text.encode()).hex()

    def is_seal(self, purpose: str, text: str, seal: str) -> bool:
        """Tell in constant time whether a text was sealed for this purpose."""
        return hmac.compare_digest(self.seal(purpose, text).encode(), seal.encode())

    def _letters(self, purpose: str, message: bytes) -> str:
        mac = int.from_bytes(self._mac(purpose, message), "big")
        return "".join(_ALPHABET[mac >> _BITS_A_LETTER * place & 31] for place in range(_LENGTH))

    def _mac(self, purpose: str, message: bytes) -> bytes:
        return hmac.digest(self._key, b"redress identity " + purpose.encode() + b"\x00" + message, "sha256")


def normalise_number(typed: str) -> str | None:
    """Give the tracking number that somebody typed, as it is written; none when it cannot be one."""
    letters = _letters_of(typed)
    if len(letters) == len(PREFIX) + _LENGTH and letters.startswith(PREFIX):
        letters = letters.removeprefix(PREFIX)
    return f"{PREFIX}-{_grouped(letters)}" if len(letters) == _LENGTH and set(letters) <= set(_ALPHABET) else None


def _letters_of(typed: str) -> str:
    """Give what was meant: full width or not, upper or lower case, with or without separators, O for 0."""
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).upper().translate(_LOOKALIKES)
    return "".join(letter for letter in plain if letter.isalnum())


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP_LENGTH] for start in range(0, _LENGTH, _GROUP_LENGTH))
