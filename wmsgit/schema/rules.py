"""Rule sources: what a field's `x-wmsgit.rules` says about the drift rules that its values are."""

from collections.abc import Mapping
from typing import Any

from wmsgit.model.value import immutable


@immutable
class RuleSource:
    """A field that holds drift rules.

    Attributes:
        when: field → its values with which the record's rules are in force; every record's are when empty.
        reports: field → its values with which a violation is reported and fails nothing.
        repo: the field that names the repository that the rules are about; empty for none.
        paths: the field with the patterns of the files that they are about; empty for none.
        component, type, location: the fields of a record that places a component: its name, what sort it is, and its
            place in the repository; empty for records that place none.
        packs: the field that names the packs from which further rules are taken; empty for none.
        short: property → (rule kind, that kind's field): a list under that property is a whole rule.
    """

    when: Mapping[str, tuple[Any, ...]]
    reports: Mapping[str, tuple[Any, ...]]
    repo: str
    paths: str
    short: Mapping[str, tuple[str, str]]
    component: str = ""
    type: str = ""
    location: str = ""
    packs: str = ""


def rule_source(value: Any) -> RuleSource | None:
    """The value of `x-wmsgit.rules`; None where there is none. Parts of the wrong type count as absent."""
    if not isinstance(value, Mapping):
        return None
    short = _mapping(value.get("short"))
    return RuleSource(
        when=_values(value.get("when")),
        reports=_values(value.get("reports")),
        repo=_text(value.get("repo")),
        paths=_text(value.get("paths")),
        short={
            str(name): (_text(part.get("kind")), _text(part.get("fills")))
            for name, part in short.items()
            if isinstance(part, Mapping)
        },
        component=_text(value.get("component")),
        type=_text(value.get("type")),
        location=_text(value.get("location")),
        packs=_text(value.get("packs")),
    )


def _values(value: Any) -> dict[str, tuple[Any, ...]]:
    return {str(name): tuple(values) for name, values in _mapping(value).items() if isinstance(values, list)}


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
