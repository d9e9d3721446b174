"""Code references: where the files of members, such as their comments, name a record."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from wmsgit.errors import GitError
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.features.editing.values import Target, TextSpan
from wmsgit.features.editing.words import tokens

MAX_PLACES = 500


def code_references(edited: EditedWorkspace, record_id: str) -> list[Target]:
    """The places in tracked files of the members on this machine at which an id stands; open files are left out.

    Git is asked in each member, so that a thread should do it.
    """
    places = (
        place for root in dict.fromkeys(edited.members().values()) for place in _in_member(edited, root, record_id)
    )
    return list(islice(places, MAX_PLACES))


def _in_member(edited: EditedWorkspace, root: Path, record_id: str) -> Iterator[Target]:
    from wmsgit.vcs.text_search import lines_with

    try:
        lines = list(lines_with(root, record_id))
    except GitError:
        return
    for line in lines:
        file = root / line.path
        if edited.path_of(file) not in edited.plane.buffers:
            above = "\n" * (line.number - 1)  # what stands there does not matter for where the line is
            for span, word in tokens(line.text):
                if word == record_id:
                    start = len(above) + span.start
                    yield Target(file, above + line.text, TextSpan(start, start + len(word)))
