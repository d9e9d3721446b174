"""Contradictions: what in a rule undoes itself, so that it finds nothing, or blames everything, whatever there is."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.scope import selects
from wmsgit.features.drift.settings.formats import pointed_format
from wmsgit.features.drift.versions.ranges import RANGED, is_empty

_NOT = "!"
_EVERYTHING = frozenset({"*", "**", "/**", "**/*"})
_WILD = frozenset("*?[")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")


def contradictions(rule: Rule) -> Iterator[Problem]:
    """What in a rule leaves nothing: the way to it, and one sentence."""
    yield from _taken_out_again(rule)
    yield from _left_out(rule)
    yield from _of_layers(rule)
    yield from _of_versions(rule)
    yield from _of_conditions((), rule.options)
    yield from _of_pointer(rule)
    if rule.kind == "content" and _has_line_feed(rule.text("regex")):
        yield ("regex",), f"regex: {rule.text('regex')!r} has a line feed, and is tried on each line by itself"
    if rule.text("among") == "modules" and "depth" in rule.options:
        yield ("depth",), "depth: it counts levels of siblings, and single modules are compared"


def chooses_none(rule: Rule, repos: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """That selectors of repositories which choose some each choose none together.

    Args:
        rule: which.
        repos: the workspace's repositories → their tags.
    """
    chosen = rule.scope.repos
    if repos and len(chosen) > 1 and not any(selects(chosen, name, tags) for name, tags in repos.items()):
        yield ("scope", "repos"), f"scope.repos: {', '.join(chosen)} together choose no repository"


def _taken_out_again(rule: Rule) -> Iterator[Problem]:
    for field in ("modules", "packages", "removed"):
        texts = rule.texts(field) if isinstance(rule.options.get(field), list) else ()
        out = {text.removeprefix(_NOT) for text in texts if text.startswith(_NOT)}
        for at, text in enumerate(texts):
            if text in out:
                yield (field, at), f"{field}[{at}]: {text!r} is taken out again by '{_NOT}{text}'"


def _left_out(rule: Rule) -> Iterator[Problem]:
    """Paths that `exclude` leaves out again, and lists that only leave out."""
    paths, excluded = rule.scope.paths, set(rule.scope.exclude)
    if excluded & _EVERYTHING or (paths and excluded.issuperset(paths)):
        yield ("scope", "exclude"), "scope.exclude: it leaves out every path of the scope"
    lists: list[tuple[tuple[str, ...], tuple[str, ...]]] = [(("scope", "paths"), paths)]
    lists += [((name,), rule.texts(name)) for name in ("paths", "any_of") if isinstance(rule.options.get(name), list)]
    for way, texts in lists:
        if texts and all(text.startswith(_NOT) for text in texts):
            yield way, f"{'.'.join(way)}: every pattern begins with '!', so that no path is left"


def _of_layers(rule: Rule) -> Iterator[Problem]:
    layers, package = rule.texts("layers"), rule.text("package")
    if rule.kind != "import_layers":
        return
    if len(layers) == 1 and "|" not in layers[0] and not rule.options.get("exhaustive"):
        yield ("layers",), f"layers: {layers[0]!r} alone has no layer above or below"
    for at, layer in enumerate(layers):
        if package and layer.startswith(f"{package}."):
            better = layer.removeprefix(f"{package}.")
            yield ("layers", at), f"layers[{at}]: layers are named from {package}; did you mean {better!r}?"


def _of_versions(rule: Rule) -> Iterator[Problem]:
    wanted = rule.text("must_be_within")
    meant = [item for item in RANGED if rule.text("ecosystem") in {"", item}]
    if wanted and any(is_empty(wanted, item) for item in meant):
        yield ("must_be_within",), f"must_be_within: no version is within {wanted!r}"


def _of_conditions(way: tuple[str, ...], options: Mapping[str, Any]) -> Iterator[Problem]:
    """Conditions that no value meets, or every one."""
    limits = options.get("range")
    if isinstance(limits, Mapping) and limits.get("min", limits.get("max")) > limits.get("max", limits.get("min")):
        yield (*way, "range"), f"range: no number is at least {limits['min']} and at most {limits['max']}"
    wanted = options.get("version")
    if isinstance(wanted, str) and is_empty(wanted, "python"):
        yield (*way, "version"), f"version: no version is within {wanted!r}"
    if options.get("contains") == "":
        yield (*way, "contains"), "contains: every text has an empty part"
    for name in ("every", "some"):
        if isinstance(options.get(name), Mapping):
            yield from _of_conditions((*way, name), options[name])


def _of_pointer(rule: Rule) -> Iterator[Problem]:
    """A pointer into a file that is one text, going by its name, and parts of pointers without a name."""
    file = rule.text("file")
    for name in ("select", "at"):
        pointer = rule.text(name)
        if "" in pointer.split("/")[1:]:
            better = "/" + "/".join(part for part in pointer.split("/") if part)
            yield (name,), f"{name}: {pointer!r} names a key without a name; did you mean {better!r}?"
        elif pointer and file and "format" not in rule.options and _is_text(file, pointer):
            yield (name,), f"{name}: {file!r} is read as one text, into which {pointer!r} does not lead; see `format`"


def _is_text(file: str, pointer: str) -> bool:
    suffix = posixpath.splitext(file)[1] or posixpath.basename(file)
    return _WILD.isdisjoint(suffix) and pointed_format(file, pointer) == "text"


def _has_line_feed(regex: str) -> bool:
    bare = _CLASS.sub("", regex.replace("\\\\", ""))
    return "\n" in bare or "\\n" in bare
