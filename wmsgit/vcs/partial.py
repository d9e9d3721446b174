"""Partial clones: what is read and is not here is fetched at once, before it is read (git-clone, `--filter`)."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from wmsgit.errors import GitError, IncompleteError
from wmsgit.vcs.launch import GitResult, run_plainly
from wmsgit.vcs.profile import FETCH, READ

_SUFFIX = ".promisor"
_NEGOTIATION = ("-c", "fetch.negotiationAlgorithm=noop")
_FETCH = ("--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin")
"""As git itself fetches what is missing (promisor-remote.c, `fetch_objects`), one object or all."""
_WALK = ("rev-list", "--objects", "--missing=print")


def fetch_missing(root: Path, ids: Iterable[str]) -> None:
    """Brings those of some objects that are not here, in one go.

    Raises:
        IncompleteError: when the remote cannot be reached.
    """
    _fetch(root, _missing(root, ids))


def still_missing(root: Path, ids: Iterable[str]) -> frozenset[str]:
    """Those of some objects that are not here and cannot be brought either."""
    missing = _missing(root, ids)
    try:
        _fetch(root, missing)
    except IncompleteError:
        return frozenset(missing)
    return frozenset()


def fetch_files(root: Path, commits: Iterable[str], paths: Iterable[str]) -> None:
    """Brings what is not here of some files at some commits, in one go.

    Raises:
        IncompleteError: when the remote cannot be reached.
    """
    named = tuple(dict.fromkeys(commits))
    # A walk along paths needs the trees, which all come with the one that leads to them.
    for form, further in (("{}", ("--filter=blob:none",)), ("{}^{{tree}}", ("--", *dict.fromkeys(paths)))):
        wanted = "".join(f"{form.format(commit)}\n" for commit in named).encode()
        _fetch(root, _printed(root, ("--no-walk", "--stdin", *further), wanted))


def fetch_compared(root: Path, raw: bytes) -> None:
    """Brings the contents that a comparison names, in one go.

    Args:
        root: the repository.
        raw: what `--raw -z --no-abbrev` prints of it (git-diff, "Raw output format").

    Raises:
        IncompleteError: when the remote cannot be reached.
    """
    rows = os.fsdecode(raw).split("\0")[:-1:2]
    fetch_missing(root, {blob for row in rows for blob in row.split(" ")[2:4] if blob.strip("0")})


def fetch_trees(root: Path) -> None:
    """Brings the trees that the history here lacks, in one go; nothing where the clone has been given them all.

    Raises:
        IncompleteError: when the remote cannot be reached.
    """
    if any("tree:" in value for value in _promisors(root, "partialclonefilter").values()):
        _fetch(root, _printed(root, ("--filter=blob:none", "--all", "HEAD"), b""))


def unreachable(root: Path, outcome: GitResult) -> IncompleteError:
    """What is said when objects are not here and their remote cannot be reached."""
    remote = next(iter(_promisors(root, "promisor")), "its remote")
    return IncompleteError(
        f"this partial clone lacks what is to be read, and {remote} cannot be reached",
        where=str(root),
        details=outcome.lines,
        hint="try again when it can be reached",
    )


def _read(root: Path, arguments: Sequence[str], stdin: bytes = b"", accept: Sequence[int] = (0,)) -> bytes:
    """What git prints of what is here: nothing is ever fetched for it."""
    outcome, output = run_plainly(READ, root, arguments, stdin)
    if outcome.status not in accept:
        raise GitError("this partial clone cannot be read", where=str(root), details=outcome.lines)
    return output


def _missing(root: Path, ids: Iterable[str]) -> list[str]:
    listed = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    here = set(_read(root, listed).decode().split())
    return sorted({*ids} - here)


def _printed(root: Path, arguments: Sequence[str], stdin: bytes) -> list[str]:
    """The objects that a walk lacks: `?ID` (git-rev-list, `--missing`)."""
    output = _read(root, (*_WALK, *arguments), stdin).decode("utf-8", "surrogateescape")
    return [line[1:] for line in output.splitlines() if line.startswith("?")]


def _fetch(root: Path, ids: Sequence[str]) -> None:
    remote = next(iter(_promisors(root, "promisor")), "") if ids else ""
    if remote:
        wanted = "".join(f"{identifier}\n" for identifier in ids).encode()
        outcome, _ = run_plainly(FETCH, root, (*_NEGOTIATION, "fetch", remote, *_FETCH), wanted)
        if outcome.status:
            raise unreachable(root, outcome)


def _promisors(root: Path, variable: str) -> dict[str, str]:
    """Remote → the value of a variable, of the remotes that have promised objects."""
    request = ("config", "-z", "--get-regexp", rf"^remote\..*\.(promisor|{variable})$")
    entries = _read(root, request, accept=(0, 1)).decode("utf-8", "surrogateescape").split("\0")
    values = {name: value for name, _, value in (entry.partition("\n") for entry in entries)}
    names = [name.removeprefix("remote.").removesuffix(_SUFFIX) for name in values if name.endswith(_SUFFIX)]
    promised = (name for name in names if values[f"remote.{name}{_SUFFIX}"] not in {"false", "no", "off", "0"})
    return {name: values.get(f"remote.{name}.{variable}", "") for name in promised}
