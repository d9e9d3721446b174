"""Components that a plan's text names, and what the placements in force say of the repository that it is for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wmsgit.features.records.gates import place_fields
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.state import State

_PARTS = re.compile(r"[^\W\d_]+|\d+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WHOLE = "repository"


class NamedComponent(NamedTuple):
    """A component that a text names: its placement's id, its name, and the repository where it belongs."""

    id: str
    name: str
    repo: str


def components_elsewhere(state: State, kind: Kind, data: Mapping[str, Any], text: str) -> tuple[list[str], bool]:
    """What a text says of components of other repositories than the record's, and whether it names an own one, too.

    Args:
        state: the placements.
        kind: the record's.
        data: its fields.
        text: what it says.
    """
    repos = _repositories(kind, data)
    if not repos:
        return [], False
    named = list(_named(state, text))
    own = {component.name for component in named if component.repo in repos}
    where = ", ".join(repos)
    return [
        f"{name}, which it names and {placement} places, belongs in {repo}, not in {where}"
        for placement, name, repo in named
        if name not in own
    ], bool(own)


def _repositories(kind: Kind, data: Mapping[str, Any]) -> list[str]:
    """The repository that the work is done in; where that is not said, those that it concerns, unless that is all."""
    if not kind.routed or data.get(kind.routed):
        return [str(data[kind.routed])] if kind.routed else []
    target = kind.fields[kind.routed].references
    fields = [field for field in kind.fields.values() if field.references == target and field.name != kind.routed]
    named = [(value, field.wildcard) for field in fields for _, value in strings_at(data.get(field.name), ())]
    return (
        [] if any(value == wildcard for value, wildcard in named) else list(dict.fromkeys(value for value, _ in named))
    )


def _named(state: State, text: str) -> Iterator[NamedComponent]:
    for key, record in state.records.items():
        fields = place_fields(state.kinds[key[0]])
        if fields is None or state.is_closed(key) or record.data.get(fields.type) == _WHOLE:
            continue
        name, repo = (str(record.data.get(field) or "") for field in (fields.component, fields.repo))
        if repo and _names(text, name):
            yield NamedComponent(key[1], name, repo)


def _names(text: str, name: str) -> bool:
    """Whether a text has a component's name: one of several words in any case and joined in any way, else as it is."""
    words = [part for part in _HUMPS.sub(" ", name).split() for part in _PARTS.findall(part)]
    if not words:
        return False
    pattern = r"[\s_.\-]*".join(map(re.escape, words)) if len(words) > 1 else re.escape(name)
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE if len(words) > 1 else 0) is not None
