"""`import_layers`: a package's layers, of which a lower one must not import a higher one.

Only what a file itself imports counts, and with `through` what it reaches by modules in no layer. Fingerprint:
importer | imported; of a child of the package that is in no layer, or of a layer that is not there, that module alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from wmsgit.features.drift.imports.components import SUFFIXES
from wmsgit.features.drift.imports.graph import THROUGH_FIELD, Link, graph_needs, graph_of, spell_chain
from wmsgit.features.drift.imports.languages import LOCAL, ImportTarget, Language
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.imports.rule_kind import ImportRuleKind
from wmsgit.features.drift.imports.targets import (
    IMPORT_FIELDS,
    IMPORT_STRICTER,
    language_of,
    packages_of,
    sources,
    targets,
)
from wmsgit.features.drift.kind import Need, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

_INDEPENDENT, _TOGETHER = "|", ":"
_NO_LAYER, _NO_MODULE = "no layer", "no module"
_SPLIT = re.compile(r"[|:]")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        name: the module's full name.
        level: counted from 0 at the top.
        is_independent: whether it must not import others of its level.
        is_optional: whether it need not be there.
    """

    name: str
    level: int
    is_independent: bool
    is_optional: bool


class ImportLayers(ImportRuleKind):
    """The layers of a package, the highest first: no file of one may itself import one above it."""

    properties: ClassVar = {
        **IMPORT_FIELDS,
        "package": {
            "type": "string",
            "description": "The package; for JavaScript the folder, from the repository's top.",
            "minLength": 1,
        },
        "layers": {
            "type": "array",
            "description": "Its modules, the highest first. `a | b` must not import one another, `a : b` may; "
            "one in parentheses need not be there.",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
        },
        "exhaustive": {
            "type": "boolean",
            "default": False,
            "description": "Whether every module directly in the package must be in a layer.",
        },
        "exhaustive_ignores": {
            "type": "array",
            "description": "Modules directly in the package that need not be.",
            "items": {"type": "string", "minLength": 1},
        },
        "through": THROUGH_FIELD,
    }
    required = ("package", "layers")
    stricter: ClassVar = {
        **IMPORT_STRICTER,
        "exhaustive": "true",
        "exhaustive_ignores": "shorter",
        "through": "true",
    }

    def depends_on_others(self, rule: Rule) -> bool:
        """Where it follows chains."""
        return bool(rule.options.get("through"))

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The imports of the files in scope; of all where chains are followed."""
        return graph_needs(rule, sight) if rule.options.get("through") else super().needs(rule, sight)

    def problems(self, rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """A layer that stands twice, or a line with both `|` and `:`."""
        names: set[str] = set()
        for at, line in enumerate(rule.texts("layers")):
            if _INDEPENDENT in line and _TOGETHER in line:
                yield ("layers", at), f"layers[{at}]: either '|' or ':' parts layers of one level"
            for name in map(_bare, _SPLIT.split(line)):
                if not name or name in names:
                    yield ("layers", at), f"layers[{at}]: {f'{name!r} stands twice' if name else 'a name is missing'}"
                names.add(name)

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each import that leads upwards or to a sibling, and for each gap."""
        for sight in sights.values():
            yield from _Judgement(rule, sight).run()

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository in scope has the package."""
        return not any(_Judgement(rule, sight).has_package for sight in sights.values())

    def subject_at(self, rule: Rule, violation: Violation, path: str, sight: RuleView) -> str:
        """The module that the file was under another path, in the same root folder."""
        if violation.discriminator == _NO_MODULE:
            return violation.subject
        module = _module_at(rule, violation.path, path, sight)
        if violation.discriminator != _NO_LAYER:
            return module
        dot = language_of(rule).separator  # the file may lie deeper than the child of the package that is meant
        return dot.join(module.split(dot)[: len(violation.subject.split(dot))])


class _Judgement:
    """One repository's modules against the layers."""

    def __init__(self, rule: Rule, sight: RuleView) -> None:
        self._rule, self._sight = rule, sight
        self._language: Language = language_of(rule)
        self._dot = self._language.separator
        name = rule.text("package").strip("/")
        self._package = LOCAL + name if self._dot == "/" else name
        self._namespace = "" if self._dot == "/" else name
        roots = rule.texts("roots")
        self._packages = packages_of(sight, self._namespace, roots)
        self._layers = {layer.name: layer for layer in self._parsed()}
        self._found: dict[str, Layer | None] = {}
        self._modules = sight.once(
            ("modules", self._language.suffixes, self._namespace, rule.texts("roots")), self._all_modules
        )

    @property
    def has_package(self) -> bool:
        return self._package in self._modules or any(self._is_inside(module) for module in self._modules)

    def run(self) -> Iterator[Violation]:
        if not self.has_package:
            return
        yield from self._gaps()
        for path, result in targets(self._rule, self._sight, self._namespace, self._layer_of):
            layer = self._layer_of(path)
            if layer:
                yield from self._upward(path, self._language.module(path, self._packages), layer, result)
        if self._rule.options.get("through"):
            yield from self._indirect()

    def _indirect(self) -> Iterator[Violation]:
        """A violation for each breach by way of modules in no layer, with the chain."""
        graph = graph_of(self._rule, self._sight, self._namespace)
        for path in sources(self._rule, self._sight):
            layer = self._layer_of(path)
            for last, chain in graph.chains(path, lambda other: not self._layer_of(other)) if layer else ():
                other = self._layer_of(last)
                if layer and other and len(chain) > 1 and _is_breach(layer, other):
                    yield self._by_chain(path, graph.module(path), chain)

    def _by_chain(self, path: str, importer: str, chain: Sequence[Link]) -> Violation:
        module, name = chain[-1].module, self._sight.name
        way = spell_chain(importer, [(link.module, link.line) for link in chain])
        message = f"{importer} in {name} imports {module} through others: {way}"
        return Violation(name, importer, module, path, chain[0].line, message, imported=module)

    def _all_modules(self) -> dict[str, str]:
        """Module → path of every file of the language, whatever the scope."""
        return {
            self._language.module(path, self._packages): path
            for path in self._sight.files
            if path.endswith(self._language.suffixes) or (self._dot == "/" and path.endswith(SUFFIXES))
        }

    def _layer_of(self, path: str) -> Layer | None:
        """The layer of the module that a file is; None outside of the package."""
        importer = self._language.module(path, self._packages)
        return self._layer(importer) if self._is_inside(importer) else None

    def _parsed(self) -> Iterator[Layer]:
        for level, line in enumerate(self._rule.texts("layers")):
            for word in _SPLIT.split(line):
                name = f"{self._package}{self._dot}{_bare(word)}"
                yield Layer(name, level, _TOGETHER not in line, word.strip().startswith("("))

    def _upward(self, path: str, importer: str, layer: Layer, result: Sequence[ImportTarget]) -> Iterator[Violation]:
        for target in result:
            if target.module != self._package and not self._is_inside(target.module):
                continue
            for module in dict.fromkeys(self._imported(target)):
                other = self._layer(module) if self._is_inside(module) else None
                if other and _is_breach(layer, other):
                    how = "a sibling" if other.level == layer.level else "a layer above it"
                    message = f"{importer} in {self._sight.name} imports {module}, {how}"
                    yield Violation(self._sight.name, importer, module, path, target.line, message, imported=module)

    def _imported(self, target: ImportTarget) -> Iterator[str]:
        """The modules that a statement imports: for `from a import b`, `a.b` where that is a module, else `a`."""
        if not target.names:
            yield target.module
        for name in target.names:
            full = f"{target.module}{self._dot}{name}"
            yield full if full in self._modules else target.module

    def _gaps(self) -> Iterator[Violation]:
        """Layers that are not there, and, if asked for, modules of the package that are in none."""
        name, top = self._sight.name, self._package
        for layer in self._layers.values():
            if not layer.is_optional and not self._is_there(layer.name):
                path = self._modules.get(top) or self._first_path(top)
                yield Violation(name, layer.name, _NO_MODULE, path, 0, f"{name} has no {layer.name}, which is a layer")
        if self._rule.options.get("exhaustive"):
            ignored = {f"{top}{self._dot}{child}" for child in self._rule.texts("exhaustive_ignores")}
            tops = {layer.removeprefix(f"{top}{self._dot}").partition(self._dot)[0] for layer in self._layers}
            for child in self._children() - ignored - {f"{top}{self._dot}{part}" for part in tops}:
                path = self._modules.get(child) or self._first_path(child)
                yield Violation(name, child, _NO_LAYER, path, 0, f"{child} in {name} is in no layer of {top}")

    def _is_there(self, module: str) -> bool:
        return module in self._modules or any(name.startswith(f"{module}{self._dot}") for name in self._modules)

    def _children(self) -> set[str]:
        start = f"{self._package}{self._dot}"
        inside = (name for name in self._modules if name.startswith(start))
        return {start + name.removeprefix(start).partition(self._dot)[0] for name in inside}

    def _first_path(self, module: str) -> str:
        """The first file of a module that has no file of its own name."""
        start = f"{module}{self._dot}"
        return min(path for name, path in self._modules.items() if name.startswith(start))

    def _is_inside(self, module: str) -> bool:
        return module.startswith(f"{self._package}{self._dot}")

    def _layer(self, module: str) -> Layer | None:
        """The layer that a module is or lies in, the innermost."""
        if module not in self._found:
            above = module.rpartition(self._dot)[0]
            self._found[module] = self._layers.get(module) or (self._layer(above) if self._is_inside(above) else None)
        return self._found[module]


def _is_breach(importer: Layer, imported: Layer) -> bool:
    if importer.level == imported.level:
        return importer.is_independent and importer.name != imported.name
    return imported.level < importer.level


def _bare(word: str) -> str:
    return word.strip().removeprefix("(").removesuffix(")").strip()


def _module_at(rule: Rule, now: str, path: str, sight: RuleView) -> str:
    """The module that the file at `now` was under another path."""
    language = language_of(rule)
    if language.separator != ".":
        return language.module(path, Packages(()))
    root = _root_of(language.module(now, packages_of(sight, rule.text("package"), rule.texts("roots"))), now)
    stem = path.removeprefix(root).rpartition(".")[0].removesuffix("/__init__")
    return stem.replace("/", ".") if path.startswith(root) else sight.name


def _root_of(module: str, path: str) -> str:
    """The folder, with its `/`, above which a module's name begins."""
    parts = path.rpartition(".")[0].removesuffix("/__init__").split("/")
    above = parts[: len(parts) - len(module.split("."))]
    return "".join(f"{part}/" for part in above)


KIND = ImportLayers()
