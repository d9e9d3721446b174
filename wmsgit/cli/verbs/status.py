"""`status`: where the work stands, on one screen."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from wmsgit.cli.input.options import format_option
from wmsgit.cli.messages import one_line
from wmsgit.cli.run import Run
from wmsgit.model.text import counted, first_words

EXAMPLES = ("wmsgit status",)
DETAILS = (
    "You, and what is yours; the branch and how it stands to its remote one as last fetched, the context, the open "
    "session, what is in progress, by whom and with which commits in the members, what is ready, what is urgent, the "
    "open findings of each repository, what is in progress but has not changed for 'stale_days' of "
    "records/workspace.yaml, how many records are open, what is not committed, and what cannot be read. What does not "
    "fit on a screen is in --format json."
)
_NAMED = 3
_TABLES = {
    "in_progress": "in progress",
    "ready": "ready",
    "urgent": "urgent",
    "findings": "open findings",
    "review": "Waits for review, as last seen",
    "stale": "stale",
}

_SAVES = "'wmsgit save' does it"
_MENDS = dict.fromkeys(("merge", "rebase"), "'wmsgit merge' shows what is open, 'wmsgit merge --continue' commits it")
"""What Git is in the middle of → what there is to do about files that are not committed."""


def run(
    run: Run,
    *,
    format: Annotated[  # noqa: A002
        Literal["table", "json"], format_option("For people, or one JSON object.")
    ] = "table",
) -> None:
    """Print the status."""
    from wmsgit.cli.output.data import has_colour, warn_unreadable, width_of_output
    from wmsgit.features.sessions.actions.status import workspace_status

    terminal = run.environ.get("WMSGIT_CONTEXT", "")
    standing = workspace_status(run.workspace, terminal, whole=format == "json")
    if format == "json":
        from wmsgit.render.json_text import json_text

        sys.stdout.write(json_text(standing))
    else:
        sys.stdout.writelines(_lines(standing, width_of_output(run), colour=has_colour(run)))
    warn_unreadable(run, None)


def _lines(standing: dict[str, Any], width: int | None, *, colour: bool) -> Iterator[str]:
    from wmsgit.features.sessions.actions.status import MOST
    from wmsgit.render.table import table
    from wmsgit.render.text import clip, hang, paint

    for line in _heads(standing):
        # A path that does not fit is cut; what is said in words is broken.
        parts = [clip(line, width)] if width and line.startswith("workspace: ") else hang(line, width, 2)
        yield from (f"{part}\n" for part in parts)
    for title, heading in _TABLES.items():
        rows = standing[title]
        if rows:
            yield "\n" + (paint(heading, "bold") if colour else heading) + "\n"
            yield from table(rows[: MOST[title]], list(rows[0]), width=width, colour=colour, compact=True)
            yield from _more(rows, MOST[title])
    if standing["uncommitted"]:
        most = MOST["uncommitted"]
        yield f"\nnot committed ({_MENDS.get(standing['operation'], _SAVES)}):\n"
        paths = (f"  {item['change']} {one_line(item['path'])}" for item in standing["uncommitted"][:most])
        yield from (f"{clip(line, width) if width else line}\n" for line in paths)
        yield from _more(standing["uncommitted"], most)
    if standing["unreadable"]:
        yield f"\nunreadable files: {len(standing['unreadable'])}\n"


def _heads(standing: dict[str, Any]) -> Iterator[str]:
    """The lines above the tables."""
    if standing["you"]:
        yield one_line(f"You: {_about_you(standing['you'])}")
    for title in ("workspace", "branch", "context", "session"):
        if standing[title]:
            yield f"{title}: {_words(standing[title])}{_beside_branch(standing) if title == 'branch' else ''}"
            yield from _unsent(standing) if title == "branch" else ()
    if standing["counts"]:
        yield "open: " + ", ".join(counted(row["open"], row["kind"]) for row in standing["counts"])


def _beside_branch(standing: dict[str, Any]) -> str:
    operation = standing["operation"]
    return (f", in the middle of a {operation}" if operation else "") + _remote(standing["remote"])


def _about_you(you: dict[str, Any]) -> str:
    """What the reader has to do with the workspace: `Ann Lee, T-1 in progress, T-2 assigned, T-3 is next`."""
    parts = [you["name"]]
    for title, key in (("in progress", "in_progress"), ("assigned", "assigned")):
        ids = you[key]
        parts += [f"{first_words(ids, _NAMED)} {title}"] if ids else []
    if not you["in_progress"] and you["next"]:
        parts.append(f"{you['next']} is next")
    return "; ".join(parts)


def _remote(remote: dict[str, Any] | None) -> str:
    """How the branch stands to its remote one; nothing where it has none."""
    if remote is None:
        return ""
    name, ahead, behind = (remote[key] for key in ("upstream", "ahead", "behind"))
    if ahead is None:
        return f", whose remote branch {name} is gone"
    words = [f"{ahead} ahead of"] * bool(ahead) + [f"{behind} behind"] * bool(behind)
    return f", {' and '.join(words) or 'level with'} {name}"


def _unsent(standing: dict[str, Any]) -> Iterator[str]:
    """How many commits the remote does not have, and since when."""
    from wmsgit.model.times import age, local_now, parse_time

    since = standing["unsent_since"]
    if since:
        yield f"{counted(standing['remote']['ahead'], 'commit')} not sent, oldest {age(parse_time(since), local_now())}"


def _more(rows: list[Any], most: int) -> list[str]:
    total = getattr(rows, "total", len(rows))
    return [f"… and {total - most} more\n"] if total > most else []


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return one_line(", ".join(str(item) for item in value.values() if item))
    return one_line(str(value))
