"""The reader (制度包读取): an operator's YAML becomes packs and calendars, or is refused with every problem in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from domain.calendar import Calendar
from domain.pack import Pack
from domain.policy import Policy
from policies.check import StoredVersions, check_pack, check_service_lines, check_version
from policies.document import Document, read_document
from policies.problems import Finding, PackRefused, Problem
from policies.schema_faults import schema_findings
from policies.sound_part import sound_part

SHIPPED: Final = Path(__file__).parent
"""The folder of the packs that come with the product."""

_FILE_NAME: Final = re.compile(r"\w[\w.\-]{0,63}")

_Read = TypeVar("_Read")


def read_pack(path: Path, *, stored: StoredVersions | None = None) -> Pack:
    """Read a pack; raises `PackRefused` with all problems. `stored` has the digests of the versions that are taken."""
    return _unless(*_pack(read_document(path), stored or {}))


def read_calendar(path: Path) -> Calendar:
    """Read a calendar; raises `PackRefused` with all problems."""
    return _unless(*_calendar(read_document(path)))


def read_policy(path: Path, *, stored: StoredVersions | None = None) -> Policy:
    """Read a pack and the calendar that it names; raises `PackRefused` with all problems of both.

    The calendar is looked for in `calendars/` beside the pack, then among the shipped ones.
    """
    document = read_document(path)
    pack, problems = _pack(document, stored or {})
    calendar, more = _named_calendar(document, beside=path.parent)
    policy = Policy(pack=pack, calendar=calendar) if pack and calendar else None
    return _unless(policy, [*problems, *more])


def read_folder(folder: Path, *, stored: StoredVersions | None = None) -> tuple[Policy, ...]:
    """Read every pack (`*.yaml`) of a folder, by file name; raises `PackRefused` with the problems of all of them."""
    policies: dict[str, Policy] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            policies[str(path)] = read_policy(path, stored=stored)
        except PackRefused as refused:
            problems += refused.problems
    if not policies and not problems:
        problems.append(Problem(file=str(folder), line=1, key="", value="", expected="there is no pack (*.yaml) here"))
    problems += _problems_between(policies)
    return _unless(tuple(policies.values()), problems)


def _pack(document: Document, stored: StoredVersions) -> tuple[Pack | None, list[Problem]]:
    try:
        pack = Pack.model_validate(document.data)
    except ValidationError as error:
        findings = list(schema_findings(error=error, model=Pack, document=document))
        if sound := sound_part(document=document, error=error):
            findings += check_pack(sound.pack, ignoring=sound.without | document.spoilt_sections)
        return None, _problems(document, findings)
    checked = check_pack(pack, ignoring=document.spoilt_sections)
    return pack, _problems(document, [*checked, *check_version(pack, stored)])


def _calendar(document: Document) -> tuple[Calendar | None, list[Problem]]:
    try:
        return Calendar.model_validate(document.data), _problems(document, [])
    except ValidationError as error:
        return None, _problems(document, schema_findings(error=error, model=Calendar, document=document))


def _named_calendar(document: Document, *, beside: Path) -> tuple[Calendar | None, list[Problem]]:
    """Read the calendar that a pack names; a name that is none is the schema's business."""
    name = document.value(("calendar",))
    if not isinstance(name, str) or not _FILE_NAME.fullmatch(name):
        return None, []
    path = find_calendar(name, folder=beside)
    if path is None:
        expected = f"there is no calendars/{name}.yaml beside the pack; shipped calendars are {shipped_calendars()}"
        return None, [document.problem(Finding(("calendar",), expected))]
    return _calendar(read_document(path))


def find_calendar(name: str, *, folder: Path) -> Path | None:
    """Find the file of a calendar: in `calendars/` of the `folder` first, then among the shipped ones."""
    if not _FILE_NAME.fullmatch(name):
        return None
    places = (place / "calendars" / f"{name}.yaml" for place in (folder, SHIPPED))
    return next((place for place in places if place.is_file()), None)


def shipped_calendars() -> str:
    """List the calendars that come with the product, for a message."""
    return ", ".join(sorted(path.stem for path in (SHIPPED / "calendars").glob("*.yaml")))


def _problems_between(policies: Mapping[str, Policy]) -> Iterator[Problem]:
    """Find what is wrong with packs only because others stand beside them."""
    files = {id(policy): file for file, policy in policies.items()}
    for policy, finding in check_service_lines(list(policies.values())):
        yield read_document(Path(files[id(policy)])).problem(finding)
    taken: dict[str, dict[int, str]] = {}
    for file, policy in policies.items():
        versions = taken.setdefault(policy.pack.pack, {})
        digest = versions.setdefault(policy.pack.version, policy.pack.digest)
        if digest != policy.pack.digest:
            expected = f"another file here has {policy.name} with another content; a version stands for one content"
            yield read_document(Path(file)).problem(Finding(("version",), expected))


def _problems(document: Document, findings: Iterable[Finding]) -> list[Problem]:
    """Give findings their lines; where the layout is wrong already, nothing more is said of that place."""
    spoilt = {finding.path for finding in document.findings}
    return [*document.problems(), *(document.problem(each) for each in findings if each.path not in spoilt)]


def _unless(read: _Read | None, problems: Iterable[Problem]) -> _Read:
    """Give what was read, unless there are problems."""
    found = list(problems)
    if found or read is None:
        raise PackRefused(found)
    return read
