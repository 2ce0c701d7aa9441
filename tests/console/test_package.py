"""The package of a case: one ZIP for an arbitrator, with what it holds on record."""

import hashlib
import json
from pathlib import Path
from zipfile import ZipFile

from domain.custody import CustodyAct
from tests.console.terminal import Said
from tests.console.test_export_evidence import EVIL, PHOTO, Exported, exported, sha256

__all__ = ["exported"]
CHAMBER = "The Chamber"


def send(exported: Exported, number: str, path: Path, *options: str) -> Said:
    said, _ = exported.export(number, "--package", str(path), "--to", CHAMBER, *options)
    return said


class TestPackage:
    def test_has_page_files_and_a_manifest_of_their_hashes(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0011")
        path = tmp_path / "case.zip"

        said = send(exported, "RD-4XP0-RTED-0011", path)

        with ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(held["manifest.json"])
        assert said.code == 0
        assert said.out.split() == [sha256(path.read_bytes()), str(path)]
        assert [held[each["path"]] for each in manifest["files"]] == [PHOTO, EVIL]
        assert [each["sha256"] for each in manifest["files"]] == [sha256(PHOTO), sha256(EVIL)]
        assert manifest["page"]["sha256"] == hashlib.sha256(held["case.html"]).hexdigest()
        assert (manifest["to"], manifest["missing"]) == (CHAMBER, [])
        assert [each["path"] for each in manifest["files"]] == ["evidence/E-1-lo_ck_b_.png", "evidence/E-2-page.html"]
        assert path.stat().st_mode & 0o077 == 0

    def test_is_on_record_as_handed_over_to_whom(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0012")

        send(exported, "RD-4XP0-RTED-0012", tmp_path / "case.zip")

        acts = exported.acts("RD-4XP0-RTED-0012")
        assert [(each.act, each.evidence, each.receiver) for each in acts] == [
            (CustodyAct.HANDED_OVER, "E-1", "outside"),
            (CustodyAct.HANDED_OVER, "E-2", "outside"),
        ]
        assert all(CHAMBER in str(each.words) for each in acts)

    def test_is_1_and_names_the_file_that_is_not_in_it(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0013", missing=(PHOTO,))
        path = tmp_path / "case.zip"

        said = send(exported, "RD-4XP0-RTED-0013", path)

        with ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        assert said.code == 1
        assert [each["evidence"] for each in manifest["missing"]] == ["E-1"]
        assert [each.evidence for each in exported.acts("RD-4XP0-RTED-0013")] == ["E-2"]

    def test_needs_a_receiver_and_overwrites_nothing(self, exported: Exported, tmp_path: Path) -> None:
        exported.case("RD-4XP0-RTED-0014")
        path = tmp_path / "case.zip"
        nobody, _ = exported.export("RD-4XP0-RTED-0014", "--package", str(path))
        path.write_text("mine")

        taken = send(exported, "RD-4XP0-RTED-0014", path)

        assert (nobody.code, taken.code) == (1, 1)
        assert path.read_text() == "mine"
        assert not exported.acts("RD-4XP0-RTED-0014")
