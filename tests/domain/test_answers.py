"""Ready answers: offered where they fit, filled in for the person, and named on record when one is sent (D1)."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.answers import Draft, drafts_for
from domain.kinds import EventKind, Stage
from domain.refusals import NotUnderstood
from tests.domain.life import Life
from tests.domain.stages import policy_with

TITLE = {"zh": "费用说明", "en": "The fee explained"}
TEXT = {"zh": "{name}：投诉{tracking_number}（{kind}）……", "en": "{name}: {tracking_number} ({kind}, {order_number}) …"}


def template(name: str = "fee", **changes: Any) -> dict[str, Any]:
    return {"name": name, "title": TITLE, "text": TEXT, **changes}


def life(*templates: dict[str, Any], **complaint: Any) -> Life:
    usual = {"order_number": None}
    return Life(policy=policy_with(answers=list(templates)), **(usual | complaint))


def drafts(of: Life, *, language: str = "en") -> tuple[Draft, ...]:
    return drafts_for(of.case, of.policy.pack, language=language)


class TestDrafts:
    def test_are_those_whose_condition_holds_in_the_order_of_the_pack(self) -> None:
        case = life(template("a", when="category == 'fault'"), template("b"), template("c", when="level == 1"))

        assert [draft.name for draft in drafts(case)] == ["b", "c"]

    def test_speak_the_complainants_language_under_a_title_in_the_readers(self) -> None:
        case = life(template(), complainant={"name": "Zhang {San}", "phone": "+8613800000000", "language": "en"})

        [draft] = drafts(case, language="zh")

        assert draft.title == "费用说明"
        assert draft.text == f"Zhang {{San}}: {case.case.tracking_number} (Overcharge, —) …"

    def test_follow_a_case_that_was_classified_anew(self) -> None:
        case = life(template("lock", when="kind == 'lock'"))
        assert drafts(case) == ()

        case.do("classify", category="fault", kind="lock")

        assert [draft.name for draft in drafts(case)] == ["lock"]

    def test_are_none_where_the_pack_has_none(self) -> None:
        assert drafts(life()) == ()


class TestRespond:
    @pytest.mark.parametrize(("final", "kind"), [(True, EventKind.ANSWERED), (False, EventKind.RESPONDED)])
    def test_names_the_template_on_record_and_keeps_the_words_as_they_were_sent(
        self, final: bool, kind: EventKind
    ) -> None:
        case = life(template())

        case.do("respond", text="In my own words.", final=final, template="fee")

        [event] = case.of(kind)
        assert (event.data, event.private) == ({"template": "fee"}, {"text": "In my own words."})

    def test_says_nothing_of_a_template_where_none_was_used(self) -> None:
        case = life(template())

        case.do("respond", text="In my own words.", final=True)

        assert case.of(EventKind.ANSWERED)[0].data == {}

    def test_refuses_a_template_that_the_pack_does_not_have(self) -> None:
        case = life(template())

        with pytest.raises(NotUnderstood, match="no answer 'fees'"):
            case.do("respond", text="Words.", final=True, template="fees")

        assert case.case.stage is Stage.INVESTIGATING


class TestTemplate:
    @pytest.mark.parametrize("text", ["{phone}", "{name!r}", "{name:>900}", "{name.__class__}", "{}", "{name", "a}"])
    def test_leaves_open_only_what_can_be_filled_in(self, text: str) -> None:
        with pytest.raises(ValidationError, match="answers"):
            policy_with(answers=[template(text=TEXT | {"en": text})])

    def test_is_short_enough_to_be_sent(self) -> None:
        with pytest.raises(ValidationError, match="1500 at most"):
            policy_with(answers=[template(text=TEXT | {"zh": "长" * 1_501})])

    def test_stands_once_under_its_name(self) -> None:
        with pytest.raises(ValidationError, match="fee stands here twice"):
            policy_with(answers=[template(), template()])
