"""Habits of the house in Python that ruff does not hold: where imports stand, what may be caught, names of packages."""

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePath

from checks.findings import Finding


def bad_habits(file: str, source: str) -> Iterator[Finding]:
    """Find imports inside functions, and handlers that catch whatever comes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports_inside(file, node)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node):
            yield Finding(file, node.lineno, "catches whatever comes: name the exceptions that are expected here")


def name_of_stdlib(file: str) -> Iterator[Finding]:
    """Find a package or module at the top that hides one of the standard library."""
    name = PurePath(file).parts[0].removesuffix(".py")
    if name in sys.stdlib_module_names:
        yield Finding(file, 1, f"{name} is the name of a standard-library module: give it another")


def _imports_inside(file: str, function: ast.AST) -> Iterator[Finding]:
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield Finding(file, child.lineno, "an import inside a function: move it to the top of the file")
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports_inside(file, child)


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or (isinstance(one, ast.Name) and one.id == "Exception") for one in caught)
