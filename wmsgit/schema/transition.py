"""Transitions: the lifecycle verbs of a kind as values, and what a status freezes."""

from collections.abc import Collection, Mapping
from typing import Any

from wmsgit.model.value import immutable


@immutable
class Transition:
    """A lifecycle verb: from which statuses it leads to which, and what it stamps.

    Attributes:
        name: the verb, such as `complete`.
        description: one sentence for the help.
        sources: the statuses that it leads from; empty for every other status.
        target: the status that it leads to.
        stamps: field name → `now`, `actor` or a literal value.
        clears: the fields that it removes.
        message: the field that `-m` fills; empty for none.
        options: option name → the field that it fills, such as `until` → `defer_until`.
        links: option name → (kind, field): the named record's field gains this record's id.
        claims: the field that names who holds the record: whoever takes the transition; empty for none.
        merged: the field that takes the commits by which the work was merged; empty for none.
    """

    name: str
    description: str
    sources: tuple[str, ...]
    target: str
    stamps: Mapping[str, Any]
    clears: tuple[str, ...]
    message: str
    options: Mapping[str, str]
    links: Mapping[str, tuple[str, str]]
    claims: str = ""
    merged: str = ""

    def leads_from(self, status: str | None) -> bool:
        """Whether a record with this status may take the transition."""
        return status != self.target and (not self.sources or status in self.sources)

    def fields(self) -> tuple[str, ...]:
        """The fields of its own kind that it names; an empty name stands for none."""
        return (*self.stamps, *self.options.values(), *self.clears, self.message, self.claims, self.merged)


def transition_of(declared: Mapping[str, Any], times: Collection[str]) -> Transition:
    """What a schema declares of a transition, as a value.

    Args:
        declared: one of the `transitions` of the kind.
        times: the kind's fields that hold a time: those that are only listed under `stamps` become `now`.
    """
    sources = declared.get("from", ())
    return Transition(
        name=declared["name"],
        description=declared.get("description", f"Set the status to {declared['to']}."),
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        target=declared["to"],
        stamps=_stamps(declared.get("stamps", ()), times),
        clears=tuple(declared.get("clears", ())),
        message=declared.get("message", ""),
        options=dict(declared.get("options", {})),
        links={option: (link["kind"], link["field"]) for option, link in declared.get("links", {}).items()},
        claims=declared.get("claims", ""),
        merged=declared.get("merged", ""),
    )


def _stamps(declared: Any, times: Collection[str]) -> dict[str, Any]:
    if isinstance(declared, Mapping):
        return dict(declared)
    return {name: "now" if name in times else "actor" for name in declared}


@immutable
class Frozen:
    """What may no longer change: these fields, of a record that has one of these statuses.

    Attributes:
        statuses: from these statuses on.
        fields: these fields.
        amendments: the field whose new entries say what was changed all the same, and why; empty for none.
    """

    statuses: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    amendments: str = ""
