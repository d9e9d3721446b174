"""`import_independence`: modules that must not import one another.

Fingerprint: file | imported; of a module that is not there, that module alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import ClassVar

from wmsgit.features.drift.imports.graph import THROUGH_FIELD, Link, graph_needs, graph_of, spell_chain
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import IMPORT_FIELDS, IMPORT_STRICTER, language_of, sources
from wmsgit.features.drift.kind import Need, Problem, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView


class ImportIndependence(ImportRuleKind):
    """Modules that must not import one another, with all below them; with `through`, also not by way of others."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "modules": {
            "type": "array",
            "description": "The modules' full names, each with all below it; with the wild card `*` for one part of a"
            " name, as in `app.plugins.*`, every module that fits is one of them.",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        },
        "through": THROUGH_FIELD,
    }
    required = ("modules",)
    stricter: ClassVar = {**IMPORT_STRICTER, "modules": "longer", "through": "true"}
    is_whole = True

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A single module, of which none can be independent."""
        modules = rule.texts("modules")
        if len(modules) == 1 and "*" not in modules[0]:
            yield (
                ("modules",),
                f"modules: {modules[0]!r} alone has nothing to be independent of; name another, or use *",
            )

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of all files: which module a name means depends on them."""
        return graph_needs(rule, sight)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each file of one module that imports from another."""
        for sight in sights.values():
            yield from _IndependentModules(rule, sight).run()

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository in scope has any of the modules."""
        return not any(_IndependentModules(rule, sight).count for sight in sights.values())


class _IndependentModules:
    """One repository's files against the modules."""

    def __init__(self, rule: Rule, sight: RuleView) -> None:
        self._rule, self._sight = rule, sight
        self._graph = graph_of(rule, sight)
        self._dot = language_of(rule).separator
        self._patterns = [item.split(self._dot) for item in rule.texts("modules")]
        self._groups = {path: self._group(names) for path, names in self._graph.names.items()}

    @property
    def count(self) -> int:
        """How many of the modules the repository has."""
        return len({*self._groups.values()} - {""})

    def run(self) -> Iterator[Violation]:
        if self.count:
            yield from self._absent()
        for path in sources(self._rule, self._sight):
            group = self._groups[path]
            for last, chain in self._graph.chains(path, self._leads_on) if group else ():
                if self._groups[last] not in {"", group}:
                    yield self._violation(path, chain)

    def _absent(self) -> Iterator[Violation]:
        """The modules that the repository lacks while it has others of them."""
        for name in ("" if "*" in item else item for item in self._rule.texts("modules")):
            if name and name not in self._groups.values():
                message = f"{self._sight.name} has no {name}, which is to be independent of others"
                yield Violation(self._sight.name, name, "no module", ".", 0, message)

    def _leads_on(self, path: str) -> bool:
        """Whether a chain may go by a file: where indirect imports count, by any that is in none of the modules."""
        return bool(self._rule.options.get("through")) and not self._groups[path]

    def _violation(self, path: str, chain: Sequence[Link]) -> Violation:
        name, importer, module = self._sight.name, self._graph.module(path), chain[-1].module
        way = f", through others: {spell_chain(importer, [(link.module, link.line) for link in chain])}"
        message = f"{importer} in {name} imports {module}, of which it must be independent{way if chain[1:] else ''}"
        return Violation(name, path, module, path, chain[0].line, message, imported=module)

    def _group(self, names: Sequence[str]) -> str:
        """The one of the modules that a module, by one of its names, is or lies in; empty for none."""
        for parts in (name.split(self._dot) for name in names):
            for pattern in self._patterns:
                head = parts[: len(pattern)]
                if len(head) == len(pattern) and all(map(fnmatchcase, head, pattern)):
                    return self._dot.join(head)
        return ""


KIND = ImportIndependence()
