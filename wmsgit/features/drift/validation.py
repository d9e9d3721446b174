"""Validation of rules: the schema fragments of the rule kinds, and what `check` says of a rule and its examples."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.kinds import KINDS, rule_kind
from wmsgit.features.drift.rule import ENVELOPE, Origin, Rule, rule_from, texts_named
from wmsgit.model.text import did_you_mean
from wmsgit.schema.field import RuleSource
from wmsgit.schema.validate import problems_by, spell_pointer

Pointer = tuple[str | int, ...]
"""The way to a value in a rule."""


def fragment(name: str) -> dict[str, Any]:
    """The JSON Schema of a whole rule of one kind."""
    kind = rule_kind(name)
    envelope = {**ENVELOPE, "kind": {**ENVELOPE["kind"], "const": name}}
    return {
        "type": "object",
        "description": (type(kind).__doc__ or "").partition("\n")[0],
        "required": ["id", "kind", *kind.required],
        "properties": {**envelope, **kind.properties},
        "additionalProperties": False,
    }


_fragment = cache(fragment)


def rule_problems(item: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with one rule as it stands in a record, by its kind's schema and by the kind itself.

    Args:
        item: the rule.
    """
    name = item.get("kind")
    if not isinstance(name, str) or name not in KINDS:
        return [(("kind",), f"{name!r} is not a rule kind{did_you_mean(str(name), KINDS)}")]
    problems = [
        (
            problem.pointer,
            f"{spell_pointer(problem.pointer)}: {problem.message}" if problem.pointer else problem.message,
        )
        for problem in problems_by(_fragment(name), dict(item), f"rule kind {name}")
    ]
    return problems or list(_semantic(name, rule_from(Origin("", ""), item)))


def placement_problems(source: RuleSource, data: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with where a record places a component: the way in the record, and one sentence.

    Args:
        source: which of the record's fields say so.
        data: the record's fields.
    """
    paths, location = data.get(source.paths), data.get(source.location)
    for at, text in enumerate(paths if isinstance(paths, list) else ()):
        yield from _unusable((source.paths, at), (str(text),))
    if isinstance(location, str):
        yield from _unusable((source.location,), (location,))
        if location.startswith("/") or ".." in location.split("/"):
            yield (source.location,), f"{source.location}: {_leads_out(location)}"


def _leads_out(path: str) -> str:
    return f"{path!r} leads out of the repository: files are named from its top"


def _semantic(name: str, rule: Rule) -> Iterator[Problem]:
    kind = rule_kind(name)
    yield from _unusable(("scope", "paths"), rule.scope.paths)
    yield from _unusable(("scope", "exclude"), rule.scope.exclude)
    if kind.narrowed_by:
        yield from _unusable((kind.narrowed_by,), rule.texts(kind.narrowed_by))
    for pointer, path in texts_named(rule.options, ("file",)):
        if path.startswith("/") or ".." in path.split("/"):
            yield pointer, f"{spell_pointer(pointer)}: {_leads_out(path)}"
    yield from kind.problems(rule)
    if kind.no_examples and rule.examples:
        yield ("examples",), f"examples: {kind.no_examples}"


def _unusable(pointer: Pointer, patterns: tuple[str, ...]) -> Iterator[Problem]:
    from wmsgit.features.drift.scope import pattern

    try:
        pattern(patterns)
    except ValueError as error:
        yield pointer, f"{spell_pointer(pointer)}: a pattern cannot be used: {error}"
