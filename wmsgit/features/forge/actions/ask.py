"""Asking: a host's program is started with its question, and what it says is kept with the moment."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wmsgit.disk.own import OwnFolder
from wmsgit.errors import GitError
from wmsgit.features.forge.known_hosts import host_of, repository_at
from wmsgit.features.forge.pull_request import MERGED, Host, PullRequest, Question, pull_request_of
from wmsgit.model.times import format_time, parse_time
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.profile import elsewhere
from wmsgit.workspace.members import map_in_threads
from wmsgit.workspace.programs import answer_of
from wmsgit.workspace.workspace import Workspace

FRESH_S = 120
"""An answer that is younger is not asked for again, a judgement: a person looks, does something, and looks again."""
_FILE = "forge.json"
_TIMEOUT_S = 30.0
_MAX_BYTES = 8 << 20
_QUIET = {
    "GH_PROMPT_DISABLED": "1", "GH_NO_UPDATE_NOTIFIER": "1", "GH_PAGER": "cat", "GLAB_PAGER": "cat", "NO_PROMPT": "1",
    "NO_COLOR": "1", "GIT_TERMINAL_PROMPT": "0", "PAGER": "cat",
}  # fmt: skip
"""No program may ask on the terminal, or wait in a pager."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a member whose pull requests are asked for."""

    repo: str
    path: Path
    remote: str
    branch: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class KnownRequests:
    """What is known of a branch's pull requests.

    Attributes:
        items: its pull requests, the newest first.
        at: when the host said so; None where it has never been asked.
        problem: why the host was not asked now, as a statement; empty where it was, or what is known is fresh.
        repository: `HOST/OWNER/NAME`; empty where the remote is at no host.
        host: the host; None for none that is known.
    """

    items: tuple[PullRequest, ...] = ()
    at: datetime | None = None
    problem: str = ""
    repository: str = ""
    host: Host | None = None

    @property
    def item(self) -> PullRequest | None:
        """The one that counts: an open one, else the newest."""
        return next((item for item in self.items if item.is_open), self.items[0] if self.items else None)


def pull_requests(ws: Workspace, branches: Sequence[Branch], *, fresh_s: float = FRESH_S) -> list[KnownRequests]:
    """What is known of each branch's pull requests, in their order; what is not fresh is asked for, side by side.

    Args:
        ws: the workspace.
        branches: which.
        fresh_s: how old an answer may be, in seconds; infinite for whatever is known, so that nothing is asked.
    """
    cache = _Cache(ws)

    def look(branch: Branch) -> KnownRequests:
        where = _where(ws, branch)
        known = cache.kept(where, branch.branch)
        is_fresh = known.at is not None and (ws.now() - known.at).total_seconds() <= fresh_s
        if where.host is None or is_fresh or fresh_s == float("inf"):
            return known
        try:
            return replace(where, items=_answered(where.host, where.repository, branch.branch), at=ws.now())
        except GitError as error:
            details = "; ".join([error.message, *error.details])
            return replace(known, problem=f"{details} ({error.hint})" if error.hint else details)

    result = map_in_threads(branches, look)
    cache.keep(zip(branches, result, strict=True))
    return result


def waiting_requests(ws: Workspace) -> list[tuple[str, PullRequest, datetime]]:
    """(repository, request, when it was so) of those that wait for a review, the oldest first; nobody is asked."""
    result = []
    for repo, known in _Cache(ws).every():
        if known.at and known.item and known.item.waits_for_review:
            result.append((repo, known.item, known.at))
    return sorted(result, key=lambda row: (row[1].created, row[0]))


def known_states(ws: Workspace) -> dict[str, str]:
    """URL → state of every pull request that a host has told of; nobody is asked."""
    return {item.url: item.state for _, known in _Cache(ws).every() for item in known.items}


def merged_requests(ws: Workspace) -> dict[tuple[str, str], PullRequest]:
    """(Repository, branch) → the newest of its pull requests that a host has told to be merged; nobody is asked."""
    rows = [(repo, item) for repo, known in _Cache(ws).every() for item in known.items if item.state == MERGED]
    return {(repo, item.branch): item for repo, item in sorted(rows, key=lambda row: row[1].number)}


def run_program(host: Host, question: Question) -> bytes:
    """What a host's program answers. It runs outside of every checkout, so that no file there speaks to it.

    Raises:
        GitError: when it is not installed, fails, or takes too long.
    """
    try:
        return answer_of(
            [host.program, *question.arguments],
            question.text.encode("utf-8", "replace"),
            cwd=Path("/"),
            timeout_s=_TIMEOUT_S,
            max_bytes=_MAX_BYTES,
            environ=elsewhere() | _QUIET,
        )
    except GitError as error:
        hint = f"wmsgit asks {host.name} by {host.program}"
        raise GitError(error.message, details=error.details, hint=hint) from error


def _answered(host: Host, repository: str, branch: str) -> tuple[PullRequest, ...]:
    try:
        listed = host.listed(run_program(host, host.listing(repository, branch)))
        own = sorted((item for item in listed if item.branch == branch), key=lambda item: -item.number)
        return tuple(_whole(host, repository, item) for item in own)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GitError(f"{host.program} answered with something that is no list of pull requests") from error


def _whole(host: Host, repository: str, item: PullRequest) -> PullRequest:
    question = host.details(repository, item)
    return host.detailed(item, run_program(host, question)) if question else item


def _where(ws: Workspace, branch: Branch) -> KnownRequests:
    url = GitConfig(branch.path).get(f"remote.{branch.remote}.url") if branch.remote else ""
    repository = repository_at(url or "")
    return KnownRequests(repository=repository, host=host_of(repository, ws.config.get) if repository else None)


class _Cache:
    """What hosts have said, in the Git directory: branch → the moment and its pull requests."""

    def __init__(self, ws: Workspace) -> None:
        self._folder = OwnFolder(ws.cache_dir) if ws.cache_dir else None
        self._zone = ws.now().tzinfo or UTC
        self._rows: dict[str, dict[str, Any]]
        try:
            rows = json.loads(self._folder.read(_FILE)) if self._folder else {}
        except (OSError, ValueError):
            rows = {}
        rows = rows if isinstance(rows, dict) else {}
        self._rows = {key: row for key, row in rows.items() if isinstance(row, dict)}

    def kept(self, where: KnownRequests, branch: str) -> KnownRequests:
        """What is known with what was kept of it; a row that cannot be read counts as none."""
        row = self._rows.get(f"{where.repository}#{branch}") or {}
        try:
            items = tuple(map(pull_request_of, row["items"]))
            return replace(where, items=items, at=parse_time(str(row["at"]), self._zone))
        except (KeyError, ValueError, TypeError, OverflowError):
            return where

    def every(self) -> Iterator[tuple[str, KnownRequests]]:
        """Each repository's name with what is known of a branch of it."""
        for key, row in self._rows.items():
            repository, _, branch = key.partition("#")
            yield str(row.get("repo") or repository), self.kept(KnownRequests(repository=repository), branch)

    def keep(self, pairs: Iterable[tuple[Branch, KnownRequests]]) -> None:
        """Keep what hosts have said now."""
        new = {
            f"{known.repository}#{branch.branch}": {
                "repo": branch.repo,
                "at": format_time(known.at),
                "items": [item.as_row() for item in known.items],
            }
            for branch, known in pairs
            if known.host and known.at and not known.problem
        }
        if self._folder is None or all(self._rows.get(key) == row for key, row in new.items()):
            return
        try:
            self._folder.write(_FILE, [json.dumps({**self._rows, **new}).encode()])
        except OSError:
            return  # it is asked again
