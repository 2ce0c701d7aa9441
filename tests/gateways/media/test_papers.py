"""PDF: pictures of the first page, and what hides in it."""

import base64
import io

import pikepdf
import pytest
from PIL import Image

from gateways.media import papers
from gateways.media.finding import Finding
from tests.gateways.media import files

SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
HOSTILE = {
    "on opening": files.pdf(catalog=b"/OpenAction" + SCRIPT),
    "named": files.pdf(catalog=b"/Names<</JavaScript<</Names[(a)4 0 R]>>>>", more=b"4 0 obj" + SCRIPT + b"endobj"),
    "spelt by escapes": files.pdf(catalog=b"/OpenAction<</S/J#61vaScript/#4aS(x)>>"),
    "program": files.pdf(catalog=b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "file within": files.pdf(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>",
        more=b"4 0 obj<</Type/Filespec/EF<</F 5 0 R>>>>endobj\n"
        b"5 0 obj<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream endobj",
    ),
    "in a note": files.pdf(more=b"4 0 obj<</Type/Annot/Subtype/Link/A[" + SCRIPT + b"]>>endobj"),
}


def look(content: bytes) -> Finding:
    return files.merged(papers.look(io.BytesIO(content)))


class TestLook:
    def test_draws_the_first_page(self) -> None:
        found = look(files.pdf())

        assert found.keys() == {"preview"}
        drawn = Image.open(io.BytesIO(base64.b64decode(found["preview"])))
        assert (drawn.format, drawn.size) == ("WEBP", (640, 320))

    @pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
    def test_finds_what_runs_or_is_packed_in(self, content: bytes) -> None:
        found = look(content)

        assert found["problem"] == "active_content"
        assert "preview" in found

    def test_finds_it_in_compressed_objects(self) -> None:
        written = io.BytesIO()
        with pikepdf.open(io.BytesIO(HOSTILE["named"])) as pdf:
            pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)

        assert b"JavaScript" not in written.getvalue()
        assert look(written.getvalue())["problem"] == "active_content"
