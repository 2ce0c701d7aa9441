"""How every client, worker and replayer of Redress is set up: one plugin, so that none of them can differ."""

from typing import Final

from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    EncodingPayloadConverter,
)
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
    "workflows.incident_effects",
    "workflows.incident_file",
    "workflows.listening",
    "workflows.matter_effects",
    "workflows.matter_file",
    "workflows.matter_shell",
    "workflows.matters",
    "workflows.merging",
    "workflows.messages",
    "workflows.search_attributes",
    "workflows.shell",
    "workflows.stages",
    "zoneinfo",
)

_ENCODINGS: Final[tuple[EncodingPayloadConverter, ...]] = tuple(PydanticPayloadConverter().converters.values())


class SharedPydanticPayloadConverter(CompositePayloadConverter):
    """Pydantic models as JSON.

    The SDK makes a converter for each case and each context in which a payload stands. Those of its own begin with no
    reader for any model; these share theirs.
    """

    def __init__(self) -> None:
        super().__init__(*_ENCODINGS)


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
    return DataConverter(
        payload_converter_class=SharedPydanticPayloadConverter,
        payload_codec=EncryptionCodec(key_ring=key_ring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
