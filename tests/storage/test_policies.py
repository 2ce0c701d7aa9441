"""Policies: every version stays as it was."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.policies import Policies, VersionTaken


@pytest.fixture
def policies(engine: AsyncEngine) -> Policies:
    return Policies(engine=engine)


class TestPolicies:
    async def test_are_stored_once(self, policies: Policies) -> None:
        many = [policies.put(pack="a", version=1, digest="d", source="pack: a\n") for _ in range(8)]

        assert sorted(await asyncio.gather(*many)) == [False] * 7 + [True]
        stored = await policies.find(pack="a", version=1)
        assert stored is not None
        assert (stored.digest, stored.source) == ("d", "pack: a\n")

    async def test_refuse_other_content_under_the_same_version(self, policies: Policies) -> None:
        await policies.put(pack="b", version=2, digest="d", source="x")

        with pytest.raises(VersionTaken, match="version 2 of pack 'b'"):
            await policies.put(pack="b", version=2, digest="e", source="y")

    async def test_list_every_version(self, policies: Policies) -> None:
        for version in (10, 9):
            await policies.put(pack="c", version=version, digest=str(version), source="x")

        assert [(each.pack, each.version) for each in await policies.list() if each.pack == "c"] == [
            ("c", 9),
            ("c", 10),
        ]
        assert await policies.find(pack="c", version=11) is None
