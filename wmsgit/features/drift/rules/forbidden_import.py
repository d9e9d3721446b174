"""`forbidden_import`: modules that files must not import. Fingerprint: file | module."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.imports.graph import THROUGH_FIELD, ImportGraph, graph_of, spell_chain
from wmsgit.features.drift.imports.languages import ImportTarget
from wmsgit.features.drift.imports.patterns import ModulePatterns, nothing_left
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, IMPORT_STRICTER, language_of, sources, targets
from wmsgit.features.drift.kind import Problem, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class ForbiddenImport(ImportRuleKind):
    """Files in scope must not import these modules, by statement or by call, at the top or inside functions."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "Modules that must not be imported, with all below them; `*` and `**` are wild cards, and"
            " what stands after `!` may be imported.",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        },
        "through": THROUGH_FIELD,
    }
    required = ("modules",)
    stricter: ClassVar = {**IMPORT_STRICTER, "modules": "longer", "through": "true"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that only says what may be imported."""
        yield from nothing_left(rule)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each statement and forbidden module."""
        separator = language_of(rule).separator
        patterns = ModulePatterns(rule.texts("modules"), separator)
        for sight in sights.values():
            for path, result in targets(rule, sight):
                for target in result:
                    if patterns.may_fit(target.module) or target.others:
                        for module in _forbidden(target, patterns, separator):
                            message = f"{path} in {sight.name} imports {module}"
                            yield Violation(sight.name, path, module, path, target.line, message, imported=module)
            if rule.options.get("through"):
                yield from _indirect(rule, sight, patterns)


def _indirect(rule: Rule, sight: RuleView, patterns: ModulePatterns) -> Iterator[Violation]:
    """A violation for each file in scope that reaches a forbidden module by files that are not in it.

    What leads through another file in scope is that file's own.
    """
    graph, scope = graph_of(rule, sight), sight.scope

    def leads_on(path: str) -> bool:
        return path not in scope and not any(map(patterns.fits, graph.names[path]))

    for path in sources(rule, sight):
        known = {module for module, _ in _reached(graph, path, patterns)}
        for last, chain in graph.chains(path, leads_on):
            if leads_on(last):
                for module, line in _reached(graph, last, patterns):
                    if module not in known:
                        known.add(module)
                        links = [*((link.module, link.line) for link in chain), (module, line)]
                        way = spell_chain(graph.module(path), links)
                        message = f"{path} in {sight.name} imports {module} through others: {way}"
                        yield Violation(sight.name, path, module, path, chain[0].line, message, imported=module)


def _reached(graph: ImportGraph, path: str, patterns: ModulePatterns) -> Iterator[tuple[str, int]]:
    """The forbidden modules that a file itself imports, each with the line."""
    for target in graph.targets.get(path, ()):
        yield from ((module, target.line) for module in _forbidden(target, patterns, graph.separator))


def _forbidden(target: ImportTarget, patterns: ModulePatterns, separator: str) -> Iterable[str]:
    """The module itself, or else what is imported from it and may be a module too: `from os import path`."""
    for module in (target.module, *target.others):
        names = [f"{module}{separator}{name}" for name in target.names]
        fitting = [module] if patterns.fits(module) else list(filter(patterns.fits, names))
        if fitting and not (fitting == [module] and names and all(map(patterns.excludes, names))):
            return fitting
    return ()


KIND = ForbiddenImport()
