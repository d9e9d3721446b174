"""`stats`: how many records there are of each kind, by status and by priority; `stats flow`: how they move."""

from typing import Annotated, Any, Literal

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.schema.kind import Kind

EXAMPLES = ("wmsgit stats task --format json", "wmsgit stats flow task repo=api --since -90d --format json")
DETAILS = (
    "Counts by status, and by each other field of a few values, such as a priority or a severity. 'stats flow [KIND]"
    " [FILTER]...' tells from the history how work moves: lead and cycle time, throughput, cumulative flow, ageing and"
    " burn-up; --format json has every number in seconds, and says what each means."
)
COMPLETERS = {"kinds": complete_kinds}
_FLOW = "flow"


def run(
    run: Run,
    *,
    kinds: Annotated[list[str] | None, typer.Argument(metavar="[KIND]... | flow [KIND] [FILTER]...")] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help="With flow: from when; 90 days before its end else.")
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="With flow: until when; now else.")] = "",
    format: Annotated[Literal["table", "json", "jsonl", "csv"], format_option("How to print.")] = "table",  # noqa: A002
) -> None:
    """Print the counts."""
    from wmsgit.cli.output.data import print_rows, warn_unreadable

    workspace = run.workspace
    if kinds and kinds[0] == _FLOW and not workspace.registry.has(_FLOW):
        from wmsgit.cli.output.flow import print_flow

        print_flow(run, kinds[1:], (since, until), format)
        return
    if since or until:
        raise UsageError("--since and --until belong to 'stats flow'")
    chosen = [workspace.kind(name) for name in kinds or ()] or list(workspace.registry.kinds())
    rows = [row for kind in chosen for row in _rows(run, kind, keep_empty=bool(kinds))]
    print_rows(run, ["kind", "field", "value", "count"], rows, format)
    warn_unreadable(run, [kind.name for kind in chosen])


def _rows(run: Run, kind: Kind, *, keep_empty: bool) -> list[dict[str, Any]]:
    index = run.workspace.index([kind.name])
    total = len(index.ids(kind))
    if not total and not keep_empty:
        return []
    fields = [name for name, field in kind.fields.items() if field.enum and not field.is_list]
    rows = [{"kind": kind.name, "field": None, "value": None, "count": total}]
    for name in sorted(fields, key=lambda name: name != kind.status):
        rows += [
            {"kind": kind.name, "field": name, "value": value, "count": count}
            for value, count in index.counts(kind, name)
            if value is not None
        ]
    return rows
