"""Schemas: every schema file can be used, says sensible things, and is bounded."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from wmsgit.errors import SchemaError
from wmsgit.features.drift.kinds import KINDS as RULE_KINDS
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.model.finding import Finding, Level
from wmsgit.model.ports import Pointer
from wmsgit.model.text import did_you_mean
from wmsgit.schema.faults import explained, keyword_faults
from wmsgit.schema.keyword_values import keyword_uses
from wmsgit.schema.keywords import A_FIELD_THERE, A_KIND, A_RULE_FIELD, A_RULE_KIND, A_TRANSITION_THERE
from wmsgit.schema.kind import Kind
from wmsgit.schema.locate import locate_json
from wmsgit.schema.named import at_pointer, name_faults
from wmsgit.schema.registry import SETTINGS, SUFFIX, is_packaged
from wmsgit.schema.reserved import COMING, COMING_VERBS
from wmsgit.schema.shape import EXTENSION
from wmsgit.schema.validate import check_schema, spell_pointer

CODE = "BROKEN-SCHEMA"
RESERVED_CODE = "RESERVED-NAME"
FOLDER = "schemas"
_PLACE = re.compile(re.escape(SUFFIX) + r":(?P<line>\d+):(?P<column>\d+)\Z")
_KEYWORD = re.compile(rf"{re.escape(EXTENSION)}\.(?P<keyword>\w+)")
_MAX_MESSAGE = 240


def usability_findings(
    sources: Mapping[str, bytes],
    kinds: Mapping[str, Kind],
    broken: Mapping[str, SchemaError],
    settings_schema: Callable[[], Any],
) -> list[Finding]:
    """What keeps the workspace's schemas from being used.

    Args:
        sources: file name → text, such as `task.schema.json`; kinds that have none are left out, for theirs
            come with wmsgit.
        kinds: name → kind, for the schemas that can be used.
        broken: name → why it cannot be used, for the others.
        settings_schema: gives the schema of the settings, or raises SchemaError.
    """
    findings = [_of_error(error, name, _text(sources, name)) for name, error in broken.items()]
    for name, kind in kinds.items():
        if f"{name}{SUFFIX}" in sources:
            text = _text(sources, name)
            findings += _schema_problems(kind.schema, name, text) or list(_names_of_others(kind, kinds, text))
    if f"{SETTINGS}{SUFFIX}" in sources:
        findings += _settings_problems(settings_schema, _text(sources, SETTINGS))
    return findings


def keyword_findings(sources: Mapping[str, bytes], kinds: Mapping[str, Kind], needs: str = "") -> list[Finding]:
    """The keywords of ours that cannot be used, at every level, and the names that are reserved.

    A file that is this release's own has no such fault: its tests say so.

    Args:
        sources: as above.
        kinds: as above.
        needs: the least release that the workspace asks for, where it is a later one than this; empty otherwise.
    """
    findings: list[Finding] = []
    for file in (file for file, raw in sources.items() if not is_packaged(file, raw)):
        name = file.removesuffix(SUFFIX)
        text = _text(sources, name)
        findings += _keyword_problems(name, text, needs)
        findings += _name_problems(kinds[name], text) if name in kinds else ()
        findings += _reserved(kinds[name], text) if name in kinds else ()
    return findings


def _keyword_problems(name: str, text: str, needs: str) -> Iterator[Finding]:
    """What is wrong with the keywords of a schema, whether or not it can be used otherwise."""
    try:
        faults = keyword_faults(json.loads(text), is_kind=name != SETTINGS)
    except (ValueError, RecursionError):
        return  # reported as no JSON
    for fault in faults:
        yield _finding(name, text, fault.pointer, explained(fault, needs))


def _name_problems(kind: Kind, text: str) -> Iterator[Finding]:
    """The names in a kind's keywords that name nothing."""
    for fault in name_faults(kind.schema, kind.fields, kind.status):
        yield _finding(kind.name, text, fault.pointer, fault.message)


def _reserved(kind: Kind, text: str) -> Iterator[Finding]:
    """Names that a coming release needs itself: a warning, since everything can still be used."""
    if kind.name in COMING and not kind.known_by:
        message = (
            f"{kind.name!r} will be a command or a kind of wmsgit itself: 'wmsgit schema rename-kind {kind.name} NEW' "
            "gives the kind another name"
        )
        yield _finding(kind.name, text, (), message, "warning", RESERVED_CODE)
    for alias in kind.aliases:
        if alias in COMING:
            message = f"the alias {alias!r} will be a command or a kind of wmsgit itself: choose another"
            yield _finding(kind.name, text, (EXTENSION, "aliases"), message, "warning", RESERVED_CODE)
    for number, name in enumerate(kind.transitions):
        if name in COMING_VERBS:
            message = f"{name!r} will be a verb of wmsgit itself: choose another name for the transition"
            yield _finding(kind.name, text, (EXTENSION, "transitions", number), message, "warning", RESERVED_CODE)


def _settings_problems(settings_schema: Callable[[], Any], text: str) -> list[Finding]:
    try:
        return _schema_problems(settings_schema(), SETTINGS, text)
    except SchemaError as error:
        return [_of_error(error, SETTINGS, text)]


def _schema_problems(schema: Any, name: str, text: str) -> list[Finding]:
    """What the meta-schema has against a schema, and what could not be run in bounded time."""
    if is_packaged(f"{name}{SUFFIX}", text.encode()):
        return []
    try:
        check_schema(schema, name)
    except SchemaError as first:
        from jsonschema import Draft202012Validator

        meta: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        try:
            errors = list(meta.iter_errors(schema))
        except RecursionError:
            errors = []
        result = [_finding(name, text, tuple(error.absolute_path), error.message) for error in errors]
        return result or [_of_error(first, name, text)]
    return []


def _unknown_references(kind: Kind, kinds: Mapping[str, Kind], text: str) -> Iterator[Finding]:
    """Fields that refer to no kind: a warning, since every record can still be used."""
    for field in kind.fields.values():
        for name in (name for name in field.kinds if name not in kinds):
            pointer: Pointer = ("properties", field.name)
            message = f"{name!r} is not a kind that can be used{did_you_mean(name, kinds)}"
            yield _finding(kind.name, text, pointer, message, "warning")


def _names_of_others(kind: Kind, kinds: Mapping[str, Kind], text: str) -> Iterator[Finding]:
    """The names of kinds, of their fields and of rule kinds that name nothing."""
    yield from _unknown_references(kind, kinds, text)
    for use in keyword_uses(kind.schema):
        if not isinstance(use.value, str) or use.keyword.name == "references":
            continue
        own = at_pointer(kind.schema, use.pointer[:-1])
        beside, target = str(own.get("kind")), str(own.get("references"))
        known: Collection[str] = {
            A_KIND: kinds,
            A_FIELD_THERE: kinds[beside].fields if beside in kinds else (),
            A_TRANSITION_THERE: kinds[target].transitions if target in kinds else (),
            A_RULE_KIND: RULE_KINDS,
            A_RULE_FIELD: rule_kind(beside).properties if beside in RULE_KINDS else (),
        }.get(use.keyword.names, ())
        if known and use.value not in known:
            message = f"{use.value!r} is not a {use.keyword.names}{did_you_mean(use.value, known)}"
            yield _finding(kind.name, text, use.pointer, message)


def _of_error(error: SchemaError, name: str, text: str) -> Finding:
    place = _PLACE.search(error.where)
    message = f"{error.message} ({error.hint})" if error.hint else error.message
    if place:
        return Finding(f"{FOLDER}/{name}{SUFFIX}", int(place["line"]), int(place["column"]), CODE, _clip(message))
    keyword = _KEYWORD.search(error.message)
    pointer = (EXTENSION, keyword["keyword"]) if keyword else ()
    return _finding(name, text, pointer, message)


def _finding(name: str, text: str, pointer: Pointer, message: str, level: Level = "error", code: str = CODE) -> Finding:
    try:
        line, column = locate_json(text, pointer)
    except (ValueError, IndexError, RecursionError):
        line, column = 0, 0
    place = spell_pointer(pointer)
    spelled = message if not place or message.startswith(place) else f"{place}: {message}"
    return Finding(f"{FOLDER}/{name}{SUFFIX}", line, column, code, _clip(spelled), level)


def _text(sources: Mapping[str, bytes], name: str) -> str:
    return sources.get(f"{name}{SUFFIX}", b"").decode("utf-8", "replace")


def _clip(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else message[: _MAX_MESSAGE - 1] + "…"
