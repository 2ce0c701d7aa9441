"""The mail carrier against real SMTP servers, those that misbehave included."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from domain.mail_server import MailServer
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable
from gateways.mail import SmtpMailCarrier
from tests.gateways.certificate import make_contexts
from tests.gateways.neighbours_process import free_port
from tests.gateways.offices import Office, Street, says

SENDER, TO = "redress@house.example", "wang@example.com"


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with AsyncExitStack() as stack:
        yield Street(stack)


@pytest.fixture
def contexts(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return make_contexts(tmp_path)


def carrier(url: str, *, certificates: ssl.SSLContext | None = None, seconds: float = 10.0) -> SmtpMailCarrier:
    return SmtpMailCarrier(server=MailServer.parse(url), sender=SENDER, certificates=certificates, seconds=seconds)


async def send(url: str, **changes: Any) -> None:
    seconds = changes.pop("seconds", 10.0)
    given = {
        "key": "RD-7K2M/warning/1",
        "to": TO,
        "subject": "投诉 RD-7K2M 即将超时",
        "text": "请在今天处理。\n.\n再见\n",
    }
    await carrier(url, seconds=seconds).send(**given | changes)


class TestTheMail:
    async def test_arrives_word_for_word(self, street: Street) -> None:
        office = Office()

        await send(f"smtp://{await street.office(office)}")

        [mail], [envelope] = office.mails, office.envelopes
        assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [TO])
        assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, TO, "投诉 RD-7K2M 即将超时")
        assert mail.get_content().splitlines() == ["请在今天处理。", ".", "再见"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"].datetime.tzinfo is not None

    @pytest.mark.parametrize("text", ["", ".", "..\n.hidden\n", "x" * 5000, "a\rb\r\nc"])
    async def test_survives_whatever_its_lines_are(self, street: Street, text: str) -> None:
        office = Office()

        await send(f"smtp://{await street.office(office)}", text=text)

        assert office.mails[0].get_content().splitlines() == (text.splitlines() or [""])

    async def test_bears_the_same_id_for_the_same_key_and_never_the_key(self, street: Street) -> None:
        office = Office()
        url = f"smtp://{await street.office(office)}"

        for key in ("one", "one", "other"):
            await send(url, key=key)

        ids = [mail["Message-ID"] for mail in office.mails]
        assert ids[0] == ids[1] != ids[2]
        assert ids[0].endswith("@house.example>")
        assert "one" not in ids[0]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"subject": "hello\r\nBcc: all@example.com"},
            {"subject": "hello\nworld"},
            {"subject": "hello\u2028Bcc: all@example.com"},
            {"subject": "\ud800"},
            {"to": "wang@example.com\r\nBcc: all@example.com"},
            {"to": "wang@example.com\n"},
            {"to": "nobody"},
            {"to": ""},
            {"to": "a@b.example, c@d.example"},
            {"to": "王@例子.中国"},
            {"text": "\ud800"},
        ],
    )
    async def test_that_would_be_another_one_is_refused_before_anybody_is_asked(
        self, street: Street, wrong: dict[str, str]
    ) -> None:
        office = Office()

        with pytest.raises(NeighbourRefused) as refused:
            await send(f"smtp://{await street.office(office)}", **wrong)

        assert office.envelopes == []
        assert "example" not in str(refused.value)


class TestARefusal:
    @pytest.mark.parametrize("told", [{"rcpt": "550 wang@example.com is unknown"}, {"data": "554 wang is no friend"}])
    async def test_is_for_ever_and_quotes_nobody(self, street: Street, told: dict[str, Any]) -> None:
        with pytest.raises(NeighbourRefused, match="with 55") as refused:
            await send(f"smtp://{await street.office(Office(**told))}")

        assert "wang" not in str(refused.value)

    @pytest.mark.parametrize("told", [{"rcpt": "451 greylisted"}, {"rcpt": "421 bye"}, {"data": "452 disk full"}])
    async def test_with_a_four_is_for_now(self, street: Street, told: dict[str, Any]) -> None:
        with pytest.raises(NeighbourUnavailable):
            await send(f"smtp://{await street.office(Office(**told))}")

    @pytest.mark.parametrize(
        "answers",
        [
            ["554 no service"],
            ["220 hello", "550 not you", "550 not you either"],
            ["220 hello", "250 hi", "550 no such sender"],
            ["220 hello", "250 hi", "250 ok", "450 later"],
            ["220 hello", "250 hi", "250 ok", "250 ok", "451 no data now"],
            ["nonsense"],
            [],
            ["220 hello"],
            ["220 hello", "250 hi", "250 ok", "250 ok"],
        ],
    )
    async def test_or_an_end_before_the_message_is_safe_to_try_again(self, street: Street, answers: list[str]) -> None:
        with pytest.raises(NeighbourUnavailable):
            await send(f"smtp://{await street.speaking(says(*answers))}")

    async def test_by_nobody_is_safe_to_try_again(self) -> None:
        with pytest.raises(NeighbourUnavailable):
            await send(f"smtp://127.0.0.1:{free_port()}")

    async def test_by_silence_at_the_door_is_safe_to_try_again(self, street: Street) -> None:
        async def sleep(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(1)
            writer.close()

        with pytest.raises(NeighbourUnavailable):
            await send(f"smtp://{await street.speaking(sleep)}", seconds=0.3)


class TestAMessageWritten:
    async def test_and_not_answered_is_unclear(self, street: Street) -> None:
        office = Office(drops=True)

        with pytest.raises(DeliveryUnclear):
            await send(f"smtp://{await street.office(office)}")

        assert len(office.mails) == 1

    async def test_and_answered_too_late_is_unclear(self, street: Street) -> None:
        office = Office(slow=True)

        with pytest.raises(DeliveryUnclear):
            await send(f"smtp://{await street.office(office)}", seconds=1.0)

        assert len(office.mails) == 1

    async def test_and_answered_with_nonsense_is_unclear(self, street: Street) -> None:
        async def dialogue(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for answer in ("220 hello", "250 hi", "250 ok", "250 ok", "354 go on"):
                writer.write(answer.encode() + b"\r\n")
                await writer.drain()
                await reader.readline()
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"what was that?\r\n")
            await writer.drain()
            writer.close()

        with pytest.raises(DeliveryUnclear):
            await send(f"smtp://{await street.speaking(dialogue)}")


class TestAServer:
    async def test_with_tls_from_the_start_is_logged_in_to(
        self, street: Street, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
    ) -> None:
        shown, trusted = contexts
        office = Office()
        place = await street.office(office, implicit=shown, auth_require_tls=False)

        await carrier(f"smtps://redress:p%40ss%3Aword@{place}", certificates=trusted).send(
            key="K", to=TO, subject="s", text="t"
        )

        assert office.logins == [(b"redress", b"p@ss:word")]
        assert len(office.mails) == 1

    async def test_with_starttls_is_spoken_to_under_tls(
        self, street: Street, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
    ) -> None:
        shown, trusted = contexts
        office = Office()
        place = await street.office(office, tls_context=shown, require_starttls=True)

        await carrier(f"smtp+starttls://{place}", certificates=trusted).send(key="K", to=TO, subject="s", text="t")

        assert len(office.mails) == 1

    @pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
    async def test_that_is_not_trusted_gets_nothing(
        self, street: Street, contexts: tuple[ssl.SSLContext, ssl.SSLContext], scheme: str
    ) -> None:
        office = Office()
        shown = contexts[0]
        place = await street.office(office, **({"implicit": shown} if scheme == "smtps" else {"tls_context": shown}))

        with pytest.raises(NeighbourUnavailable):
            await send(f"{scheme}://{place}")

        assert office.envelopes == []

    async def test_without_the_starttls_that_was_asked_for_gets_nothing(self, street: Street) -> None:
        office = Office()

        with pytest.raises(NeighbourUnavailable):
            await send(f"smtp+starttls://{await street.office(office)}")

        assert office.envelopes == []

    async def test_that_knows_another_password_can_be_asked_again_later(self, street: Street) -> None:
        office = Office()
        place = await street.office(office, auth_require_tls=False)

        with pytest.raises(NeighbourUnavailable) as unavailable:
            await send(f"smtp://redress:wrong@{place}")

        assert office.logins[0] == (b"redress", b"wrong")
        assert "wrong" not in str(unavailable.value)
