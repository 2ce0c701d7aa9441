"""A second opinion on every deadline: the core agrees with a watchman who looks at the clock tick by tick (C1–C9)."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.reference.lives import SCRIPTS, TwoLives, worlds, worlds_of_seconds
from tests.reference.rules import World

Script = list[tuple[tuple[int, int, int, int | None], bool]]
WATCHMAN = ("walls.py", "rules.py", "watchman.py")
# Two hundred in every run, the two thousand of its profile in `make fuzz`.
LIVES = max(200, settings().max_examples)


def lived(world: World, script: Script) -> TwoLives:
    both = TwoLives(world)
    for act, is_dark in script:
        both.act(*act, is_dark=is_dark)
    both.act(600, 0, 1, None)
    return both


def agree(both: TwoLives) -> None:
    ours, theirs = both.told()
    assert ours == theirs
    here, there = both.standing()
    assert here == there


class TestSecondOpinion:
    @settings(max_examples=LIVES)
    @given(world=worlds(), script=SCRIPTS)
    def test_agrees_on_every_life_of_minutes_and_days(self, world: World, script: Script) -> None:
        agree(lived(world, script))

    @given(world=worlds_of_seconds(), script=SCRIPTS)
    def test_agrees_on_every_life_of_seconds(self, world: World, script: Script) -> None:
        agree(lived(world, script))

    @pytest.mark.parametrize("file", WATCHMAN)
    def test_is_given_by_somebody_who_knows_nothing_of_the_engine(self, file: str) -> None:
        tree = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8"))

        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

        assert not [name for name in imported if name.startswith("domain")]
