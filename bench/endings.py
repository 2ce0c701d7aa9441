"""How every case comes to its end: a story as far as it goes, then whatever its stage calls for."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bench.by_hand import pay_by_hand
from bench.population import Astray, Life
from domain.case_remedies import RemedyStatus
from domain.kinds import Stage

View = Mapping[str, Any]


async def play(story: Callable[[Life], Awaitable[None]], life: Life) -> None:
    """Live a story as far as it goes, and bring the case to its end. Raises `Astray` when it has none."""
    # An outage may outlast a window; what then remains to be done is done all the same.
    with contextlib.suppress(Astray):
        await story(life)
    await bring_to_its_end(life)


async def bring_to_its_end(life: Life) -> None:
    """Do what the stage calls for until the case is in the archive. Raises `Astray`."""
    async for view in life.looks():
        if view["archived_at"]:
            return
        if finish := FINISHES.get(view["stage"]):
            await finish(life, view)
    raise Astray(f"{life.number} is not in the archive: it stands at {view['stage']} in cycle {view['cycle']}")


async def _answer(life: Life, _view: View) -> None:
    await life.handle("respond", text="That is our answer.", final=True)


async def _approve(life: Life, _view: View) -> None:
    await life.approve()


async def _accept(life: Life, _view: View) -> None:
    await life.say("acceptance")
    await life.leave(Stage.AWAITING_COMPLAINANT)


async def _carry_out(life: Life, view: View) -> None:
    for remedy in view["remedies"]:
        if remedy["status"] == RemedyStatus.MANUAL:
            await pay_by_hand(life, remedy["id"])
        elif remedy["status"] == RemedyStatus.ACCEPTED:
            await life.handle("confirm-remedy", remedy=remedy["id"], how="by hand")


async def _rate(life: Life, _view: View) -> None:
    await life.say("satisfaction", score=4, solved=True)
    await life.leave(Stage.RESOLVED)


FINISHES: Final[Mapping[str, Callable[[Life, View], Awaitable[None]]]] = {
    Stage.INVESTIGATING: _answer,
    Stage.DECIDING: _approve,
    Stage.AWAITING_COMPLAINANT: _accept,
    Stage.REMEDYING: _carry_out,
    Stage.RESOLVED: _rate,
}
