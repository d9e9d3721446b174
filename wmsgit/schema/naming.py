"""Naming: what the value of a keyword names, so that a name of nothing can be said."""

from collections.abc import Mapping

from wmsgit.schema.keywords import FIELD, FROZEN, KIND, LINK, RULES, SHORT, TRANSITION, Keyword

A_KIND = "kind"
A_STATUS = "status"
A_FIELD = "field"
AN_ITEMS_FIELD = "field of the items"
A_FIELD_THERE = "field of the kind named beside it"
A_RULE_KIND = "rule kind"
A_RULE_FIELD = "field of that rule kind"

_NAMED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    KIND: {
        A_FIELD: ("argument", "date", "status", "order", "columns", "search", "known_by", "fingerprint"),
        A_STATUS: ("closed", "dropped"),
    },
    FIELD: {A_FIELD: ("file_of",), AN_ITEMS_FIELD: ("key",)},
    TRANSITION: {
        A_FIELD: ("stamps", "clears", "message", "options", "claims", "merged"),
        A_STATUS: ("from", "to"),
    },
    FROZEN: {A_STATUS: ("statuses",), A_FIELD: ("fields",)},
    LINK: {A_FIELD_THERE: ("field",)},
    RULES: {A_FIELD: ("when", "reports", "repo", "paths", "component", "type", "location")},
    SHORT: {A_RULE_KIND: ("kind",), A_RULE_FIELD: ("fills",)},
}
"""Level → what is named → the keywords whose value names it: each of a list, the keys of a mapping by field."""


def what_it_names(keyword: Keyword) -> str:
    """What a keyword's value names: `A_KIND` and so on; empty for what is a name of its own, or none."""
    if keyword.names_kind:
        return A_KIND
    return next((what for what, names in _NAMED.get(keyword.level, {}).items() if keyword.name in names), "")
