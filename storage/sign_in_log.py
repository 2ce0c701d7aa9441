"""The log of signing in (登录日志): what happened to whose access, never a password, never a typed name."""

from enum import StrEnum

from sqlalchemy import Insert, insert

from storage.credential_tables import staff_sign_ins
from storage.vault import Vault


class Access(StrEnum):
    """What happened; `REFUSED` without staff is a name that nobody has."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    PASSWORD_SET = "password_set"  # noqa: S105 - what happened, no password
    TOKEN_ISSUED = "token_issued"  # noqa: S105 - what happened, no token
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - what happened, no token


def address_mark(vault: Vault, address: str) -> bytes:
    """Give what stands for an address, the same in the log and among the brakes."""
    return vault.blind_index("sign-in address", address)


def entry(what: Access, *, staff_id: str | None, mark: bytes | None = None) -> Insert:
    """Give the statement that puts something on record."""
    return insert(staff_sign_ins).values(what=what, staff_id=staff_id, address_mark=mark)
