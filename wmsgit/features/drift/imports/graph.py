"""The graph of imports of one repository: which of its files imports which, and the chains that lead on."""

import posixpath
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wmsgit.features.drift.imports.languages import ImportTarget
from wmsgit.features.drift.imports.targets import all_sources, import_needs, language_of, packages_of, targets
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

THROUGH_FIELD: Mapping[str, Any] = {
    "type": "boolean",
    "default": False,
    "description": "Whether what is imported through other files of the repository counts too; the chain is told.",
}


class Link(NamedTuple):
    """One import within the repository.

    Attributes:
        module: the full name of what is imported.
        path: the file that it is.
        line: of the statement, counted from 1.
    """

    module: str
    path: str
    line: int


class ImportGraph:
    """The imports of all files of the rule's language, whatever its scope.

    Args:
        rule: names the language, and which imports count.
        sight: the repository, with the facts that `graph_need` names.
        namespace: a package that counts as one without `__init__.py`, too.
    """

    def __init__(self, rule: Rule, sight: RuleView, namespace: str = "") -> None:
        language, packages = language_of(rule), packages_of(sight, namespace, rule.texts("roots"))
        self.separator = language.separator
        self.targets: Mapping[str, Sequence[ImportTarget]] = dict(
            targets(rule, sight, namespace, paths=all_sources(rule, sight))
        )
        self._names = {
            path: packages.modules(path) if language.separator == "." else (language.module(path, packages),)
            for path in all_sources(rule, sight)
        }
        self._paths: dict[str, list[str]] = {}
        for path, names in self._names.items():
            for module in names:
                self._paths.setdefault(module, []).append(path)
        self._links: dict[str, list[Link]] = {}

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Path → the full names that the module may have, the likeliest first, of every file."""
        return self._names

    def has(self, module: str) -> bool:
        """Whether the repository has a file of this module."""
        return module in self._paths

    def module(self, path: str) -> str:
        """The likeliest full name of the module that a file is."""
        return self._names[path][0]

    def links(self, path: str) -> list[Link]:
        """The files of the repository that a file imports, each once, by line."""
        if path not in self._links:
            known: dict[str, Link] = {}
            for target in self.targets.get(path, ()):
                for module in self.imported(target):
                    other = self._nearest(module, path)
                    if other and other != path:
                        known.setdefault(other, Link(module, other, target.line))
            self._links[path] = list(known.values())
        return self._links[path]

    def imported(self, target: ImportTarget) -> Iterator[str]:
        """The modules that a statement imports: for `from a import b`, `a.b` where that is a module, else `a`.

        Of several modules that it may mean, the one that the repository has counts.
        """
        possible = (target.module, *target.others)
        module = next((name for name in possible if name in self._paths), target.module)
        if not target.names:
            yield module
        for name in target.names:
            inner = (f"{base}{self.separator}{name}" for base in possible)
            yield next((full for full in inner if full in self._paths), module)

    def chains(self, start: str, leads_on: Callable[[str], bool]) -> Iterator[tuple[str, tuple[Link, ...]]]:
        """Every file that is reached from one, with the shortest chain of imports to it, the nearest first.

        Args:
            start: the file.
            leads_on: whether a chain may lead on through a file.
        """
        known = {start}
        waiting: deque[tuple[str, tuple[Link, ...]]] = deque([(start, ())])
        while waiting:
            path, chain = waiting.popleft()
            for link in self.links(path):
                if link.path not in known:
                    known.add(link.path)
                    longer = (*chain, link)
                    yield link.path, longer
                    if leads_on(link.path):
                        waiting.append((link.path, longer))

    def _nearest(self, module: str, path: str) -> str:
        """The file of a module; of namesakes, such as two `conftest`, the one nearest to who imports it."""
        paths = self._paths.get(module, ())
        return max(paths, default="", key=lambda other: len(posixpath.commonpath([f"/{other}", f"/{path}"])))


def graph_needs(rule: Rule, sight: RuleView) -> list[Need]:
    """The facts that the graph is made of."""
    return [Need(language_of(rule).extractor, all_sources(rule, sight)), *import_needs(rule, sight)]


def graph_of(rule: Rule, sight: RuleView, namespace: str = "") -> ImportGraph:
    """The graph of a repository, made once a scan for all rules that count the same imports."""
    options = tuple(rule.options.get(name, True) for name in ("type_checking", "dynamic"))
    key = (
        "graph",
        language_of(rule).extractor.key,
        language_of(rule).suffixes,
        options,
        namespace,
        rule.texts("roots"),
    )
    list(sight.each(language_of(rule).extractor, all_sources(rule, sight)))  # notes for this rule what is missed
    return sight.once(key, lambda: ImportGraph(rule, sight, namespace))


def spell_chain(start: str, chain: Iterable[tuple[str, int]]) -> str:
    """A chain as messages have it: `app.a -> app.b (l.3) -> pandas (l.1)`; a line is that of the import."""
    return " -> ".join([start, *(f"{module} (l.{line})" for module, line in chain)])
