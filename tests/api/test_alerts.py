"""Red alerts at the desk: who sees them, who takes note, and what the case file says of it (B4)."""

from tests.api.house import House
from tests.api.work import give, opened

ALERTS = "/api/v1/desk/alerts"
ON_FIRE = {"order_number": None, "description": "The lock jammed and then the bike was on fire"}


async def numbers(house: House, headers: dict[str, str]) -> list[str]:
    """The cases of the list, in its order."""
    answer = await house.http.get(ALERTS, headers=headers)
    assert answer.status_code == 200
    return [item["tracking_number"] for item in answer.json()["items"]]


class TestAlerts:
    async def test_wait_until_somebody_high_enough_has_taken_note(self, at_work: House) -> None:
        first, second = await opened(at_work, **ON_FIRE), await opened(at_work, **ON_FIRE)
        manager = await at_work.hire("senior_management", department=None, rung="senior_management")
        lead = await at_work.hire("team_lead", department="technical", rung="team_lead")

        before = await numbers(at_work, manager.headers)
        offered = [
            "acknowledge-alert" in (await at_work.http.get(first.desk, headers=who.headers)).text
            for who in (manager, lead)
        ]
        refused = await at_work.http.post(f"{first.desk}/acknowledge-alert", json={}, headers=lead.headers)
        view = await give(at_work, first, manager, "acknowledge-alert", note="on my way")

        assert [number for number in before if number in {first.number, second.number}] == [first.number, second.number]
        assert offered == [True, False]
        assert refused.status_code == 403
        assert refused.json()["detail"] == "A red alert is acknowledged by senior management or a higher rung."
        assert view["alert"]["acknowledged_by"] == f"staff:{manager.member.id}"
        assert view["alert"]["raised_at"] < view["alert"]["acknowledged_at"]
        assert first.number not in await numbers(at_work, manager.headers)
        assert second.number in await numbers(at_work, manager.headers)

    async def test_of_another_department_are_not_listed(self, at_work: House) -> None:
        case = await opened(at_work, **ON_FIRE)
        own = await at_work.hire("agent", department="technical")
        stranger = await at_work.hire("agent", department="front")

        assert case.number in await numbers(at_work, own.headers)
        assert case.number not in await numbers(at_work, stranger.headers)

    async def test_are_for_staff_who_read_cases(self, at_work: House) -> None:
        administrator = await at_work.hire("administrator", department=None)

        answers = [
            await at_work.http.get(ALERTS),
            await at_work.http.get(ALERTS, headers=administrator.headers),
        ]

        assert [answer.status_code for answer in answers] == [401, 403]

    async def test_raised_by_hand_are_told_to_the_complainant_without_the_reason(self, at_work: House) -> None:
        case, clerk = await opened(at_work, order_number=None), await at_work.hire("clerk")

        await give(at_work, case, clerk, "raise-alert", reason="she says that it smokes")
        seen = (await at_work.http.get(f"{case.path}/timeline", headers=case.headers)).text

        assert "red_alert_raised" in seen
        assert "smokes" not in seen
