"""Nothing personal is readable in Temporal: not in histories, memos, search attributes, summaries or failures (I3)."""

import pytest
from google.protobuf.message import Message
from temporalio.exceptions import ApplicationError

from domain.complaint import LongText
from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import LiveCase, Town

NAME, PHONE, WORDS, SAID = "Ouyang Feng", "+8613912345678", "the cobra bit me on the bridge", "it was the green one"
SECRETS = [NAME, PHONE, WORDS, SAID]


async def everything_kept(case: LiveCase) -> bytes:
    """Give all that the server keeps of a case, as it keeps it."""
    history = await case.handle.fetch_history()
    described = (await case.handle.describe()).raw_description
    kept: list[Message] = [*history.events, described]
    return b"".join(message.SerializeToString() for message in kept)


class TestTemporal:
    async def test_holds_nothing_personal_that_could_be_read(self, town: Town) -> None:
        case = await town.open(
            order_number=None,
            channel="hotline",
            description=LongText(text=WORDS),
            complainant={"name": NAME, "phone": PHONE},
        )
        await case.until_happened(EventKind.ACKNOWLEDGED)
        await case.say("reply", text=SAID)
        await case.do("respond", text=SAID, final=False)
        with pytest.raises(ApplicationError):
            await case.do("respond", trial.TECHNICIAN, text=SAID, final=True)

        kept = await everything_kept(case)

        assert [secret for secret in SECRETS if secret.encode() in kept] == []
        assert case.number.encode() in kept

    async def test_lets_engineers_read_the_case_file(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)

        metadata = await case.handle.query("__temporal_workflow_metadata")

        page = str(metadata.current_details if hasattr(metadata, "current_details") else metadata)
        assert case.number in page
        assert "- **solved** due" in page
        assert "Zhang San" not in page
