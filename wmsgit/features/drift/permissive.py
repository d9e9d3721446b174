"""Permissive rules: what in a rule allows everything, so that nothing can break it whatever the repositories hold."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.dependencies.declared import INDIRECT, PEER, RUNTIME
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.versions.ranges import RANGED, is_anything
from wmsgit.schema.expressions import regular_expression

_NOT = "!"
_EVERYTHING = frozenset({"*", "**", "**/*", "/**", "/*"})
_PROBES = (b"", b"\x01", b"a-Z_0 \xc3\xa9")
"""A text without anything, and two of signs of every sort: an expression that fits them all asks for nothing."""
_OF_ONE = {INDIRECT: "go", PEER: "npm"}
"""Categories of dependencies that the manifests of one ecosystem alone have."""
_ALLOWING = {
    "import_protected": ("allowed_importers", "every module may import what is protected"),
    "path_required": ("any_of", "any file will do"),
    "api_surface": ("removed", "every name may go"),
    "undeclared_import": ("ignore", "every package is left out"),
}
"""Rule kind → the list of what may be, and what it means that everything may."""


def permissive_parts(rule: Rule) -> Iterator[Problem]:
    """What in a rule allows everything: the way to it, and one sentence."""
    yield from _of_lists(rule)
    yield from _of_expressions(rule)
    yield from _of_modules(rule)
    yield from _of_dependencies(rule)
    yield from _of_comparisons(rule)
    if rule.options.get("exhaustive_ignores") and not rule.options.get("exhaustive"):
        yield ("exhaustive_ignores",), "exhaustive_ignores: without `exhaustive: true` nothing has to be in a layer"


def _of_lists(rule: Rule) -> Iterator[Problem]:
    """Lists of what may be, in which everything may."""
    field, words = _ALLOWING.get(rule.kind, ("", ""))
    for at, text in enumerate(rule.texts(field) if field else ()):
        if text in _EVERYTHING:
            yield (field, at), f"{field}[{at}]: {text!r} fits everything, so that {words}"
    package = rule.text("package")
    for at, text in enumerate(rule.texts("removed") if package else ()):
        if text in {package, f"{package}.**"}:
            yield ("removed", at), f"removed[{at}]: {text!r} is the whole package, so that every name may go"
    texts = rule.texts("modules") if rule.kind == "allowed_imports" else ()
    if any(text.startswith(_NOT) for text in texts):
        return
    for at, text in enumerate(texts):
        is_foreign = text == "third_party" and (not rule.options.get("own") or "self" in texts)
        if is_foreign or text in _EVERYTHING:
            yield ("modules", at), f"modules[{at}]: with {text!r} every module may be imported"


def _of_expressions(rule: Rule) -> Iterator[Problem]:
    """Expressions that must be found in texts, and are found in any."""
    wanted = {"commit_convention": ("subject", "author"), "path_naming": ("stem",)}.get(rule.kind, ())
    for name in wanted:
        if rule.text(name) and _fits_all(rule.text(name)):
            yield (name,), f"{name}: {rule.text(name)!r} fits every text, and so requires nothing"
    for way, options in _conditions(rule):
        if isinstance(options.get("fits"), str) and _fits_all(options["fits"]):
            yield (*way, "fits"), f"fits: {options['fits']!r} fits every text, and so requires nothing"


def _fits_all(text: str) -> bool:
    expression = regular_expression(text, by_line=False)
    return all(expression.search(probe) for probe in _PROBES)


def _of_modules(rule: Rule) -> Iterator[Problem]:
    """Modules that lie in one another, or stand there twice, so that they cannot be independent."""
    separator = "/" if rule.text("language") == "javascript" else "."
    texts = rule.texts("modules") if rule.kind == "import_independence" else ()
    for at, text in enumerate(texts):
        around = next((item for item in texts[:at] if f"{text}{separator}".startswith(f"{item}{separator}")), "")
        if around:
            words = "stands there twice" if text == around else f"lies in {around!r}, which is one of them"
            yield ("modules", at), f"modules[{at}]: {text!r} {words}"


def _of_dependencies(rule: Rule) -> Iterator[Problem]:
    """Ranges in which every version is, and groups of which no manifest that is meant has any."""
    wanted, ecosystem = rule.text("must_be_within"), rule.text("ecosystem")
    meant = [item for item in RANGED if ecosystem in {"", item}]
    if wanted and any(is_anything(wanted, item) for item in meant):
        yield ("must_be_within",), f"must_be_within: every version is within {wanted!r}"
    groups = rule.texts("groups")
    for at, text in enumerate(groups):
        only = _OF_ONE.get(text, ecosystem)
        if ecosystem and only != ecosystem:
            yield ("groups", at), f"groups[{at}]: manifests of {ecosystem} have no group {text!r}, those of {only} do"
    if rule.texts("check") == ("unused",) and groups and RUNTIME not in groups:
        yield ("groups",), f"groups: only what is declared for {RUNTIME} is ever unused; did you mean {RUNTIME!r}?"


def _of_comparisons(rule: Rule) -> Iterator[Problem]:
    """What is compared with itself."""
    since = rule.text("since")
    if rule.kind == "api_surface" and since.upper() in {"HEAD", "@"}:
        yield ("since",), f"since: {since!r} is the state that is compared with it; did you mean a tag?"
    source, targets = rule.options.get("source"), rule.options.get("targets")
    if isinstance(source, Mapping) and isinstance(targets, list):
        for at, target in enumerate(targets):
            repos = target.get("repos") or list(rule.scope.repos)
            is_same = all(source.get(name, "") == target.get(name, "") for name in ("file", "at"))
            if is_same and repos == [source.get("repo")]:
                yield ("targets", at), f"targets[{at}]: it is the source itself; did you mean other repositories?"
    where = rule.options.get("where")
    for _, options in _conditions(rule)[:1] if isinstance(where, Mapping) else ():
        wanted = where.get(rule.text("at")) if isinstance(where, Mapping) else None
        if isinstance(wanted, Mapping) and wanted and all(options.get(name) == value for name, value in wanted.items()):
            yield (
                ("where",),
                f"where: it asks at {rule.text('at')!r} what the rule itself asks, so that it always holds",
            )


def _conditions(rule: Rule) -> list[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The way to each mapping of a rule about settings that holds what is wanted."""
    if rule.kind != "config_value":
        return []
    inner = [((name,), rule.options[name]) for name in ("every", "some") if name in rule.options]
    return [((), rule.options), *inner]
