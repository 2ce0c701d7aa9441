"""The mail server (邮件服务器) as the setting names it: `smtp://`, `smtp+starttls://` or `smtps://`."""

from typing import Final, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

Tls = Literal["none", "starttls", "implicit"]

_SCHEMES: Final[dict[str, tuple[Tls, int]]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("implicit", 465),
}


class MailServer(BaseModel, frozen=True):
    """Where mails are handed over; `implicit` is TLS from the first byte, `starttls` insists on it before anything."""

    host: str
    port: int
    tls: Tls
    username: str | None = None
    password: SecretStr | None = None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `smtp://[user:password@]host[:port]`; what is special in user and password is percent-encoded.

        Raises:
            ValueError: it is no such address; the message never quotes it.
        """
        wrong = ValueError("expected smtp://, smtp+starttls:// or smtps://, then [user:password@]host[:port]")
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise wrong from None
        is_bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
        has_both = bool(parts.username) == bool(parts.password)
        if parts.scheme not in _SCHEMES or not parts.hostname or port == 0 or not is_bare or not has_both:
            raise wrong
        tls, usual_port = _SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname,
            port=port or usual_port,
            tls=tls,
            username=unquote(parts.username) if parts.username else None,
            password=SecretStr(unquote(parts.password)) if parts.password else None,
        )
