"""Finding: which records a commit, a file or a branch of a member belongs to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from os.path import lexists, normpath
from pathlib import Path

from wmsgit.errors import NotFoundError
from wmsgit.features.commits.actions.of_record import notices_of, rows_for
from wmsgit.features.commits.actions.read import member_histories
from wmsgit.features.commits.actions.rows import RecordName, known_records
from wmsgit.features.commits.links import MemberHistory
from wmsgit.features.commits.naming import records_of_branch
from wmsgit.vcs.history.commits import find_commit
from wmsgit.vcs.history.member_log import commits_of_path
from wmsgit.workspace.workspace import Workspace

_MIN_HASH = 4


@dataclass(frozen=True, slots=True)
class Belonging:
    """A record that something belongs to, in which member, and by what."""

    record: RecordName
    repo: str
    by: str


def belongs_to(ws: Workspace, text: str, start: Path) -> tuple[list[Belonging], tuple[str, ...]]:
    """The records that a commit, a branch or a file belongs to, and what could not be looked at.

    Args:
        ws: the workspace.
        text: a commit's id or the beginning of it, a branch's name, or a file: `REPO/PATH`, or relative to `start`.
        start: the current directory.

    Raises:
        NotFoundError: when no member has such a commit, branch or file.
    """
    records = known_records(ws)
    histories = member_histories(ws, ids=records)
    result: list[Belonging] = []
    is_known = False
    for history in histories:
        if history.problem:
            continue
        for names, by in _meant(history, text, start, records):
            is_known = True
            result += [Belonging(records[name], history.name, by) for name in names if name in records]
    if not is_known:
        raise NotFoundError(
            f"no member has a commit, branch or file {text!r}",
            details=notices_of(histories),
            hint="'wmsgit repo fetch' brings what is new; a file is given as REPO/PATH",
        )
    return list(dict.fromkeys(result)), notices_of(histories)


def _meant(
    history: MemberHistory, text: str, start: Path, records: dict[str, RecordName]
) -> Iterator[tuple[Sequence[str], str]]:
    """Each thing of this name that the member has: the records' ids in lower case, and what it is."""
    ids = {name: name for name in records}
    if any(work.branch == text for works in history.branches.values() for work in works) or _is_branch(history, text):
        yield list(dict.fromkeys(records_of_branch(text, ids))), f"branch {text}"
    commit = _commit(history, text)
    if commit:
        yield _of_commits(history, records, {commit}), f"commit {commit[:10]}"
    path = _path_in(history, text, start)
    touched = set(commits_of_path(history.path, path)) if path else set()
    if touched or (path and lexists(history.path / path)):
        yield _of_commits(history, records, touched), f"file {path}"


def _of_commits(history: MemberHistory, records: Collection[str], commits: Collection[str]) -> list[str]:
    """The records that some of these commits belong to."""
    names = [name for name in history.names() if name in records]
    return [name for name in names if any(row.commit.id in commits for row in rows_for(history, name))]


def _is_branch(history: MemberHistory, text: str) -> bool:
    return find_commit(history.path, f"refs/heads/{text}") is not None or (
        bool(history.default.remote)
        and find_commit(history.path, f"refs/remotes/{history.default.remote}/{text}") is not None
    )


def _commit(history: MemberHistory, text: str) -> str | None:
    is_hash = len(text) >= _MIN_HASH and all(char in "0123456789abcdef" for char in text.lower())
    return find_commit(history.path, text) if is_hash else None


def _path_in(history: MemberHistory, text: str, start: Path) -> str:
    """The path inside the member that a text may mean, `NAME/PATH` or relative to a folder; else empty."""
    own = [history.path / text.removeprefix(f"{history.name}/")] if text.startswith(f"{history.name}/") else []
    for path in (*own, start / text):
        whole = Path(normpath(path))
        if whole != history.path and whole.is_relative_to(history.path):
            return whole.relative_to(history.path).as_posix()
    return ""
