"""Older commits: whether a repository is seen at a commit before one at which something was recorded of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from wmsgit.features.drift.rule_view import Member
from wmsgit.model.record import Record

LastWritten = Callable[[Sequence[Record]], datetime | None]
"""When some records were last committed; None where they are not."""


class OlderCommits:
    """Which repositories are seen at an older commit than is recorded.

    A commit that a clone lacks may have come after what it fetched last, or have gone from the remote. It counts as
    later where it was recorded after that.

    Args:
        members: the repositories as they are seen.
        records: what is recorded of them.
        last_written: asked of records whose commit a clone lacks.
    """

    def __init__(self, members: Mapping[str, Member], records: Iterable[Record], last_written: LastWritten) -> None:
        self._members = members
        self._last_written = last_written
        self._records: dict[str, dict[str, list[Record]]] = {}
        for record in records:
            of_repo = self._records.setdefault(str(record.data.get("repo")), {})
            of_repo.setdefault(str(record.data.get("commit") or ""), []).append(record)
        self._known: dict[str, bool] = {}

    def has(self, repo: str) -> bool:
        """Whether a repository is among them."""
        if repo not in self._known:
            member = self._members.get(repo)
            self._known[repo] = member is not None and self._is_older(member, self._records.get(repo, {}))
        return self._known[repo]

    def _is_older(self, member: Member, records: Mapping[str, Sequence[Record]]) -> bool:
        if member.view is None or not records:
            return False
        if member.view.is_before(records.keys()):
            return True
        lacked = member.view.lacks(records.keys()) if member.fetched else ()
        written = self._last_written([record for commit in lacked for record in records[commit]]) if lacked else None
        return bool(written and member.fetched and member.fetched < written)
