"""The contracts with the neighbours, as documented."""

import pytest

from local.neighbours.contracts import contract_names, contract_text
from tests.gateways.neighbours_process import ROOT


class TestContracts:
    @pytest.mark.parametrize("name", contract_names())
    def test_in_the_documentation_are_those_of_the_service(self, name: str) -> None:
        written = (ROOT / "docs" / "neighbours" / f"{name}.openapi.json").read_text(encoding="utf-8")

        assert written == contract_text(name=name), (
            "write them anew: python -m local.neighbours.contracts docs/neighbours"
        )
