"""The history of a record for a person: a line a commit, and below it a line a change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from wmsgit.model.text import one_line
from wmsgit.render.change_colour import coloured_change
from wmsgit.render.text import cell, paint

_SHORT = 10


def history_text(
    entries: Iterable[tuple[Mapping[str, Any], Sequence[str]]], *, colour: bool = False, zone: tzinfo | None = None
) -> Iterator[str]:
    """Commits with what they changed, as lines of text, each with its line feed.

    Args:
        entries: `commit`, `date`, `author` and `subject` of each commit, and the changes in words.
        colour: whether commits and what was lost and gained get colours.
        zone: the time zone of the dates; None is the system's own.
    """
    for row, changes in entries:
        commit = str(row["commit"])[:_SHORT]
        head = paint(commit, "magenta") if colour else commit
        yield f"{head}  {cell(row['date'], zone)}  {one_line(str(row['author']))}  {one_line(str(row['subject']))}\n"
        for change in map(one_line, changes):
            yield f"    {coloured_change(change) if colour else change}\n"
