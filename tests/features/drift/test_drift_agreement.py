"""What rules about imports say of real packages, against grimp's direct imports: the peer that reads most alike.

Documented differences: calls such as `import_module` count for us unless `dynamic: false`; grimp drops what a module
imports of itself, and imports of compiled modules, which have no source.
"""

import gc
import warnings
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import grimp
import pytest

from wmsgit.features.drift.examples import NoCache, TextView
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.kind import Violation
from wmsgit.features.drift.rule import Origin, Rule, Scope
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Judged, Scanner

PACKAGES = ("django", "hypothesis", "rich", "jsonschema", "typer")


class Subject:
    """A package as grimp and as we see it."""

    def __init__(self, name: str) -> None:
        self.name = name
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        top = Path(spec.origin).parent
        texts = {f"{name}/{path.relative_to(top).as_posix()}": path.read_bytes() for path in top.rglob("*.py")}
        self.packages = Packages(texts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            self.graph = grimp.build_graph(name, cache_dir=None)
            gc.collect()  # what grimp left open is closed here, where its warning is not taken for one of ours
        self._folders = {module.replace(".", "/") for module in self.graph.modules}
        # grimp leaves out folders without an `__init__.py`, and files whose names are no identifiers.
        self.modules = {path: self.packages.module(path) for path in texts if self._is_known(path)}
        member = Member(name, view=TextView({path: texts[path] for path in self.modules}))
        self.scanner = Scanner({name: member}, {name}, lambda _: self.facts, map)
        self.facts = Remembered()

    def _is_known(self, path: str) -> bool:
        return self.packages.module(path) in self.graph.modules and path.rpartition("/")[0] in self._folders

    def judged(self, *rules: Mapping[str, Any]) -> list[Judged]:
        made = [Rule(f"A/{at}", str(rule["kind"]), Origin("adr", "A"), options=rule) for at, rule in enumerate(rules)]
        return self.scanner.run(made)

    def judged_in(self, paths: Sequence[str], rule: Mapping[str, Any]) -> tuple[Violation, ...]:
        """What a rule finds in these paths."""
        made = Rule("A/0", str(rule["kind"]), Origin("adr", "A"), scope=Scope(paths=tuple(paths)), options=rule)
        (judged,) = self.scanner.run([made])
        assert not judged.unknowns
        return judged.violations


class Remembered(NoCache):
    """Keeps facts in memory, so that a package is read once."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def load(self, extractor: str, blobs: Any) -> Mapping[str, Any]:
        known = self.known.get(extractor, {})
        return {blob: known[blob] for blob in blobs if blob in known}

    def save(self, extractor: str, facts: Mapping[str, Any]) -> None:
        self.known.setdefault(extractor, {}).update(facts)


@pytest.fixture(scope="module", params=PACKAGES)
def subject(request: pytest.FixtureRequest) -> Subject:
    return Subject(request.param)


def test_forbidden_import_finds_the_importers_that_grimp_finds(subject: Subject) -> None:
    names = sorted(subject.graph.modules)[:: max(1, len(subject.graph.modules) // 40)]
    judged = subject.judged(*({"kind": "forbidden_import", "modules": [name], "dynamic": False} for name in names))
    for name, one in zip(names, judged, strict=True):
        assert not one.unknowns
        ours = {(subject.modules[found.path], found.discriminator) for found in one.violations}
        below = {module for module in subject.graph.modules if f"{module}.".startswith(f"{name}.")}
        theirs = {importer for module in below for importer in subject.graph.find_modules_that_directly_import(module)}
        importers = {importer for importer, _ in ours}
        assert theirs <= importers, name
        assert all(is_unseen(subject, who, module) for who, module in ours if who not in theirs), name


def is_unseen(subject: Subject, importer: str, module: str) -> bool:
    """Whether grimp does not have the import: of a compiled module, which has no source, or of the module itself."""
    return module not in subject.graph.modules or module == importer


def test_import_layers_finds_the_breaches_that_grimp_finds(subject: Subject) -> None:
    graph = subject.graph
    layers = sorted(name.rpartition(".")[2] for name in graph.find_children(subject.name))
    rule = {"kind": "import_layers", "package": subject.name, "layers": layers, "dynamic": False, "exhaustive": True}
    (judged,) = subject.judged(rule)
    level = {f"{subject.name}.{layer}": at for at, layer in enumerate(layers)}

    def of(module: str) -> int | None:
        return level.get(".".join(module.split(".")[:2]))

    theirs = {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if (high := of(imported)) is not None and (low := of(importer)) is not None and high < low
    }
    assert breaches(judged.violations) == theirs
    assert theirs or subject.name == "typer"


def breaches(violations: tuple[Violation, ...]) -> set[tuple[str, str]]:
    return {(found.subject, found.discriminator) for found in violations}
