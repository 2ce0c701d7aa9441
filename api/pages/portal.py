"""The pages that anybody may read: the front page and the published rules (G4)."""

from fastapi import APIRouter, Request, Response

from api.pages.language import language_for
from api.pages.press import Pages
from api.pages.rules_view import PackRules
from api.services import House, Services
from domain.kinds import Channel
from domain.titles import CHANNELS

router = APIRouter(include_in_schema=False)

_WAYS = (Channel.HOTLINE, Channel.OUTLET, Channel.LETTER, Channel.EMAIL, Channel.CHAT, Channel.APP)


@router.api_route("/", methods=["GET", "HEAD"])
async def read_front(request: Request, house: House, pages: Pages) -> Response:
    """Show how to complain, how to follow a complaint, and when it is answered."""
    ways = [CHANNELS[way] for way in _WAYS]
    return pages.page(request, "front.html", packs=_rules(request, house), ways=ways)


@router.api_route("/rules", methods=["GET", "HEAD"])
async def read_rules(request: Request, house: House, pages: Pages) -> Response:
    """Show the deadlines, remedies, powers and penalties of every pack in its present version."""
    return pages.page(request, "rules.html", packs=_rules(request, house))


def _rules(request: Request, house: Services) -> list[PackRules]:
    language = language_for(request)
    return [PackRules(policy.pack, language) for policy in house.shelf.policies()]
