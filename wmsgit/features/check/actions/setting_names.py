"""Names in the settings: every kind, status, field and placeholder that they name exists.

What the settings' schema lists itself, such as `autoclose: merged`, is looked at by the schema.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.naming import branch_name
from wmsgit.features.records.gate_names import Fault, items_of, name_faults
from wmsgit.features.records.review_paths import review_faults
from wmsgit.model.text import did_you_mean
from wmsgit.schema.kind import Kind

_DEFAULT_KIND = "task"
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def setting_faults(settings: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """Each name that nothing has; what is of another shape is left to the settings' schema."""
    yield from name_faults(settings, kinds)
    yield from review_faults(settings, kinds)
    for name, view in items_of(settings.get("views")):
        yield from (((*("views", name), *pointer), message) for pointer, message in _of_view(view, kinds))
    for name, limits in items_of(settings.get("wip")):
        if name not in kinds:
            yield ("wip", name), f"{name!r} is not a kind{did_you_mean(name, kinds)}"
            continue
        kind = kinds[name]
        known = [str(status) for status in kind.fields[kind.status].enum] if kind.status else []
        for status, _ in items_of(limits):
            if status not in known:
                yield ("wip", name, status), f"{status!r} is not a status of {name}{did_you_mean(status, known)}"
    template = _get(settings.get("branches"), "template")
    if isinstance(template, str):
        yield from _of_template(template)


def _of_view(view: Any, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    name = str(_get(view, "kind") or _DEFAULT_KIND)
    if name not in kinds:
        yield ("kind",), f"{name!r} is not a kind{did_you_mean(name, kinds)}"
        return
    kind = kinds[name]
    for number, term in enumerate(_texts(_get(view, "filter"))):
        message = _term_fault(term, kind)
        if message:
            yield ("filter", number), message
    for key in ("sort", "columns"):
        for number, field in enumerate(_texts(_get(view, key))):
            message = _field_fault(field.lstrip("-") if key == "sort" else field, kind)
            if message:
                yield (key, number), message


def _term_fault(term: str, kind: Kind) -> str:
    from wmsgit.index.conditions import parse_term
    from wmsgit.model.value_context import ValueContext

    try:
        parse_term(term, kind, ValueContext(_ANY_MOMENT, str))
    except WmsgitError as error:
        return _words_of(error)
    return ""


def _field_fault(name: str, kind: Kind) -> str:
    from wmsgit.index.conditions import target_of

    try:
        target_of(kind, name)
    except WmsgitError as error:
        return _words_of(error)
    return ""


def _of_template(template: str) -> Iterator[Fault]:
    try:
        branch_name(template, "ID-1", "title", "actor")
    except WmsgitError as error:
        yield ("branches", "template"), f"{error.message}; it knows {error.hint}" if error.hint else error.message


def _words_of(error: WmsgitError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
