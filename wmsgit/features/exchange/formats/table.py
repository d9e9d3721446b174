"""The table of formats: what `import NAME` and `export NAME` read and write."""

from collections.abc import Mapping

from wmsgit.features.exchange.foreign import Format
from wmsgit.features.exchange.formats.backlog import read_backlog, write_backlog
from wmsgit.features.exchange.formats.beads import read_beads, write_beads
from wmsgit.features.exchange.formats.github import read_github
from wmsgit.features.exchange.formats.gitlab import read_gitlab
from wmsgit.features.exchange.formats.madr_read import read_madr
from wmsgit.features.exchange.formats.madr_write import write_madr
from wmsgit.features.exchange.formats.tabular import JIRA, LINEAR, table_reader
from wmsgit.features.exchange.formats.taskwarrior import read_taskwarrior
from wmsgit.features.exchange.formats.tickets import read_tickets

_ALL = (
    Format(
        "madr",
        "decisions in Markdown: MADR, adr-tools, log4brains, arc42",
        kinds=("adr",),
        patterns=("**/*.md",),
        ignores=("node_modules", ".git", "templates"),
        read=read_madr,
        write=write_madr,
        is_dated=True,
    ),
    Format(
        "backlog",
        "the tasks of Backlog.md",
        kinds=("task",),
        patterns=("**/*.md",),
        ignores=("node_modules", ".git", "docs", "decisions", "drafts"),
        read=read_backlog,
        write=write_backlog,
    ),
    Format(
        "beads",
        "the issues of beads",
        kinds=("task",),
        patterns=("**/issues.jsonl",),
        ignores=("node_modules", ".git"),
        read=read_beads,
        write=write_beads,
    ),
    Format("tk", "the tickets of tk", patterns=("**/*.md",), ignores=("node_modules", ".git"), read=read_tickets),
    Format("taskwarrior", "what task export prints", read=read_taskwarrior),
    Format("github", "GitHub's issues, as gh prints them", read=read_github),
    Format("forgejo", "Forgejo's issues, which are as GitHub's", read=read_github),
    Format("gitlab", "GitLab's issues, as glab prints them", read=read_gitlab),
    Format("csv", "a table, CSV or JSON Lines, by a mapping of columns", read=table_reader({})),
    Format("linear", "the CSV that Linear exports", read=table_reader(LINEAR)),
    Format("jira", "the CSV that Jira exports", read=table_reader(JIRA)),
)
FORMATS: Mapping[str, Format] = {item.name: item for item in _ALL}
"""Name → format."""
