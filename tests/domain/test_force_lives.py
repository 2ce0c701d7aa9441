"""What holds in every life with a task force, whatever people do and whenever they do it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from domain import agenda
from domain.duty import Person
from domain.evolve import evolve
from domain.kinds import EventKind
from tests.domain.acts import ACTS, POLICIES, SOON, STAFF, WORD, command
from tests.domain.force import RULE, ForceLife, force_policy

POLICY = force_policy(
    milestones=[row.model_dump(mode="json") for row in POLICIES[0].pack.milestones],
    task_force=RULE | {"when": "level >= 2 || cycle > 1", "plan": "PT20H"},
)
REGISTER = tuple(Person(id=a.id, role=a.role, rung=a.rung, department=a.department) for a in STAFF)
VERSION = st.integers(1, 3)
TOGETHER = st.one_of(
    command("draft-plan", text=WORD),
    command("agree-plan", plan=VERSION),
    command("dissent-plan", plan=VERSION, reason=WORD),
    command("replace-member", department=st.sampled_from(["front", "technical"]), by=st.sampled_from(["tech-1"])),
    command("record-meeting", held_at=SOON, attended=st.just(["agent-1"]), minutes=WORD),
)


@st.composite
def lives(draw: st.DrawFn) -> ForceLife:
    """A case of a level that forms a task force sooner or later, after some thirty acts."""
    register = draw(st.sampled_from([REGISTER, REGISTER[:3], REGISTER[4:], ()]))
    life = ForceLife(people=register, policy=POLICY, flags=draw(st.sampled_from([(), ("legal",)])))
    for act in draw(st.lists(st.one_of(ACTS, TOGETHER, TOGETHER), min_size=15, max_size=30)):
        act(life)
    return life


class TestEveryTaskForce:
    @given(life=lives())
    def test_is_told_again_as_it_was(self, life: ForceLife) -> None:
        assert life.rebuilt() == life.case

    @given(life=lives())
    def test_forms_once_a_cycle_at_most(self, life: ForceLife) -> None:
        assert max(Counter(force.cycle for force in life.case.task_forces).values(), default=0) <= 1

    @given(life=lives())
    def test_leaves_nothing_undone_that_is_due(self, life: ForceLife) -> None:
        life.sleep()

        ahead = agenda.next_at(life.case, life.policy)

        assert ahead is None or ahead > life.now

    @given(life=lives())
    def test_hears_each_member_once_on_a_version(self, life: ForceLife) -> None:
        for force in life.case.task_forces:
            for plan in force.plans:
                assert max(Counter(voice.staff for voice in plan.voices).values(), default=0) <= 1

    @given(life=lives())
    def test_holds_back_every_ending_of_the_investigation_until_its_plan_is_settled_or_due(
        self, life: ForceLife
    ) -> None:
        case = None
        for event in life.events:
            if case and event.kind in {EventKind.REMEDY_PROPOSED, EventKind.ANSWERED}:
                assert case.task_force is None or not case.task_force.holds_back
            case = evolve(case, event)

    @given(life=lives())
    def test_has_nobody_in_it_who_decided_the_cycle_before(self, life: ForceLife) -> None:
        for force in life.case.task_forces:
            assert not any(life.case.was_decided_by(member, cycle=force.cycle - 1) for member in force.members)
