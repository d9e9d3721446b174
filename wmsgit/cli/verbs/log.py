"""`log`: what each commit changed in the fields of a record, or which records each commit touched."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids, complete_record_fields
from wmsgit.cli.input.options import Format
from wmsgit.cli.messages import say, warn
from wmsgit.cli.output.history import commit_row, folded, moment_of, print_history
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.model.text import first_words

if TYPE_CHECKING:
    from wmsgit.features.history.log import LogEntry

EXAMPLES = (
    "wmsgit log WS-TASK-001 --field status",
    "wmsgit log --since 7d",
    "wmsgit log WS-TASK-001 --commits",
)
DETAILS = (
    "The newest first. A commit that changed the layout alone is left out of a record's log; a merge shows what none "
    "of its parents had. A record is followed when it is moved or renumbered, and a deleted one has a log, too. "
    "Several notes after one another are one line; --field comments shows each. Without an id: which records each "
    "commit touched."
)
_NOTES = frozenset({"comments", "activities"})
_FEW = 5
COMPLETERS = {"id": complete_ids(None), "field": complete_record_fields}


def run(
    run: Run,
    *,
    id: Annotated[str, typer.Argument(metavar="[ID]", show_default=False)] = "",  # noqa: A002
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="FIELD", help="Only changes of this field; repeatable.")
    ] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help="Only commits since a date, a time or such as 7d.")
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many commits.")] = None,
    commits: Annotated[bool, typer.Option("--commits", help="With the members' commits that belong to it.")] = False,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the log."""
    from wmsgit.cli.input.at import commit_asked

    if commits:
        _print_woven(run, id, options_of=(moment_of(run, since), limit), form=format)
        return
    options: dict[str, Any] = {"start": commit_asked(run), "since": moment_of(run, since), "limit": limit}
    if id:
        _print_record(run, id, tuple(field or ()), options, format)
    elif field:
        raise UsageError("--field needs the id of a record", hint="such as: wmsgit log WS-TASK-001 --field status")
    else:
        _print_activity(run, options, format)


def _print_woven(run: Run, record_id: str, *, options_of: tuple[Any, int | None], form: str) -> None:
    """The record's life with the commits of members that belong to it, the newest first."""
    from wmsgit.cli.output.commits import commit_row as member_row
    from wmsgit.cli.output.data import print_rows
    from wmsgit.features.commits.actions.of_record import commits_of
    from wmsgit.features.history.actions.records import log_of
    from wmsgit.render.wording import wording

    if not record_id:
        raise UsageError("--commits needs the id of a record", hint="such as: wmsgit log WS-TASK-001 --commits")
    since, limit = options_of
    log = log_of(run.present, record_id, since=since)
    rows: list[tuple[float, dict[str, Any]]] = []
    for entry in log.entries:
        words = "; ".join([*_headline(entry), *(line for field in entry.fields for line in wording(field))])
        at = entry.commit.committed_s
        rows.append((at, commit_row(entry.commit) | {"repo": "", "what": words or entry.commit.subject}))
    known = commits_of(run.present, run.present.locate(record_id).id)
    first_s = since.timestamp() if since else 0
    recent = [row for row in known.commits if row.commit.committed_s >= first_s]
    rows += [(row.commit.committed_s, member_row(row) | {"what": row.commit.subject}) for row in recent]
    rows.sort(key=lambda item: -item[0])
    shown = [row | {"commit": str(row["commit"])[:10], "date": str(row["date"])[:10]} for _, row in rows][:limit]
    print_rows(run, ["date", "repo", "commit", "author", "what", "merged"], shown, form)
    warn(log.notes)
    say(*known.notices)


def _print_record(run: Run, record_id: str, fields: tuple[str, ...], options: dict[str, Any], form: str) -> None:
    from wmsgit.features.history.actions.records import log_of

    log = log_of(run.present, record_id, fields=fields, **options)
    if form == "table":
        _print_text(run, log.entries, folds=not fields)
    else:
        _print_data(run, log.entries, form)
    warn(log.notes)


def _print_text(run: Run, entries: tuple["LogEntry", ...], *, folds: bool) -> None:
    from wmsgit.render.wording import wording

    shown = [
        (commit_row(entry.commit), [*_headline(entry), *(line for field in entry.fields for line in wording(field))])
        for entry in entries
    ]
    notes = [entry.change == "changed" and {field.field for field in entry.fields} <= _NOTES for entry in entries]
    print_history(run, folded(shown, notes) if folds else shown)


def _headline(entry: "LogEntry") -> list[str]:
    """What happened to the record as a whole."""
    return [f"{entry.change} {entry.path}"] if entry.change in {"added", "removed"} else []


def _print_data(run: Run, entries: tuple["LogEntry", ...], form: str) -> None:
    from wmsgit.cli.output.data import print_rows
    from wmsgit.render.formats import COLUMNED

    columns = ["commit", "author", "date", "subject", "field", "old", "new"]
    rows = [
        commit_row(entry.commit)
        | {"changes": [{"field": field.field, "old": field.old, "new": field.new} for field in entry.fields]}
        for entry in entries
    ]
    if form in COLUMNED:
        rows = [{**row, **change} for row in rows for change in row["changes"]]
    elif form == "ids":
        rows = [{"id": row["commit"]} for row in rows]
    print_rows(run, columns, rows, form)


def _print_activity(run: Run, options: dict[str, Any], form: str) -> None:
    from wmsgit.cli.output.data import print_rows
    from wmsgit.features.history.actions.activity import activity
    from wmsgit.render.formats import COLUMNED

    result, notes = activity(run.present, **options)
    rows = [
        commit_row(item.commit)
        | {"records": [{"kind": part.kind, "id": part.id, "change": part.change} for part in item.records]}
        for item in result
    ]
    if form in COLUMNED:
        rows = [row | {"records": [part["id"] for part in row["records"]]} for row in rows]
    if form == "table":
        rows = [row | {"commit": row["commit"][:10], "records": first_words(row["records"], _FEW)} for row in rows]
    if form == "ids":
        rows = [{"id": row["commit"]} for row in rows]
    print_rows(run, ["commit", "date", "author", "subject", "records"], rows, form)
    warn(notes)
