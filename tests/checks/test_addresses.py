"""What belongs to one machine or one network is found in any text."""

import pytest

from checks.addresses import private_addresses
from checks.committed import ROOT


class TestAddresses:
    @pytest.mark.parametrize(
        "line",
        [
            "see /" + "home/wang/redress",
            'DATA = "/' + 'Users/wang"',
            f"cd {ROOT}/domain",
            "files.python" + "hosted.org",
            "pip install --index-" + "url=https://mirror.example.com/simple",
            "https://registry." + "npmjs.org/htmx.org",
        ],
    )
    def test_finds_it_and_says_where(self, line: str) -> None:
        (found,) = private_addresses("README.md", f"first\n{line}\n")

        assert (found.file, found.line) == ("README.md", 2)

    @pytest.mark.parametrize(
        "line",
        [
            "COPY --from=build /opt/redress /opt/redress",
            "https://complaints.example.com/home/wang",
            "GET /api/v1/complaints",
            "postgres:/var/lib/postgresql",
        ],
    )
    def test_lets_other_paths_and_addresses_pass(self, line: str) -> None:
        assert list(private_addresses("README.md", line)) == []
