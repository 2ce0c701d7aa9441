"""How large a Python file and a function may be, counted in lines as they stand."""

import ast
from collections.abc import Iterator
from typing import Final

from checks.findings import Finding

FILE_LINES: Final = 300
FUNCTION_LINES: Final = 40


def too_large(file: str, source: str) -> Iterator[Finding]:
    """Find what is too large to be read at one go; a function counts from its `def` to its last line."""
    if (lines := len(source.splitlines())) > FILE_LINES:
        yield Finding(file, FILE_LINES + 1, f"{lines} lines; a file has at most {FILE_LINES}: split it by what it does")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                problem = f"{node.name} has {lines} lines; a function has at most {FUNCTION_LINES}: name its steps"
                yield Finding(file, node.lineno, problem)
