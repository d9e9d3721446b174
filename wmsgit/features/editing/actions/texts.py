"""Texts: what may be typed in prose: ids anywhere, and in a commit's message the trailers that name records."""

from heapq import merge

from wmsgit.errors import WmsgitError
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.commits.actions.read import mention_rules
from wmsgit.features.commits.mentions import CLOSES, DEPENDS_ON, PART_OF, REFS, SESSION, WORDS, rules_from
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.choosing import MAX_CHOICES, record_choice
from wmsgit.features.editing.ranking import Ranking
from wmsgit.features.editing.values import Choice, TextSpan

Answer = tuple[list[Choice], bool]
"""The choices in their order, and whether there are more."""

NOTHING: Answer = ([], False)
COMMIT_MESSAGE = "COMMIT_EDITMSG"
_MIN_WORD = 2
_SAYING = {
    REFS: "the records that this commit works on",
    CLOSES: "the records that it finishes",
    PART_OF: "the record that it is a part of",
    DEPENDS_ON: "the records that must be merged before it",
    SESSION: "the session in which it was made",
}


def complete(edited: EditedWorkspace, path: str, text: str, at: int) -> Answer:
    """What may be typed in a file that is no record: trailers in a commit's message, and ids."""
    start = at
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "._-") and at - start < MAX_CHOICES:
        start -= 1
    word, span = text[start:at], TextSpan(start, at)
    line_start = text.rfind("\n", 0, start) + 1
    if path.rpartition("/")[2] != COMMIT_MESSAGE or text.startswith("#", line_start):
        return ids_of(edited, word, span)
    trailers = _trailers(edited)
    name, colon, _ = text[line_start:start].partition(":")
    if colon and name.lower() in trailers:
        return _records(edited, word, span, is_session=trailers[name.lower()][1] == SESSION)
    if start > line_start:
        return ids_of(edited, word, span)
    choices = [
        Choice(shown, f"{shown}: ", span, "key", _SAYING[saying])
        for lowered, (shown, saying) in trailers.items()
        if lowered.startswith(word.lower())
    ]
    ids, is_more = ids_of(edited, word, span)
    return [*choices, *ids], is_more


def ids_of(edited: EditedWorkspace, word: str, span: TextSpan) -> Answer:
    """The records whose ids begin as a word of a text does, open ones first."""
    if len(word) < _MIN_WORD:
        return NOTHING
    lowered = word.lower()
    groups = ((line for line in ranked if line.lowered.startswith(lowered)) for ranked in _rankings(edited))
    lines = [line for group in groups for line in group]
    lines.sort(key=lambda line: line.is_closed)
    return [record_choice(line, span) for line in lines[:MAX_CHOICES]], len(lines) > MAX_CHOICES


def _records(edited: EditedWorkspace, word: str, span: TextSpan, *, is_session: bool) -> Answer:
    """The records that a trailer may name, by the beginnings or words of their ids and titles; open ones first."""
    rankings = [edited.plane.catalogue.ranked("session")] if is_session else _rankings(edited)
    groups = [ranked.best([word.lower()] if word else [], (), "", MAX_CHOICES + 1) for ranked in rankings]
    lines = list(merge(*groups, key=lambda line: line.is_closed))
    return [record_choice(line, span) for line in lines[:MAX_CHOICES]], len(lines) > MAX_CHOICES


def _rankings(edited: EditedWorkspace) -> list[Ranking]:
    """The records that a text may name, kind by kind: no repositories, whose names are words."""
    kinds = edited.plane.kinds.items()
    return [edited.plane.catalogue.ranked(name) for name, kind in kinds if name != MEMBERS and not kind.id_of]


def _trailers(edited: EditedWorkspace) -> dict[str, tuple[str, str]]:
    """Word, lowered → the word as it is written, and what it says, by the settings."""
    try:
        words = mention_rules(edited.ws).words
    except WmsgitError:  # the settings are broken now
        words = rules_from({}, ()).words
    written = {word.lower(): word for group in WORDS.values() for word in group}
    ordered = sorted(words.items(), key=lambda item: list(_SAYING).index(item[1]))
    return {word: (written.get(word, word.capitalize()), saying) for word, saying in ordered}
