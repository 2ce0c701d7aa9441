"""The README keeps its word: what it tells a newcomer to type is typed here, on a stack of its own.

What only the whole house can show is looked at here as well: what `redress up` prints, and what lies on its disk.
"""

import asyncio
import base64
import re
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from google.protobuf.json_format import MessageToDict
from temporalio.client import Client

from checks.committed import ROOT
from local.roll import read_roll
from local.stack import REDRESS, Ready, Stack

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
UNTIL_READY = "for _ in $(seq 100); do curl -sf $API/readyz && break; sleep 0.2; done\n"
IMPORT = ".venv/bin/redress import june.csv --service-line bike --map text=description --map user=name"
JUNE = "text,user,label\n多扣了钱,王芳,x\n锁坏了,李雷,y\n锁坏了,李雷,y\n,韩梅,z\n"


ADDRESSES = [
    "Complaints and desk",
    "API documentation",
    "Temporal Web UI",
    "Data, logs, settings",
    "To sign in as staff",
]
PERSON = {
    "name": "Ouyang Xiaomei",
    "phone": "13712345678",
    "email": "ouyang.xiaomei@example.com",
    "text": "my grandmother stood in the rain",
}
COMPLAINT = {
    "service_line": "bike",
    "channel": "web",
    "order_number": "BIKE-OVERCHARGE-1-0003",
    "description": f"I was overcharged, and {PERSON['text']}.",
    "complainant": {"name": PERSON["name"], "phone": PERSON["phone"], "email": PERSON["email"], "language": "en"},
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the stack has printed on stdout."""
    return tmp_path_factory.mktemp("up") / "stdout"


@pytest.fixture(scope="module")
async def stack(printed: Path) -> AsyncIterator[Stack]:
    """The whole system, as `make up` runs it."""
    async with Stack(program=("/bin/bash", "-c", 'exec "$@" > >(exec tee "$0")', str(printed), *REDRESS)) as started:
        yield started


@pytest.fixture(scope="module")
async def lived(stack: Stack) -> str:
    """The number of a complaint that went from intake to its rating, while another one was refused."""
    async with httpx.AsyncClient(base_url=stack.ready.api, trust_env=False) as http:
        filed = (await http.post("/api/v1/complaints", json=COMPLAINT)).raise_for_status().json()
        http.headers["X-Access-Code"] = filed["access_code"]
        path = f"/api/v1/complaints/{filed['tracking_number']}"
        await until("resolved", http, path)
        refused = await http.post("/api/v1/complaints", json=COMPLAINT | {"channel": PERSON["text"]})
        rating = {"score": 5, "solved": True, "comment": PERSON["text"]}
        (await http.post(f"{path}/satisfaction", json=rating)).raise_for_status()
        await until("closed", http, path)

    assert refused.status_code == 422
    return str(filed["tracking_number"])


async def until(stage: str, http: httpx.AsyncClient, path: str) -> None:
    async with asyncio.timeout(60):
        while (await http.get(path)).json()["stage"] != stage:  # noqa: ASYNC110 - the worker is another program
            await asyncio.sleep(0.2)


def block(word: str) -> str:
    """The only block in which `word` occurs."""
    (found,) = [each for each in BLOCKS if word in each]
    return str(found)


def typed(script: str, stack: Stack) -> str:
    """The same for a stack that lives elsewhere and listens elsewhere."""
    redress = shlex.join([sys.executable, "-P", "-m", "cli", "--data-dir", str(stack.folder)])
    script = script.replace("http://127.0.0.1:8000", stack.ready.api)
    return script.replace(".venv/bin/redress", redress).replace("var/", f"{stack.folder}/")


def words_in(file: Path) -> str:
    return file.read_text(encoding="utf-8")


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
    async def test_explains_a_due_moment_and_shows_a_month(self, stack: Stack) -> None:
        said = await bash(block("policy explain").replace(" policies/", f" {ROOT}/policies/"), stack)

        assert "due at Wed 2026-02-25 18:00" in said
        assert "make-up" in said

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


@pytest.mark.engine
class TestStack:
    async def test_prints_addresses_and_the_ready_line_alone_and_logs_on_stderr(
        self, stack: Stack, printed: Path, lived: str
    ) -> None:
        await stack.revived("neighbours", since=stack.kill("neighbours"))

        *addresses, ready = words_in(printed).splitlines()
        logged = words_in(stack.folder / "stderr.log")

        shown = {line[:22].rstrip(): line[22:] for line in addresses}
        assert list(shown) == ADDRESSES
        assert [shown[name] for name in ADDRESSES[:4]] == [
            *(stack.ready.api, f"{stack.ready.api}/docs", stack.ready.ui, str(stack.folder)),
        ]
        assert Ready.model_validate_json(ready) == stack.ready
        assert "redress: neighbours ended (killed by SIGKILL); starting it again\n" in logged

    async def test_lets_its_web_ui_read_what_is_sealed_by_the_codec_endpoint_that_it_names(
        self, stack: Stack, lived: str
    ) -> None:
        client = await Client.connect(stack.ready.temporal)
        history = await client.get_workflow_handle(lived).fetch_history()
        (sealed,) = history.events[0].workflow_execution_started_event_attributes.input.payloads

        async with httpx.AsyncClient(trust_env=False) as http:
            settings = (await http.get(f"{stack.ready.ui}/api/v1/settings")).json()
            body = {"payloads": [MessageToDict(sealed)]}
            answer = await http.post(f"{settings['Codec']['Endpoint']}/decode", json=body)

        opened = base64.b64decode(answer.json()["payloads"][0]["data"]).decode()
        assert PERSON["text"].encode() not in sealed.data
        assert PERSON["text"] in opened

    async def test_leaves_nothing_personal_in_logs_or_in_the_database_of_the_engine(
        self, stack: Stack, lived: str
    ) -> None:
        logs = {path.name: path.read_bytes() for path in stack.folder.glob("*.log")}
        engine = {path.name: path.read_bytes() for path in stack.folder.glob("temporal.db*")}

        readable = [
            (file, what)
            for file, content in (logs | engine).items()
            for what, words in PERSON.items()
            if words.encode() in content
        ]

        assert {f"{name}.log" for name in read_roll(stack.folder)} <= set(logs)
        assert lived.encode() in b"".join(engine.values())
        assert readable == []
