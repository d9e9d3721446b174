"""Circles of imports by dependency-cruiser, the judge: made-up packages of JavaScript and TypeScript, and npm's own."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from drift_texts import judged
from tool_programs import NODE_MODULES, program

PACKAGES = 40
RULE = {"kind": "import_cycles", "language": "javascript", "among": "modules"}
SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
REAL = (
    "rxjs/src",
    "dependency-cruiser/src",
    "semver",
    "yaml",
    "postcss",
    "enhanced-resolve",
    "@babel/traverse",
    "cheerio",
)
"""Packages of npm, or parts of them, that may have come with the programs that tests run."""
Circles = set[tuple[str, str]]


class Packages(random.Random):
    """Makes packages: modules in a few folders, some of them an `index`, that import one another in every way."""

    def package(self, suffix: str) -> dict[str, str]:
        places = [f"{folder}{name}" for folder in ("", "a/", "a/b/", "c/") for name in ("x", "y", "z.part", "index")]
        chosen = self.sample(places, self.randrange(4, 13))
        return {f"{place}{suffix}": self.text(place, chosen, suffix) for place in chosen}

    def text(self, place: str, others: list[str], suffix: str) -> str:
        return "".join(self.statement(place, self.choice(others), suffix) for _ in range(self.randrange(4)))

    def statement(self, place: str, other: str, suffix: str) -> str:
        up = "../" * place.count("/") or "./"
        written = f"{up}{other}"
        shorter = written.removesuffix("/index") if written.endswith("/index") else written
        ending = "" if suffix == ".ts" or (other.endswith("part") is False and self.random() < 0.5) else suffix
        name = self.choice([written + ending, shorter if shorter.strip("./") else written + ending])
        forms = ["import * as q from '{}';", "export * from '{}';", "import '{}';", "import('{}').then(Boolean);"]
        forms += ["import type {{q}} from '{}';"] if suffix == ".ts" else ["const r = require('{}');"]
        return self.choice(forms).format(name) + "\n"


def theirs(root: Path, names: list[str]) -> dict[str, Circles]:
    """Folder → the imports on circles within it, by dependency-cruiser in one run.

    Of several circles through a module it does not find each, so that its imports are followed here once more. A module
    that imports itself is a circle there, and none here.
    """
    words = ("--no-config", "--output-type", "json", "--ts-pre-compilation-deps", "--do-not-follow", "node_modules")
    command = [program("depcruise"), *words, *names]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True, encoding="utf-8")
    imports: dict[str, dict[str, bool]] = {}
    for module in json.loads(done.stdout)["modules"]:
        source = module["source"]
        imports[source] = {
            item["resolved"]: item["circular"] for item in module["dependencies"] if item["resolved"] != source
        }
    circles: dict[str, Circles] = {name: set() for name in names}
    for source, imported in imports.items():
        name = next((name for name in names if source.startswith(f"{name}/")), "")
        for target, is_circular in imported.items():
            leads_back = source in reached(imports, target)
            assert leads_back or not is_circular
            if name and leads_back:
                circles[name].add((source[len(name) + 1 :], target[len(name) + 1 :]))
    return circles


def reached(imports: dict[str, dict[str, bool]], start: str) -> set[str]:
    known, waiting = {start}, [start]
    while waiting:
        new = imports.get(waiting.pop(), {}).keys() - known
        known |= new
        waiting += new
    return known


def ours(folder: Path) -> Circles:
    paths = [path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace") for path in paths}
    by_module = dict(modules(files))
    result = judged(RULE, files)
    assert result.unknowns == ()
    return {(by_module[item.subject], by_module[item.discriminator]) for item in result.violations}


def modules(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    from wmsgit.features.drift.imports.languages import script_module

    return ((script_module(path), path) for path in files)


@pytest.mark.tools
def test_circles_are_those_of_dependency_cruiser(tmp_path: Path) -> None:
    make = Packages(20_261_129)
    for number in range(PACKAGES):
        for path, text in make.package(".ts" if number % 2 else ".js").items():
            (tmp_path / f"p{number}" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / f"p{number}" / path).write_text(text)
    names = sorted(path.name for path in tmp_path.iterdir())
    judge = theirs(tmp_path, names)
    different = {name: (own ^ judge[name], own) for name in names if (own := ours(tmp_path / name)) != judge[name]}
    assert different == {}
    assert sum(map(len, judge.values())) > PACKAGES


@pytest.mark.tools
def test_circles_of_published_packages_are_those_of_dependency_cruiser() -> None:
    program("depcruise")
    names = [name for name in REAL if (NODE_MODULES / name).is_dir()]
    judge = theirs(NODE_MODULES, names)
    assert {name: ours(NODE_MODULES / name) for name in names} == judge
    assert sum(map(len, judge.values())) > len(names)
