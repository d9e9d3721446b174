"""Plain completions: what is completed most, ids, fields' values and refs, without the parser.

Importing the parser and building a command takes as long as starting the program. What has an option before the cursor
is left to the parser; `tests/cli/test_cli_completion.py` compares both ways.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.cli.parser.plain import noun_of
from wmsgit.cli.parser.table import RECORD_VERBS
from wmsgit.cli.run import Run
from wmsgit.model.value import immutable

if TYPE_CHECKING:
    from wmsgit.cli.command import Completer

_ANY = frozenset({"show", "rm", "set", "edit", "note", "log", "blame", "diff"})
"""The verbs whose arguments are completed here where no noun stands before them."""
_ONE = frozenset({"edit", "note", "log", "blame"})
"""Those of which only the first argument is an id."""


@immutable
class WordsBefore:
    """The run, and the words that stand before the cursor, as completers want them."""

    obj: Run
    params: Mapping[str, Any]


def plain_candidates(words: Sequence[str], incomplete: str, run: Run) -> list[tuple[str, str]] | None:
    """What may stand behind these words; None where the parser has to say."""
    if any(word.startswith("-") for word in (*words, incomplete)):
        return None
    position = 1 if words and words[0] in _ANY else 2
    given = list(words[position:])
    if len(words) < position or (given and words[position - 1] in _ONE):
        return None
    completer = _of_any(words[0]) if position == 1 else _of_noun(words[0], words[1], run)
    return list(completer(WordsBefore(run, {"arguments": given}), incomplete)) if completer else None


def _of_any(verb: str) -> "Completer":
    from wmsgit.cli.input.completers import complete_ids, complete_ids_and_assignments, complete_range

    if verb == "diff":
        return complete_range
    return complete_ids_and_assignments(None) if verb == "set" else complete_ids(None)


def _of_noun(noun: str, verb: str, run: Run) -> "Completer | None":
    kind = noun_of(noun, verb, run)
    if kind is None:
        return None
    from wmsgit.cli.input.completers import complete_ids, complete_ids_and_assignments, complete_terms

    if verb in {"list", "add"}:
        return complete_terms(kind)
    if verb in RECORD_VERBS:
        return complete_ids_and_assignments(kind) if verb == "set" else complete_ids(kind)
    step = kind.transitions.get(verb)
    return complete_ids_and_assignments(kind, step) if step else None
