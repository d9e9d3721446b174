"""Words of other systems for a status, a priority or a severity, and the words here that mean the same."""

import re
from collections.abc import Sequence
from itertools import chain

_DONE = "done finished complete completed fixed solved resolved shipped delivered merged verified released implemented"
_DROPPED = (
    "cancelled canceled dropped abandoned obsolete invalid duplicate rejected declined wontfix wont_fix won_t_fix"
    " won_t_do wont_do not_planned failed aborted ignored removed deleted"
)
_OPEN = "new todo to_do open opened reopened queued ready unstarted not_started pending triage"
_MEANINGS: Sequence[tuple[str, str]] = (
    (_DONE, "completed resolved implemented closed"),
    ("closed archived ended", "closed completed resolved retired maintained"),
    (_DROPPED, "cancelled wont_fix abandoned ignored rejected retired closed"),
    (
        "in_progress wip doing started active working ongoing in_work in_review review in_development testing running",
        "in_progress acknowledged",
    ),
    ("blocked waiting stuck impeded", "blocked"),
    ("deferred on_hold hold paused postponed later someday snoozed", "deferred blocked"),
    ("approved accepted ready_to_start", "approved accepted"),
    (_OPEN, "pending open proposed draft"),
    ("acknowledged confirmed seen", "acknowledged in_progress"),
    ("urgent critical blocker highest immediate emergency severe p0 showstopper", "CRITICAL"),
    ("high important major p1", "HIGH"),
    ("medium normal moderate default average mid p2", "MEDIUM"),
    ("low minor trivial lowest p3 p4 nice_to_have", "LOW"),
    ("info informational note notice", "INFO LOW"),
)  # fmt: skip
"""What others say, and what it may be called here, the nearest word first."""


def word_of(word: str, enum: Sequence[str]) -> str | None:
    """The word of `enum` that `word` means; None for none.

    Case, and how words are joined, say nothing. A word that is not there is taken by what it means elsewhere.
    """
    if word in enum:
        return word
    plain = _plain(word)
    choices = {_plain(choice): choice for choice in enum}
    if plain in choices:
        return choices[plain]
    meant = chain.from_iterable(ours.split() for theirs, ours in _MEANINGS if plain in theirs.split())
    return next((name for name in meant if name in enum), None)


def _plain(word: str) -> str:
    return re.sub(r"[\s_'’-]+", "_", word.strip()).casefold()
