"""The package of a case over HTTP: the ZIP, its hash, who may take it, and that it is on record (E7, A7)."""

import io
import json
from hashlib import sha256
from zipfile import ZipFile

from gateways.blobs import ObjectBlobStore
from tests.api.files import PNG, add, listed
from tests.api.house import KEYS, House
from tests.api.work import answers_to_those_who_may_not, opened


class TestPackage:
    async def test_is_what_the_referral_names_by_its_hash_and_on_record_as_downloaded(self, at_work: House) -> None:
        case, lead = await opened(at_work), await at_work.hire("team_lead", rung="team_lead")
        await add(at_work, case)
        [piece] = await listed(at_work, case.desk, lead.headers)

        answer = await at_work.http.get(f"{case.desk}/package", headers=lead.headers)

        with ZipFile(io.BytesIO(answer.content)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            files = [sha256(archive.read(each["path"])).hexdigest() for each in manifest["files"]]
            page = archive.read("case.html").decode()
        acts = [(each.act.value, each.actor, each.address) for each in await at_work.parts.custody.of(case.number)]
        assert answer.headers["X-Package-SHA256"] == sha256(answer.content).hexdigest()
        assert (answer.headers["X-Package-Whole"], answer.headers["Cache-Control"]) == ("true", "no-store")
        assert (files, manifest["missing"]) == ([piece["sha256"]], [])
        assert (manifest["to"], case.number in page) == (lead.actor.signature, True)
        assert ("downloaded", lead.actor.signature, "203.0.113.7") in acts

    async def test_says_what_is_missing_and_is_given_all_the_same(self, at_work: House) -> None:
        case, auditor = await opened(at_work), await at_work.hire("auditor", department=None)
        await add(at_work, case, PNG + b"lost")
        [piece] = await listed(at_work, case.desk, auditor.headers)
        await ObjectBlobStore(url=at_work.blobs_folder.as_uri(), key_ring=KEYS).remove(piece["sha256"])

        answer = await at_work.http.get(f"{case.desk}/package", headers=auditor.headers)

        with ZipFile(io.BytesIO(answer.content)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        assert (answer.status_code, answer.headers["X-Package-Whole"]) == (200, "false")
        assert [each["evidence"] for each in manifest["missing"]] == [piece["id"]]

    async def test_is_for_leads_of_the_department_and_who_reads_everything(self, house: House) -> None:
        case = await house.journaled()
        hired = [
            await house.hire("agent"),
            await house.hire("team_lead", department="elsewhere", rung="team_lead"),
            await house.hire("department_head", rung="department_head"),
            await house.hire("senior_management", department=None, rung="senior_management"),
            await house.hire("auditor", department=None),
        ]

        answers = [await house.http.get(f"{case.desk}/package", headers=who.headers) for who in hired]

        assert [answer.status_code for answer in answers] == [403, 403, 200, 200, 200]
        assert "may not take a whole case out" in answers[0].json()["detail"]
        assert "another department" in answers[1].json()["detail"]

    async def test_is_not_for_everybody(self, house: House) -> None:
        answers = await answers_to_those_who_may_not(house, "package")

        lead = await house.hire("team_lead", rung="team_lead")
        nobody = house.identity.number_for("nobody filed this package")
        missing = await house.http.get(f"/api/v1/desk/complaints/{nobody}/package", headers=lead.headers)
        assert (answers[:4], missing.status_code) == ([401, 401, 403, 403], 404)

    async def test_waits_until_something_is_on_record(self, house: House) -> None:
        case, lead = await house.file(), await house.hire("team_lead", rung="team_lead")

        answer = await house.http.get(f"{case.desk}/package", headers=lead.headers)

        assert answer.status_code == 409
        assert "try again" in answer.json()["detail"]
