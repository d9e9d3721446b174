"""Policy: what decides a review, and how a change leaves it: looser, or with something added."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wmsgit.model.finding import Finding, limited
from wmsgit.model.ports import Places, Pointer

CODE = "POLICY-CHANGED"


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One difference in what decides a review.

    Attributes:
        path: the file of the change, or of its base where it is gone.
        message: one sentence, without a final full stop.
        pointer: where it stands in the file of the change; empty for the whole.
        loosens: whether something passes with it that did not before; else it only adds.
    """

    path: str
    message: str
    pointer: Pointer = ()
    loosens: bool = True


def policy_findings(changes: Iterable[PolicyChange], place: Places, *, accepted: bool) -> tuple[Finding, ...]:
    """A finding for each change, what loosens first: an error until somebody accepts it, else a note.

    Args:
        changes: in any order, perhaps some twice.
        place: where values stand in the files of the change.
        accepted: whether whoever runs the check accepts them.
    """
    known = set(changes)
    loosened = [_finding(change, place, is_error=not accepted) for change in known if change.loosens]
    added = [_finding(change, place, is_error=False) for change in known if not change.loosens]
    return (*limited(loosened), *limited(added))


def _finding(change: PolicyChange, place: Callable[..., tuple[int, int]], *, is_error: bool) -> Finding:
    line, column = place(change.path, change.pointer) if change.pointer else (0, 0)
    hint = "; --accept-policy accepts it" if is_error else ""
    return Finding(change.path, line, column, CODE, f"{change.message}{hint}", "error" if is_error else "note")
