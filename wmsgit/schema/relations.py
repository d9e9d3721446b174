"""Relations: what the kinds' schemas together say about records that refer to one another."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from wmsgit.model.value import immutable
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at
from wmsgit.schema.transition import Transition


@immutable
class Relations:
    """The relations between the records of these kinds.

    Attributes:
        kinds: name → kind.
    """

    kinds: Mapping[str, Kind]

    @cached_property
    def links(self) -> frozenset[tuple[str, str]]:
        """(kind, field) that a transition of the named record fills: `supersede --by` fills `supersedes`.

        Such a field says what its record did to others; its name is a verb.
        """
        steps = (step for kind in self.kinds.values() for step in kind.transitions.values())
        return frozenset(link for step in steps for link in step.links.values())

    @cached_property
    def waits(self) -> Mapping[str, tuple[str, ...]]:
        """Kind → the fields that name what a record waits for until it is closed.

        They are those that refer to the record's own kind and either may not lead back, or are filled by an
        option of a transition, such as `block --on`; a kind without closed statuses has none. A part does not wait
        for its whole.
        """
        return {name: tuple(self._waiting(kind)) if kind.closed else () for name, kind in self.kinds.items()}

    @cached_property
    def others(self) -> Mapping[str, tuple[str, ...]]:
        """Kind → the other kinds whose records its own may wait for, too."""
        return {
            name: tuple(dict.fromkeys(o for field in fields for o in self.kinds[name].fields[field].also if o != name))
            for name, fields in self.waits.items()
        }

    @cached_property
    def wholes(self) -> Mapping[str, tuple[str, ...]]:
        """Kind → the fields that name what a record is a part of, for the kinds with closed statuses."""
        return {
            name: tuple(f.name for f in kind.references.values() if f.is_part_of and f.references == name)
            if kind.closed
            else ()
            for name, kind in self.kinds.items()
        }

    @cached_property
    def resting(self) -> Mapping[str, frozenset[str]]:
        """Kind → the statuses in which a record rests until someone says otherwise.

        They are the targets of transitions with an option that says for whom or until when.
        """
        return {
            name: frozenset(step.target for step in kind.transitions.values() if step.options)
            for name, kind in self.kinds.items()
        }

    @cached_property
    def claims(self) -> Mapping[str, Transition]:
        """Kind → the transition by which someone takes a record on, for the kinds that have one."""
        steps = {name: [step for step in kind.transitions.values() if step.claims] for name, kind in self.kinds.items()}
        return {name: result[0] for name, result in steps.items() if result}

    @cached_property
    def returns(self) -> Mapping[str, Mapping[str, str]]:
        """Kind → field → the status in which a record rests until the moment in that field.

        They are the fields of moments that an option of a transition fills, such as `defer --until`.
        """
        return {
            name: {
                field: step.target
                for step in kind.transitions.values()
                for field in step.options.values()
                if kind.fields[field].is_time
            }
            for name, kind in self.kinds.items()
        }

    def awaited(self, kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
        """The ids of what a record waits for, closed or not, each once."""
        given = [data[name] for name in self.waits.get(kind, ()) if data.get(name)]
        return tuple(dict.fromkeys(text for value in given for _, text in strings_at(value, ()))) if given else ()

    def _waiting(self, kind: Kind) -> Iterator[str]:
        filled = {field for step in kind.transitions.values() for field in step.options.values()}
        for field in kind.references.values():
            if self._is_own(kind, field) and not field.is_part_of and (field.acyclic or field.name in filled):
                yield field.name

    def _is_own(self, kind: Kind, field: Field) -> bool:
        return field.references == kind.name and (kind.name, field.name) not in self.links


def claiming(kind: Kind) -> Transition | None:
    """The transition by which somebody takes a record on; None for a kind without one."""
    return next((step for step in kind.transitions.values() if step.claims), None)


def holder_field(kind: Kind) -> str:
    """The field that says who has a record, which taking it on fills; empty for none."""
    step = claiming(kind)
    return step.claims if step else ""
