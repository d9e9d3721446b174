"""Views: the files of one state of a repository, listed by one process and read by another.

Nothing here runs what a repository's configuration names: only plumbing that lists and reads is used.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, Literal

from wmsgit.errors import GitError, NotFoundError
from wmsgit.model.ports import BlobContent
from wmsgit.vcs.index_entries import read_index_modes
from wmsgit.vcs.locate import GitDirs, admit_bare, find_git_dirs, is_bare_repository, is_partial, require_not_brought
from wmsgit.vcs.objects.blobs import blob_id, each_object
from wmsgit.vcs.partial import fetch_compared, still_missing
from wmsgit.vcs.process import GitResult, nul_split, read_git, try_git
from wmsgit.vcs.profile import hook_index
from wmsgit.vcs.refs import is_commit_id

WORKTREE = "worktree"
STAGED = "staged"
_LINK, _SUBMODULE = "120000", "160000"
_Other = Literal["link", "submodule"]
_OTHERS: Mapping[str, _Other] = {_LINK: "link", _SUBMODULE: "submodule"}


def open_view(path: Path, ref: str = "HEAD", *, workspace: Path) -> "GitView":
    """A view of the repository whose worktree begins at `path`, or that lies bare there.

    Args:
        path: the repository.
        ref: `worktree`, `staged`, or a revision.
        workspace: the workspace's root, below which a bare repository is nobody's choice.

    Raises:
        NotFoundError: when nothing is there, or it has no such revision.
        GitError: when it is no repository, or came with a checkout, or has no worktree and one is asked for, or git
            cannot read it.
    """
    if not path.is_dir():
        raise NotFoundError("the repository is not on this machine", where=str(path))
    require_not_brought(path, workspace)
    dirs = find_git_dirs(path)
    if dirs is not None and dirs.worktree != path.resolve():
        dirs = None
    elif dirs is None and not is_bare_repository(path):
        raise GitError("this is not a Git repository", where=str(path))
    elif dirs is None and ref in {WORKTREE, STAGED}:
        raise GitError(f"a bare repository has no {ref} files", where=str(path))
    elif ref in {WORKTREE, STAGED}:
        assert dirs is not None  # what else there is was refused above
        return _FilesView(path, dirs) if ref == WORKTREE else _IndexView(path, dirs)
    else:
        if dirs is None:
            admit_bare(path, workspace)
        return GitView(path, _resolved(path, ref))
    raise GitError("this is a folder of another repository, and none itself", where=str(path))


class GitView:
    """The files of a commit: the port `RepositoryView` of the model. It holds no process and no open file.

    Attributes:
        root: where the repository is.
        commit: the commit; empty where there is none yet.
    """

    def __init__(self, root: Path, commit: str, index: Path | None = None) -> None:
        self.root = root
        self.commit = commit
        self._index = index

    @property
    def identity(self) -> str:
        """The commit; empty for a state that no commit has yet."""
        return self.commit if type(self) is GitView else ""

    def files(self) -> Mapping[str, str]:
        """Path → blob id of every regular file, by path."""
        return self._listed[0]

    def others(self) -> Mapping[str, _Other]:
        """Path → what stands there, for symbolic links and submodules."""
        return self._listed[1]

    def read(self, blobs: Iterable[str], *, max_bytes: int) -> Iterator[BlobContent]:
        """These blobs, in the order asked, from one process. One that is not there has no data."""
        yield from _read(self.root, blobs, max_bytes)

    def renames(self, since: str) -> Mapping[str, str]:
        """Path now → path at the commit `since`, as git's rename detection sees it."""
        if not since or since.startswith("-"):
            return {}
        if is_partial(self.root):
            request = (*self._diff(since), "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AD", "-z")
            fetch_compared(self.root, try_git(self.root, *request, index_file=self._index)[1])
        request = (*self._diff(since), "-M", "--diff-filter=R", "--name-status", "-z")
        outcome, output = try_git(self.root, *request, index_file=self._index)
        if outcome.status:
            return {}
        words = nul_split(output)
        return {new: old for old, new in zip(words[1::3], words[2::3], strict=True)}

    def is_before(self, commits: Collection[str]) -> bool:
        """Whether the commit of this state is an ancestor of one of these; those that are not here do not count."""
        others = [commit for commit in commits if is_commit_id(commit) and commit != self.commit]
        if not others or not self.commit:
            return False
        words = ("rev-list", "--max-count=1", "--ignore-missing", self.commit, "--not", *others)
        return not read_git(self.root, *words).strip()

    def lacks(self, commits: Collection[str]) -> frozenset[str]:
        """Those of these commits that are not here."""
        ids = sorted(commit for commit in commits if is_commit_id(commit))
        text = "\n".join(ids).encode()
        lines = read_git(self.root, "cat-file", "--batch-check=%(objecttype)", stdin=text).splitlines() if ids else []
        return frozenset(commit for commit, line in zip(ids, lines, strict=True) if line != b"commit")

    def changed(self, base: str) -> frozenset[str]:
        """The paths that differ from the commit where this state left `base`.

        Args:
            base: a revision; empty for the commit that this state follows. Where that is none, every path differs.

        Raises:
            NotFoundError: when there is no such revision.
        """
        start = self._left(_resolved(self.root, base)) if base else self._followed()
        if not start:
            return frozenset({*self.files(), *self.others()})
        request = (*self._diff(start), "--no-renames", "--diff-filter=d", "--name-only", "-z")
        return frozenset(nul_split(read_git(self.root, *request, index_file=self._index)))

    def _left(self, base: str) -> str:
        """Where this state left `base`; `base` itself where that is unknown, as in a shallow clone."""
        from wmsgit.vcs.history.commits import merge_base

        return merge_base(self.root, base, self.commit or "HEAD") or base

    def _followed(self) -> str:
        """The commit that this state follows, here the first parent; empty where there is none."""
        return _commit_id(self.root, f"{self.commit}^1")[1] if self.commit else ""

    def _diff(self, since: str) -> tuple[str, ...]:
        """The plumbing command that compares a commit with this state."""
        return ("diff-tree", "-r", since, self.commit)

    def _modes(self) -> Iterator[tuple[str, str, str]]:
        """Path, mode and blob id of everything in this state."""
        if not self.commit:
            return
        for line in nul_split(read_git(self.root, "ls-tree", "-r", "-z", "--full-tree", self.commit)):
            words, _, path = line.partition("\t")
            mode, _, blob = words.split(" ")
            yield path, mode, blob

    @cached_property
    def _listed(self) -> tuple[dict[str, str], dict[str, _Other]]:
        files: dict[str, str] = {}
        others: dict[str, _Other] = {}
        for path, mode, blob in sorted(self._modes()):
            if mode in _OTHERS:
                others[path] = _OTHERS[mode]
            else:
                files[path] = blob
        return files, others


class _IndexView(GitView):
    """What the next commit would have."""

    def __init__(self, root: Path, dirs: GitDirs) -> None:
        super().__init__(root, _head(root), hook_index(dirs))

    def _followed(self) -> str:
        return self.commit

    def _diff(self, since: str) -> tuple[str, ...]:
        return ("diff-index", "--cached", since)

    def _modes(self) -> Iterator[tuple[str, str, str]]:
        return read_index_modes(self.root, self._index)


class _FilesView(GitView):
    """The files as they stand on the disk: tracked ones, and new ones that are not ignored."""

    def __init__(self, root: Path, dirs: GitDirs) -> None:
        super().__init__(root, _head(root))
        self._dirs = dirs
        self._loose: dict[str, str] = {}

    def read(self, blobs: Iterable[str], *, max_bytes: int) -> Iterator[BlobContent]:
        """These blobs; what is not in Git's store comes from its file."""
        _ = self._listed
        wanted = list(blobs)
        stored = _read(self.root, [blob for blob in wanted if blob not in self._loose], max_bytes)
        for blob in wanted:
            yield self._read_file(blob, max_bytes) if blob in self._loose else next(stored)

    def changed(self, base: str) -> frozenset[str]:
        """The paths that differ from the commit where HEAD left `base`, new files among them."""
        return super().changed(base) | frozenset(self._new())

    def _followed(self) -> str:
        return self.commit

    def _diff(self, since: str) -> tuple[str, ...]:
        return ("diff-index", since)

    def _modes(self) -> Iterator[tuple[str, str, str]]:
        known = {path: (mode, blob) for path, mode, blob in read_index_modes(self.root, None)}
        differing = {*nul_split(read_git(self.root, "diff-files", "--name-only", "-z")), *self._new()}
        for path, (mode, blob) in known.items():
            if path not in differing or mode == _SUBMODULE:
                yield path, mode, blob
        length = len(next(iter(known.values()))[1]) if known else 40
        for path in differing:
            if known.get(path, ("",))[0] != _SUBMODULE:
                yield from self._on_disk(path, length)

    def _new(self) -> list[str]:
        return nul_split(read_git(self.root, "ls-files", "--others", "--exclude-standard", "-z"))

    def _on_disk(self, path: str, length: int) -> Iterator[tuple[str, str, str]]:
        file = self.root / path
        if file.is_symlink():
            yield path, _LINK, ""
        elif file.is_file():
            blob = blob_id(file.read_bytes(), length)
            self._loose[blob] = path
            yield path, "100644", blob

    def _read_file(self, blob: str, max_bytes: int) -> BlobContent:
        try:
            data = (self.root / self._loose[blob]).read_bytes()
        except OSError:
            return BlobContent(blob, -1, None)
        return BlobContent(blob, len(data), data if len(data) <= max_bytes else None)


def _read(root: Path, blobs: Iterable[str], max_bytes: int) -> Iterator[BlobContent]:
    """Blobs in the order asked; what a partial clone lacks of them is fetched together first."""
    wanted = list(blobs)
    gone = still_missing(root, wanted) if is_partial(root) else frozenset()
    present = [blob for blob in wanted if blob not in gone]
    here = each_object(root, present, lambda header, output: _content(header, output, max_bytes))
    for blob in wanted:
        nothing = BlobContent(blob, -1, None)
        yield nothing if blob in gone else next(here, nothing)


def _content(header: bytes, output: IO[bytes], max_bytes: int) -> BlobContent:
    """One object: `ID TYPE SIZE`, its bytes, a newline; or `ID missing` (git-cat-file, "Batch Output")."""
    words = header.decode().split()
    if len(words) != 3:  # noqa: PLR2004
        return BlobContent(words[0], -1, None)
    size = int(words[2])
    data = None
    if size <= max_bytes:
        data = output.read(size)
    else:
        _skip(output, size)
    output.read(1)
    return BlobContent(words[0], size, data)


def _skip(output: IO[bytes], size: int) -> None:
    while size > 0:
        size -= len(output.read(min(size, 1 << 20))) or size


def _resolved(root: Path, ref: str) -> str:
    """The id of the commit that a revision names; empty for the HEAD of a repository without commits."""
    outcome, commit = _commit_id(root, ref)
    if commit:
        return commit
    if ref != "HEAD" or outcome.status != 1:
        raise NotFoundError(f"there is no revision {ref!r}", where=str(root), hint=" ".join(outcome.lines))
    if try_git(root, "symbolic-ref", "--quiet", "HEAD")[0].status:
        raise NotFoundError("HEAD cannot be read", where=str(root))
    return ""


def _commit_id(root: Path, ref: str) -> tuple[GitResult, str]:
    """How asking for the commit that a revision names ended, and its id; empty where there is none."""
    outcome, output = try_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return outcome, "" if outcome.status else os.fsdecode(output).strip()


def _head(root: Path) -> str:
    return _resolved(root, "HEAD")
