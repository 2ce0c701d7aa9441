"""The setting that names the mail server."""

import pytest

from domain.mail_server import MailServer


class TestParse:
    @pytest.mark.parametrize(
        ("url", "place"),
        [
            ("smtp://mail.example", ("mail.example", 25, "none")),
            ("smtp://127.0.0.1:2525/", ("127.0.0.1", 2525, "none")),
            ("smtp://[::1]:2525", ("::1", 2525, "none")),
            ("smtp+starttls://mail.example", ("mail.example", 587, "starttls")),
            (" smtps://mail.example ", ("mail.example", 465, "implicit")),
        ],
    )
    def test_knows_every_way_of_tls_and_its_port(self, url: str, place: tuple[str, int, str]) -> None:
        server = MailServer.parse(url)

        assert (server.host, server.port, server.tls) == place
        assert (server.username, server.password) == (None, None)

    def test_decodes_user_and_password_and_shows_the_password_to_nobody(self) -> None:
        server = MailServer.parse("smtps://re%40dress:p%40ss%3Aword@mail.example")

        assert server.username == "re@dress"
        assert server.password is not None
        assert server.password.get_secret_value() == "p@ss:word"
        assert "p@ss" not in repr(server)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "hidden",
            "http://hidden.example",
            "smtp://",
            "smtp://:25",
            "smtp://hidden.example:99999",
            "smtp://hidden.example:0",
            "smtp://hidden.example:port",
            "smtp://hidden@mail.example",
            "smtp://:hidden@mail.example",
            "smtp://mail.example/hidden",
            "smtp://mail.example?hidden=1",
            "smtp://[hidden",
        ],
    )
    def test_refuses_anything_else_and_never_quotes_it(self, url: str) -> None:
        with pytest.raises(ValueError, match="expected smtp://") as refused:
            MailServer.parse(url)

        assert "hidden" not in str(refused.value)
