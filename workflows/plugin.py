"""How every client, worker and replayer of Redress is set up: one plugin, so that none of them can differ."""

import dataclasses
from typing import Final

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes
from temporalio.plugin import SimplePlugin
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from domain.keyring import KeyRing
from workflows.codec import EncryptionCodec

# Each case loads the module of its workflow class anew, within restrictions. To load everything that it imports anew,
# too, would take 22 ms a case instead of 3. These are loaded once; tests see to it that ours know no clock, no
# randomness and no I/O.
PASSED_THROUGH: Final = (
    "activities",
    "ahocorasick_rs",
    "cel_expr_python",
    "domain",
    "tzdata",
    "workflows.alarm",
    "workflows.case_file",
    "workflows.effects",
    "workflows.hearing",
    "workflows.inbox",
    "workflows.listening",
    "workflows.merging",
    "workflows.messages",
    "workflows.search_attributes",
    "workflows.shell",
    "workflows.stages",
    "zoneinfo",
)


def redress_plugin(*, key_ring: KeyRing, sandboxed: bool = True) -> SimplePlugin:
    """Make the plugin: pydantic models, sealed payloads and failures (J2), and the one sandbox for workflows.

    The sandbox finds mistakes, so tests and replays run in it; a worker in service runs the same code without
    (docs/decisions/0011-sandbox-where-it-finds-mistakes.md).
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SimplePlugin(
        "redress",
        data_converter=redress_data_converter(key_ring=key_ring),
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions)
        if sandboxed
        else UnsandboxedWorkflowRunner(),
    )


def redress_data_converter(*, key_ring: KeyRing) -> DataConverter:
    """Make the converter: models as JSON, sealed; a failure's message and stack trace are sealed too."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptionCodec(key_ring=key_ring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
