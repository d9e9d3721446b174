"""Suggestions: the nearest known word to one that is not known."""

from collections.abc import Iterable

from wmsgit.model.text import shortened

_MAX_LENGTH = 64
"""Longer words are compared by their beginnings, for comparing takes the product of the lengths."""
_SHORT, _NEAR_IF_SHORT, _NEAR = 4, 0.6, 0.7


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'pending'?` when a choice is near enough to `word`, else an empty string."""
    near = nearest(word, choices)
    return f"; did you mean {shortened(near)!r}?" if near else ""


def nearest(word: str, choices: Iterable[str], *, cutoff: float | None = None) -> str:
    """The choice nearest to `word`, ignoring case; empty when none is as near as `cutoff`, from 0 to 1 (the same).

    Without a cutoff a short word may be less near: one letter of three is a third of it, and `lgo` means `log`, but
    `clone` does not mean `context`.
    """
    import difflib

    if cutoff is None:
        cutoff = _NEAR_IF_SHORT if len(word) <= _SHORT else _NEAR
    by_lower = {choice[:_MAX_LENGTH].lower(): choice for choice in choices}
    close_matches = difflib.get_close_matches(word.lower()[:_MAX_LENGTH], by_lower, n=1, cutoff=cutoff)
    return by_lower[close_matches[0]] if close_matches else ""
