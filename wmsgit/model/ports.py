"""Ports: what the rooms of logic ask of files, as Protocols that the rooms above fill in."""

from typing import Protocol

Pointer = tuple[str | int, ...]
"""The way to a value in a record: keys and list positions from the top."""


class Positions(Protocol):
    """Where values stand in one file."""

    def __call__(self, pointer: Pointer, /, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of a value (of its key with `key`), or of the nearest thing around it."""
        ...


class Places(Protocol):
    """Where values stand in any file of the workspace."""

    def __call__(self, path: str, pointer: Pointer, /, *, key: bool = False) -> tuple[int, int]:
        """As `Positions`, for the file at `path`; (0, 0) where that cannot be told."""
        ...


class Files(Protocol):
    """Which files there are beside the records."""

    def exists(self, path: str) -> bool | None:
        """Whether something stands at `path`, which is relative to the workspace or `repository/path`.

        None where that cannot be told here, because the repository is not checked out.
        """
        ...
