"""Merge rules: how two branches' values of a field become one, as the schema says."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from wmsgit.schema.shape import EXTENSION, STATED_WAYS, resolved

ITEMS_SINCE: Final = (0, 2)
"""The release since which a list that states no rule merges item by item."""
ITEMS_REQUIREMENT: Final = ">=0.2"
"""What `requires_wmsgit` says in a workspace whose lists merge so."""
UNDESCRIBED: Final = (
    "`keyed` by their `id` where every item has one, else as a `list`; different additions at one place conflict"
)
"""How a list merges that no schema describes, such as in `metadata`."""
_REQUIRES: Final = "requires_wmsgit:"
_LOWER_BOUNDS: Final = (">=", "==", "~=", ">")
_DEFAULT_KEY: Final = ("id",)


class MergeRule(NamedTuple):
    """How the values of one field merge.

    Attributes:
        how: `scalar`, `set`, `keyed` or `list`; empty for what the values themselves tell.
        key: the fields that an item of a `keyed` list is known by; empty where nothing keys it.
        properties: the rules of an object's fields, or of a list's items where these are objects.
    """

    how: str
    key: tuple[str, ...]
    properties: Mapping[str, "MergeRule"]


def has_older_lists(settings: bytes) -> bool:
    """Whether a workspace's lists merge by the rules of releases before 0.2, so that no two releases differ.

    They do as long as `requires_wmsgit` admits such a release; `schema upgrade` raises it.

    Args:
        settings: the text of `records/workspace.yaml`; empty where there is none, for which this release's rules hold.
    """
    if not settings:
        return False
    lines = settings.decode("utf-8", "replace").splitlines()
    required = next((line.removeprefix(_REQUIRES) for line in lines if line.startswith(_REQUIRES)), "")
    return not any(map(_excludes_older, required.partition("#")[0].strip(" '\"").split(",")))


def requirement_of_items(requirement: str) -> str:
    """A requirement such as `>=0.1,<2` with a lower bound that admits no release before 0.2."""
    kept = [part.strip() for part in requirement.split(",") if part.strip() and not part.strip().startswith(">")]
    return ",".join((ITEMS_REQUIREMENT, *kept))


def _excludes_older(clause: str) -> bool:
    clause = clause.strip()
    operator = next((sign for sign in _LOWER_BOUNDS if clause.startswith(sign)), "")
    parts = clause.removeprefix(operator).strip().split(".")
    numbers = tuple(int(part) for part in parts if part.isdecimal())
    return bool(operator) and len(numbers) == len(parts) and numbers >= ITEMS_SINCE


def merge_rules(
    schema: Mapping[str, Any], root: Mapping[str, Any] | None = None, *, has_older_lists: bool = False
) -> dict[str, MergeRule]:
    """Field → how it merges, of the properties of a schema. Keywords of the wrong type count as absent.

    Args:
        schema: the JSON Schema of an object.
        root: the document that its references lead into; itself when None.
        has_older_lists: whether a list of texts that states no rule is a set, as before release 0.2.
    """
    root = schema if root is None else root
    named = {**_fields_of_cases(schema), **_properties(schema)}
    return {
        name: _rule(part, root, has_older_lists=has_older_lists)
        for name, part in named.items()
        if isinstance(part, Mapping)
    }


def _properties(schema: Any) -> Mapping[str, Any]:
    named = schema.get("properties") if isinstance(schema, Mapping) else None
    return named if isinstance(named, Mapping) else {}


def _fields_of_cases(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that only one of the schema's cases has (`allOf` of `if` and `then`)."""
    cases = schema.get("allOf")
    result: dict[str, Any] = {}
    for case in cases if isinstance(cases, list) else ():
        result |= _properties(case.get("then")) if isinstance(case, Mapping) else {}
    return result


def _rule(schema: Mapping[str, Any], root: Mapping[str, Any], *, has_older_lists: bool) -> MergeRule:
    schema = resolved(schema, root)
    items = resolved(schema.get("items", {}), root)
    own = schema.get(EXTENSION)
    own = own if isinstance(own, Mapping) else {}
    how, key = own.get("merge"), own.get("key")
    how = (
        how
        if isinstance(how, str) and how in STATED_WAYS
        else default_rule(schema, items, has_older_lists=has_older_lists)
    )
    stated = tuple(name for name in key if isinstance(name, str)) if isinstance(key, list) else ()
    return MergeRule(
        how=how,
        key=stated or (_DEFAULT_KEY if how == "keyed" and _has_id(items) else ()),
        properties=merge_rules(items if items.get("properties") else schema, root, has_older_lists=has_older_lists),
    )


def default_rule(schema: Mapping[str, Any], items: Mapping[str, Any], *, has_older_lists: bool = False) -> str:
    """How a field merges whose schema does not say it; `items` is the schema of a list's items.

    References are a set, and objects with an `id` are known by it. Empty for the rest: its values tell.
    """
    if schema.get("type") != "array":
        return ""
    own = schema.get(EXTENSION)
    if isinstance(own, Mapping) and own.get("references"):
        return "set"
    if has_older_lists and items.get("type") == "string":
        return "set"
    return "keyed" if _has_id(items) else ""


def default_way(schema: Mapping[str, Any]) -> str:
    """The name in `WAYS` of how a field merges whose schema does not say it."""
    rule = default_rule(schema, resolved(schema.get("items", {}), schema))
    return rule or {"array": "list", "object": "object"}.get(str(schema.get("type")), "scalar")


def _has_id(items: Mapping[str, Any]) -> bool:
    named = items.get("properties")
    return isinstance(named, Mapping) and "id" in named
