"""Targets: the imports of the files in a rule's scope as full module names, whatever the language."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from wmsgit.features.drift.imports.aliases import ScriptAliases, alias_needs
from wmsgit.features.drift.imports.components import COMPONENT_IMPORTS, SUFFIXES
from wmsgit.features.drift.imports.flags import DYNAMIC, TYPE_CHECKING_ONLY
from wmsgit.features.drift.imports.languages import LANGUAGES, ImportTarget, Language
from wmsgit.features.drift.imports.layout import layout_needs, source_roots
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.kind import Need, Stricter
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView

_DEFAULT = next(iter(LANGUAGES))

IMPORT_FIELDS: Mapping[str, Any] = {
    "language": {
        "type": "string",
        "enum": list(LANGUAGES),
        "default": _DEFAULT,
        "description": "The files' language; `javascript` stands for TypeScript, too.",
    },
    "type_checking": {
        "type": "boolean",
        "default": True,
        "description": "Whether imports that only type checkers see count: `if TYPE_CHECKING:`, `import type`.",
    },
    "dynamic": {
        "type": "boolean",
        "default": True,
        "description": "Whether calls with a literal name count: `importlib.import_module`, `import()`.",
    },
    "roots": {
        "type": "array",
        "description": "Folders from which Python modules are imported, such as `src`; `*` is a wild card in a part."
        " What the project's own manifests say when absent.",
        "items": {"type": "string", "minLength": 1},
        "minItems": 1,
    },
}
"""The fields that all rule kinds about imports have, as JSON Schema properties."""

IMPORT_STRICTER: Mapping[str, Stricter] = {"type_checking": "true", "dynamic": "true"}
"""In which way these find more, where an import can only be against a rule."""


def language_of(rule: Rule) -> Language:
    """The rule's language."""
    return LANGUAGES[rule.text("language", _DEFAULT)]


def sources(rule: Rule, sight: RuleView) -> list[str]:
    """The files in a rule's scope that are of its language."""
    suffixes = language_of(rule).suffixes
    return [path for path in sight.paths if path.endswith(suffixes)]


def embedding(rule: Rule, sight: RuleView) -> list[str]:
    """The files in a rule's scope with markup around scripts of its language."""
    return [path for path in sight.paths if path.endswith(SUFFIXES)] if language_of(rule).separator == "/" else []


def all_sources(rule: Rule, sight: RuleView) -> list[str]:
    """Every file of the rule's language in a repository, whatever the scope."""
    suffixes = language_of(rule).suffixes
    return [path for path in sight.files if path.endswith(suffixes)]


def example_path(rule: Rule) -> str:
    """The name of a file of the rule's language."""
    return f"example{language_of(rule).suffixes[0]}"


def import_needs(rule: Rule, sight: RuleView) -> list[Need]:
    """The facts that a rule about imports needs: the imports, from where modules are imported, and aliases of them."""
    language = language_of(rule)
    own = Need(language.extractor, sources(rule, sight))
    if language is LANGUAGES["python"]:
        return [own, *layout_needs(sight.member)]
    return [own, Need(COMPONENT_IMPORTS, embedding(rule, sight)), *alias_needs(sight.member)]


def targets(
    rule: Rule,
    sight: RuleView,
    namespace: str = "",
    wanted: Callable[[str], object] | None = None,
    paths: Collection[str] | None = None,
) -> Iterator[tuple[str, list[ImportTarget]]]:
    """Path and imports of every file of the rule's language in its scope, those that the rule does not mind left out.

    Args:
        rule: the rule.
        sight: the repository.
        namespace: a package that counts as one without `__init__.py`, too.
        wanted: whether anybody wants to know of a path; of every one where there is no such function.
        paths: files of the language, whatever the scope; those in scope where there are none.
    """
    language = language_of(rule)
    ignored = 0 if rule.options.get("type_checking", True) else TYPE_CHECKING_ONLY
    ignored |= 0 if rule.options.get("dynamic", True) else DYNAMIC
    roots = rule.texts("roots")
    packages = packages_of(sight, namespace, roots)
    known: dict[str, list[ImportTarget]] = sight.once(("targets", language.extractor.key, namespace, roots), dict)
    resolved = sight.once(("aliases",), lambda: ScriptAliases(sight)).resolved if language.separator == "/" else None
    facts = sight.each(language.extractor, sources(rule, sight) if paths is None else paths)
    embedded = sight.each(COMPONENT_IMPORTS, embedding(rule, sight)) if paths is None else ()
    for path, fact in chain(facts, embedded):
        if fact and (wanted is None or wanted(path)):
            value = known.get(path)
            if value is None:
                value = list(language.targets(path, fact, packages))
                value = known[path] = [resolved(path, item) for item in value] if resolved else value
            yield path, [item for item in value if not item.flags & ignored] if ignored else value


def packages_of(sight: RuleView, namespace: str = "", roots: tuple[str, ...] = ()) -> Packages:
    """The repository's Python packages.

    Args:
        sight: the repository, with the facts that `layout_needs` names.
        namespace: see `Packages`.
        roots: the folders from which a rule has modules imported.
    """
    return sight.once(
        ("packages", namespace, roots), lambda: Packages(sight.files, namespace, source_roots(sight, roots))
    )
