"""The plugin: nothing readable in the engine, one sandbox, and code in it that a replay can repeat."""

import ast
import asyncio
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker, WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from domain.events import COMPLAINANT
from domain.keyring import Key, KeyRing
from tests.workflows.conftest import KEYS, Site
from tests.workflows.probe import QUEUE, ForbiddenWorkflow, IdentityWorkflow, SecretsWorkflow, leak
from workflows import complaint
from workflows.client import connect
from workflows.messages import PartyMessage
from workflows.plugin import PASSED_THROUGH, redress_plugin

HOUSE = Path(__file__).parents[2]
ROOMS = ("activities", "domain", "workflows")
WORDS = "我被多收了钱 Zhang San"
# Modules that only a process outside of workflows may use.
FORBIDDEN_MODULES = {"io", "os", "pathlib", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"}
PROCESS_MODULES = {"client", "codec", "plugin", "telemetry"}


OTHERS = KeyRing(keys=(Key(key_id="other", secret=b"x" * 32),))


def message(words: str = WORDS) -> PartyMessage:
    return PartyMessage(request_id="1", actor=COMPLAINANT, fields={"text": words})


class TestSecrecy:
    async def test_keeps_every_word_unreadable_in_what_the_engine_stores(self, site: Site) -> None:
        client = site.env.client
        handle = await client.start_workflow(
            SecretsWorkflow.run,
            message(),
            id="secrets",
            task_queue=QUEUE,
            memo={"start": WORDS},
            static_summary=WORDS,
            static_details=WORDS,
        )
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(SecretsWorkflow.say, f"no {WORDS}")
        answer = await handle.execute_update(SecretsWorkflow.say, WORDS)
        await handle.signal(SecretsWorkflow.end, WORDS)
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()
        kept = site.kept()

        assert answer == WORDS
        assert isinstance(refused.value.cause, ApplicationError)
        assert refused.value.cause.message == f"refused: no {WORDS}"
        assert isinstance(failed.value.cause, ApplicationError)
        assert (failed.value.cause.message, failed.value.cause.details) == (f"ended: {WORDS}", (WORDS,))
        assert b"SecretsWorkflow" in kept
        assert WORDS.encode() not in kept
        assert b"Zhang San" not in kept
        assert b"probe.py" not in kept, "a stack trace"

    async def test_lets_nobody_read_without_the_keys(self, temporal: WorkflowEnvironment) -> None:
        handle = await temporal.client.start_workflow(SecretsWorkflow.run, message(), id="keyless", task_queue=QUEUE)
        await handle.signal(SecretsWorkflow.end, WORDS)

        stranger = await _client(temporal, OTHERS)

        with pytest.raises(LookupError, match="'probe'"):
            await stranger.get_workflow_handle("keyless").result()


class TestKeys:
    async def test_that_are_missing_hold_a_case_up_and_do_not_end_it(self, temporal: WorkflowEnvironment) -> None:
        handle = await temporal.client.start_workflow(
            SecretsWorkflow.run, message(), id="held-up", task_queue="keys", task_timeout=timedelta(seconds=1)
        )
        await handle.signal(SecretsWorkflow.end, WORDS)

        async with _worker(await _client(temporal, OTHERS)):
            await _until_happened(handle, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
            held_up = (await handle.describe()).status
        rotated = await _client(temporal, KeyRing(keys=(*OTHERS.keys, *KEYS.keys)))
        async with _worker(rotated):
            with pytest.raises(WorkflowFailureError) as ended:
                await rotated.get_workflow_handle("held-up").result()

        assert held_up is WorkflowExecutionStatus.RUNNING
        assert isinstance(ended.value.cause, ApplicationError)
        assert ended.value.cause.message == f"ended: {WORDS}"


class TestSandbox:
    async def test_stops_clock_chance_and_files_in_a_workflow(self, temporal: WorkflowEnvironment) -> None:
        stopped = await temporal.client.execute_workflow(ForbiddenWorkflow.run, id="forbidden", task_queue=QUEUE)

        assert stopped == ["datetime.datetime.now.__call__", "random.random.__call__", "__builtins__.open"]

    async def test_shares_the_core_with_the_process(self, temporal: WorkflowEnvironment) -> None:
        seen = await temporal.client.execute_workflow(IdentityWorkflow.run, id="identity", task_queue=QUEUE)

        assert seen == id(KeyRing)

    async def test_loads_only_the_workflow_itself_anew_for_each_case(self) -> None:
        # More than that would cost every case many times as much: see PASSED_THROUGH.
        assert _loaded_anew(complaint.ComplaintWorkflow) == {"workflows.complaint"}


class TestReplay:
    async def test_reads_a_recorded_history_by_the_same_plugin(self, temporal: WorkflowEnvironment) -> None:
        handle = await temporal.client.start_workflow(SecretsWorkflow.run, message(), id="replayed", task_queue=QUEUE)
        await handle.signal(SecretsWorkflow.end, WORDS)
        with pytest.raises(WorkflowFailureError):
            await handle.result()
        history = await handle.fetch_history()

        replayer = Replayer(workflows=[SecretsWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")
        result = await replayer.replay_workflow(history)

        assert result.replay_failure is None


class TestWorkflowCode:
    """What is passed through the sandbox is not watched at run time, so its source is."""

    @pytest.mark.parametrize("path", sorted(HOUSE.glob("domain/**/*.py")), ids=lambda path: path.stem)
    def test_of_the_core_knows_no_clock_no_chance_and_no_file(self, path: Path) -> None:
        assert list(_forbidden(path)) == []

    @pytest.mark.parametrize(
        "path",
        sorted(_path for _path in HOUSE.glob("workflows/**/*.py") if _path.stem not in PROCESS_MODULES),
        ids=lambda path: path.stem,
    )
    def test_of_the_shell_knows_no_clock_no_chance_and_no_file(self, path: Path) -> None:
        assert list(_forbidden(path)) == []

    def test_is_there_under_every_name_that_is_passed_through(self) -> None:
        ours = [name for name in PASSED_THROUGH if name.split(".")[0] in ROOMS]

        assert [name for name in ours if not _source(name)] == []


async def _client(temporal: WorkflowEnvironment, keys: KeyRing) -> Client:
    address = temporal.client.service_client.config.target_host
    return await connect(address=address, namespace="default", key_ring=keys, identity="test")


def _worker(client: Client) -> Worker:
    return Worker(client, task_queue="keys", workflows=[SecretsWorkflow], activities=[leak], build_id="redress")


async def _until_happened(handle: WorkflowHandle[Any, Any], kind: EventType.ValueType) -> None:
    async with asyncio.timeout(20):
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.event_type == kind:
                return


class _Spy(SandboxedWorkflowRunner):
    """Keeps the instances that it makes."""

    made: ClassVar[list[WorkflowInstance]] = []

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        self.made.append(super().create_instance(det))
        return self.made[-1]


def _loaded_anew(workflow_class: type) -> set[str]:
    runner = redress_plugin(key_ring=KEYS).workflow_runner
    assert isinstance(runner, SandboxedWorkflowRunner)
    spy = _Spy(restrictions=runner.restrictions)
    spy.prepare_workflow(workflow._Definition.must_from_class(workflow_class))
    instance = spy.made.pop()
    modules: dict[str, object] = instance.importer.new_modules  # type: ignore[attr-defined]
    return {
        name
        for name, module in modules.items()
        if "." in name and name.split(".")[0] in ROOMS and module is not sys.modules[name]
    }


def _forbidden(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call):
            yield from _forbidden_call(node)
        yield from (name for name in names if name.split(".")[0] in FORBIDDEN_MODULES)


def _forbidden_call(call: ast.Call) -> Iterator[str]:
    match call.func:
        case ast.Name(id="open" | "input" | "print" as name):
            yield name
        case ast.Attribute(attr="now" | "utcnow" | "today" as name, value=owner) if ast.unparse(owner) != "workflow":
            yield f"{ast.unparse(owner)}.{name}"


def _source(name: str) -> bool:
    path = HOUSE / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
