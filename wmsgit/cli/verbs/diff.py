"""`diff`: what changed in meaning, and what follows from it."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_range
from wmsgit.cli.input.options import Timeout, format_option
from wmsgit.cli.messages import say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import NotFoundError, WmsgitError

if TYPE_CHECKING:
    from wmsgit.features.review.actions.review import Range
    from wmsgit.model.difference import Review

EXAMPLES = (
    "wmsgit diff",
    "wmsgit diff main...topic --format markdown",
    "wmsgit diff v1.0..v1.1 --format changelog",
    "wmsgit diff HEAD~5.. WS-TASK-001",
)
DETAILS = (
    "A..B is from one commit to the other, A...B from where B left A's history, A from it to the files, and nothing "
    "from HEAD to the files. After it, ids, files or folders limit what is shown. Each record is shown with what "
    "follows from its change, and with its commits in the members as they are now. A change of layout alone shows "
    "nothing. Markdown is one comment for a pull request; changelog lists what was closed and settled, by milestone."
)
COMPLETERS = {"words": complete_range}


def run(
    run: Run,
    *,
    words: Annotated[list[str] | None, typer.Argument(metavar="[RANGE] [ID|PATH]...")] = None,
    format: Annotated[  # noqa: A002
        Literal["text", "markdown", "json", "github", "changelog"],
        format_option("For people, a pull request, programs, GitHub annotations, release notes."),
    ] = "text",
    timeout: Timeout = None,  # noqa: ARG001 - see `wmsgit.cli.deadline`
    link: Annotated[
        str, typer.Option("--link", metavar="URL", help="What stands before the paths in links of Markdown.")
    ] = "",
) -> None:
    """Print what changed."""
    from wmsgit.cli.output.data import has_colour, print_lines
    from wmsgit.features.review.actions.review import review
    from wmsgit.render.review import render_review

    span, wanted = _parsed(run, list(words or ()))
    result = review(run.workspace, span, wanted)
    lines = render_review(format, result, link=link, colour=has_colour(run))
    if format == "text":
        print_lines(run, lines)
    else:
        sys.stdout.writelines(lines)
    warn(str(finding) for finding in result.unreadable)
    if format == "text":
        _say_sum(result)


def _parsed(run: Run, words: list[str]) -> "tuple[Range, list[str]]":
    """The range, and what it is limited to: the first word is an id when it is none of Git's names.

    Raises:
        NotFoundError: when it is neither.
    """
    from wmsgit.features.review.actions.review import range_of

    ws = run.workspace
    if not words:
        return range_of(ws, ""), []
    try:
        # Two names of commits are the range of both, as git diff has it; a record or a file goes before a name.
        is_pair = len(words) > 1 and ".." not in words[0] and not _is_of_workspace(run, words[1])
        between = _range_between(run, words[0], words[1]) if is_pair else None
        return (between, words[2:]) if between else (range_of(ws, words[0]), words[1:])
    except NotFoundError as error:
        if not _is_of_workspace(run, words[0]):
            raise error from None
        return range_of(ws, ""), words


def _range_between(run: Run, before: str, after: str) -> "Range | None":
    """The range between two commits; None where the second is none."""
    from wmsgit.features.review.actions.review import range_of

    try:
        range_of(run.workspace, after)
    except NotFoundError:
        return None
    return range_of(run.workspace, f"{before}..{after}")


def _is_of_workspace(run: Run, word: str) -> bool:
    try:
        return (run.workspace.root / word).exists() or bool(run.workspace.locate(word, exact=True))
    except (WmsgitError, OSError, ValueError):
        return False


def _say_sum(result: "Review") -> None:
    from wmsgit.render.review import counts_of

    counts = counts_of(result)
    if counts or result.is_empty:
        say(counts or "nothing changed in meaning")
