"""The packs that come with the product use every key that there is, and none goes without a capability it could use."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from domain.pack import Pack
from policies.reader import SHIPPED

# As the description of the file format has them; a name in <> is the operator's own, and a row of a table stands
# for all of its rows.
WRITTEN: Final = """
pack version title.zh title.en zone calendar service_lines flags level_names.<level>.zh level_names.<level>.en
departments.<name>.title.zh departments.<name>.title.en ladder
catalogue.<name>.title.zh catalogue.<name>.title.en
catalogue.<name>.kinds.<name>.title.zh catalogue.<name>.kinds.<name>.title.en
catalogue.<name>.kinds.<name>.words catalogue.<name>.kinds.<name>.department
unmatched.category unmatched.kind
red_alert.words red_alert.notify red_alert.remind_every
grading.level.give grading.level.when grading.level.because.zh grading.level.because.en
grading.urgency.give grading.urgency.when grading.urgency.because.zh grading.urgency.because.en
grading.severity.give grading.severity.when grading.severity.because.zh grading.severity.because.en
amount_bands.small amount_bands.medium
milestones.name milestones.when milestones.allowance milestones.allowance.working_days
milestones.allowance.working_hours milestones.met_by milestones.warn_at milestones.statutory milestones.pauses
climb_every progress_notice_every reopen
remedies.rule remedies.when remedies.give.kind remedies.give.amount_fen
straight_through authority.<name> advance_payment silence.after silence.means complainant_escalates_every
mediation.open mediation.window ruling_window panel.size panel.from repeat.within
incident.kind_count incident.within max_cycles referral.zh referral.en feedback_window appeal_window
penalties.when penalties.give.kind penalties.give.points
retention.ordinary retention.important retention.important_when
quiet_hours.from quiet_hours.to review.every review.owner
"""
OWN_NAMES: Final = {"level_names", "departments", "catalogue", "kinds", "authority"}
OWNED: Final = ("shared-mobility", "home-service", "retail")
# What an operator of this trade has nothing to do with, by the reason.
BESIDE_THE_POINT: Final = {
    "milestone_names": "every milestone bears a name that the system has words for",
    "currency": "yuan, as where nothing is said",
    "escrow": "a supervised account is for deposits, which one trade takes",
    "repairs": "only where a milestone waits for a work order",
}


def written(pack: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(SHIPPED / f"{pack}.yaml")
    return content


def keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every key of a file by its path, and every section by its own."""
    if path:
        yield ".".join(path)
    if isinstance(value, list):
        for row in value:
            yield from keys(row, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            is_own = bool(path) and path[-1] in OWN_NAMES
            yield from keys(inner, (*path, ("<level>" if path == ("level_names",) else "<name>") if is_own else name))


class TestKeys:
    def test_that_are_described_are_all_used(self) -> None:
        used = {key for pack in OWNED for key in keys(written(pack))}

        assert set(WRITTEN.split()) - used == set()

    @pytest.mark.parametrize("pack", OWNED)
    def test_of_a_pack_switch_on_whatever_makes_sense_for_it(self, pack: str) -> None:
        sections = {field.alias or name for name, field in Pack.model_fields.items()}

        assert sections - set(written(pack)) <= set(BESIDE_THE_POINT)

    def test_that_one_trade_alone_needs_stand_with_it(self) -> None:
        assert [pack for pack in OWNED if "escrow" in written(pack)] == ["shared-mobility"]
        assert {pack for pack in OWNED if "repairs" in written(pack)} == {"shared-mobility", "home-service"}
