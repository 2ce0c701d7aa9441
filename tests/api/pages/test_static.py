"""What browsers load beside a page."""

from pathlib import Path

import pytest

from api.pages.assets import Assets, AssetsNotBuilt
from tests.api.house import House

NAMES = ("tabler.css", "redress.css", "htmx.js", "echarts.js")


class TestAsset:
    @pytest.mark.parametrize("name", NAMES)
    async def test_is_compressed_and_kept_for_good(self, house: House, name: str) -> None:
        address = house.app.state.press.assets.address(name)

        compressed = await house.http.get(address, headers={"Accept-Encoding": "gzip"})
        plain = await house.http.get(address, headers={"Accept-Encoding": "gzip;q=0, identity"})

        assert compressed.content == plain.content
        assert compressed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert int(compressed.headers["content-length"]) < int(plain.headers["content-length"])
        assert "immutable" in compressed.headers["cache-control"]
        assert compressed.headers["vary"] == "Accept-Encoding"
        assert compressed.headers["content-type"].startswith("text/css" if name.endswith("css") else "text/javascript")

    @pytest.mark.parametrize("path", ["manifest.json", "..%2F__init__.py", "tabler.css", "%00"])
    async def test_is_nothing_else_of_the_folder(self, house: House, path: str) -> None:
        assert (await house.http.get(f"/static/{path}")).status_code == 404


class TestMissingBuild:
    def test_is_named_with_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(AssetsNotBuilt, match="run `make web`"):
            Assets(tmp_path)
