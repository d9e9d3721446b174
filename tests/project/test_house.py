"""The house: the picture of the architecture page, the sizes and the names are those of the code."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from package_nodes import MODULES, nodes
from places import ROOT

MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 50
MAX_ARROWS = 50
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
SURFACES = next(contract["layers"][0] for contract in CONTRACTS if contract["id"] == "rooms")
FACES = set(re.findall(r"\((\w+)\)", SURFACES))
"""Surfaces beside the command line and the library: each only reaches down, so each is counted by itself."""
_ARROW = re.compile(r"^    (\w+)(?:\[[^]]*\])? --> (\w+)$", re.MULTILINE)


@cache
def classes() -> Counter[str]:
    """Name → in how many places a class has it."""
    return Counter(node.name for path in MODULES for node in nodes(path) if isinstance(node, ast.ClassDef))


def room(module: str) -> str:
    """The top room of a module; empty for the package itself."""
    return [*module.split("."), ""][1]


@cache
def arrows() -> set[tuple[str, str]]:
    """Which top room imports which, type annotations included."""
    found = set()
    for path in MODULES:
        own = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in nodes(path):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found |= {(own, room(name)) for name in names if name.startswith("wmsgit.")}
    return {(own, other) for own, other in found if own != other and own not in {"__init__", "__main__"}}


def reachable(drawn: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """Every pair that a path of arrows joins."""
    pairs = {(own, other) for own, others in drawn.items() for other in others}
    while more := {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} - pairs:
        pairs |= more
    return pairs


def test_picture_of_the_architecture_is_that_of_the_imports() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn: dict[str, set[str]] = {}
    for own, other in _ARROW.findall(page):
        drawn.setdefault(own, set()).add(other)
    real = arrows()
    assert {(own, other) for own, others in drawn.items() for other in others} <= real, "an arrow that is not there"
    assert real <= reachable(drawn), "an import that the picture does not allow"


def test_arrows_between_rooms_stay_few() -> None:
    rooms = {path.parent.name for path in (ROOT / "wmsgit").glob("*/__init__.py")}  # errors.py is everybody's
    assert len({(own, other) for own, other in arrows() if {own, other} <= rooms}) < MAX_ARROWS


def test_no_class_name_stands_twice() -> None:
    assert [name for name, count in classes().items() if count > 1] == []


def sizes() -> Iterator[tuple[str, int, int]]:
    """What is measured: its place, its lines, and how many it may have."""
    for path in MODULES:
        name = str(path.relative_to(ROOT))
        yield name, len(path.read_text(encoding="utf-8").splitlines()), MAX_MODULE_LINES
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{name}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1, MAX_FUNCTION_LINES


def test_modules_and_functions_stay_small() -> None:
    assert [f"{place}: {lines} lines" for place, lines, most in sizes() if lines > most] == []


@pytest.mark.parametrize("word", ["Told", "Meaning", "How", "Beside", "Standing", "Sight", "Meeting", "Landing",
                                  "Passage", "Lives", "Story", "Moment", "Drawn", "Cited"])  # fmt: skip
def test_no_riddle_is_a_name(word: str) -> None:
    assert word not in classes()


def named(path: Path) -> Iterator[str]:
    """The names that a module gives to things: functions, classes, parameters, variables and fields."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_a_name_says_what_it_holds() -> None:
    empty = {"one", "found", "asked", "seen", "told", "said"}
    assert [f"{path.name}: {name}" for path in MODULES for name in named(path) if name.strip("_") in empty] == []


def test_no_module_but_one_knows_how_a_platform_locks() -> None:
    makers = {
        path.name
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Import) and {alias.name for alias in node.names} & {"fcntl", "msvcrt"}
    }
    assert makers == {"locking.py"}
