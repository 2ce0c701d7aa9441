"""The draw of a panel: the same for the same seed and pool, whoever lists the pool in whatever order."""

from hypothesis import assume, given
from hypothesis import strategies as st

from domain import draw

POOLS = st.lists(st.text("abc123", min_size=1, max_size=4), unique=True, max_size=12)
SEEDS = st.text("0123456789abcdef", min_size=4, max_size=8)


class TestDraw:
    @given(pools=POOLS.flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool))), seed=SEEDS)
    def test_does_not_depend_on_the_order_of_the_register(self, pools: tuple[list[str], list[str]], seed: str) -> None:
        pool, shuffled = pools

        assert draw.members(seed, shuffled, size=3) == draw.members(seed, pool, size=3)

    @given(pool=POOLS, seed=SEEDS)
    def test_takes_everybody_once_and_nobody_else(self, pool: list[str], seed: str) -> None:
        assert sorted(draw.row(seed, pool)) == sorted(pool)

    @given(pool=POOLS, seed=SEEDS, size=st.integers(1, 9))
    def test_fills_the_panel_where_the_pool_can(self, pool: list[str], seed: str, size: int) -> None:
        assert len(draw.members(seed, pool, size=size)) == min(size, len(pool))

    @given(pool=POOLS, seed=SEEDS, unable=st.sets(st.text("abc123", min_size=1, max_size=4)))
    def test_lets_somebody_follow_who_is_able_and_was_not_drawn(
        self, pool: list[str], seed: str, unable: set[str]
    ) -> None:
        first = draw.members(seed, pool, size=3)

        follower = draw.follower(seed, pool, drawn=first, unable=unable)

        rest = set(pool) - set(first) - unable
        assert follower in rest if rest else follower is None

    @given(pool=POOLS, seed=SEEDS)
    def test_calls_followers_in_the_order_of_the_row(self, pool: list[str], seed: str) -> None:
        assume(len(pool) > 3)
        drawn = draw.members(seed, pool, size=3)

        while follower := draw.follower(seed, pool, drawn=drawn):
            drawn.append(follower)

        assert drawn == draw.row(seed, pool)

    def test_gives_others_for_another_seed(self) -> None:
        pool = [str(n) for n in range(30)]

        assert len({tuple(draw.members(f"seed {n}", pool, size=3)) for n in range(50)}) > 40
