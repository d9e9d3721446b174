"""What a Python file defines at its top: its classes."""

import ast
from collections.abc import Iterator
from typing import Any

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.python_tree import bounded_tree


def _classes(data: bytes) -> list[list[Any]]:
    """Name and line of each class at the top of a file, or within its conditions."""
    return list(_within(bounded_tree(data).body)) if b"class" in data else []


def _within(block: list[ast.stmt]) -> Iterator[list[Any]]:
    for node in block:
        if isinstance(node, ast.ClassDef):
            yield [node.name, node.lineno]
        elif isinstance(node, ast.If | ast.Try | ast.With):
            for name in ("body", "orelse", "finalbody"):
                yield from _within(getattr(node, name, []))


CLASSES = Extractor("python-classes", 1, _classes)
