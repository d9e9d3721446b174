"""The commits of a member as far as they concern records: those that are new and fit, and where they stand."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wmsgit.errors import GitError
from wmsgit.vcs.process import read_git, reading_git

_UNSIGNED = ("-c", "log.showSignature=false", "-c", "core.commentChar=#")
_FIELDS = "%H%x00%P%x00%ct%x00%aN%x00%aE%x00%B"
_SEARCHED = _FIELDS.replace("%x00", "%x00%n") + "%x00"
_FILLED, _END = "\0\n", b"\0\0"
"""No field of what is searched is empty, so that two NULs end a commit and nothing else."""
_WIDTH = 6
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class MemberCommit:
    """A commit with its message.

    Attributes:
        id: its id.
        parents: the ids of its parents.
        committed_s: when it was committed, in seconds since the epoch.
        author, email: who wrote it, through the repository's `.mailmap`.
        message: the whole of it.
    """

    id: str
    parents: tuple[str, ...]
    committed_s: int
    author: str
    email: str
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


def commits_that_fit(
    top: Path, tips: Collection[str], known: Collection[str], places: Callable[[bytes], Iterable[int]]
) -> list[MemberCommit]:
    """The commits that lead to `tips` and not to `known` whose message fits; the newest first.

    Messages are searched while git writes them, many at once: `git log --grep` takes two and a half times as long as
    without, and so does a look at each.

    Args:
        top: the top of a worktree, or an admitted bare repository.
        tips: ids of commits.
        known: ids of commits whose history has been read.
        places: where in a text that has many messages, each after a newline, what is wanted stands.

    Raises:
        GitError: when git fails, as when one of `known` is not there any more.
    """
    import tempfile

    if not set(tips) - set(known):
        return []
    with tempfile.TemporaryFile() as revisions:
        revisions.write(_revisions(tips, known))
        revisions.seek(0)
        with reading_git(top, *_UNSIGNED, "log", *_options(_SEARCHED), "--stdin", stdin=revisions) as output:
            return [commit for text in _whole(output) for commit in _fitting(text, places(text))]


def _whole(output: IO[bytes]) -> Iterator[bytes]:
    """An output in parts, each of whole commits."""
    rest = b""
    while chunk := output.read(_CHUNK_BYTES):
        text, end, rest = (rest + chunk).rpartition(_END)
        yield text + end


def _fitting(text: bytes, places: Iterable[int]) -> Iterator[MemberCommit]:
    """The commits of a text in which a place lies, each once."""
    end = -len(_END)
    for place in sorted(places):
        if place > end:
            before = text.rfind(_END, 0, place)
            start, end = before + len(_END) if before >= 0 else 0, text.index(_END, place)
            yield _commit(text[start:end].decode("utf-8", "replace").split(_FILLED))


def commits_between(top: Path, tips: Iterable[str], known: Iterable[str]) -> list[MemberCommit]:
    """The commits that lead to `tips` and not to `known`, the newest first.

    Raises:
        GitError: when git fails.
    """
    return list(_parsed(read_git(top, *_UNSIGNED, "log", *_options(_FIELDS), "--stdin", stdin=_revisions(tips, known))))


def ids_between(top: Path, tips: Collection[str], known: Collection[str], *options: str) -> list[str] | None:
    """The ids of the commits that lead to `tips` and not to `known`; None where one of them is not there any more.

    `options` are those of `git rev-list`, such as `--first-parent`.
    """
    if not set(tips) - set(known):
        return []
    try:
        output = read_git(top, "rev-list", *options, "--stdin", stdin=_revisions(tips, known))
    except GitError:
        return None
    return output.decode("ascii", "replace").split()


def oldest_addition_s(top: Path, folder: str, name: str) -> int | None:
    """When a file of this name was first added anywhere below a folder, in HEAD's history, in seconds; None for never.

    Raises:
        GitError: when git fails.
    """
    import re

    pattern = re.sub(r"([*?\[\\])", r"\\\1", name)
    options = ("--diff-filter=A", "--no-renames", "--format=%ct", "HEAD")
    words = ("log", *options, "--", f":(glob,icase){folder}/**/{pattern}", f":(glob,icase){folder}/{pattern}")
    output = read_git(top, *_UNSIGNED, *words, accept=(0, 128), literally=False)
    times = [int(text) for text in output.split()]
    return min(times) if times else None


def _revisions(tips: Iterable[str], known: Iterable[str]) -> bytes:
    return "".join([*(f"{tip}\n" for tip in tips), *(f"^{item}\n" for item in known)]).encode()


def _parsed(output: bytes) -> Iterable[MemberCommit]:
    fields = output.decode("utf-8", "replace").split("\0")
    for start in range(0, len(fields) - _WIDTH + 1, _WIDTH):
        yield _commit(fields[start : start + _WIDTH])


def _commit(fields: Sequence[str]) -> MemberCommit:
    name, parents, seconds, author, email, message = fields
    return MemberCommit(name, tuple(parents.split()), int(seconds), author, email, message)


def _options(fields: str) -> tuple[str, ...]:
    return ("-z", f"--format={fields}", "--encoding=UTF-8", "--no-notes", "--no-show-signature")


def commits_of_path(top: Path, path: str) -> list[str]:
    """The ids of the commits of any branch that touched a file, or what lies below a folder.

    Raises:
        GitError: when git fails.
    """
    output = read_git(top, *_UNSIGNED, "log", "--format=%H", "--branches", "--remotes", "--", path)
    return output.decode("ascii", "replace").split()


def committed_s(top: Path, commit: str) -> int:
    """When a commit was made, by its committer's clock, in seconds since the epoch.

    Raises:
        GitError: when there is no such commit.
    """
    return int(read_git(top, *_UNSIGNED, "log", "-1", "--format=%ct", "--end-of-options", commit, "--"))


def oldest_unsent_s(top: Path) -> int | None:
    """When the oldest commit was made that the upstream of the branch does not have, in seconds; None for none."""
    output = read_git(top, *_UNSIGNED, "log", "--format=%ct", "@{upstream}..HEAD", "--", accept=(0, 128))
    times = [int(text) for text in output.split()]
    return min(times) if times else None
