"""Faults: what is wrong with the `x-wmsgit` keywords of a schema, wherever in it they stand."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from wmsgit.model.text import nearest
from wmsgit.schema.keyword_values import fits, level_of, words_of
from wmsgit.schema.keywords import LEVELS, Form, Keyword
from wmsgit.schema.shape import EXTENSION, FIELD, KIND

if TYPE_CHECKING:
    from wmsgit.model.ports import Pointer

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
    "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
"""Where a JSON Schema has further schemas (JSON Schema 2020-12 core, chapter 10; `definitions` is draft 7's)."""

_ITEMS = "items of a field"
_UNREAD = "elsewhere"
_BELOW = {
    (KIND, "properties"): FIELD,
    (FIELD, "properties"): FIELD,
    (_ITEMS, "properties"): FIELD,
    (FIELD, "items"): _ITEMS,
    (KIND, "$defs"): FIELD,
    (KIND, "definitions"): FIELD,
}
"""(Place, keyword of JSON Schema) → the place of the schemas in it, for those whose `x-wmsgit` is read."""

MAX_FAULTS = 50
"""So many are told of one schema: each has its place and its nearest name looked for."""
_MAX_DEPTH = 100
_MAX_NEAR = 10
_MAX_SHOWN = 60
_CUTOFF, _CUTOFF_SHORT, _CUTOFF_SAME = 0.6, 0.4, 0.8
_SHORT_NAME = 4
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


class Fault(NamedTuple):
    """One keyword that cannot be used.

    Attributes:
        pointer: the way to it in the schema.
        message: one sentence, with the nearest name where there is one.
        name: the keyword as it stands in the schema.
        is_unknown: whether this release does not know it at all, so that a later one may.
    """

    pointer: "Pointer"
    message: str
    name: str
    is_unknown: bool = False

    def __str__(self) -> str:
        """The fault with its place, as people write it: `x-wmsgit.transitions[2].from: ...`."""
        parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.pointer)
        return f"{''.join(parts).removeprefix('.')}: {self.message}"


def keyword_faults(schema: Any, *, is_kind: bool = True) -> tuple[Fault, ...]:
    """What is wrong with the keywords of a schema, in the order in which they stand; at most `MAX_FAULTS` of them.

    Args:
        schema: the whole JSON Schema.
        is_kind: False for the schema of the settings, which has no keywords of ours.
    """
    return tuple(islice(_below(schema, (), KIND if is_kind else _UNREAD), MAX_FAULTS))


def explained(fault: Fault, needs: str = "") -> str:
    """A fault in words.

    Args:
        fault: which.
        needs: the least release that the workspace asks for, where it is a later one than this; empty otherwise.
    """
    if fault.is_unknown and needs:
        return f"unknown {EXTENSION} keyword {fault.name[:_MAX_SHOWN]!r}: needs wmsgit ≥ {needs}"
    return fault.message


def _below(schema: Any, pointer: "Pointer", place: str) -> Iterator[Fault]:
    if not isinstance(schema, Mapping) or len(pointer) > _MAX_DEPTH:
        return
    for name, part in schema.items():
        if name == EXTENSION:
            yield from _at(part, (*pointer, name), place)
        elif name[:1] in {"x", "X"} and len(name) <= _MAX_NEAR and nearest(name, (EXTENSION,), cutoff=_CUTOFF_SAME):
            yield Fault((*pointer, name), f"unknown keyword {name!r}; did you mean {EXTENSION!r}?", name)
        else:
            below = _BELOW.get((place, name), _UNREAD)
            for key, inner in _schemas_in(name, part):
                yield from _below(inner, (*pointer, name, *key), below)


def _schemas_in(name: str, part: Any) -> "Iterable[tuple[Pointer, Any]]":
    """The schemas in one keyword of JSON Schema, each with the way to it from there."""
    if name in _MAPS and isinstance(part, Mapping):
        return (((key,), inner) for key, inner in part.items())
    if name in _LISTS and isinstance(part, list):
        return (((number,), inner) for number, inner in enumerate(part))
    return [((), part)] if name in _SINGLE else ()


def _at(own: Any, pointer: "Pointer", place: str) -> Iterator[Fault]:
    """What is wrong with one `x-wmsgit`; where it is not read, at least that."""
    of_object = list(_of_object(own, pointer, KIND if place == KIND else FIELD))
    unread = "" if of_object else _unread(own, place)
    yield from of_object or (
        [Fault(pointer, f"{unread}: it stands at a kind or at a property", EXTENSION)] if unread else ()
    )


def _unread(own: Mapping[str, Any], place: str) -> str:
    """What of one `x-wmsgit` nobody reads where it stands; empty for nothing."""
    if place == _ITEMS:
        return f"{EXTENSION} is not read at a list's items"
    unread = [name for name in own if not LEVELS[FIELD][name].anywhere] if place == _UNREAD else []
    return f"{unread[0]!r} is not read here" if unread else ""


def _of_object(own: Any, pointer: "Pointer", level: str) -> Iterator[Fault]:
    if not isinstance(own, Mapping):
        yield Fault(pointer, f"{_show(own)} is not an object", str(pointer[-1]))
        return
    known = LEVELS[level]
    for name, value in own.items():
        if name in known:
            yield from _of_value(value, (*pointer, name), known[name].form)
        else:
            message = f"unknown {EXTENSION} keyword {name[:_MAX_SHOWN]!r}{_instead(name, known)}"
            yield Fault((*pointer, name), message, name, is_unknown=True)
    unknown = [name for name in own if name not in known]
    missing = [name for name, keyword in known.items() if keyword.required and name not in own]
    for name in missing:
        if not nearest(name, unknown, cutoff=_CUTOFF_SHORT):  # which is reported already
            yield Fault(pointer, f"{name!r} is missing: {known[name].meaning}", name)


def _of_value(value: Any, pointer: "Pointer", form: Form) -> Iterator[Fault]:
    """What is wrong with a value: that of its objects each, else one fault."""
    level = level_of(form)
    if level:
        yield from _of_object(value, pointer, level)
        return
    parts = _parts(value, form)
    if parts is not None:
        inner = form.get("items") or form["additionalProperties"]
        for key, part in parts:
            yield from _of_value(part, (*pointer, key), inner)
    elif not fits(value, form):
        message = f"{_show(value)} is not {words_of(form)}{_meant(value, form)}"
        yield Fault(pointer, message, str(pointer[-1]))


def _parts(value: Any, form: Form) -> Iterable[tuple[str | int, Any]] | None:
    """The parts of a list or mapping with their keys; None where the value is another, or has none of a form."""
    if "items" in form and isinstance(value, list | tuple):
        return enumerate(value)
    if "additionalProperties" in form and isinstance(value, Mapping):
        return value.items()
    return None


def _instead(name: str, known: Mapping[str, Keyword]) -> str:
    """What may have been meant by a name that this level does not know."""
    near = nearest(name, known, cutoff=_CUTOFF_SHORT if len(name) <= _SHORT_NAME else _CUTOFF)
    elsewhere = next((level for level, names in LEVELS.items() if name in names), "")
    if elsewhere and not nearest(name, known, cutoff=_CUTOFF_SAME):
        return f"; it is a keyword of a {elsewhere}"
    return f"; did you mean {near!r}?" if near else f"; known: {', '.join(known)}"


def _meant(value: Any, form: Form) -> str:
    """What a value of the wrong type was meant to be, where that is plain."""
    if not isinstance(value, str):
        return ""
    if "enum" in form:
        near = nearest(value, form["enum"])
        return f"; did you mean {near!r}?" if near else ""
    if form.get("type") == "boolean" and value.lower() in _TRUE | _FALSE:
        return f"; did you mean {'true' if value.lower() in _TRUE else 'false'}?"
    return ""


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
