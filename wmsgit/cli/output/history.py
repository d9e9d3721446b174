"""History on the command line: from where and since when, and commits as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.model.commit import Commit


def moment_of(run: Run, text: str) -> datetime | None:
    """The moment that an option means; None for no option.

    Raises:
        UsageError: when it means none.
    """
    if not text:
        return None
    from wmsgit.model.times import past_moment

    try:
        return past_moment(text, run.workspace.now())
    except (ValueError, OverflowError):
        hint = "such as 2026-11-20, 2026-11-20T09:30, yesterday or 7d"
        raise UsageError(f"{text[:100]!r} is no date", hint=hint) from None


def commit_row(commit: "Commit") -> dict[str, Any]:
    """A commit as every format has it: commit, author, date (of the author), subject."""
    from wmsgit.model.times import format_seconds

    return {
        "commit": commit.id,
        "author": commit.author,
        "date": format_seconds(commit.authored_s),
        "subject": commit.subject,
    }


Entry = tuple[dict[str, Any], Sequence[str]]


def folded(entries: Sequence[Entry], is_note: Sequence[bool]) -> list[Entry]:
    """Commits for a person, in which several notes after one another are one line: `7 notes`.

    Args:
        entries: commits with what each changed, the newest first.
        is_note: of each, whether it only added notes or activities.
    """
    result: list[Entry] = []
    run: list[Entry] = []
    for entry, is_one in [*zip(entries, is_note, strict=True), (None, False)]:
        if is_one and entry is not None:
            run.append(entry)
            continue
        result += [({**run[0][0], "subject": f"{len(run)} notes"}, [])] if len(run) > 1 else run
        run = []
        result += [entry] if entry is not None else []
    return result


def print_history(run: Run, entries: Sequence[tuple[dict[str, Any], Sequence[str]]]) -> None:
    """Print commits for a person, each with what it changed."""
    from wmsgit.cli.output.data import has_colour, print_lines
    from wmsgit.render.history_text import history_text

    print_lines(run, history_text(entries, colour=has_colour(run)))
