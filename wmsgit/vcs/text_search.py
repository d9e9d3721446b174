"""Searching the files of a repository for a word."""

from collections.abc import Iterator
from pathlib import Path

from wmsgit.model.value import immutable
from wmsgit.vcs.process import read_git

_MOST_IN_FILE = "20"


@immutable
class TextLine:
    """A line of a file.

    Attributes:
        path: the file, from the top of the worktree, with `/`.
        number: counted from 1.
        text: the line; what is no UTF-8 is replaced.
    """

    path: str
    number: int
    text: str


def lines_with(root: Path, word: str) -> Iterator[TextLine]:
    """The lines of tracked text files, as the worktree has them, in which a word stands; 20 of a file at most."""
    options = ("-I", "-n", "-w", "-F", "--null", "--no-color", "--full-name", "--no-recurse-submodules")
    output = read_git(root, "grep", *options, f"--max-count={_MOST_IN_FILE}", "-e", word, "--", accept=(0, 1))
    for line in output.splitlines():
        path, _, rest = line.partition(b"\0")
        number, _, text = rest.partition(b"\0")
        if number.isdigit():
            yield TextLine(path.decode("utf-8", "surrogateescape"), int(number), text.decode("utf-8", "replace"))
