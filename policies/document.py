"""Documents: an operator's YAML file as plain data, with the line of every key and row."""

from collections.abc import Iterator
from pathlib import Path as File
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policies.problems import NOTHING, Finding, Key, PackRefused, Path, Problem, key_path, show

LARGEST: Final = 1_048_576
"""How many bytes a file may have."""

_MOST_NODES: Final = 100_000
_INTEGER: Final = "tag:yaml.org,2002:int"


class Document:
    """What one file says: `data` in plain types, and a line for every place. Mapping keys are what YAML makes of them.

    `findings` are the problems of the layout itself, above all keys that stand twice (the first one counts).
    """

    def __init__(self, *, file: str, root: Node) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._lines: dict[tuple[str, ...], int] = {(): 1}
        self._constructor: SafeConstructor = YAML(typ="safe", pure=True).constructor
        self._budget = _MOST_NODES
        self.data = self._read(root, ())

    def line(self, path: Path) -> int:
        """Give the line of a place, or of the nearest thing around it."""
        return self._lines[_text(self.nearest(path))]

    def nearest(self, path: Path) -> Path:
        """Give the place itself, or else the nearest thing around it that is there."""
        while _text(path) not in self._lines:
            path = path[:-1]
        return path

    def value(self, path: Path) -> object:
        """Give what stands at a place, or `NOTHING`."""
        found: object = self.data
        for key in path:
            found = _child(found, key)
        return found

    @property
    def spoilt_sections(self) -> frozenset[str]:
        """The top-level keys in which the layout itself is wrong, so that what is read of them may not be meant."""
        return frozenset(str(finding.path[0]) for finding in self.findings if finding.path)

    def problem(self, finding: Finding) -> Problem:
        """Give a finding its file, line and value."""
        line = finding.line or self.line(finding.path)
        value = show(self.value(finding.path))
        return Problem(file=self.file, line=line, key=key_path(finding.path), value=value, expected=finding.expected)

    def problems(self) -> Iterator[Problem]:
        """Go through the problems of the layout."""
        yield from map(self.problem, self.findings)

    def _read(self, node: Node, path: Path) -> object:
        self._budget -= 1
        if self._budget < 0:
            raise PackRefused([self._at(node, path, f"the file comes to more than {_MOST_NODES} values")])
        if isinstance(node, MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._read_placed(item, item, (*path, place)) for place, item in enumerate(node.value)]
        return self._read_scalar(node, path)

    def _read_placed(self, at: Node, node: Node, path: Path) -> object:
        self._lines[_text(path)] = at.start_mark.line + 1
        return self._read(node, path)

    def _read_mapping(self, node: MappingNode, path: Path) -> dict[Key, object]:
        found: dict[Key, object] = {}
        for key_node, value_node in node.value:
            key = self._read_key(key_node, path)
            if key in found:
                self._report_twice(key_node, (*path, key))
            else:
                found[key] = self._read_placed(key_node, value_node, (*path, key))
        return found

    def _read_key(self, node: Node, path: Path) -> Key:
        if not isinstance(node, ScalarNode):
            raise PackRefused([self._at(node, path, "a key is a word, not a list or a mapping")])
        # Only numbers are taken for what they mean; a date as a key stays as it is written.
        key = self._read_scalar(node, path) if node.tag == _INTEGER else node.value
        return key if isinstance(key, int) else str(key)

    def _read_scalar(self, node: Node, path: Path) -> object:
        try:
            return self._constructor.construct_object(node)
        except ConstructorError as error:
            raise PackRefused([self._at(node, path, str(error.problem))]) from error
        except (ValueError, OverflowError) as error:
            self.findings.append(Finding(path, f"{node.value} cannot be read: {error}"))
            return None

    def _report_twice(self, node: Node, path: Path) -> None:
        first = self._lines[_text(path)]
        expected = f"this key stands on line {first} already; keep one of the two"
        self.findings.append(Finding(path, expected, line=node.start_mark.line + 1))

    def _at(self, node: Node, path: Path, expected: str) -> Problem:
        line = node.start_mark.line + 1
        return Problem(file=self.file, line=line, key=key_path(path), value="", expected=expected)


def read_document(path: File) -> Document:
    """Read a YAML file; raises `PackRefused` where it cannot be read at all."""
    text = _read_text(path)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if root is None:
            raise _refused(path, 1, "the file is empty")
        return Document(file=str(path), root=root)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refused(
            path, mark.line + 1 if mark else 1, f"this is no YAML: {error.problem or error.context}"
        ) from error
    except YAMLError as error:
        raise _refused(path, 1, f"this is no YAML: {' '.join(str(error).split())}") from error
    except RecursionError:
        raise _refused(path, 1, "the file is nested too deeply, or contains itself") from None


def _read_text(path: File) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise _refused(path, 1, f"the file cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise _refused(path, 1, f"the file has more than {LARGEST} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused(path, line, "this is not UTF-8 text; save the file as UTF-8") from error


def _refused(path: File, line: int, expected: str) -> PackRefused:
    return PackRefused([Problem(file=str(path), line=line, key="", value="", expected=expected)])


def _child(found: object, key: Key) -> object:
    if isinstance(found, dict):
        return found.get(key, next((value for name, value in found.items() if str(name) == str(key)), NOTHING))
    if isinstance(found, list) and isinstance(key, int) and key < len(found):
        return found[key]
    return NOTHING


def _text(path: Path) -> tuple[str, ...]:
    return tuple(map(str, path))
