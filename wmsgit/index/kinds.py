"""Kinds: those of a workspace, each made when it is needed: a warm index of unchanged files needs none."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind


class Kinds:
    """The kinds of a workspace.

    Args:
        every: gives all that can be used; asked at most once.
        named: gives the one of a name; None where it is looked for among all.
    """

    def __init__(self, every: "Callable[[], Sequence[Kind]]", named: "Callable[[str], Kind] | None" = None) -> None:
        self._every = every
        self._named = named

    @cached_property
    def every(self) -> "Sequence[Kind]":
        """All that can be used."""
        return self._every()

    def named(self, name: str) -> "Kind":
        """The one of a name, which is known to be usable."""
        return self._named(name) if self._named else next(kind for kind in self.every if kind.name == name)
