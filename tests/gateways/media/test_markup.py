"""SVG and XML that run, reach out, or do neither."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.media import markup
from tests.gateways.media import files

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "upper case": "<SCRIPT>alert(1)</SCRIPT>",
    "another prefix": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "within a style": "<style><script>alert(1)</script></style>",
    "event": '<rect onload="alert(1)"/>',
    "event in capitals": '<rect ONLOAD="alert(1)"/>',
    "link that runs": '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
    "link spelt by entities": '<a href="&#106;ava&#x73;cript&#58;alert(1)"/>',
    "link with blanks": '<a href=" java&#10;script&#9;:alert(1)"/>',
    "link to a page of its own": '<a href="data:text/html,&lt;script>alert(1)&lt;/script>"/>',
    "animated link": '<a><set attributeName="href" to="//somewhere"/></a>',
    "animated to a script": '<animate attributeName="x" values="1;javascript:alert(1)"/>',
    "picture from elsewhere": '<image href="https://somewhere/pixel.png"/>',
    "drawing from elsewhere": '<use xlink:href="//somewhere/a.svg#x"/>',
    "picture that is an SVG": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "page within": "<foreignObject><p/></foreignObject>",
    "style from elsewhere": "<style>@import 'https://somewhere/x.css';</style>",
    "style by escapes": "<style>rect { fill: \\75rl(https://somewhere) }</style>",
    "style in pieces": "<style>rect { fill: u<![CDATA[rl(https:]]>//somewhere) }</style>",
    "fill from elsewhere": '<rect fill="url( https://somewhere/x )"/>',
    "set of pictures": """<rect style="cursor: image-set('https://somewhere')"/>""",
}
HARMLESS = {
    "a drawing": '<rect fill="url(#g)" style="stroke: url(\'#h\')"/><use href="#a"/><text>javascript is fun</text>',
    "a picture within": '<image href="data:image/png;base64,AAAA"/>',
    "a link": '<a href="https://example.com"><text>more</text></a>',
    "a program's own notes": '<g xmlns:ink="urn:ink" ink:file="C:\\drawings\\a.svg"/>',
}


def problem_of(content: bytes) -> str | None:
    return files.merged(markup.look(io.BytesIO(content))).get("problem")


class TestLook:
    @pytest.mark.parametrize("inside", HOSTILE.values(), ids=HOSTILE.keys())
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_finds_what_runs_or_reaches_out(self, inside: str, encoding: str) -> None:
        assert problem_of(files.SVG.format(inside).encode(encoding)) == "active_content"

    @pytest.mark.parametrize(
        "declared",
        [
            '<!ENTITY x SYSTEM "file:///etc/passwd">',
            '<!ENTITY x "javascript:alert(1)">',
            '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">',
            '<!ENTITY % x SYSTEM "https://somewhere/x.dtd">',
        ],
        ids=["a file", "hidden words", "a bomb", "a parameter"],
    )
    def test_takes_any_entity_of_its_own_for_active(self, declared: str) -> None:
        assert problem_of(f"<!DOCTYPE svg [{declared}]><svg>&x;</svg>".encode()) == "active_content"

    def test_finds_a_stylesheet_from_elsewhere(self) -> None:
        assert problem_of(b'<?xml-stylesheet href="//somewhere/x.xsl"?><svg/>') == "active_content"

    def test_finds_a_script_also_before_the_place_where_it_breaks(self) -> None:
        assert problem_of(b"<svg><script>alert(1)</script><rect") == "active_content"

    @pytest.mark.parametrize("inside", HARMLESS.values(), ids=HARMLESS.keys())
    def test_leaves_harmless_drawings_alone(self, inside: str) -> None:
        assert problem_of(files.svg(inside)) is None

    @given(st.binary(max_size=200), st.sampled_from([b"", b"<svg>", b"<!DOCTYPE svg [", b"<?xml", b"\xff\xfe<\x00"]))
    def test_never_raises(self, rest: bytes, begin: bytes) -> None:
        assert problem_of(begin + rest) in {"active_content", "unreadable", None}

    @pytest.mark.parametrize(
        "content", [b"<svg><rect></svg>", b"<svg", b'<?xml version="1.0" encoding="none-such"?><svg/>']
    )
    def test_says_when_it_cannot_be_read(self, content: bytes) -> None:
        assert problem_of(content) == "unreadable"
