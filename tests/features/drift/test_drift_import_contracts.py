"""The rule kinds about graphs of imports, against import-linter's contracts over the same packages.

Documented differences: import-linter names imports whose removal would break all circles, some of which lie on none;
we name every import on a circle.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from importlinter import Contract, configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from test_drift_agreement import Subject

PACKAGES = ("hypothesis", "rich", "jsonschema", "grimp")
MAX_PAIRS = 60

configuration.configure()  # import-linter's contracts ask it for a timer


@pytest.fixture(scope="module", params=PACKAGES)
def subject(request: pytest.FixtureRequest) -> Subject:
    return Subject(request.param)


def contract(subject: Subject, cls: type[Contract], **options: Any) -> Any:
    """What import-linter says of the package."""
    made = cls("c", {"root_packages": [subject.name]}, options)
    return made.check(subject.graph, verbose=False)


def breaks(subject: Subject, rules: list[Mapping[str, Any]]) -> list[set[tuple[str, str]]]:
    """Importer and imported module of each violation, for each of these rules."""
    judged = subject.judged(*({"dynamic": False, **rule} for rule in rules))
    assert not any(one.unknowns for one in judged)
    return [{(subject.modules[item.path], item.imported or "") for item in one.violations} for one in judged]


def pairs(subject: Subject) -> Iterator[tuple[str, str]]:
    """Some pairs of modules beside one another."""
    children = sorted(subject.graph.find_children(subject.name))
    every = list(combinations(children, 2))
    return iter(every[:: max(1, len(every) // MAX_PAIRS)])


def test_independence_with_chains_is_broken_where_the_contract_is(subject: Subject) -> None:
    chosen = [*pairs(subject), tuple(sorted(subject.graph.find_children(subject.name))[:6])]
    rules = [{"kind": "import_independence", "modules": list(modules), "through": True} for modules in chosen]
    for modules, ours in zip(chosen, breaks(subject, rules), strict=True):
        assert bool(ours) == (not contract(subject, IndependenceContract, modules=list(modules)).kept), modules


def test_independence_without_chains_is_what_is_imported_directly(subject: Subject) -> None:
    chosen = list(pairs(subject))
    rules = [{"kind": "import_independence", "modules": list(modules)} for modules in chosen]
    for (left, right), ours in zip(chosen, breaks(subject, rules), strict=True):
        direct = {
            (importer, imported)
            for start, end in ((left, right), (right, left))
            for importer in {start, *subject.graph.find_descendants(start)}
            for imported in subject.graph.find_modules_directly_imported_by(importer)
            if imported == end or imported.startswith(f"{end}.")
        }
        assert ours == direct, (left, right)


def test_forbidden_import_with_chains_is_broken_where_the_contract_is(subject: Subject) -> None:
    chosen = list(pairs(subject))
    for source, target in chosen:
        folder = f"/{source.replace('.', '/')}"
        rule = {"kind": "forbidden_import", "modules": [target], "through": True}
        ours = subject.judged_in([f"{folder}.py", f"{folder}/**"], {**rule, "dynamic": False})
        theirs = contract(subject, ForbiddenContract, source_modules=[source], forbidden_modules=[target])
        assert bool(ours) == (not theirs.kept), (source, target)


def test_layers_with_chains_are_broken_where_the_contract_is(subject: Subject) -> None:
    chosen = [[pair[0].rpartition(".")[2], pair[1].rpartition(".")[2]] for pair in pairs(subject)]
    rules = [{"kind": "import_layers", "package": subject.name, "layers": layers, "through": True} for layers in chosen]
    for layers, ours in zip(chosen, breaks(subject, rules), strict=True):
        theirs = contract(subject, LayersContract, layers=layers, containers=[subject.name])
        assert bool(ours) == (not theirs.kept), layers


def test_protected_modules_have_the_importers_of_the_contract(subject: Subject) -> None:
    chosen = list(pairs(subject))
    rules = [{"kind": "import_protected", "modules": [left], "allowed_importers": [right]} for left, right in chosen]
    for (left, right), ours in zip(chosen, breaks(subject, rules), strict=True):
        theirs = contract(subject, ProtectedContract, protected_modules=[left], allowed_importers=[right])
        links = [link for entry in theirs.metadata["illegal_imports"] for link in entry.illegal_links]
        assert {importer for importer, _ in ours} == {link["importer"] for link in links}, (left, right)


@pytest.mark.parametrize("depth", [0, 1, 10])
def test_circles_of_siblings_are_in_the_packages_of_the_contract(subject: Subject, depth: int) -> None:
    (ours,) = subject.judged({"kind": "import_cycles", "package": subject.name, "depth": depth, "dynamic": False})
    theirs = contract(subject, AcyclicSiblingsContract, ancestors=[subject.name], depth=depth)
    assert {item.subject.rpartition(".")[0] for item in ours.violations} == set(
        theirs.metadata["cycle_breakers_by_package"]
    )


def test_imports_on_circles_are_those_whose_end_leads_back_in_the_graph_of_grimp(subject: Subject) -> None:
    (ours,) = subject.judged({"kind": "import_cycles", "package": subject.name, "dynamic": False})
    levels: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for importer in subject.graph.modules:
        for imported in subject.graph.find_modules_directly_imported_by(importer):
            left, right = importer.split("."), imported.split(".")
            same = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
            if same:
                ends = ".".join(left[: same + 1]), ".".join(right[: same + 1])
                levels.setdefault(tuple(left[:same]), set()).add(ends)
    theirs = {edge for edges in levels.values() for edge in edges if leads_back(edges, *edge)}
    assert {(item.subject, item.discriminator) for item in ours.violations} == theirs


def leads_back(edges: set[tuple[str, str]], start: str, end: str) -> bool:
    reached, size = {end}, 0
    while len(reached) > size:
        size = len(reached)
        reached |= {right for left, right in edges if left in reached}
    return start in reached
