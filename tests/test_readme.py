"""The README keeps its word: what it tells a newcomer to type is typed here, on a stack of its own."""

import asyncio
import re
import shlex
import sys
from collections.abc import AsyncIterator

import pytest

from checks.committed import ROOT
from local.stack import Stack

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
UNTIL_READY = "for _ in $(seq 100); do curl -sf $API/readyz && break; sleep 0.2; done\n"
IMPORT = ".venv/bin/redress import june.csv --service-line bike --map text=description --map user=name"
JUNE = "text,user,label\n多扣了钱,王芳,x\n锁坏了,李雷,y\n锁坏了,李雷,y\n,韩梅,z\n"


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """The whole system, as `make up` runs it."""
    async with Stack() as started:
        yield started


def block(word: str) -> str:
    """The only block in which `word` occurs."""
    (found,) = [each for each in BLOCKS if word in each]
    return str(found)


def typed(script: str, stack: Stack) -> str:
    """The same for a stack that lives elsewhere and listens elsewhere."""
    redress = shlex.join([sys.executable, "-P", "-m", "cli", "--data-dir", str(stack.folder)])
    script = script.replace("http://127.0.0.1:8000", stack.ready.api)
    return script.replace(".venv/bin/redress", redress).replace("var/", f"{stack.folder}/")


async def bash(script: str, stack: Stack) -> str:
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", typed(script, stack)),
        cwd=stack.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.mark.engine
class TestReadme:
    async def test_can_be_typed_word_for_word_into_one_terminal(self, stack: Stack) -> None:
        session = [block("BIKE-OVERCHARGE-1-0001"), block("part()"), UNTIL_READY, block("TOKEN_OF")]

        output = await bash("\n".join(session), stack)

        assert '"stage": "resolved"' in output
        assert '"rule": "overcharge_doubled"' in output
        assert "refund  ¥12.00  paid  overcharge_doubled" in output
        assert "refund  ¥48.00  paid  overcharge_doubled" in output
        assert re.findall(r"^RD-\S+  (.+)$", output, flags=re.MULTILINE) == ["solved, tell us how it went", "closed"]

    async def test_can_be_typed_in_chinese(self, stack: Stack) -> None:
        output = await bash(block("BIKE-OVERCHARGE-1-0002"), stack)

        assert "退款  ¥12.00  已支付  overcharge_doubled" in output

    async def test_imports_a_file_once_however_often_it_is_typed(self, stack: Stack) -> None:
        (stack.folder / "june.csv").write_text(JUNE, encoding="utf-8")
        assert IMPORT in block("june.csv")
        script = f"{IMPORT} --receipts first || echo exit $?\n{IMPORT} --receipts again || echo exit $?\n"

        output = await bash(script + "cut -d, -f2-3 first | sort >1\ncut -d, -f2-3 again | sort | diff 1 -\n", stack)

        assert "label (--map" in output
        assert output.count("line 5: description: ") == 2
        assert "4 lines: 3 new, 0 already there, 1 skipped\nexit 1\n" in output
        assert "4 lines: 0 new, 3 already there, 1 skipped\nexit 1\n" in output
