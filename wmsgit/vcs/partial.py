"""Partial clones: what git would fetch object by object while it is read is fetched at once (git-clone, `--filter`)."""

import os
from collections.abc import Iterable
from pathlib import Path

from wmsgit.vcs.locate import find_git_dirs
from wmsgit.vcs.process import read_git

_SUFFIX = ".promisor"
_FETCH = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin")
"""As git itself fetches what is missing (promisor-remote.c, `fetch_objects`), one object or all."""


def is_partial(root: Path) -> bool:
    """Whether a repository may lack objects that its remote has promised: it has a pack of such a remote."""
    dirs = find_git_dirs(root)
    if dirs is None:
        return False
    try:
        with os.scandir(dirs.common_dir / "objects" / "pack") as entries:
            return any(entry.name.endswith(_SUFFIX) for entry in entries)
    except OSError:
        return False


def fetch_missing(root: Path, ids: Iterable[str]) -> None:
    """Brings those of some objects that are not here, in one go.

    Raises:
        GitError: when the remote cannot be reached.
    """
    listed = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    here = set(read_git(root, *listed).decode().split())
    missing = sorted({*ids} - here)
    remote = _promisor(root) if len(missing) > 1 else ""
    if remote:
        wanted = "".join(f"{identifier}\n" for identifier in missing).encode()
        read_git(root, "-c", "fetch.negotiationAlgorithm=noop", "fetch", remote, *_FETCH, stdin=wanted)


def _promisor(root: Path) -> str:
    """The remote that has promised objects; empty for none."""
    asked = ("config", "-z", "--type=bool", "--get-regexp", r"^remote\..*\.promisor$")
    entries = read_git(root, *asked, accept=(0, 1)).decode("utf-8", "surrogateescape").split("\0")
    found = (name for name, _, value in (entry.partition("\n") for entry in entries) if value == "true")
    return next((name.removeprefix("remote.").removesuffix(_SUFFIX) for name in found), "")
