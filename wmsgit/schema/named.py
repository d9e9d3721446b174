"""Names: what a schema's keywords name must be there: its own statuses, fields and values.

That a keyword of the kind itself names no field breaks the kind when it is read; the names of other kinds and of rule
kinds are known to those who know all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wmsgit.model.text import did_you_mean
from wmsgit.schema.faults import Fault
from wmsgit.schema.field import Field
from wmsgit.schema.keyword_values import Use, fits, keyword_uses
from wmsgit.schema.keywords import A_FIELD, A_STATUS, AN_ITEMS_FIELD, RULES
from wmsgit.schema.shape import EXTENSION, FIELD

if TYPE_CHECKING:
    from wmsgit.model.ports import Pointer

_TRANSITIONS = "transitions"
_WITH_VALUES = ("when", "reports")


def name_faults(schema: Any, fields: Mapping[str, Field], status: str) -> Iterator[Fault]:
    """The names in a kind's keywords that name nothing, with the nearest that does.

    Args:
        schema: the kind's.
        fields: the kind's, by name.
        status: the field that transitions move; empty for none.
    """
    statuses = fields[status].enum if status else ()
    for use in keyword_uses(schema):
        if use.keyword.names == A_STATUS and statuses:
            yield from _unknown_statuses(use, statuses, schema)
        elif use.keyword.names == A_FIELD and use.keyword.level in {FIELD, RULES}:
            yield from _unknown_fields(use, fields)
        elif use.keyword.names == AN_ITEMS_FIELD:
            yield from _unknown_parts(use, schema)
        elif use.pointer == (EXTENSION, _TRANSITIONS):
            yield from _repeated(use)


def _names(use: Use) -> list[str]:
    """The names in a value; none in one of a wrong type, which is a fault of its own."""
    if not fits(use.value, use.keyword.form):
        return []
    return [use.value] if isinstance(use.value, str) else list(use.value)


def _unknown_statuses(use: Use, statuses: tuple[Any, ...], schema: Any) -> Iterator[Fault]:
    of_step, name = "", use.keyword.name
    if use.pointer[:2] == (EXTENSION, _TRANSITIONS):
        of_step = f"the transition {at_pointer(schema, use.pointer[:-1]).get('name')!r} names "
    for status in _names(use):
        if status not in statuses:
            known = [text for text in statuses if isinstance(text, str)]
            wrong = f"{of_step}{status!r}, which is not a status" if of_step else f"{status!r} is not a status"
            yield Fault(use.pointer, f"{wrong}{did_you_mean(status, known)}", name)
    if name == "from" and isinstance(use.value, list) and not use.value:
        yield Fault(use.pointer, f"{of_step}no status: leave 'from' out where it leads from every other one", name)


def _unknown_fields(use: Use, fields: Mapping[str, Field]) -> Iterator[Fault]:
    for name in _names(use):
        if name not in fields:
            yield Fault(use.pointer, f"{name!r} is not a field{did_you_mean(name, fields)}", use.keyword.name)
        elif use.keyword.name in _WITH_VALUES and isinstance(use.value, Mapping):
            known = [text for text in fields[name].enum if isinstance(text, str)]
            for value in (value for value in use.value[name] if known and value not in known):
                message = f"{value!r} is not a value of {name}{did_you_mean(str(value), known)}"
                yield Fault((*use.pointer, name), message, use.keyword.name)


def _unknown_parts(use: Use, schema: Any) -> Iterator[Fault]:
    """The fields of a list's items by which they are known; where the schema names any."""
    items = at_pointer(schema, use.pointer[:-2]).get("items")
    known = items.get("properties") if isinstance(items, Mapping) else None
    if not isinstance(known, Mapping):
        return
    for name in _names(use):
        if name not in known:
            yield Fault(use.pointer, f"{name!r} is not a field of the items{did_you_mean(name, known)}", "key")


def _repeated(use: Use) -> Iterator[Fault]:
    """Transitions of one name, of which the last alone would hold."""
    steps = [step for step in use.value if isinstance(step, Mapping)] if isinstance(use.value, list) else []
    counts = Counter(step.get("name") for step in steps if isinstance(step.get("name"), str))
    for name in (name for name, count in counts.items() if count > 1):
        yield Fault(use.pointer, f"the transition {name!r} stands twice", _TRANSITIONS)


def at_pointer(schema: Any, pointer: "Pointer") -> Mapping[str, Any]:
    """The object at a place of a schema; an empty one for anything else."""
    for key in pointer:
        schema = schema[key]
    return schema if isinstance(schema, Mapping) else {}
