"""The chat carrier against a real HTTP server that looks at what arrives."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable
from gateways.chat import AppriseChatCarrier
from gateways.chat_address import check_chat_address
from tests.gateways.certificate import make_contexts
from tests.gateways.neighbours_process import free_port
from tests.gateways.wire import http

SUBJECT, TEXT = "红色预警", "投诉 RD-7K2M 需要处理"
SECRET = "abcdefsecret42"
TAKEN = http(b'{"errcode": 0, "code": 0, "msg": "ok"}')


class Arrived(NamedTuple):
    """One request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: Any


class Service:
    """Answers every request with the same bytes, or in its own good time."""

    def __init__(self) -> None:
        self.answer = TAKEN
        self.seconds = 0.0
        self.arrived: list[Arrived] = []
        self.place = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        method, target, _ = head[0].split()
        self.arrived.append(Arrived(method, target, headers, json.loads(body)))
        await asyncio.sleep(self.seconds)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def service(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """A service that stands where DingTalk, Feishu and WeCom are, and at the place of webhooks."""
    service = Service()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(service.serve, "127.0.0.1", 0))
        service.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for plugin in (NotifyDingTalk, NotifyFeishu, NotifyWeComBot):
            there = plugin.notify_url.replace("https://", f"http://{service.place}/")
            monkeypatch.setattr(plugin, "notify_url", there)
        yield service


async def send(to: str, *, seconds: float = 5.0, **changes: str) -> None:
    given = {"key": "RD-7K2M/alert/1", "subject": SUBJECT, "text": TEXT} | changes
    await AppriseChatCarrier(seconds=seconds).send(to=to, **given)


class TestAMessage:
    async def test_reaches_dingtalk_signed(self, service: Service) -> None:
        await send(f"dingtalk://{SECRET}@token1/13800138000")

        [came] = service.arrived
        url = urlsplit(came.target)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        signature = hmac.digest(SECRET.encode(), f"{asked['timestamp']}\n{SECRET}".encode(), hashlib.sha256)
        assert (came.method, url.path) == ("POST", "/oapi.dingtalk.com/robot/send")
        assert asked["access_token"] == "token1"
        assert asked["sign"] == base64.b64encode(signature).decode()
        assert came.body["msgtype"] == "text"
        assert came.body["text"]["content"].split() == f"{SUBJECT} {TEXT}".split()
        assert came.body["at"]["atMobiles"] == ["13800138000"]

    async def test_reaches_feishu(self, service: Service) -> None:
        await send("feishu://hook-1_a")

        [came] = service.arrived
        assert came.target == "/open.feishu.cn/open-apis/bot/v2/hook/hook-1_a/"
        assert came.body["msg_type"] == "text"
        assert came.body["content"]["text"].split() == f"{SUBJECT} {TEXT}".split()

    async def test_reaches_wecom(self, service: Service) -> None:
        await send("wecombot://bot-key")

        [came] = service.arrived
        assert came.target == "/qyapi.weixin.qq.com/cgi-bin/webhook/send?key=bot-key"
        assert came.body["text"]["content"].split() == f"{SUBJECT} {TEXT}".split()

    async def test_reaches_a_webhook_with_the_headers_it_wants(self, service: Service) -> None:
        service.answer = http(b"")

        await send(f"json://name:word@{service.place}/a/b?+X-Team=billing&-shift=night&:house=ours")

        [came] = service.arrived
        assert (came.method, came.target) == ("POST", "/a/b?shift=night")
        assert came.headers["x-team"] == "billing"
        assert came.headers["authorization"] == f"Basic {base64.b64encode(b'name:word').decode()}"
        assert came.headers["idempotency-key"] == "RD-7K2M/alert/1"
        assert came.headers["user-agent"] == "Redress"
        assert (came.body["title"], came.body["message"], came.body["house"]) == (SUBJECT, TEXT, "ours")

    async def test_reaches_a_webhook_under_tls_and_only_one_that_is_trusted(self, tmp_path: Path) -> None:
        shown, trusted = make_contexts(tmp_path)
        service = Service()
        async with await asyncio.start_server(service.serve, "127.0.0.1", 0, ssl=shown) as server:
            url = f"jsons://127.0.0.1:{server.sockets[0].getsockname()[1]}/a"

            await AppriseChatCarrier(certificates=trusted).send(key="K", to=url, subject=SUBJECT, text=TEXT)
            with pytest.raises(NeighbourUnavailable):
                await send(url)

        assert len(service.arrived) == 1

    async def test_too_long_for_the_service_is_cut_short(self, service: Service) -> None:
        await send("wecombot://bot-key", text="投" * 3000)

        content = service.arrived[0].body["text"]["content"]
        assert len(content.encode()) <= 2048
        assert content.endswith("投…")


class TestAFailure:
    @pytest.mark.parametrize("to", ["dingtalk://token1", "feishu://token1", "wecombot://token1"])
    async def test_that_the_service_tells_with_status_200_is_a_refusal(self, service: Service, to: str) -> None:
        service.answer = http(b'{"errcode": 310000, "code": 310000, "errmsg": "token1 is unknown"}')

        with pytest.raises(NeighbourRefused, match="310000") as refused:
            await send(to)

        assert "token1" not in str(refused.value)

    @pytest.mark.parametrize(
        ("to", "code"), [("dingtalk://t", "130101"), ("feishu://t", "11232"), ("wecombot://t", "45009")]
    )
    async def test_by_too_much_at_once_is_safe_to_try_again(self, service: Service, to: str, code: str) -> None:
        service.answer = http(f'{{"errcode": {code}, "code": {code}}}'.encode())

        with pytest.raises(NeighbourUnavailable):
            await send(to)

    @pytest.mark.parametrize("status", ["408 Late", "429 Slow Down", "503 Later"])
    async def test_with_a_status_for_now_is_safe_to_try_again(self, service: Service, status: str) -> None:
        service.answer = http(b"", status=status)

        with pytest.raises(NeighbourUnavailable):
            await send(f"json://{service.place}/a")

    @pytest.mark.parametrize("status", ["302 Found", "400 No", "401 Who", "404 Where", "410 Gone"])
    async def test_with_a_status_for_ever_is_a_refusal(self, service: Service, status: str) -> None:
        service.answer = http(b"", status=status, headers=f"Location: http://{service.place}/b\r\n")

        with pytest.raises(NeighbourRefused):
            await send(f"json://{service.place}/a")

        assert len(service.arrived) == 1

    @pytest.mark.parametrize("answer", [http(b"", status="500 Oops"), http(b"", status="502 Bad"), b"", b"HTTP/1.1 2"])
    async def test_after_the_request_is_unclear(self, service: Service, answer: bytes) -> None:
        service.answer = answer

        with pytest.raises(DeliveryUnclear):
            await send(f"json://{service.place}/a")

        assert len(service.arrived) == 1

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errcode": "0"}'])
    async def test_to_say_what_became_of_it_is_unclear(self, service: Service, body: bytes) -> None:
        service.answer = http(body)

        with pytest.raises(DeliveryUnclear):
            await send("feishu://token1")

    async def test_to_answer_in_time_is_unclear(self, service: Service) -> None:
        service.seconds = 1.0

        with pytest.raises(DeliveryUnclear):
            await send(f"json://{service.place}/a", seconds=0.3)

    async def test_to_be_there_is_safe_to_try_again(self) -> None:
        with pytest.raises(NeighbourUnavailable):
            await send(f"json://127.0.0.1:{free_port()}/a")

    async def test_to_say_hello_in_time_is_safe_to_try_again(self, service: Service) -> None:
        with pytest.raises(NeighbourUnavailable):
            await send(f"jsons://{service.place}/a", seconds=0.3)

    async def test_of_an_address_asks_nobody(self, service: Service) -> None:
        with pytest.raises(NeighbourRefused) as refused:
            await send(f"xml://{service.place}/secret-path")

        assert service.arrived == []
        assert "secret-path" not in str(refused.value)


class TestAnAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "dingtalk://abc123",
            "dingtalk://SECabc@abc123/13800138000/13900139000",
            "feishu://a-b_c",
            "wecombot://a-b_c",
            "json://hooks.example/path",
            "JSONS://name:word@hooks.example:8443/path?+Authorization=Bearer%20abc",
        ],
    )
    def test_of_these_is_taken(self, url: str) -> None:
        check_chat_address(url)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "hidden",
            "file:///etc/hidden",
            "mailto://hidden:hidden@example.com",
            "syslog://hidden",
            "dbus://hidden",
            "windows://hidden",
            "slack://hidden/hidden/hidden",
            "https://oapi.dingtalk.com/robot/send?access_token=hidden",
            "dingtalk://hid_den",
            "dingtalk://hid$den@abc",
            "dingtalk://abc/13800138000/hidden",
            "feishu://hid.den",
            "wecombot://",
            "json://",
            "json://hidden host/",
            "json://hooks.example/hidden?verify=no",
            "json://hooks.example/hidden?method=DELETE",
            "json://hooks.example/hidden?+X=a%0d%0aY:b",
            "feishu://hidden?token=other",
            "feishu://hidden\n",
            "feishu://隐hidden",
            "json://hooks.example/" + "hidden" * 1000,
        ],
    )
    def test_of_any_other_kind_is_refused_in_words_that_do_not_quote_it(
        self, url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match="a chat's address") as refused:
            check_chat_address(url)

        assert "hid" not in str(refused.value) + caplog.text


class TestTheLog:
    async def test_holds_no_token_and_no_word(self, service: Service, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            await send(f"dingtalk://{SECRET}@token42")
            await send("feishu://token42")
            await send("wecombot://token42")
            await send(f"json://name:token42@{service.place}/token42?+X=token42")
            service.answer = http(b"", status="404 No")
            for to in ("wecombot://token42", f"json://{service.place}/token42"):
                with pytest.raises(NeighbourRefused):
                    await send(to)

        assert len(service.arrived) == 6
        assert not any(word in caplog.text for word in ("token42", SECRET, "RD-7K2M", "dingtalk.com"))
