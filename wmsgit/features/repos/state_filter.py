"""Filters over the state of members: `dirty`, `ahead`, `behind`, `stale`, `unpushed`, `branch=NAME`."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from wmsgit.errors import UsageError
from wmsgit.model.member_state import MemberState

BRANCH = "branch="
_Fits = Callable[[MemberState, datetime], bool]

_FITS: Mapping[str, _Fits] = {
    "dirty": lambda state, _: bool(state.staged or state.modified or state.untracked),
    "ahead": lambda state, _: state.ahead > 0,
    "behind": lambda state, _: state.behind > 0,
    "unpushed": lambda state, _: bool(state.head) and (state.ahead > 0 or not state.upstream or state.upstream_gone),
    "stale": lambda state, before: state.last_commit is not None and state.last_commit < before,
}
WORDS = (*_FITS, f"{BRANCH}NAME")


def is_state(word: str) -> bool:
    """Whether a word names a state."""
    return word in _FITS or word.startswith(BRANCH)


def fits(state: MemberState, words: list[str], now: datetime, stale_days: int) -> bool:
    """Whether a member is in all of some states; one that is not there is in none.

    Raises:
        UsageError: when a word names no state.
    """
    wrong = next((word for word in words if not is_state(word)), None)
    if wrong is not None:
        raise UsageError(f"{wrong!r} names no state", hint=", ".join(WORDS))
    if not state.is_repository and words:
        return False
    before = now - timedelta(days=stale_days)
    return all(
        state.branch == word.removeprefix(BRANCH) if word.startswith(BRANCH) else _FITS[word](state, before)
        for word in words
    )
