"""A hostile file is unknown, or is read, in little time and memory; it takes nothing else with it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from costs import processor_seconds, require_linear

from wmsgit.features.drift.budget import MAX_DEPENDENCIES, MAX_DEPTH, MAX_PARTS, MAX_ROWS, is_deep
from wmsgit.features.drift.dependencies.manifests import extractor_of
from wmsgit.features.drift.facts import Extractor, extracted, reason_unreadable
from wmsgit.features.drift.imports.components import COMPONENT_IMPORTS
from wmsgit.features.drift.imports.javascript import JAVASCRIPT_IMPORTS as SCRIPT
from wmsgit.features.drift.imports.python import PYTHON_IMPORTS as PYTHON
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.rule import Origin, rule_from
from wmsgit.features.drift.rules.content import KIND as CONTENT
from wmsgit.features.drift.settings.values import value_extractor

NAMES = ("package.json", "pyproject.toml", "requirements.txt", "setup.cfg")
PACKAGE_JSON, PYPROJECT, REQUIREMENTS, SETUP_CFG = (one for name in NAMES if (one := extractor_of(name)))

N = 100_000
DOTTED = ".".join(["a"] * N)


def content(regex: str) -> Extractor:
    from types import SimpleNamespace

    sight: Any = SimpleNamespace(paths=("a",))
    (need,) = CONTENT.needs(rule_from(Origin("A", "a.yaml"), {"id": "x", "kind": "content", "regex": regex}), sight)
    return need.extractor


def settings(name: str) -> Extractor:
    return value_extractor(name, "/a")


# Made where they are tested: all of them take 26 MB, which each process that is forked from this one would copy.
UNKNOWN: dict[str, tuple[Extractor, Callable[[], str]]] = {
    "import of many parts": (PYTHON, lambda: f"import {DOTTED}"),
    "import from many parts": (PYTHON, lambda: f"from {DOTTED} import x"),
    "import of many parts on many lines": (PYTHON, lambda: "import " + ".\\\n".join(["a"] * N)),
    "import of many parts with spaces": (PYTHON, lambda: "import b, " + " . ".join(["é"] * N)),
    "import of many parts in another encoding": (PYTHON, lambda: "# coding: utf-7\nimport +AGE-" + ".a" * N),
    "dynamic import of many parts": (PYTHON, lambda: f"import_module('{DOTTED}')"),
    "attribute of many parts": (PYTHON, lambda: f"import x\n{DOTTED}"),
    "many statements": (PYTHON, lambda: "a=1\n" * 600_000),
    "many imports": (PYTHON, lambda: "import a\n" * (MAX_ROWS + 1)),
    "parentheses": (PYTHON, lambda: "import x\n" + "(" * N),
    "signs": (PYTHON, lambda: "import x\n" + "-" * N + "1"),
    "script import of many parts": (SCRIPT, lambda: "import './" + "a/" * N + "'"),
    "script with many imports": (SCRIPT, lambda: "import 'a';" * (MAX_ROWS + 1)),
    "script with many tokens": (SCRIPT, lambda: "import x;" + "a;" * 600_000),
    "script with open expressions": (SCRIPT, lambda: "import x\n" + "x=/[" * N),
    "script with an open text": (SCRIPT, lambda: "import x\n'" + "\\'" * N),
    "requirement of spaces": (REQUIREMENTS, lambda: "a" + " " * 900_000 + "b"),
    "many requirements": (REQUIREMENTS, lambda: "a\n" * N),
    "many included requirements": (REQUIREMENTS, lambda: "-r a\n" * N),
    "requirement by a long address": (REQUIREMENTS, lambda: "./" + "-1" * N),
    "requirement with deep markers": (REQUIREMENTS, lambda: "a; " + "(" * 900),
    "requirement on one long line": (REQUIREMENTS, lambda: "a\\\n" * N),
    "many dependencies": (PACKAGE_JSON, lambda: json.dumps({"dependencies": {f"d{n}": "1" for n in range(60_000)}})),
    "deep package.json": (PACKAGE_JSON, lambda: '{"a":' * 900 + "1" + "}" * 900),
    "many dependencies of poetry": (
        PYPROJECT,
        lambda: "[tool.poetry.dependencies]\n" + "".join(f"d{n}='1'\n" for n in range(60_000)),
    ),
    "many requirements of setuptools": (SETUP_CFG, lambda: "[options]\ninstall_requires=\n" + " a\n" * N),
    "ini with spaces": (settings("a.ini"), lambda: "x" + " " * 900_000 + "y\nb"),
    "toml key of many parts": (settings("a.toml"), lambda: f"{DOTTED} = 1"),
    "toml table of many parts": (settings("a.toml"), lambda: f"[{DOTTED}]"),
    "toml key of many quoted parts": (settings("a.toml"), lambda: ".".join(['"a"'] * 100_000) + " = 1"),
    "toml key of 600 parts": (settings("a.toml"), lambda: "a." * 600 + "b = 1"),
    "toml lists": (settings("a.toml"), lambda: "a = " + "[" * N),
    "toml tables in one another": (settings("a.toml"), lambda: "a = " + "{a = " * 100_000),
    "json 800 deep": (settings("a.json"), lambda: "[" * 800 + "]" * 800),
    "json deep": (settings("a.json"), lambda: "[" * N),
    "json number": (settings("a.json"), lambda: "1" * 900_000),
    "long value": (settings("a.json"), lambda: json.dumps({"a": list(range(MAX_ROWS + 1))})),
    "yaml deep": (settings("a.yaml"), lambda: "a: " + "[" * N),
    "hcl deep": (value_extractor("a.tf", "/a", "hcl"), lambda: "a {\n" * (N // 4)),
    "yaml directives": (settings("a.yaml"), lambda: "%TAG !a! x\n" * 80_000 + "---\na: b"),
    "many lines that fit": (content("a"), lambda: "a\n" * 2_000_000),
}


HARD: dict[str, Callable[[], tuple[str, ...]]] = {
    "Gemfile": lambda: ("group :" + " " * N, "gem 'a'" + " " * N, "do |" * N),
    "build.gradle": lambda: ("implementation" + " " * N, "a" * N, "implementation name='" * N),
    "go.mod": lambda: ("require " + '"' * N, "require (\n" + "a " * N),
    "environment.yml": lambda: ("dependencies:\n- " + "a" * N, "dependencies: ['" + "a " * N + "']"),
    "package.json": lambda: (json.dumps({"overrides": {"a" * N + "/": "1"}}),),
    "pom.xml": lambda: ("<a>" * N, "<project>" + "<dependencies/>" * N),
    "setup.py": lambda: ("import " + "a." * N + "a", "setup(a=" + "(" * 900 + ")" * 900 + ")"),
    "tox.ini": lambda: ("[testenv]\ndeps = " + "a" * N, "[testenv]\ndeps =\n  " + "a, " * N),
}


@pytest.mark.parametrize("name", HARD)
def test_manifest_that_is_hard_to_read_holds_nothing_up(name: str) -> None:
    extractor = extractor_of(name)
    assert extractor
    for text in HARD[name]():
        data = text.encode()[: extractor.max_bytes]
        assert processor_seconds(lambda data=data: extracted(extractor, data)) < 20


@pytest.mark.parametrize(
    "text", ["<!--" * N, "<script " * (N // 4), '<script a="' * (N // 4), "---\n" * N, "<script>" * N]
)
def test_component_that_is_hard_to_read_holds_nothing_up(text: str) -> None:
    text = text[: COMPONENT_IMPORTS.max_bytes]
    assert processor_seconds(lambda: extracted(COMPONENT_IMPORTS, text.encode())) < 20


@pytest.mark.parametrize("name", UNKNOWN)
def test_file_beyond_a_budget_is_unknown_at_once(name: str) -> None:
    extractor, make = UNKNOWN[name]
    text, facts = make(), list[Any]()
    assert len(text.encode()) <= extractor.max_bytes
    assert processor_seconds(lambda: facts.append(extracted(extractor, text.encode()))) < 20
    assert reason_unreadable(facts[0]) or facts[0][2]  # the odd lines of a manifest
    assert len(reason_unreadable(facts[0])) < 300


LINEAR: dict[str, tuple[Extractor, Callable[[int], str]]] = {
    "imports in one another": (SCRIPT, lambda size: "import a," * size),
    "words of import": (SCRIPT, lambda size: "import " * size),
    "exports in one another": (SCRIPT, lambda size: "export {" * size),
    "open templates": (SCRIPT, lambda size: "import x\n" + "`${" * size),
    "hash signs": (REQUIREMENTS, lambda size: " #" * size),
    "keys of an ini": (settings("a.ini"), lambda size: "".join(f"x{n}=1\n" for n in range(size))),
    "lines of an ini": (settings("a.ini"), lambda size: "x=\n" + " y\n" * size),
    "keys of a toml": (settings("a.toml"), lambda size: "".join(f"x{n}=1\n" for n in range(size))),
    "tables of a toml": (settings("a.toml"), lambda size: "".join(f"[a.b{n}.c]\n" for n in range(size))),
    "keys of a yaml": (settings("a.yaml"), lambda size: "".join(f"x{n}: 1\n" for n in range(size))),
}


@pytest.mark.parametrize("name", LINEAR)
def test_file_within_the_budgets_costs_what_it_is_long(name: str) -> None:
    extractor, text = LINEAR[name]

    def read(size: int) -> None:
        assert not reason_unreadable(extracted(extractor, text(size).encode()))

    require_linear(read, 8_000)


def test_names_of_a_usual_length_are_read() -> None:
    name = ".".join(["part"] * (MAX_PARTS - 1))
    assert extracted(PYTHON, f"import {name}".encode()) == [[1, 0, name, None, 0]]
    prose = b'"""from here.......................................................................................'
    assert extracted(PYTHON, prose + b'................. on"""\nimport os\n') == [[2, 0, "os", None, 0]]


def test_dependencies_up_to_the_bound_are_read_with_their_lines() -> None:
    names = [f"d{n}" for n in range(MAX_DEPENDENCIES)]
    whole = json.dumps({"name": "d1", "dependencies": dict.fromkeys(names, "1")}, indent=1)
    rows, *_ = extracted(PACKAGE_JSON, whole.encode())
    assert [(row[1], row[5]) for row in rows] == [(name, 4 + n) for n, name in enumerate(names)]


def test_lines_of_names_are_found_behind_one_another() -> None:
    finder = LineFinder("xab\nab\n[t]\nab = 1\nb = 2\nxab\n")
    finder.begin("t")
    assert [finder.line(name) for name in ("ab", "b", "ab", "none")] == [4, 5, 4, 0]


@pytest.mark.parametrize(("depth", "expected"), [(0, False), (MAX_DEPTH, False), (MAX_DEPTH + 1, True), (5000, True)])
def test_depth_is_measured_without_recursion(depth: int, expected: bool) -> None:
    value: Any = 1
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    assert is_deep(value) is expected
