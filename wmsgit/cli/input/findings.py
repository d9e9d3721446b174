"""Findings on the command line: which ones the words, the `-` and the `--where` of a command mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.features.drift.actions.choose import Chosen


def chosen_findings(run: Run, words: Sequence[str], where: str | None = None) -> list["Chosen"]:
    """The findings that are meant, each once.

    Raises:
        UsageError: when none is named.
        NotFoundError, AmbiguousError: when it is unknown which finding is meant.
    """
    from wmsgit.cli.input.targets import targets
    from wmsgit.cli.values import require_text, words_of
    from wmsgit.features.drift.actions.choose import choose

    if not words and where is None:
        raise UsageError("no finding is named", hint="give ids or fingerprints, '-' for standard input, or --where")
    places = targets(run, run.workspace.kind("drift"), [], where) if where is not None else []
    return choose(run.workspace, [require_text(word) for word in words_of(words, run.stdin)], places)
