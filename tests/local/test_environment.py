"""The stack's own settings: keys once, addresses anew, lines of the operator's own kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.environment import read_settings, recall_passwords, write_settings
from local.errors import StartError
from local.folder import DataFolder
from local.ports import Ports
from local.postgres import Postgres
from settings import Settings

SECRETS = ("SECRET_KEYS", "IDENTITY_KEY", "NEIGHBOURS_TOKEN", "HOOKS_SECRET", "CODEC_TOKEN")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataFolder]:
    monkeypatch.chdir(tmp_path)
    with DataFolder.held(tmp_path / "a folder's $name #1") as folder:
        yield folder


def write(folder: DataFolder, *, policies: Path | None = None, **ports: int) -> dict[str, str]:
    passwords = recall_passwords(folder)
    chosen = Ports(**ports)
    postgres = Postgres(folder=folder, port=chosen.postgres, owner_password=passwords.owner, app_password=passwords.app)
    write_settings(folder, ports=chosen, postgres=postgres, policies=policies)
    return read_settings(folder.path)


class TestWriteSettings:
    def test_writes_all_that_a_command_needs(self, folder: DataFolder) -> None:
        write(folder, api=8100, temporal=7300, postgres=5500, neighbours=8200, mail=8300)

        settings = Settings.load(folder.path)

        assert settings.temporal_address == "127.0.0.1:7300"
        assert settings.public_url == "http://127.0.0.1:8100"
        assert settings.payments_url == settings.sms_url == "http://127.0.0.1:8200"
        assert settings.database_url.startswith("postgresql://redress_app:")
        assert settings.database_url.endswith("@127.0.0.1:5500/redress")
        assert settings.owner_url().startswith("postgresql://redress_owner:")
        assert settings.blobs_url == (folder.path / "blobs").as_uri()
        assert settings.policies_dir is None
        server = settings.mail_server()
        assert server is not None
        assert (server.host, server.port, server.tls) == ("127.0.0.1", 8300, "none")
        assert settings.notices_from == "redress@redress.example"

    def test_writes_for_the_owners_eyes_only(self, folder: DataFolder) -> None:
        write(folder)

        assert (folder.path / "settings.env").stat().st_mode & 0o777 == 0o600

    def test_makes_keys_and_passwords_once(self, folder: DataFolder) -> None:
        first = write(folder)

        second = write(folder, api=8100)

        assert all(first[f"REDRESS_{name}"] == second[f"REDRESS_{name}"] != "" for name in SECRETS)
        assert first["REDRESS_DATABASE_URL"] == second["REDRESS_DATABASE_URL"]
        assert first["REDRESS_PUBLIC_URL"] != second["REDRESS_PUBLIC_URL"]

    def test_keeps_what_an_operator_put_in(self, folder: DataFolder) -> None:
        write(folder)
        with (folder.path / "settings.env").open("a") as file:
            file.write("REDRESS_LIMITS_INTAKES_PER_MINUTE=5\n")

        again = write(folder)

        assert again["REDRESS_LIMITS_INTAKES_PER_MINUTE"] == "5"

    def test_forgets_the_policies_of_an_earlier_start(self, folder: DataFolder) -> None:
        policies = folder.path / "our 'own' packs"
        policies.mkdir()

        first = write(folder, policies=policies)
        second = write(folder)

        assert first["REDRESS_POLICIES_DIR"] == str(policies)
        assert "REDRESS_POLICIES_DIR" not in second


class TestRecallPasswords:
    def test_refuses_a_database_whose_settings_are_lost(self, folder: DataFolder) -> None:
        write(folder)
        (folder.path / "settings.env").unlink()
        (folder.path / "postgres").mkdir()

        with pytest.raises(StartError, match=r"settings\.env lacks the passwords and keys"):
            recall_passwords(folder)
