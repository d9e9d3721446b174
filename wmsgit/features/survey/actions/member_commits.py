"""The commits of members that name records, as far as they may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wmsgit.features.commits.actions.of_record import RecordCommit, notices_of, rows_for
from wmsgit.features.commits.actions.presence import has_members
from wmsgit.features.commits.actions.read import KIND, member_histories
from wmsgit.features.forge.known_hosts import repository_at
from wmsgit.features.survey.actions.survey import Survey
from wmsgit.model.times import format_seconds
from wmsgit.schema.state import Key


@dataclass(frozen=True, slots=True)
class ShownCommit:
    """A commit of a member that names a record.

    Attributes:
        repo: the member.
        id: the whole id.
        at: when it was committed, RFC 3339 in UTC.
        url: its page at the member's host; empty where that is unknown or not shown.
        author: who wrote it; empty where people are not shown.
        state: whether the default branch has it: `merged`, `not merged`, or `unknown`.
        subject: the first line of its message; empty unless everything is shown, for it may say anything.
    """

    repo: str
    id: str
    at: str
    url: str
    author: str
    state: str
    subject: str


@dataclass(frozen=True)
class MemberCommits:
    """The commits of every record, the newest first, and which members could not be looked at, in words."""

    of: Mapping[Key, tuple[ShownCommit, ...]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def member_commits(survey: Survey, *, with_subjects: bool) -> MemberCommits:
    """The commits of members that name the records of a survey; none for a survey of the past.

    Args:
        survey: whose records, and what of them is shown.
        with_subjects: whether whoever sees this may read everything of the members.
    """
    if KIND not in survey.kinds or survey.ws.history_start is not None or not has_members(survey.ws):
        return MemberCommits()
    by_name = {record_id.lower(): key for record_id, key in survey.by_id.items()}
    histories = [item for item in member_histories(survey.ws, ids=by_name) if (KIND, item.name) in survey.state.records]
    rows: dict[Key, list[RecordCommit]] = {}
    for history in histories:
        for name in history.names():
            if key := by_name.get(name):
                rows.setdefault(key, []).extend(rows_for(history, key[1]))
    places = {history.name: _address(survey, history.name) for history in histories}
    shown = {key: _in_order(survey, items, places, with_subjects=with_subjects) for key, items in rows.items()}
    return MemberCommits(shown, tuple(survey.disclosure.text(line) for line in notices_of(histories)))


def _in_order(
    survey: Survey, rows: list[RecordCommit], places: Mapping[str, str], *, with_subjects: bool
) -> tuple[ShownCommit, ...]:
    rows.sort(key=lambda row: (-row.commit.committed_s, row.repo, row.commit.id))
    text, has_people = survey.disclosure.text, survey.disclosure.has_people
    return tuple(
        ShownCommit(
            row.repo, row.commit.id, format_seconds(row.commit.committed_s),
            f"{places[row.repo]}/commit/{row.commit.id}" if places[row.repo] else "",
            text(row.commit.author) if has_people else "",
            "unknown" if row.is_merged is None else "merged" if row.is_merged else "not merged",
            text(row.commit.subject) if with_subjects else "",
        )
        for row in rows
    )  # fmt: skip


def _address(survey: Survey, name: str) -> str:
    """The address of a member at its host, as far as its record is shown."""
    urls = survey.state.data((KIND, name)).get("urls") or ()
    names = (repository_at(str(url)) for url in urls)
    return next((f"https://{known}" for known in names if known), "")
