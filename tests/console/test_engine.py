"""Preparing a Temporal cluster: a real server that knows nothing of Redress."""

import re
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.ports import Ports
from tests.console.terminal import Terminal
from workflows.search_attributes import SEARCH_ATTRIBUTES

TEMPORAL = str(Path(sysconfig.get_path("scripts")) / "temporal")


def temporal(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [TEMPORAL, *arguments, "--address", address]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bare_server() -> Iterator[str]:
    """A development server as it comes: no namespace of ours, no search attributes."""
    port = Ports.any_free().claimed().temporal
    address = f"127.0.0.1:{port}"
    command = [TEMPORAL, "server", "start-dev", "--headless", "--port", str(port), "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 30
        while temporal(address, "operator", "cluster", "health").returncode != 0:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield address
        server.terminate()


@pytest.mark.engine
class TestPrepare:
    def test_makes_what_is_missing_and_may_be_repeated(
        self, settled: Terminal, bare_server: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REDRESS_TEMPORAL_ADDRESS", bare_server)
        monkeypatch.setenv("REDRESS_TEMPORAL_NAMESPACE", "complaints")

        first, again = settled.type("engine", "prepare"), settled.type("engine", "prepare")

        assert (first.code, again.code) == (0, 0)
        assert first.out == f"search attributes: {', '.join(sorted(SEARCH_ATTRIBUTES))}\n"
        assert again.out == "search attributes: all were there\n"
        listed = temporal(bare_server, "operator", "search-attribute", "list", "--namespace", "complaints").stdout
        assert SEARCH_ATTRIBUTES.items() <= dict(re.findall(r"^ +(\w+) +(\w+)", listed, flags=re.MULTILINE)).items()
        described = temporal(bare_server, "operator", "namespace", "describe", "complaints").stdout
        assert re.search(r"Retention\w* +720h", described, flags=re.IGNORECASE)

    def test_says_that_nobody_answers(self, settled: Terminal) -> None:
        said = settled.type("engine", "prepare")

        assert (said.code, said.err) == (1, "redress: Temporal does not answer at 127.0.0.1:1\n")
