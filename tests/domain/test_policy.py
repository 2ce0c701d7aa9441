"""The shelf of policies: every version, never changed, found by name and by service line."""

from datetime import UTC, datetime

import pytest

from domain.calendar import Calendar, Region
from domain.policy import Policy, PolicyChanged, PolicyNotLoaded, PolicyShelf, UnknownServiceLine
from tests.domain.packs import make_policy


def _shelf(*policies: Policy) -> PolicyShelf:
    shelf = PolicyShelf()
    for policy in policies:
        shelf.put(policy)
    return shelf


class TestPolicyShelf:
    def test_keeps_every_version(self) -> None:
        shelf = _shelf(make_policy(version=2), make_policy(version=1))

        assert shelf.get("parcels", 1).pack.version == 1
        assert shelf.latest("parcels").pack.version == 2

    def test_takes_the_same_policy_again(self) -> None:
        shelf = _shelf(make_policy(), make_policy())

        assert [policy.name for policy in shelf.policies()] == ["parcels version 1"]

    def test_refuses_another_content_under_the_same_version(self) -> None:
        shelf = _shelf(make_policy())

        with pytest.raises(PolicyChanged, match="parcels version 1 is here with another content"):
            shelf.put(make_policy(climb_every="PT2H"))

        assert shelf.get("parcels", 1) == make_policy()

    def test_refuses_another_calendar_under_the_same_version(self) -> None:
        other = Calendar.model_validate(
            {"calendar": "weekdays", "weekly": {"tue": [("09:00", "18:00")]}, "years": [2025]}
        )
        shelf = _shelf(make_policy())

        with pytest.raises(PolicyChanged):
            shelf.put(Policy(pack=make_policy().pack, calendar=other))

    def test_says_what_is_loaded_instead(self) -> None:
        shelf = _shelf(make_policy(version=2))

        with pytest.raises(PolicyNotLoaded, match="parcels version 3 is not loaded; loaded are parcels version 2"):
            shelf.get("parcels", 3)
        with pytest.raises(PolicyNotLoaded, match="loaded are none"):
            PolicyShelf().latest("parcels")

    def test_finds_the_latest_policy_of_a_service_line(self) -> None:
        shelf = _shelf(
            make_policy(version=1, service_lines=["parcel", "locker"]),
            make_policy(version=2, service_lines=["parcel"]),
            make_policy(pack="lockers", service_lines=["locker"]),
        )

        assert shelf.for_service_line("parcel").name == "parcels version 2"
        assert shelf.for_service_line("locker").name == "lockers version 1"
        assert shelf.service_lines() == ("locker", "parcel")

    def test_lists_the_known_service_lines(self) -> None:
        with pytest.raises(UnknownServiceLine, match="about 'boat'; known service lines: parcel"):
            _shelf(make_policy()).for_service_line("boat")


class TestPolicy:
    def test_counts_working_time_in_its_zone(self) -> None:
        monday = datetime(2025, 1, 6, tzinfo=UTC)

        assert make_policy().working_time.add(monday, 60) == monday.replace(hour=2)
        assert make_policy(zone="Europe/Berlin").working_time.add(monday, 60) == monday.replace(hour=9)

    def test_counts_it_in_a_region_by_the_region_s_override(self) -> None:
        closed = {"2025-01-06": {"zh": "厂休", "en": "works holiday"}}
        calendar = Calendar.model_validate(
            {
                "calendar": "weekdays",
                "weekly": {"mon": [("09:00", "18:00")]},
                "years": [2025],
                "regions": {"31": {"holidays": closed}},
            }
        )
        policy = Policy(pack=make_policy().pack, calendar=calendar)
        monday = datetime(2025, 1, 6, tzinfo=UTC)

        assert policy.working_time_in("310115").add(monday, 60) == monday.replace(day=13, hour=2)
        assert policy.working_time_in("330100").add(monday, 60) == monday.replace(hour=2)

    def test_keeps_one_working_time_an_override_and_one_for_all_the_rest(self) -> None:
        calendar = make_policy().calendar.model_copy(update={"regions": {"31": Region()}})
        policy = Policy(pack=make_policy().pack, calendar=calendar)

        assert policy.working_time_in("310115") is policy.working_time_in("310104")
        assert policy.working_time_in("") is policy.working_time_in("330100") is policy.working_time
