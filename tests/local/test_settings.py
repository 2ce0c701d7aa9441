"""Settings: which wins, and the one line that a missing or wrong one stops the start with."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from settings import Settings, SettingsError

KEY = base64.b64encode(bytes(range(32))).decode()
COMPLETE = {
    "REDRESS_TEMPORAL_ADDRESS": "temporal.example:7233",
    "REDRESS_DATABASE_URL": "postgresql://app:hidden@db.example/redress",
    "REDRESS_BLOBS_URL": "s3://evidence",
    "REDRESS_SECRET_KEYS": f"new:{KEY},{KEY}",
    "REDRESS_IDENTITY_KEY": KEY,
    "REDRESS_NEIGHBOURS_TOKEN": "neighbours-token-1",
    "REDRESS_HOOKS_SECRET": "hooks-secret-of-ours",
    "REDRESS_CODEC_TOKEN": "codec-token-of-ours",
    "REDRESS_PUBLIC_URL": "https://complaints.example/",
    "REDRESS_PAYMENTS_URL": "https://payments.example",
    "REDRESS_WORK_ORDERS_URL": "https://repairs.example",
    "REDRESS_RECORDS_URL": "https://records.example",
    "REDRESS_SMS_URL": "https://sms.example",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


class TestLoad:
    def test_reads_the_environment(self) -> None:
        settings = Settings.load()

        assert settings.public_url == "https://complaints.example"
        assert settings.limits_requests_per_minute == 1000
        assert settings.limits_intakes_per_minute == 300
        assert settings.temporal_namespace == "default"

    def test_finds_the_local_stacks_file_and_lets_the_environment_win(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("REDRESS_SMS_URL")
        lines = "REDRESS_SMS_URL=http://127.0.0.1:1\nREDRESS_RECORDS_URL=http://127.0.0.1:2\nUNRELATED=1\n"
        (tmp_path / "settings.env").write_text(lines)

        settings = Settings.load(tmp_path)

        assert settings.sms_url == "http://127.0.0.1:1"
        assert settings.records_url == "https://records.example"

    def test_lets_a_dot_env_win_over_the_local_stacks_file(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("REDRESS_SMS_URL")
        (tmp_path / "stack").mkdir()
        (tmp_path / "stack" / "settings.env").write_text("REDRESS_SMS_URL=http://127.0.0.1:1\n")
        (tmp_path / ".env").write_text("REDRESS_SMS_URL=http://127.0.0.1:2\n")

        settings = Settings.load(tmp_path / "stack")

        assert settings.sms_url == "http://127.0.0.1:2"

    def test_gives_the_keys_in_order_and_the_identity_key_as_bytes(self) -> None:
        settings = Settings.load()

        assert [key.key_id for key in settings.key_ring().keys] == ["new", "630dcd29"]
        assert settings.key_ring().current.secret == bytes(range(32))
        assert settings.identity_key_bytes() == bytes(range(32))

    def test_keeps_secrets_and_passwords_out_of_what_is_printed(self) -> None:
        printed = repr(Settings.load())

        assert KEY not in printed
        assert "hidden" not in printed
        assert "hooks-secret" not in printed

    def test_knows_no_mail_server_unless_told(self) -> None:
        settings = Settings.load()

        assert (settings.mail_server(), settings.notices_from) == (None, None)

    def test_reads_the_mail_server_and_the_sender(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDRESS_NOTICES_SMTP_URL", "smtps://redress:hidden@mail.example")
        monkeypatch.setenv("REDRESS_NOTICES_FROM", "redress@house.example")

        settings = Settings.load()

        server = settings.mail_server()
        assert server is not None
        assert (server.host, server.port, server.tls) == ("mail.example", 465, "implicit")
        assert settings.notices_from == "redress@house.example"
        assert "hidden" not in repr(settings)


class TestSettingsError:
    def test_wants_a_sender_with_a_mail_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REDRESS_NOTICES_SMTP_URL", "smtp://mail.example")

        with pytest.raises(SettingsError, match="REDRESS_NOTICES_FROM is missing: expected the e-mail address"):
            Settings.load()

    @pytest.mark.parametrize("name", sorted(COMPLETE))
    def test_names_a_missing_setting_and_what_was_expected(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(name)

        with pytest.raises(SettingsError) as stopped:
            Settings.load()

        assert str(stopped.value).startswith(f"{name} is missing: expected ")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("REDRESS_DATABASE_URL", "mysql://app:hidden@db.example/redress"),
            ("REDRESS_DATABASE_OWNER_URL", "hidden"),
            ("REDRESS_TEMPORAL_ADDRESS", "hidden.example"),
            ("REDRESS_TEMPORAL_TLS_CA", "/nowhere/hidden.pem"),
            ("REDRESS_POLICIES_DIR", "/nowhere/hidden"),
            ("REDRESS_SECRET_KEYS", "hidden"),
            ("REDRESS_SECRET_KEYS", f"hidden:{KEY[:20]}"),
            ("REDRESS_SECRET_KEYS", f"hidden:{KEY},hidden:{KEY}"),
            ("REDRESS_IDENTITY_KEY", "hidden"),
            ("REDRESS_HOOKS_SECRET", "hidden"),
            ("REDRESS_CODEC_TOKEN", "hidden/hidden/hidden/hidden"),
            ("REDRESS_PUBLIC_URL", "hidden"),
            ("REDRESS_LIMITS_REQUESTS_PER_MINUTE", "0"),
            ("REDRESS_NOTICES_SMTP_URL", "http://hidden"),
            ("REDRESS_NOTICES_FROM", "hidden"),
            ("REDRESS_NOTICES_FROM", "hidden@例子.中国"),
            ("REDRESS_LOG_FORMAT", "hidden"),
        ],
    )
    def test_names_a_wrong_setting_and_never_its_value(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)

        with pytest.raises(SettingsError) as stopped:
            Settings.load()

        assert str(stopped.value).startswith(f"{name} is wrong: expected ")
        assert "hidden" not in str(stopped.value)

    def test_names_all_others_in_the_same_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("REDRESS_SMS_URL")
        monkeypatch.setenv("REDRESS_CODEC_TOKEN", "")

        with pytest.raises(SettingsError) as stopped:
            Settings.load()

        assert "REDRESS_SMS_URL" in str(stopped.value)
        assert "REDRESS_CODEC_TOKEN is missing" in str(stopped.value)
        assert "\n" not in str(stopped.value)

    def test_tells_that_the_owner_of_the_database_is_needed(self) -> None:
        with pytest.raises(SettingsError, match="REDRESS_DATABASE_OWNER_URL is missing: expected a PostgreSQL"):
            Settings.load().owner_url()

    def test_tells_of_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "settings.env").write_bytes(b"\xff\xfe\x00")

        with pytest.raises(SettingsError, match="the settings cannot be read"):
            Settings.load(tmp_path)

    def test_ends_a_program_with_one_line_and_exit_code_1(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("REDRESS_SMS_URL")
        root = Path(__file__).parents[2]
        script = "import sys; sys.path.insert(0, sys.argv[1]); from settings import Settings; Settings.load()"

        ended = subprocess.run([sys.executable, "-c", script, root], capture_output=True, text=True, check=False)

        assert ended.returncode == 1
        assert ended.stdout == ""
        assert ended.stderr == "REDRESS_SMS_URL is missing: expected an http:// or https:// address\n"
