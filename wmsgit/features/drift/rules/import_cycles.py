"""`import_cycles`: modules that import one another in a circle. Fingerprint: importer | imported, as siblings.

Every import that lies on a circle is one finding, so that breaking one of them, or closing another circle, leaves the
other findings what they were.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import ClassVar, NamedTuple

from wmsgit.features.drift.imports.graph import ImportGraph, graph_needs, graph_of, spell_chain
from wmsgit.features.drift.imports.languages import LOCAL
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, IMPORT_STRICTER, language_of, sources
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

_SIBLINGS, _MODULES = "siblings", "modules"


class _Edge(NamedTuple):
    """The first import between two nodes: the file that imports, and the line."""

    path: str
    line: int


_Level = dict[str, dict[str, _Edge]]
"""Node → node that it imports → the import."""


class ImportCycles(ImportRuleKind):
    """Modules must not import one another in a circle: those beside one another in a package, or all of them."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "package": {
            "type": "string",
            "description": "The package; for JavaScript the folder, from the repository's top. Everything when absent.",
            "minLength": 1,
        },
        "among": {
            "type": "string",
            "enum": [_SIBLINGS, _MODULES],
            "default": _SIBLINGS,
            "description": "What may form no circle: the modules directly in one package, each with all below it; or"
            " single modules, wherever they lie.",
        },
        "depth": {
            "type": "integer",
            "minimum": 0,
            "description": "How many levels below the package siblings are compared: 0 for those directly in it alone;"
            " at every level when absent.",
        },
    }
    is_whole = True
    stricter = IMPORT_STRICTER

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of all files: which module a name means depends on them."""
        return graph_needs(rule, sight)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each import on a circle."""
        for sight in sights.values():
            graph = graph_of(rule, sight, _namespace(rule))
            for level in _levels(rule, sight, graph):
                for importer, imported, way in _on_circles(level):
                    edge = level[importer][imported]
                    circle = spell_chain(importer, _with_lines(level, [importer, *way]))
                    message = f"{importer} in {sight.name} imports {imported}, which leads back to it: {circle}"
                    yield Violation(sight.name, importer, imported, edge.path, edge.line, message)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no file of the language, or of the package, is in scope."""
        return not any(_in_package(rule, sight, graph_of(rule, sight, _namespace(rule))) for sight in sights.values())


def _top(rule: Rule) -> str:
    """What the names of the modules in the package begin with, without the separator at its end; empty for all."""
    name = rule.text("package").strip("/")
    return (LOCAL + name).rstrip("/") if language_of(rule).separator == "/" else name


def _namespace(rule: Rule) -> str:
    """The package, which counts as one without `__init__.py`, too."""
    return rule.text("package") if language_of(rule).separator == "." else ""


def _in_package(rule: Rule, sight: RuleView, graph: ImportGraph) -> dict[str, str]:
    """Path → module, of the files in scope that lie in the package."""
    start = f"{_top(rule)}{graph.separator}" if _top(rule) else ""
    names = {path: graph.module(path) for path in sources(rule, sight)}
    return {path: module for path, module in names.items() if f"{module}{graph.separator}".startswith(start)}


def _levels(rule: Rule, sight: RuleView, graph: ImportGraph) -> Iterable[_Level]:
    """The graphs in which circles are looked for: one of all modules, or one of the children of each package."""
    inside, dot, top = _in_package(rule, sight, graph), graph.separator, _top(rule)
    is_flat, depth = rule.text("among") == _MODULES, rule.options.get("depth")
    levels: dict[tuple[str, ...], _Level] = {}
    for path, module in inside.items():
        for link in graph.links(path):
            if link.path not in inside:
                continue
            ends = _siblings(module.split(dot), link.module.split(dot)) if not is_flat else ((module,), (link.module,))
            if ends is None or (depth is not None and not is_flat and len(ends[0]) - len(_parts(top, dot)) > depth + 1):
                continue
            importer, imported = dot.join(ends[0]), dot.join(ends[1])
            level = levels.setdefault(tuple(ends[0][:-1]) if not is_flat else (), {})
            level.setdefault(importer, {}).setdefault(imported, _Edge(path, link.line))
    return levels.values()


def _parts(top: str, dot: str) -> list[str]:
    return top.split(dot) if top else []


def _siblings(importer: list[str], imported: list[str]) -> tuple[list[str], list[str]] | None:
    """The modules beside one another that two modules lie in; None where one lies in the other."""
    for at, (left, right) in enumerate(zip(importer, imported, strict=False)):
        if left != right:
            return importer[: at + 1], imported[: at + 1]
    return None


def _on_circles(level: _Level) -> Iterator[tuple[str, str, list[str]]]:
    """Every edge that lies on a circle, with the shortest way on from its end back to its start."""
    for importer in sorted(level):
        reached = {imported: way for imported in level[importer] if (way := _way(level, imported, importer))}
        yield from ((importer, imported, reached[imported]) for imported in sorted(reached))


def _way(level: _Level, start: str, end: str) -> list[str]:
    """The nodes from one to another, both among them, on a shortest way; empty where there is none."""
    before, waiting = {start: ""}, deque([start])
    while waiting:
        node = waiting.popleft()
        if node == end:
            way = [node]
            while before[way[-1]]:
                way.append(before[way[-1]])
            return way[::-1]
        for other in level.get(node, ()):
            if other not in before:
                before[other] = node
                waiting.append(other)
    return []


def _with_lines(level: _Level, way: list[str]) -> list[tuple[str, int]]:
    return [(right, level[left][right].line) for left, right in pairwise(way)]


KIND = ImportCycles()
