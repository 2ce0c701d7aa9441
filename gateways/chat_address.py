"""Addresses of chats and webhooks, as Apprise writes them: which ones are allowed, and what stands in them.

    dingtalk://[secret@]token[/phone…]    feishu://token    wecombot://key    json://… and jsons://…

Only these four plugins are ever loaded: an address can name no file, no program and no other service. An address holds
its own secrets, so no error and no log line repeats anything of one.
"""

import logging
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from apprise.asset import AppriseAsset
from apprise.exception import AppriseException
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

PLUGINS: Final[Mapping[str, type[NotifyBase]]] = {
    "dingtalk": NotifyDingTalk,
    "feishu": NotifyFeishu,
    "wecombot": NotifyWeComBot,
    "json": NotifyJSON,
    "jsons": NotifyJSON,
}
WEBHOOKS: Final = frozenset({"json", "jsons"})

_LONGEST: Final = 2000
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f]")
# A header, a parameter, a field of the body.
_OPTIONS: Final = ("+", "-", ":")

# It writes tokens, addresses and messages into its warnings.
logging.getLogger("apprise").disabled = True


def scheme_of(url: str) -> str:
    """Give what an address begins with, in lower case."""
    return url.partition("://")[0].lower()


def read_chat_address(url: str) -> NotifyBase:
    """Give the plugin for an address, which knows how the service wants a message.

    Raises:
        ValueError: it is not allowed, or no address; the message never quotes it.
    """
    plugin = PLUGINS.get(scheme_of(url))
    if plugin is None:
        raise ValueError(f"a chat's address begins with {'://, '.join(PLUGINS)}://")
    if len(url) > _LONGEST or not url.isascii() or _UNFIT.search(url) or _UNFIT.search(unquote(url).replace(" ", "")):
        raise ValueError(f"a chat's address has at most {_LONGEST} letters, no blanks and nothing that cannot be seen")
    parts = plugin.parse_url(url)
    if not parts:
        raise ValueError("this is not a chat's address: its host cannot be read")
    if not all(option.startswith(_OPTIONS) and scheme_of(url) in WEBHOOKS for option in parts["qsd"]):
        raise ValueError("a chat's address has no options but a webhook's ?+Header=, ?-parameter= and ?:field=")
    try:
        read = plugin(**parts, asset=AppriseAsset(app_id="Redress"))
    except (AppriseException, TypeError):
        raise ValueError("this is not a chat's address: its token, key or secret has letters that none has") from None
    # DingTalk's plugin drops those whom it cannot read, without a word.
    if len(getattr(read, "targets", ())) < len(set(parts.get("targets", ()))):
        raise ValueError("this is not a chat's address: people are named in it by their mobile numbers")
    return read


def check_chat_address(url: str) -> None:
    """Raise `ValueError` where `read_chat_address` would."""
    read_chat_address(url)
