"""Signatures on what other systems post."""

from datetime import UTC, datetime, timedelta

import pytest

from gateways.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, SignatureRefused, sign, verify

NOW = datetime(2026, 3, 1, 8, 0, 0, tzinfo=UTC)
BODY = '{"key": "R-1", "text": "是"}'.encode()


def check(headers: dict[str, str], *, body: bytes = BODY, secret: str = "secret", now: datetime = NOW) -> datetime:
    return verify(
        secret=secret,
        timestamp=headers.get(TIMESTAMP_HEADER),
        signature=headers.get(SIGNATURE_HEADER),
        body=body,
        now=now,
    )


class TestVerify:
    def test_gives_the_instant_of_signing(self) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY)

        assert check(headers) == NOW

    def test_reads_what_any_other_hmac_makes(self) -> None:
        # printf '1772352000.{}' | openssl dgst -sha256 -hmac secret
        known = "sha256=d1594a0c29b81decc4a92b9d9fec32c817f489eba35b909c4a0629484f6ff0fa"

        headers = sign(secret="secret", at=NOW, body=b"{}")

        assert headers == {"X-Redress-Timestamp": "1772352000", "X-Redress-Signature": known}

    @pytest.mark.parametrize("away", [-300, 300])
    def test_allows_five_minutes_either_way(self, away: int) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY)

        assert check(headers, now=NOW + timedelta(seconds=away)) == NOW

    @pytest.mark.parametrize("away", [-301, 301])
    def test_refuses_what_was_signed_further_away(self, away: int) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY)

        with pytest.raises(SignatureRefused, match="more than 5 minutes away"):
            check(headers, now=NOW + timedelta(seconds=away))

    def test_refuses_another_body(self) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY)

        with pytest.raises(SignatureRefused, match="does not fit"):
            check(headers, body=BODY + b" ")

    def test_refuses_another_secret(self) -> None:
        headers = sign(secret="another", at=NOW, body=BODY)

        with pytest.raises(SignatureRefused, match="does not fit"):
            check(headers)

    def test_refuses_another_time_than_the_signed_one(self) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY) | {TIMESTAMP_HEADER: str(int(NOW.timestamp()) + 1)}

        with pytest.raises(SignatureRefused, match="does not fit"):
            check(headers)

    @pytest.mark.parametrize("missing", [TIMESTAMP_HEADER, SIGNATURE_HEADER])
    def test_needs_both_headers(self, missing: str) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY)
        del headers[missing]

        with pytest.raises(SignatureRefused, match="both needed"):
            check(headers)

    @pytest.mark.parametrize(
        "timestamp", ["now", "-1", "1e9", "１７７２３５２０００", "9" * 12, "1772352000.5", " 1772352000"]
    )
    def test_refuses_a_time_that_is_none(self, timestamp: str) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY) | {TIMESTAMP_HEADER: timestamp}

        with pytest.raises(SignatureRefused, match="not a time"):
            check(headers)

    @pytest.mark.parametrize("timestamp", ["0", "9" * 11])
    def test_does_not_stumble_over_a_time_far_away(self, timestamp: str) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY) | {TIMESTAMP_HEADER: timestamp}

        with pytest.raises(SignatureRefused, match="does not fit"):
            check(headers)

    @pytest.mark.parametrize("signature", ["sha256=", "sha1=abc", "是", "\ud800"])
    def test_refuses_a_signature_that_is_none(self, signature: str) -> None:
        headers = sign(secret="secret", at=NOW, body=BODY) | {SIGNATURE_HEADER: signature}

        with pytest.raises(SignatureRefused, match="does not fit"):
            check(headers)
