"""`api_surface`: public names that may not vanish. Fingerprint: the name."""

import ast
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.facts import Extractor, extracted, reason_unreadable
from wmsgit.features.drift.fields import texts_field
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.imports.patterns import ModulePatterns
from wmsgit.features.drift.imports.python_tree import bounded_tree
from wmsgit.features.drift.imports.targets import packages_of
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.model.groups import grouped
from wmsgit.model.ports import RepositoryView

_SUFFIX = ".py"


class ApiSurface(RuleKind):
    """Public names that a Python package had at a revision must still be there, unless the decision says otherwise.

    Public is what `__all__` lists, else what a module defines, or its package imports from itself, without `_`.
    """

    properties: ClassVar = {
        "package": {"type": "string", "minLength": 1, "description": "The package's full name."},
        "since": {
            "type": "string",
            "minLength": 1,
            "description": "The tag or commit of the repository whose public names count.",
        },
        "removed": texts_field("Names that may be gone, each with all below it; `*` and `**` are wild cards."),
    }
    required = ("package", "since")
    is_whole = True
    no_examples = "texts have no earlier revision"
    follows_from_files = False  # a tag may move
    stricter: ClassVar = {"removed": "shorter"}

    def is_met_by_files(self, rule: Rule) -> bool:  # noqa: ARG002 - of the base
        """Always: names may stand in it."""
        return True

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The names that the package's files define now."""
        return [Need(PUBLIC_NAMES, _files(rule, sight.files, packages_of(sight)))]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each public name that is gone."""
        for sight in sights.values():
            before = sight.member.history.at(rule.text("since")) if sight.member.history else None
            if before is None:
                yield Unknown(rule.name, sight.name, "", f"it has no revision {rule.text('since')!r} to compare with")
                continue
            yield from _gone(rule, sight, before)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository has the package."""
        return not any(_files(rule, sight.files, packages_of(sight)) for sight in sights.values())


def _gone(rule: Rule, sight: RuleView, before: RepositoryView) -> Iterator[Violation | Unknown]:
    now, unreadable = _now(rule, sight)
    old_packages = Packages(before.files())
    paths = {path: blob for path in _files(rule, before.files(), old_packages) for blob in [before.files()[path]]}
    allowed = ModulePatterns(rule.texts("removed")).fits
    package = rule.text("package")
    for path, names in _at(before, paths, unreadable):
        module = old_packages.module(path)
        if names is None:
            reason = f"it could not be read at {rule.text('since')}"
            yield Unknown(rule.name, sight.name, path, reason)
            continue
        if path in unreadable or not _is_public(module):
            continue
        for line, name in names:
            full = f"{module}.{name}"
            if full not in now and not allowed(full):
                place = path if path in sight.files else "."
                message = f"{full} of {package} in {sight.name} was public at {rule.text('since')} and is gone"
                yield Violation(sight.name, full, "", place, line if place == path else 0, message)


def _now(rule: Rule, sight: RuleView) -> tuple[set[str], set[str]]:
    """The public names of the package, and the files of it that cannot be read."""
    packages = packages_of(sight)
    files = _files(rule, sight.files, packages)
    facts = dict(sight.each(PUBLIC_NAMES, files))
    names = {f"{packages.module(path)}.{name}" for path, rows in facts.items() for _, name in rows}
    modules = {packages.module(path) for path in files}
    return names | modules, {path for path in files if path not in facts}


def _at(
    before: RepositoryView, paths: Mapping[str, str], unreadable: set[str]
) -> Iterator[tuple[str, list[tuple[int, str]] | None]]:
    """Path and public names of files of an earlier revision; None for names that could not be read."""
    by_blob = grouped((blob, path) for path, blob in paths.items() if path not in unreadable)
    for content in before.read(by_blob, max_bytes=PUBLIC_NAMES.max_bytes):
        fact = extracted(PUBLIC_NAMES, content.data) if content.data is not None else None
        names = None if fact is None or reason_unreadable(fact) else [(line, name) for line, name in fact]
        for path in by_blob[content.blob]:
            yield path, names


def _files(rule: Rule, files: Iterable[str], packages: Packages) -> list[str]:
    """The files of the package, tests beside them left out."""
    package = rule.text("package")
    paths = [path for path in files if path.endswith(_SUFFIX)]
    return [path for path in paths if f"{packages.module(path)}.".startswith(f"{package}.") and not _is_test(path)]


def _is_test(path: str) -> bool:
    return "tests" in posixpath.dirname(path).split("/")


def _is_public(module: str) -> bool:
    return not any(part.startswith("_") for part in module.split("."))


def public_names(data: bytes) -> list[list[object]]:
    """Line and name of each public name of a Python file.

    Raises:
        ExtractionError: when it is not Python.
    """
    tree = bounded_tree(data)
    listed = _listed(tree)
    if listed is not None:
        return [[line, name] for line, name in listed]
    return [[line, name] for line, name in _defined(tree.body) if not name.startswith("_")]


def _listed(tree: ast.Module) -> list[tuple[int, str]] | None:
    """What `__all__` lists where it is a literal; None where there is none, or it is made otherwise."""
    for node in tree.body:
        single = [node.target] if isinstance(node, ast.AnnAssign) else []
        targets = node.targets if isinstance(node, ast.Assign) else single
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = getattr(node, "value", None)
            if isinstance(value, ast.List | ast.Tuple) and all(isinstance(item, ast.Constant) for item in value.elts):
                return [(item.lineno, str(item.value)) for item in value.elts if isinstance(item, ast.Constant)]
    return None


def _defined(body: Iterable[ast.stmt]) -> Iterator[tuple[int, str]]:
    """What statements define at the top of a module, in branches, too; imports count where they are of the package."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Assign):
            parts = (part for target in node.targets for part in ast.walk(target))
            yield from ((node.lineno, part.id) for part in parts if isinstance(part, ast.Name) and _is_stored(part))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield from ((node.lineno, alias.asname or alias.name) for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.If | ast.Try):
            yield from _defined([*node.body, *node.orelse, *(part for item in _handlers(node) for part in item.body)])


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _handlers(node: ast.stmt) -> list[ast.ExceptHandler]:
    return node.handlers if isinstance(node, ast.Try) else []


PUBLIC_NAMES = Extractor("python-public-names", 1, public_names)

KIND = ApiSurface()
