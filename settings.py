"""Settings (REDRESS_…): what an operator sets, read by the entry points only (cli, worker, local)."""

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.contacts import plausible_email
from domain.keyring import KEY_BYTES, KeyRing
from domain.mail_server import MailServer

PREFIX = "REDRESS_"
STACK_FILE = "settings.env"


class SettingsError(SystemExit):
    """A setting is missing or wrong; left alone it ends the program with its one line and exit code 1."""


def decode_key(encoded: str) -> bytes:
    """Read base64, of the plain or the URL-safe alphabet, with or without its padding.

    Raises:
        ValueError: it is no base64.
    """
    plain = encoded.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("expected base64") from error


def _is_key_list(value: SecretStr) -> SecretStr:
    KeyRing.parse(value.get_secret_value())
    return value


def _is_long_key(value: SecretStr) -> SecretStr:
    if len(decode_key(value.get_secret_value())) < KEY_BYTES:
        raise ValueError("too short")
    return value


def _is_long_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,}", value.get_secret_value()):
        raise ValueError("too short, or unfit for a header")
    return value


def _fits_an_address(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9._~-]{16,}", value.get_secret_value()):
        raise ValueError("too short, or unfit for an address")
    return value


def _is_mail_server(value: SecretStr) -> SecretStr:
    MailServer.parse(value.get_secret_value())
    return value


def _is_sender(value: str) -> str:
    address = plausible_email(value)
    if address is None or not address.isascii():
        raise ValueError("no address")
    return address


def _is_file(value: Path) -> Path:
    if not value.is_file():
        raise ValueError("no such file")
    return value


def _is_folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("no such folder")
    return value


HttpAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s/]+"),
    AfterValidator(lambda url: url.rstrip("/")),
]
HostAndPort = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\s:/]+:\d{1,5}$")]
DatabaseAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^postgres(ql)?(\+psycopg)?://[^\s/]*/\S+$")
]
StoreAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z][a-z0-9+]*://\S+$")]
Token = Annotated[SecretStr, AfterValidator(_is_long_token)]
PemFile = Annotated[Path, AfterValidator(_is_file)]

_A_DATABASE = "a PostgreSQL address such as postgresql://name:password@host:5432/redress"
_A_TOKEN = "at least 16 letters, digits or any of . _ ~ + / = -"  # noqa: S105 - words, not a token
_A_PEM_FILE = "the path of a PEM file that is there"
_AN_HTTP_ADDRESS = "an http:// or https:// address"


class Settings(BaseSettings):
    """Every setting; a field's description is what its error says was expected."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    temporal_address: HostAndPort = Field(description="host:port of a Temporal front end")
    temporal_namespace: str = Field(default="default", description="the name of a Temporal namespace")
    temporal_tls_ca: PemFile | None = Field(default=None, description=_A_PEM_FILE)
    temporal_tls_cert: PemFile | None = Field(default=None, description=_A_PEM_FILE)
    temporal_tls_key: PemFile | None = Field(default=None, description=_A_PEM_FILE)

    database_url: DatabaseAddress = Field(repr=False, description=_A_DATABASE)
    database_owner_url: DatabaseAddress | None = Field(default=None, repr=False, description=_A_DATABASE)
    blobs_url: StoreAddress = Field(repr=False, description="where evidence is kept: file:///folder, s3://bucket …")
    policies_dir: Annotated[Path, AfterValidator(_is_folder)] | None = Field(
        default=None, description="a folder of policy packs that is there"
    )

    secret_keys: Annotated[SecretStr, AfterValidator(_is_key_list)] = Field(
        description="comma-separated keys, each 32 bytes in base64, with an id of its own as keyid:base64"
    )
    identity_key: Annotated[SecretStr, AfterValidator(_is_long_key)] = Field(description="32 bytes or more in base64")
    neighbours_token: Token = Field(description=_A_TOKEN)
    hooks_secret: Token = Field(description=_A_TOKEN)
    codec_token: Annotated[SecretStr, AfterValidator(_fits_an_address)] = Field(
        description="at least 16 letters, digits or any of . _ ~ -"
    )

    limits_requests_per_minute: int = Field(default=1000, gt=0, description="a whole number above 0")
    limits_intakes_per_minute: int = Field(default=300, gt=0, description="a whole number above 0")

    signin_idle_minutes: int = Field(default=60, gt=0, description="a whole number of minutes above 0")
    signin_longest_minutes: int = Field(default=720, gt=0, description="a whole number of minutes above 0")
    signin_argon2_memory_kib: int = Field(default=65_536, ge=64, description="a whole number of KiB, at least 64")
    signin_argon2_passes: int = Field(default=3, gt=0, description="a whole number above 0")

    public_url: HttpAddress = Field(description=_AN_HTTP_ADDRESS)
    temporal_ui_url: HttpAddress | None = Field(default=None, description=_AN_HTTP_ADDRESS)
    payments_url: HttpAddress = Field(description=_AN_HTTP_ADDRESS)
    work_orders_url: HttpAddress = Field(description=_AN_HTTP_ADDRESS)
    records_url: HttpAddress = Field(description=_AN_HTTP_ADDRESS)
    sms_url: HttpAddress = Field(description=_AN_HTTP_ADDRESS)

    notices_smtp_url: Annotated[SecretStr, AfterValidator(_is_mail_server)] | None = Field(
        default=None, description="smtp://, smtp+starttls:// or smtps://, then [user:password@]host[:port]"
    )
    notices_from: Annotated[str, AfterValidator(_is_sender)] | None = Field(
        default=None,
        validate_default=True,
        description=f"the e-mail address that notices come from, where {PREFIX}NOTICES_SMTP_URL is set",
    )

    log_format: Literal["text", "json"] = Field(default="text", description="text or json")

    notices_language: Literal["zh", "en"] = Field(default="zh", description="the language of staff: zh or en")

    @field_validator("notices_from")
    @classmethod
    def _goes_with_a_mail_server(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None and others.data.get("notices_smtp_url"):
            raise PydanticCustomError("missing", "a mail server without a sender")
        return value

    @classmethod
    def load(cls, data_dir: Path | None = None) -> Self:
        """Read the settings: the environment first, then `.env`, then the local stack's own file in `data_dir`.

        Raises:
            SettingsError: settings are missing or wrong, or a file of them cannot be read.
        """
        files = ([data_dir / STACK_FILE] if data_dir else []) + [Path(".env")]
        try:
            return cls(_env_file=files, _env_file_encoding="utf-8")  # of two files the later one wins
        except ValidationError as error:
            raise SettingsError(cls._explain(error)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the settings cannot be read: {error}") from None

    @classmethod
    def _explain(cls, error: ValidationError) -> str:
        """One line that names what is amiss and what was expected, never the value."""
        details = error.errors(include_url=False, include_context=False, include_input=False)
        first = details[0]
        field = cls._field_of(first["loc"])
        how = "missing" if first["type"] == "missing" else "wrong"
        others = [PREFIX + cls._field_of(detail["loc"]).upper() for detail in details[1:]]
        more = f" (missing or wrong as well: {', '.join(others)})" if others else ""
        return f"{PREFIX}{field.upper()} is {how}: expected {cls.model_fields[field].description}{more}"

    @staticmethod
    def _field_of(location: tuple[int | str, ...]) -> str:
        # A value out of the environment is told by its field's name, one that is missing by the variable's.
        return str(location[0]).lower().removeprefix(PREFIX.lower())

    def key_ring(self) -> KeyRing:
        """The secret keys; the first encrypts, all decrypt."""
        return KeyRing.parse(self.secret_keys.get_secret_value())

    def identity_key_bytes(self) -> bytes:
        """The key that tracking numbers and access codes derive from; never rotated."""
        return decode_key(self.identity_key.get_secret_value())

    def mail_server(self) -> MailServer | None:
        """Where notices are handed over as e-mails, if anywhere."""
        url = self.notices_smtp_url
        return MailServer.parse(url.get_secret_value()) if url else None

    def owner_url(self) -> str:
        """The database as its owner, who migrates it.

        Raises:
            SettingsError: it is not set.
        """
        if self.database_owner_url is None:
            raise SettingsError(f"{PREFIX}DATABASE_OWNER_URL is missing: expected {_A_DATABASE}")
        return self.database_owner_url
