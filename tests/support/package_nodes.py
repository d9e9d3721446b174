"""The package as Python parses it: each module once for all tests that look at how it is written."""

import ast
from functools import cache
from pathlib import Path

from places import ROOT

PACKAGE = ROOT / "wmsgit"
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
