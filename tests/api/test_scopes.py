"""Scopes: a token does what it is for, and nothing else that its owner may."""

import pytest

from api.scopes import scope_of
from storage.staff import Scope
from tests.api.house import ENGLISH, House

DESK = "/api/v1/desk/complaints"
INTERESTS = "/api/v1/desk/interests"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", DESK, Scope.READ),
        ("HEAD", INTERESTS, Scope.READ),
        ("POST", "/codec/default/decode", Scope.READ),
        ("POST", f"{DESK}/CN-1/note", Scope.ACT),
        ("POST", "/api/v1/complaints", Scope.ACT),
        ("POST", INTERESTS, Scope.ADMINISTER),
        ("POST", "/api/v1/desk/staff/7/authority", Scope.ADMINISTER),
        ("DELETE", "/api/v1/anything", Scope.ACT),
    ],
)
def test_that_a_request_needs(method: str, path: str, scope: Scope) -> None:
    assert scope_of(method, path) == scope


class TestToken:
    async def test_to_read_changes_nothing(self, house: House) -> None:
        lead = await house.hire("team_lead")
        token = await house.staff.issue_token(lead.member.id, scopes=[Scope.READ])
        headers = {"Authorization": f"Bearer {token}", **ENGLISH}

        read = await house.http.get(DESK, headers=headers)
        act = await house.http.post(INTERESTS, json={"about": "department", "subject": "x"}, headers=headers)

        assert read.status_code == 200
        assert act.status_code == 403
        assert act.json()["detail"] == "This token lacks the scope administer; nothing was done."

    async def test_without_scopes_is_for_all_that_the_role_may(self, house: House) -> None:
        lead = await house.hire("team_lead")

        answer = await house.http.post(
            INTERESTS, json={"about": "department", "subject": "front"}, headers=lead.headers
        )

        assert answer.status_code == 201
