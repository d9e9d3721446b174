"""Commits of members: the table below a record, and their rows."""

import sys
from typing import TYPE_CHECKING, Any

from wmsgit.cli.messages import one_line, say
from wmsgit.cli.output.data import print_rows
from wmsgit.cli.run import Run

if TYPE_CHECKING:
    from wmsgit.features.commits.actions.of_record import RecordCommit

COLUMNS = ["repo", "commit", "date", "author", "subject", "branch", "merged"]


def print_commits(run: Run, record_id: str) -> None:
    """Print the commits of a record below it; nothing where it has none."""
    from wmsgit.features.commits.actions.presence import has_members_here

    if not has_members_here(run.workspace):
        return
    from wmsgit.features.commits.actions.of_record import commits_of

    result = commits_of(run.workspace, record_id)
    if not result.commits:
        return
    sys.stdout.write("\nCommits\n")
    print_rows(run, COLUMNS, [commit_row(row) for row in result.commits], "table")
    say(*(one_line(notice) for notice in result.notices))


def commit_row(row: "RecordCommit") -> dict[str, Any]:
    """A commit of a record as tables and programs have it."""
    from wmsgit.model.times import format_seconds

    commit = row.commit
    return {
        "repo": row.repo,
        "commit": commit.id[:10],
        "date": format_seconds(commit.committed_s)[:10],
        "author": commit.author,
        "subject": commit.subject,
        "branch": row.branch,
        "merged": merged_word(row),
        "via": list(row.words),
    }


def merged_word(row: "RecordCommit") -> str:
    """Whether the default branch has it, in a word."""
    if row.is_merged is None:
        return "unknown"
    return row.note or ("yes" if row.is_merged else "no")
