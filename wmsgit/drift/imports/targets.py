"""Targets: the imports of a repository's files as full module names, whatever the language."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wmsgit.drift.imports.packages import Packages
from wmsgit.drift.imports.python import DYNAMIC, PYTHON_IMPORTS, TYPE_CHECKING_ONLY
from wmsgit.drift.rule import Rule
from wmsgit.drift.rules.base import Need
from wmsgit.drift.sight import Sight

LANGUAGES = ("python",)
_SUFFIXES = {"python": (".py", ".pyi")}
_SEPARATORS = {"python": "."}


class Target(NamedTuple):
    """What one import statement imports.

    Attributes:
        line: counted from 1.
        module: the full name.
        names: the names imported from it, or none.
    """

    line: int
    module: str
    names: Sequence[str]


def sources(rule: Rule, sight: Sight) -> list[str]:
    """The files in a rule's scope that are of its language."""
    return [path for path in sight.paths if path.endswith(_SUFFIXES[language_of(rule)])]


def language_of(rule: Rule) -> str:
    """The rule's language."""
    return rule.text("language", LANGUAGES[0])


def separator(rule: Rule) -> str:
    """What parts the names of modules in the rule's language."""
    return _SEPARATORS[language_of(rule)]


def example_path(rule: Rule) -> str:
    """The name of a file of the rule's language."""
    return f"example{_SUFFIXES[language_of(rule)][0]}"


def import_need(rule: Rule, sight: Sight) -> Need:
    """The facts that a rule about imports needs."""
    return Need(PYTHON_IMPORTS, sources(rule, sight))


def targets(rule: Rule, sight: Sight) -> Iterator[tuple[str, list[Target]]]:
    """Path and imports of every file of the rule's language in its scope."""
    ignored = TYPE_CHECKING_ONLY if rule.options.get("type_checking") is False else 0
    ignored |= DYNAMIC if rule.options.get("dynamic") is False else 0
    packages = Packages(sight.files)
    for path, fact in sight.each(PYTHON_IMPORTS, sources(rule, sight)):
        yield path, list(_python_targets(path, fact, packages, ignored))


def _python_targets(path: str, fact: list[list[Any]], packages: Packages, ignored: int) -> Iterator[Target]:
    for line, level, module, names, flags in fact:
        if flags & ignored:
            continue
        full = packages.absolute(path, level, module) if level else module
        if full:
            yield Target(line, full, names or ())
