"""What a caller takes decides in which form a thing is given."""

import pytest

from api.accept import choose

OFFERED = ("text/html", "application/pdf")


class TestChoose:
    @pytest.mark.parametrize(
        ("accept", "chosen"),
        [
            (None, "text/html"),
            ("", "text/html"),
            ("*/*", "text/html"),
            ("application/pdf", "application/pdf"),
            ("APPLICATION/PDF", "application/pdf"),
            ("text/html;q=0.5, application/pdf", "application/pdf"),
            ("text/html;q=0, */*", "application/pdf"),
            ("application/*, text/*;q=0.9", "application/pdf"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
            ("application/pdf;version=2;q=0.2, text/html;q=0.1", "application/pdf"),
            ("application/json", None),
            ("text/html;q=0, application/pdf;q=0.0", None),
            ("text/html;q=much", None),
            (";;;,,,", None),
        ],
    )
    def test_gives_what_is_wanted_most(self, accept: str | None, chosen: str | None) -> None:
        assert choose(accept, OFFERED) == chosen
