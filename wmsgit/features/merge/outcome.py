"""Outcomes: what three values came to: one value, or one for each side where a person must choose."""

from typing import Any, Final, NamedTuple

from wmsgit.model.same import same


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""Stands for a field that a version does not have."""


MARKER_SIZE = 7
"""How many signs a conflict's marker has unless the attribute `conflict-marker-size` says it (gitattributes)."""


class OpenField(NamedTuple):
    """A field that both sides changed differently.

    Attributes:
        path: the keys that lead to it; a list is open as a whole.
        base, ours, theirs: its values; `ABSENT` where it is not there. What can be combined of a list or a long
            text is combined in both `ours` and `theirs`.
    """

    path: tuple[str, ...]
    base: Any
    ours: Any
    theirs: Any

    @property
    def name(self) -> str:
        """The path as a person types it: `metadata.owner`."""
        return ".".join(self.path)


class MergedValue(NamedTuple):
    """What a merge of three values came to.

    Attributes:
        ours, theirs: the merged value with every open field as that side has it; the same where none is open.
        open: the fields that a person must choose.
    """

    ours: Any
    theirs: Any
    open: tuple[OpenField, ...] = ()


def three_way(base: Any, ours: Any, theirs: Any) -> MergedValue | None:
    """The outcome where at most one side changed the value, or both alike; None where they differ."""
    if same(ours, theirs) or same(theirs, base):
        return MergedValue(ours, ours)
    return MergedValue(theirs, theirs) if same(ours, base) else None


def is_text(*values: Any) -> bool:
    """Whether all of these are strings."""
    return all(isinstance(value, str) for value in values)
