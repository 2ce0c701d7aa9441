"""Reading packs and calendars: what comes out, and that every problem has its line."""

import random
from pathlib import Path

import pytest

from domain.kinds import Urgency
from policies.problems import PackRefused
from policies.reader import SHIPPED, read_calendar, read_folder, read_pack, read_policy
from tests.policies.samples import CALENDAR, PACK, line_of, only_problem, problems_of, spoilt, write_pack

NAMED = "{zh: 元旦, en: New Year}"


def _problems_of_folder(folder: Path) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        read_folder(folder)
    return [str(problem).replace(str(folder), "") for problem in refused.value.problems]


class TestReadPack:
    def test_gives_what_the_file_says(self, tmp_path: Path) -> None:
        pack = read_pack(write_pack(tmp_path))

        assert (pack.pack, pack.version) == ("parcels", 3)
        assert pack.kind("delivery", "lost").words == ("丢件", "lost")
        assert pack.grading.urgency[0].give is Urgency.CRITICAL
        assert pack.milestones[1].warn_at == (0.5, 0.8)

    def test_takes_a_file_with_byte_order_mark_and_windows_lines(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path)
        path.write_bytes(b"\xef\xbb\xbf" + PACK.replace("\n", "\r\n").encode())

        assert read_pack(path).digest == read_pack(write_pack(tmp_path, name="plain.yaml")).digest

    def test_takes_an_unquoted_true(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, PACK.replace('when: "true"', "when: true"))

        assert read_pack(path).grading.level[-1].when.always_holds


class TestProblems:
    def test_are_all_found_at_once_in_order_of_their_lines(self, tmp_path: Path) -> None:
        text = spoilt(
            ("department: depot}", "department: depo}"),
            ('"level == 1", allowance', '"lvl == 1", allowance'),
            ("owner: director", "owner: boss"),
            ("reopen: restart", "reopen: restart\ncolour: red"),
            ("zone: Asia/Shanghai", "zone: Mars/Olympus"),
        )

        problems = problems_of(write_pack(tmp_path, text))

        assert [problem.key for problem in problems] == [
            "zone",
            "catalogue.delivery.kinds.lost.department",
            "milestones[1].when",
            "colour",
            "review.owner",
        ]
        assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)

    def test_read_as_one_line_each(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, spoilt(("climb_every: PT1H", "climb_every: -PT1H")))

        with pytest.raises(PackRefused) as refused:
            read_policy(path)

        assert str(refused.value) == f'{path}:39: climb_every: got "-PT1H"; a length of time must be longer than zero'

    def test_show_long_values_cut_and_control_characters_escaped(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, spoilt(("pack: parcels", 'pack: "a\\u0007' + "b" * 200 + '"')))

        problem = only_problem(path)

        assert "\x07" not in str(problem)
        assert len(problem.value) == 80

    def test_are_all_that_junk_ever_causes(self, tmp_path: Path) -> None:
        chance = random.Random(20)
        lines = PACK.splitlines(keepends=True)
        junk = [
            "null",
            "[]",
            "{}",
            "-1",
            "text",
            "1.5",
            "2026-01-01",
            "[[1]]",
            "{a: {b: c}}",
            '"\\ud800"',
            "true",
            "&a [*a]",
        ]

        for _ in range(100):
            place = chance.randrange(len(lines))
            key, colon, _rest = lines[place].partition(": ")
            changed = [*lines[:place], f"{key}{colon}{chance.choice(junk)}\n", *lines[place + 1 :]]
            for problem in problems_of(write_pack(tmp_path, "".join(changed))):
                assert 1 <= problem.line <= len(lines) + 1


class TestReadCalendar:
    def test_gives_what_the_file_says(self, tmp_path: Path) -> None:
        write_pack(tmp_path)

        calendar = read_calendar(tmp_path / "calendars" / "weekdays.yaml")

        assert calendar.years == (2025, 2026)

    @pytest.mark.parametrize(
        ("old", "new", "key", "expected"),
        [
            ("  mon: ", "  moonday: ", "weekly.moonday", "did you mean mon?"),
            ("years: [2025, 2026]", "years: [2025, soon]", "years[1]", "a whole number"),
            ('mon: [["09:00", "18:00"]]', 'mon: [["18:00", "09:00"]]', "weekly.mon", "runs backwards"),
            (
                "years:",
                "holidays: {2026-13-01: {zh: 元旦, en: New Year}}\nyears:",
                "holidays.2026-13-01",
                "a date, such as 2026-01-31",
            ),
            ("years:", "holidays: {2025-01-01: {zh: 元旦}}\nyears:", "holidays.2025-01-01.en", "this key is required"),
            (
                "years:",
                f"holidays: {{2027-01-01: {NAMED}}}\nyears:",
                "holidays.2027-01-01",
                "outside the covered years",
            ),
            (
                "years:",
                'hours_on: {2025-01-06: [["09:00", "12:00"], ["11:00", "13:00"]]}\nyears:',
                "hours_on.2025-01-06",
                "overlap",
            ),
        ],
    )
    def test_names_line_and_key(self, tmp_path: Path, old: str, new: str, key: str, expected: str) -> None:
        text = spoilt((old, new), text=CALENDAR)
        path = tmp_path / "calendar.yaml"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(PackRefused) as refused:
            read_calendar(path)

        assert [problem.key for problem in refused.value.problems] == [key]
        assert refused.value.problems[0].line == line_of(new, text)
        assert expected in refused.value.problems[0].expected

    def test_names_a_holiday_that_stands_there_twice(self, tmp_path: Path) -> None:
        """Named case: a holiday twice."""
        path = tmp_path / "calendar.yaml"
        path.write_text(f"{CALENDAR}holidays:\n  2025-01-01: {NAMED}\n  2025-01-01: {NAMED}\n", encoding="utf-8")

        with pytest.raises(PackRefused) as refused:
            read_calendar(path)

        (problem,) = refused.value.problems
        assert (problem.line, problem.key) == (8, "holidays.2025-01-01")
        assert problem.expected == "this key stands on line 7 already; keep one of the two"


class TestRegions:
    @pytest.mark.parametrize(
        ("override", "key", "value", "expected"),
        [
            (f"{{holidys: {{2025-01-01: {NAMED}}}}}", "holidys", "{", "unknown key; did you mean holidays?"),
            (
                f"{{holidays: {{2027-01-01: {NAMED}}}}}",
                "holidays.2027-01-01",
                "{",
                "outside the covered years 2025, 2026",
            ),
            (
                f"{{holidays: {{2025-01-01: {NAMED}, 2025-01-01: {NAMED}}}}}",
                "holidays.2025-01-01",
                "{",
                "already; keep one",
            ),
            (
                '{hours_on: {2025-01-06: [["09:00", "12:00"], ["11:00", "13:00"]]}}',
                "hours_on.2025-01-06",
                "[[",
                "overlap",
            ),
            ("{make_up_days: {2025-01-04: sun}}", "make_up_days.2025-01-04", '"sun"', "which has none"),
            ("{make_up_days: {2025-01-04: noday}}", "make_up_days.2025-01-04", '"noday"', "one of 'mon', 'tue'"),
            ("{weekly: {mon: [], tue: []}}", "weekly", "{", "nobody ever works"),
            ("[]", "", "[]", "a mapping of keys to values is expected"),
        ],
    )
    def test_are_refused_with_line_key_value_and_what_was_expected(
        self, tmp_path: Path, override: str, key: str, value: str, expected: str
    ) -> None:
        path = tmp_path / "calendar.yaml"
        path.write_text(f'{CALENDAR}regions:\n  "31": {override}\n', encoding="utf-8")

        with pytest.raises(PackRefused) as refused:
            read_calendar(path)

        (problem,) = refused.value.problems
        assert (problem.line, problem.key) == (7, f"regions.31.{key}".removesuffix("."))
        assert problem.value.startswith(value)
        assert expected in problem.expected

    def test_have_codes_in_quotes(self, tmp_path: Path) -> None:
        path = tmp_path / "calendar.yaml"
        path.write_text(f"{CALENDAR}regions:\n  31: {{}}\n", encoding="utf-8")

        with pytest.raises(PackRefused, match="in quotes, if it looks like something else"):
            read_calendar(path)


class TestReadPolicy:
    def test_finds_the_calendar_beside_the_pack_first(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, spoilt(("calendar: weekdays", "calendar: cn")))
        (tmp_path / "calendars" / "cn.yaml").write_text(CALENDAR.replace("weekdays", "cn"), encoding="utf-8")

        assert read_policy(path).calendar.years == (2025, 2026)

    def test_finds_the_shipped_calendars(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, spoilt(("calendar: weekdays", "calendar: cn")))

        assert read_policy(path).calendar == read_calendar(SHIPPED / "calendars" / "cn.yaml")

    def test_names_a_calendar_that_is_missing(self, tmp_path: Path) -> None:
        problem = only_problem(write_pack(tmp_path, spoilt(("calendar: weekdays", "calendar: mars"))))

        assert (problem.line, problem.key, problem.value) == (5, "calendar", '"mars"')
        assert "there is no calendars/mars.yaml beside the pack; shipped calendars are cn" in problem.expected

    @pytest.mark.parametrize("name", ['"../../secrets"', '"/etc/passwd"', '"' + "c" * 300 + '"', "..", "3", "[]"])
    def test_never_leaves_the_folder(self, tmp_path: Path, name: str) -> None:
        problem = only_problem(write_pack(tmp_path, spoilt(("calendar: weekdays", f"calendar: {name}"))))

        assert problem.key == "calendar"

    def test_tells_of_both_files(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path, spoilt(("version: 3", "version: 0")))
        (tmp_path / "calendars" / "weekdays.yaml").write_text(CALENDAR.replace("years: ", "yeers: "), encoding="utf-8")

        assert {Path(problem.file).name for problem in problems_of(path)} == {"parcels.yaml", "weekdays.yaml"}


class TestReadFolder:
    def test_gives_every_pack_and_every_version(self, tmp_path: Path) -> None:
        write_pack(tmp_path, name="new.yaml")
        write_pack(
            tmp_path, spoilt(("version: 3", "version: 2"), ("climb_every: PT1H", "climb_every: PT2H")), name="old.yaml"
        )

        assert [policy.name for policy in read_folder(tmp_path)] == ["parcels version 3", "parcels version 2"]

    def test_tells_of_all_files_at_once(self, tmp_path: Path) -> None:
        write_pack(tmp_path, spoilt(("version: 3", "version: 0")), name="a.yaml")
        write_pack(tmp_path, spoilt(("reopen: restart", "reopen: never")), name="b.yaml")

        assert [problem[:9] for problem in _problems_of_folder(tmp_path)] == ["/a.yaml:2", "/b.yaml:4"]

    def test_names_a_service_line_that_two_packs_claim(self, tmp_path: Path) -> None:
        write_pack(tmp_path, name="a.yaml")
        write_pack(
            tmp_path, spoilt(("pack: parcels", "pack: lockers"), ("[parcel, locker]", "[box, locker]")), name="b.yaml"
        )

        assert _problems_of_folder(tmp_path) == [
            '/b.yaml:6: service_lines[1]: got "locker"; '
            "the pack parcels takes complaints about locker already; a service line has one pack"
        ]

    def test_names_a_version_with_two_contents(self, tmp_path: Path) -> None:
        write_pack(tmp_path, name="a.yaml")
        write_pack(tmp_path, spoilt(("climb_every: PT1H", "climb_every: PT2H")), name="b.yaml")

        assert _problems_of_folder(tmp_path) == [
            "/b.yaml:2: version: got 3; "
            "another file here has parcels version 3 with another content; a version stands for one content"
        ]

    @pytest.mark.parametrize("folder", ["empty", "missing"])
    def test_wants_a_pack(self, tmp_path: Path, folder: str) -> None:
        (tmp_path / "empty").mkdir()

        with pytest.raises(PackRefused, match="there is no pack"):
            read_folder(tmp_path / folder)
