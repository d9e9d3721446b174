"""The verdict on a write, before its commit: what a review would refuse of it, and what its author should know."""

from dataclasses import dataclass

from wmsgit.model.record import Data


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """One record that a write touches.

    Attributes:
        kind, id, path: which record, and its file.
        old: its fields at HEAD, or in the file where nothing is committed; None where there was no record.
        new: its fields after the write; None where it is removed.
        is_edited: whether the file had hand edits since HEAD, which the commit takes along.
    """

    kind: str
    id: str
    path: str
    old: Data | None
    new: Data | None
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a write, one sentence each.

    Attributes:
        refused: what `check --base HEAD` would report as an error.
        missing: new references that lead nowhere, where the workspace refuses them.
        warnings: new references that lead nowhere, where it does not.
    """

    refused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


ACCEPTED = Verdict()
"""Nothing is against it."""
