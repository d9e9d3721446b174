"""Merge rules: how two branches' values of a field become one, as the schema says."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from wmsgit.schema.keywords import EXTENSION, MERGE_RULES
from wmsgit.schema.shape import resolved


class MergeRule(NamedTuple):
    """How the values of one field merge.

    Attributes:
        how: one of the values of the keyword `merge`.
        key: the fields that an item of a `keyed` list is known by; empty where it is known by all that it says.
        properties: the rules of an object's fields, or of a list's items where these are objects.
    """

    how: str
    key: tuple[str, ...]
    properties: Mapping[str, "MergeRule"]


def merge_rules(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> dict[str, MergeRule]:
    """Field → how it merges, of the properties of a schema. Keywords of the wrong type count as absent.

    Args:
        schema: the JSON Schema of an object.
        root: the document that its references lead into; itself when None.
    """
    root = schema if root is None else root
    named = schema.get("properties")
    parts = named.items() if isinstance(named, Mapping) else ()
    return {name: _rule(part, root) for name, part in parts if isinstance(part, Mapping)}


def _rule(schema: Mapping[str, Any], root: Mapping[str, Any]) -> MergeRule:
    schema = resolved(schema, root)
    items = resolved(schema.get("items", {}), root)
    own = schema.get(EXTENSION)
    own = own if isinstance(own, Mapping) else {}
    how, key = own.get("merge"), own.get("key")
    return MergeRule(
        how=how if isinstance(how, str) and how in MERGE_RULES else _plain_rule(schema, items),
        key=tuple(name for name in key if isinstance(name, str)) if isinstance(key, list) else (),
        properties=merge_rules(items if items.get("properties") else schema, root),
    )


def _plain_rule(schema: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if schema.get("type") != "array":
        return "scalar"
    return "set" if items.get("type") == "string" else "list"
