"""From somebody's columns to the fields of a complaint."""

import pytest

from console.import_fields import NAMELESS, Mapper, MappingInvalid


class TestMapper:
    def test_takes_columns_that_bear_the_name_of_a_field(self) -> None:
        body = Mapper([]).body({"description": "a", "order_number": "B-1", "name": "Wang", "phone": "138"})

        assert body == {
            "description": "a",
            "order_number": "B-1",
            "complainant": {"name": "Wang", "phone": "138"},
        }

    def test_maps_other_columns_and_leaves_the_rest_out(self) -> None:
        mapper = Mapper(["text=description", "user=name", "late=claims.delayed_minutes"])

        body = mapper.body({"text": "a", "user": "Wang", "late": "20", "label": "x"})

        assert body == {"description": "a", "complainant": {"name": "Wang"}, "claims": {"delayed_minutes": "20"}}
        assert mapper.ignored(["text", "label"]) == ["label"]

    def test_prefers_what_was_mapped_to_the_column_of_that_name(self) -> None:
        mapper = Mapper(["words=description"])

        body = mapper.body({"description": "short", "words": "long", "name": "Wang"})

        assert body["description"] == "long"
        assert mapper.ignored(["description", "words"]) == ["description"]

    def test_gives_cells_of_a_spreadsheet_their_types(self) -> None:
        cells = {"amount_fen": "1800", "flags": "legal, media", "claims": '{"refund": true}', "region": "", "name": "W"}

        body = Mapper([]).body(cells)

        assert body == {
            "amount_fen": 1800,
            "flags": ["legal", "media"],
            "claims": {"refund": True},
            "complainant": {"name": "W"},
        }

    def test_passes_json_on_as_it_is(self) -> None:
        fields = {"description": "a", "amount_fen": 5, "complainant": {"name": "Wang"}, "phone": "138"}

        body = Mapper([]).body(fields)

        assert body["complainant"] == {"name": "Wang", "phone": "138"}
        assert fields["complainant"] == {"name": "Wang"}

    def test_fills_in_what_a_line_leaves_open(self) -> None:
        mapper = Mapper([], defaults={"service_line": "bike", "channel": "staff"})

        body = mapper.body({"description": "a", "channel": "web"})

        assert body == {
            "service_line": "bike",
            "channel": "web",
            "description": "a",
            "complainant": {"name": NAMELESS},
        }

    def test_says_what_a_cell_should_be(self) -> None:
        with pytest.raises(ValueError, match="complainant is 'Wang', an object is expected"):
            Mapper([]).body({"complainant": "Wang", "phone": "138"})

    @pytest.mark.parametrize(
        ("maps", "reason"),
        [
            (["text"], "theirs=ours is expected"),
            (["=description"], "theirs=ours is expected"),
            (["text=descripton"], "one of amount_fen, answer_by"),
            (["text=complainant"], "theirs=ours is expected"),
            (["a=title", "b=title"], "title twice"),
            (["a=name", "b=complainant.name"], "complainant.name twice"),
        ],
    )
    def test_refuses_a_mapping_that_makes_no_sense(self, maps: list[str], reason: str) -> None:
        with pytest.raises(MappingInvalid, match=reason):
            Mapper(maps)
