"""The package as Python parses it: each module once for all tests that look at how it is written."""

import ast
from functools import cache
from pathlib import Path

from places import ROOT

PACKAGE = ROOT / "wmsgit"
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """A module, to be read only: all are 180 MB, which are given back after the last test of the project."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(tree_of(path)))


def forget() -> None:
    """Give the memory back: a process that has it takes longer to fork."""
    tree_of.cache_clear()
    nodes.cache_clear()
